"""The decisions keep their numbers, and say which of them no longer hold."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "decisions.md"
HEADING = re.compile(r"(\d+)\. \S.* \([A-Z][a-z]+ \d{4}\)")
SUPERSEDED = re.compile(r"Superseded (?:in part )?by (\d+)[.:]")
HOW = "See the head of docs/decisions.md for how to add one."


def decisions():
    """Heading and lines of each decision, as they stand on the page."""
    _, *pieces = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for piece in pieces:
        heading, *lines = piece.rstrip().split("\n")
        yield heading, lines


def test_each_has_a_title_and_a_month():
    wrong = [heading for heading, _ in decisions() if not HEADING.fullmatch(heading)]
    assert wrong == [], HOW


def test_the_newest_stands_first_and_no_number_is_missing_or_given_twice():
    numbers = [int(heading.partition(".")[0]) for heading, _ in decisions()]
    assert numbers == list(range(len(numbers), 0, -1)), HOW


def test_each_is_ten_lines_at_most():
    long = [
        heading
        for heading, lines in decisions()
        if sum(not SUPERSEDED.match(line) for line in lines) > 10
    ]
    assert long == []


def test_only_a_later_one_supersedes():
    numbers = {int(heading.partition(".")[0]) for heading, _ in decisions()}
    for heading, lines in decisions():
        own = int(heading.partition(".")[0])
        for line in lines:
            if line.startswith("Superseded"):
                by = SUPERSEDED.match(line)
                assert by, f"{heading}: {line}"
                assert own < int(by[1]), f"{heading}: {line}"
                assert int(by[1]) in numbers, f"{heading}: {line}"
