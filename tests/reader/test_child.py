"""Reading and drawing in a child process: what it says, what it refuses, and that
nothing of it is left."""

import os
import signal
import struct
import subprocess
import sys
import textwrap
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from recommendations.reader.child import (
    Limits,
    Worker,
    read_in_child,
    render_in_child,
)
from recommendations.reader.pages import UnreadableDocument
from recommendations.reader.report import read_report
from tests.reader import hostile
from tests.samples import SAMPLES
from tests.tiny_pdf import tiny_pdf

pytestmark = pytest.mark.slow

GOOD = SAMPLES[0].pdf()
REPOSITORY = Path(__file__).resolve().parents[2]
SHORT = Limits(seconds=0.5)
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def worker():
    with Worker(Limits(seconds=20)) as new_worker:
        yield new_worker


def code(read, *arguments):
    """Why a file cannot be read."""
    with pytest.raises(UnreadableDocument) as refused:
        read(*arguments)
    return refused.value.code


def children(of="self"):
    """The processes that a process has started and that have not been waited for."""
    tasks = Path(f"/proc/{of}/task").iterdir()
    return [pid for task in tasks for pid in (task / "children").read_text().split()]


def is_gone(pid, within=5.0):
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def test_quotes_are_found_on_their_page_or_in_the_first_paragraph_with_them(worker):
    pages = tiny_pdf("They made nine recommendations in all", "Nothing to say here")
    passage = "made nine recommendations in all, and more"
    searches = [(1, [passage]), (2, [passage]), (9, [passage]), (None, [passage])]
    matches = [(None, "made nine recommendations in"), None, None, None]
    assert worker.quotes(pages, searches) == matches
    text = b"One line.\n\nThey made nine\xc2\xa0recommendations in May."
    assert worker.quotes(text, [(1, [passage]), (None, ["", "One"])]) == [
        (2, "made nine recommendations in"),
        (1, "One"),
    ]


def test_a_damaged_file_has_no_quotes(worker):
    assert code(worker.quotes, b"%PDF-1.7 and nothing else", []) == "not_pdf"


def png_rows(picture):
    """Width, height and the rows of a PNG that uses no filters."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", picture[16:24])
    packed = picture[picture.index(b"IDAT") + 4 :]
    dots = zlib.decompressobj().decompress(packed)
    row = 3 * wide + 1
    return wide, high, [dots[n * row + 1 : (n + 1) * row] for n in range(high)]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_child_reads_what_this_process_would(worker, sample):
    assert worker.read(sample.pdf()) == read_report(sample.pdf())
    bare = sample.pdf(tagged=False)
    assert worker.read(bare) == read_report(bare)


def test_a_plain_text_is_read_too(worker):
    text = "Inspection of Exampleshire\n\nWhat needs to improve?\n• The roof.\n"
    assert worker.read(text.encode()) == read_report(text.encode())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not_pdf"),
        (b"<!doctype html><html></html>", "not_pdf"),
        (b"%PDF-1.7 and then nothing", "not_pdf"),
        (tiny_pdf("Secret", is_encrypted=True), "encrypted"),
        (tiny_pdf("", ""), "no_text"),
        (hostile.page_bomb(501), "too_big"),
        (hostile.million_pages(), "too_big"),
        (hostile.pages_that_are_not_there(), "not_pdf"),
        (hostile.pages_in_a_circle(), "not_pdf"),
        (hostile.decompression_bomb(), "too_big"),
        (hostile.forms_within_forms(), "too_big"),
        (hostile.endless_letters(), "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_said(worker, data, expected):
    assert code(worker.read, data) == expected


@pytest.mark.parametrize(
    "data",
    [
        hostile.page_bomb(500),
        hostile.tables_in_a_circle(),
        hostile.many_contents(),
        hostile.deep_nesting(),
        hostile.deep_tags(),
        hostile.tags_in_a_circle(),
        hostile.many_letters(),
        hostile.enormous_page(),
        hostile.enormous_picture(),
    ],
    ids=lambda value: "",
)
def test_what_is_strange_and_harmless_is_read(worker, data):
    assert worker.read(data).pages in (1, 500)


def test_reading_stops_when_its_time_is_over():
    start = time.monotonic()
    assert code(read_in_child, hostile.slow_pages(), SHORT) == "timeout"
    assert time.monotonic() - start < 5


def test_the_limits_are_those_that_were_given():
    assert code(read_in_child, hostile.page_bomb(3), Limits(pages=2)) == "too_big"
    read = read_in_child(hostile.page_bomb(3), Limits(pages=3))
    assert read.pages == 3
    assert code(read_in_child, hostile.many_letters(), Limits(memory_mb=60)) == (
        "too_big"
    )


def test_a_worker_goes_on_after_each_file_that_stopped_it():
    harm = hostile.slow_pages(), hostile.decompression_bomb(), b"%PDF-1.7 broken"
    with Worker(Limits(seconds=4)) as worker:
        for data in harm:
            code(worker.read, data)
            assert worker.read(GOOD) == read_report(GOOD)


def test_what_went_before_makes_no_difference():
    """The child is replaced before what a file has left in it gets in the way."""
    tight = Limits(memory_mb=220)
    with Worker(tight) as worker:
        drafts = [worker.read(hostile.many_letters()) for _ in range(3)]
    assert drafts == [read_in_child(hostile.many_letters(), tight)] * 3


def test_threads_read_side_by_side():
    files = [sample.pdf() for sample in SAMPLES[:6]]
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(read_in_child, files)) == [
            read_report(data) for data in files
        ]


def test_a_page_is_drawn_as_wide_as_asked():
    wide, high, rows = png_rows(render_in_child(GOOD, 1, 400))
    assert (wide, high) == (400, 566)
    assert max(map(max, rows)) == 255
    assert min(map(min, rows)) < 100


def test_each_page_is_drawn_for_itself(worker):
    first, second = (worker.draw(GOOD, page, 200) for page in (1, 2))
    assert first != second
    assert first == worker.draw(GOOD, 1, 200)


@pytest.mark.parametrize("width", [0, -1, 100_000])
def test_a_picture_has_a_width_that_makes_sense(worker, width):
    with pytest.raises(ValueError, match="pixels wide"):
        worker.draw(GOOD, 1, width)


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_page_that_is_not_there_is_not_drawn(worker, page):
    assert code(worker.draw, GOOD, page, 200) == "not_pdf"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (hostile.enormous_page(), "too_big"),
        (hostile.decompression_bomb(), "too_big"),
        (b"plain words", "not_pdf"),
    ],
    ids=["long", "bomb", "text"],
)
def test_what_cannot_be_drawn_is_said(worker, data, expected):
    assert code(worker.draw, data, 1, 600) == expected


@linux
def test_no_process_is_left_when_reading_is_over():
    before = children()
    read_in_child(GOOD)
    code(read_in_child, hostile.slow_pages(), SHORT)
    code(read_in_child, hostile.decompression_bomb())
    assert children() == before


@linux
def test_the_child_sees_nothing_of_our_settings(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    before = set(children())
    with Worker() as worker:
        worker.read(GOOD)
        (child,) = set(children()) - before
        environment = Path(f"/proc/{child}/environ").read_bytes()
    assert b"SECRET_KEY" not in environment
    assert b"DATABASE_URL" not in environment


def test_the_child_opens_no_file_and_no_socket():
    program = """
        import socket, sys
        from recommendations.reader.sandbox import _confine
        _confine(300 * 2**20)
        for attempt in (lambda: open("/dev/null"), socket.socket):
            try:
                attempt()
            except OSError as refused:
                print("refused")
    """
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert ran.stdout.split() == ["refused", "refused"], ran.stderr


READS_FOR_LONG = """
    from recommendations.reader.child import read_in_child
    from tests.reader import hostile
    data = hostile.slow_pages()
    print("begins", flush=True)
    read_in_child(data)
"""


@linux
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_child_ends_with_its_parent(ending):
    parent = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(READS_FOR_LONG)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A shell has what it starts in the background ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    with parent:
        parent.stdout.readline()
        while not (started := children(parent.pid)):
            time.sleep(0.02)
        time.sleep(0.3)
        parent.send_signal(ending)
        parent.wait(timeout=10)
    assert is_gone(started[0])


def test_a_file_that_is_bigger_than_the_memory_is_too_big():
    big = b"x" * 150 * 2**20
    assert code(read_in_child, big, Limits(memory_mb=100)) == "too_big"


def test_a_child_that_cannot_start_is_our_own_fault_and_not_the_files():
    with pytest.raises(RuntimeError, match="does not start"):
        read_in_child(GOOD, Limits(memory_mb=2**60))


def test_a_worker_can_be_stopped_from_another_thread():
    with ThreadPoolExecutor(1) as threads, Worker() as worker:
        worker.read(GOOD)
        reading = threads.submit(code, worker.read, hostile.slow_pages())
        time.sleep(0.3)
        worker.stop()
        assert reading.result(timeout=5)


@linux
def test_a_child_that_crashes_means_that_the_file_is_damaged():
    before = set(children())
    with ThreadPoolExecutor(1) as threads, Worker() as worker:
        reading = threads.submit(code, worker.read, hostile.slow_pages())
        while not (started := set(children()) - before):
            time.sleep(0.02)
        time.sleep(0.3)
        os.kill(int(started.pop()), signal.SIGSEGV)
        assert reading.result(timeout=5) == "not_pdf"
    assert set(children()) == before
