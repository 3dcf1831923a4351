"""Plain texts made to keep the reader busy: each is read, or refused by number, in a
process that may take no longer than it is given."""

import pytest

from recommendations.reader.child import Limits, read_in_child
from recommendations.reader.pages import UnreadableDocument

SECONDS = Limits(seconds=30)


def refusal(text):
    with pytest.raises(UnreadableDocument) as refused:
        read_in_child(text.encode(), SECONDS)
    assert refused.value.code == "too_big"
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word " * 1_360_000, "The file has 6,800,000 characters. At most 2,000,000"),
        ("a\n" * 60_000, "The file has 60,001 lines. At most 50,000 are read."),
        ("a\f" * 600, "The file has 601 pages. At most 500 are read."),
        (
            "Recommendations\n" + "- The council should improve this thing.\n" * 40_000,
            "A list of the file has more than 500 items, which no report has.",
        ),
    ],
    ids=["characters", "lines", "pages", "items"],
)
def test_more_than_any_report_has_is_refused_by_number(text, message):
    assert message in refusal(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a\n" * 49_990,
        "should must require written statement of action " * 41_000,
        "Recommendations\n- Do it.\nWhat needs to improve\n- Do so.\n" * 12_000,
        "Recommendations\n- Item\n" + "      lower words of it and more\n" * 45_000,
        ("Inspection of X\n" + "Recommendations\n- Do it\n" * 49 + "\f") * 400,
    ],
    ids=["short lines", "one line", "many lists", "one item", "many pages"],
)
def test_a_long_text_is_read_within_its_time(text):
    assert read_in_child(text.encode(), SECONDS).framework is None
