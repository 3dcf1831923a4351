"""manage.py read_report: what it prints for files and folders, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recommendations.reader.draft import as_json
from recommendations.reader.report import read_report
from tests.reader import hostile
from tests.samples import SAMPLES
from tests.tiny_pdf import tiny_pdf

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = "Inspection of Exampleshire\n\nWhat needs to improve?\n• The roof.\n"


@pytest.fixture
def folder(tmp_path):
    """Two reports, a plain text further down, and what is neither."""
    place = tmp_path / "reports"
    (place / "older").mkdir(parents=True)
    (place / "b.pdf").write_bytes(SAMPLES[0].pdf())
    (place / "a.PDF").write_bytes(SAMPLES[4].pdf())
    (place / "older" / "c.txt").write_text(TEXT, encoding="utf-8")
    (place / "notes.docx").write_bytes(b"no report")
    return place


def run(*arguments, **options):
    """What the command prints, what it says on standard error, and its exit status."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command(
            "read_report", *map(str, arguments), stdout=out, stderr=err, **options
        )
    except CommandError as refused:
        status = refused.returncode
        err.write(str(refused))
    return out.getvalue(), err.getvalue(), status


def rows(printed):
    return [json.loads(line) for line in printed.splitlines()]


def manage(*arguments, **options):
    """The command in a process of its own."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "read_report", *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, "DEBUG": "1"},
        stdout=subprocess.PIPE,
        text=True,
        # A shell has what it starts in the background ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        **options,
    )


def test_a_folder_is_read_with_all_below_it(folder):
    printed, errors, status = run(folder)
    names = [Path(row["file"]).name for row in rows(printed)]
    assert (names, errors, status) == (["a.PDF", "b.pdf", "c.txt"], "", 0)


def test_files_come_in_the_order_given_whatever_takes_longest(folder):
    files = [folder / "b.pdf", folder / "older" / "c.txt", folder / "a.PDF"]
    printed, _, _ = run(*files, jobs=3)
    assert [row["file"] for row in rows(printed)] == [str(file) for file in files]


def test_the_same_files_give_the_same_output_however_many_at_a_time(folder):
    assert run(folder, jobs=1) == run(folder, jobs=3) == run(folder, jobs=3)


def test_a_row_says_what_the_draft_says_without_places_on_the_page(folder):
    (row,) = rows(run(folder / "b.pdf")[0])
    data = (folder / "b.pdf").read_bytes()
    draft = as_json(read_report(data))
    for name in ("judgements", "recommendations", "strengths", "next_steps"):
        for passage in draft[name]:
            del passage["marks"]
    assert row == {"file": str(folder / "b.pdf"), **draft}
    assert row["readable"]
    assert row["sources"]["authority"]["page"] == 1


def test_a_relative_name_stays_relative(folder, monkeypatch):
    monkeypatch.chdir(folder)
    (row,) = rows(run("b.pdf")[0])
    assert row["file"] == "b.pdf"


def test_what_cannot_be_read_is_said_and_the_rest_is_read(folder):
    (folder / "aa.pdf").write_bytes(tiny_pdf("Secret", is_encrypted=True))
    (folder / "bb.pdf").write_bytes(tiny_pdf(""))
    printed, errors, status = run(folder)
    readings = {Path(row["file"]).name: row for row in rows(printed)}
    assert [name for name in readings if readings[name]["readable"]] == [
        *("a.PDF", "b.pdf", "c.txt")
    ]
    assert readings["aa.pdf"]["reason"] == "encrypted"
    assert readings["bb.pdf"]["reason"] == "no_text"
    assert len(readings["bb.pdf"]["sha256"]) == 64
    assert f"{folder / 'aa.pdf'}: encrypted The PDF is protected" in errors
    assert "2 of 5 files could not be read." in errors
    assert status == 1


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("READER_MAX_PAGES", 1, "too_big"),
        ("READER_MAX_MB", 0, "too_big"),
        ("READER_MEMORY_MB", 48, "too_big"),
        ("READER_SECONDS", 0.01, "timeout"),
    ],
)
def test_the_limits_are_those_of_the_settings(
    folder, settings, setting, value, expected
):
    setattr(settings, setting, value)
    (folder / "b.pdf").write_bytes(hostile.many_letters())
    if setting == "READER_MAX_PAGES":
        (folder / "b.pdf").write_bytes(SAMPLES[0].pdf())
    (row,) = rows(run(folder / "b.pdf")[0])
    assert row["reason"] == expected


def test_a_table_is_for_people(folder):
    printed, _, _ = run(folder, format="table")
    head, *lines = printed.splitlines()
    assert head.split()[:3] == ["file", "framework", "authority"]
    assert len(lines) == 3
    assert "ilacs_standard" in lines[1]
    assert "Priya Nolan" in lines[1]


def test_out_takes_everything_and_leaves_nothing_beside_it(folder, tmp_path):
    out = tmp_path / "drafts.jsonl"
    out.write_text("what was there before")
    printed, _, _ = run(folder, out=out)
    assert printed == ""
    assert len(rows(out.read_text(encoding="utf-8"))) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "drafts.jsonl",
        folder.name,
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere.pdf"],
        ["{folder}/empty"],
        ["{folder}", "--out", "{folder}/nowhere/drafts.jsonl"],
        ["{folder}", "--out", "{folder}"],
        ["{folder}", "--jobs", "0"],
        ["{folder}", "--jobs", "many"],
        ["{folder}", "--format", "xml"],
        [],
    ],
)
def test_misuse_ends_with_two_and_prints_nothing(folder, arguments):
    (folder / "empty").mkdir()
    arguments = [argument.format(folder=folder) for argument in arguments]
    ran = manage(*arguments, stderr=subprocess.PIPE)
    printed, errors = ran.communicate(timeout=30)
    assert (printed, ran.returncode) == ("", 2)
    assert "Traceback" not in errors


def test_there_is_no_bar_unless_somebody_watches(folder):
    ran = manage(folder, stderr=subprocess.PIPE)
    printed, errors = ran.communicate(timeout=30)
    assert (len(rows(printed)), errors, ran.returncode) == (3, "", 0)


def test_there_is_a_bar_on_a_terminal_and_it_keeps_off_the_output(folder):
    termios = pytest.importorskip("termios")
    controller, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    ran = manage(folder, stderr=terminal)
    printed, _ = ran.communicate(timeout=30)
    os.close(terminal)
    errors = os.read(controller, 100_000).decode()
    os.close(controller)
    assert len(rows(printed)) == 3
    assert "3/3" in errors


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_ctrl_c_ends_it_at_once_and_leaves_no_process(folder):
    for name in "defg":
        (folder / f"{name}.pdf").write_bytes(hostile.slow_pages())
    ran = manage(folder, "--jobs", "2", stderr=subprocess.PIPE)
    task = Path(f"/proc/{ran.pid}/task")
    children = set()
    while len(children) < 2:
        for listing in task.glob("*/children"):
            children.update(listing.read_text().split())
        time.sleep(0.02)
    time.sleep(0.5)
    ran.send_signal(signal.SIGINT)
    ran.communicate(timeout=10)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
