"""Real reports are read as their truth says, where both lie beside this folder. They
are Crown copyright and no part of the project: see docs/reader.md."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from recommendations.reader.draft import as_json
from recommendations.reader.pages import UnreadableDocument
from recommendations.reader.report import read_report

REPORTS = Path(__file__).parents[3] / "shared" / "reports" / "dev"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not REPORTS.is_dir(), reason=f"there are no reports in {REPORTS}"
    ),
]


def line(file):
    """A line of the truth's shape, with what the reader made of the file."""
    try:
        row = as_json(read_report(file.read_bytes()))
    except UnreadableDocument:
        row = {"readable": False}
    return json.dumps(row | {"file": str(file.relative_to(REPORTS))})


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    read = tmp_path_factory.mktemp("read") / "read.jsonl"
    read.write_text("\n".join(map(line, sorted(REPORTS.glob("*/*.pdf")))))
    command = [sys.executable, "score.py", "truth.jsonl", read, "--json"]
    command += ["--lscb", "require"]
    scored = subprocess.run(command, cwd=REPORTS, capture_output=True, check=True)  # noqa: S603
    return json.loads(scored.stdout)


def test_every_recommendation_is_read_word_for_word(scores):
    assert scores["ALL"]["recs_exact"]["f1"] >= 99.5
    assert scores["area-send"]["recs_exact"]["f1"] >= 97


def test_each_stands_on_its_page_and_priority_actions_are_told_apart(scores):
    assert scores["ALL"]["page_accuracy"] == 100
    assert scores["ALL"]["priority_flag_accuracy"] == 100


def test_at_most_one_report_has_a_list_that_is_not_perfect(scores):
    totals = scores["ALL"]
    assert totals["rec_docs"] - totals["rec_perfect_docs"] <= 1


def test_every_judgement_date_authority_and_name_is_right(scores):
    assert scores["ALL"]["judgements"]["f1"] == 100
    assert {field["exact"] for field in scores["ALL"]["fields"].values()} == {100}


def test_a_file_that_is_no_pdf_is_said_to_be_none(scores):
    assert scores["not-a-pdf"]["perfect"] == 1
