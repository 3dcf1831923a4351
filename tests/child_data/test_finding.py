"""What is taken for a child's personal data, and what is not: few false alarms."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.child_data import find

FIXTURES = Path(__file__).parents[2] / "fixtures"
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"

FOUND = {
    "date_of_birth": [
        "born 3/4/2012",
        "She was born at Royal Blackburn Hospital on 3/4/2012.",
        "born prematurely on 03.04.12",
        "DOB 3 April 2012",
        "d.o.b. 2012-04-03",
        "D.O.B: 3rd April 2012",
        "Date of birth: 3rd of April, 2012",
        "her 18th birthday on April 3, 2024",
        "DOB for Jane is 3/4/2012",
        "DOB\n03/04/2012",
        "3/4/2012 (DOB)",
        "3 April 2012 is her date of birth",
        "Jane-DOB-03042012.docx",
        "Jane_DOB_03_04_2012.pdf",
        "D O B 03 04 2012",
        "DOB \uff10\uff13/\uff10\uff14/2012",
    ],
    "nhs_number": [
        "NHS 943 476 5919",
        "943-476-5919, seen on Monday",
        "Number 9434765919.",
        "NHS no: 943\u00a0476\u00a05919",
        "minutes_9434765919_final.docx",
        "nhs-9434765919.pdf",
        "943.476.5919",
        "943 - 476 - 5919",
        "943  476  5919",
        "943\u200b476\u200b5919",
        "\uff19\uff14\uff13 476 5919",
    ],
    "upn": ["B801200005001", "UPN: b801200005001.", "X12345678901A"],
    "named_child": [
        "child A (Jane)",
        "Child 3 (Jane Smith)",
        "young person B (Mohammed Ali, aged 7)",
        "Child A (J. Smith)",
        "Child no. 2 (O’Neil Jean-Luc)",
        "YP1 [Tom]",
        "child_A_(Jane).pdf",
        "child “A” (Jane)",
    ],
}
NOT_FOUND = [
    "Ring 01254 585585, 020 7946 0958 or +44 (0)1254585585.",
    "+44 1254585585",
    "1234567890",
    "19434765919 and 94347659190",
    "ISBN 1843101238",
    "PO-9434765919, REF9434765919 and £9434765919",
    "https://example.gov.uk/item/9434765919",
    "A801200005001",
    "Rose from 943, 476 and 5919; 943.4765919",
    "DOB on all files in 9 of 12 2024 audits",
    "BWD-A0042",
    "born in 2023",
    "DOB April 2012",
    "children born before September 2019",
    "children born on or after 1 September 2019",
    "babies born between 1 April 2024 and 31 March 2025",
    "“Born into Care”, 3 April 2019",
    "the plan born of the review on 3 April 2024",
    "newborn visits on 3 April 2024, new-born visits on 4 April 2024",
    "DOB checks completed on 3 April 2024",
    "date of birth to be recorded by 3 April 2024",
    "by 3 April 2024, date of birth is on all files",
    "Birthday cards sent on 3 April 2024",
    "children born abroad were audited on 3 April 2024",
    "She was born here. On 3 April 2024 we met.",
    "Child A (Year 6), Child B (EHCP), Child 3 (aged 7), child C (see appendix)",
    "Child A (Jane, not her real name)",
    "Child 2 (Pathway plan), Pupil 2 (Non-verbal), Child 1 (Male, White British)",
    "Children (Leaving Care) Act 2000",
    "young person (Jane)",
]


def kinds(text):
    return {finding.kind for finding in find(text)}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind in FOUND for text in FOUND[kind]]
)
def test_what_looks_like_it_is_found(kind, text):
    assert kinds(text) == {kind}


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_resembles_it_is_left_alone(text):
    assert kinds(text) == set()


def nhs_check(nine):
    """By the definition: 11 less the remainder, 11 is 0, and 10 is no number."""
    weighed = sum(w * int(d) for w, d in zip(range(10, 1, -1), nine, strict=True))
    return (11 - weighed % 11) % 11


NINE_DIGITS = st.from_regex(r"[1-9][0-9]{8}", fullmatch=True).filter(
    lambda nine: nhs_check(nine) < 10
)


@given(NINE_DIGITS, st.sampled_from(["", " ", "-"]))
def test_every_valid_nhs_number_is_found(nine, gap):
    number = gap.join([nine[:3], nine[3:6], f"{nine[6:]}{nhs_check(nine)}"])
    assert kinds(f"It is {number}, as said.") == {"nhs_number"}


@given(NINE_DIGITS, st.integers(0, 9), st.integers(1, 9))
def test_one_changed_digit_is_no_nhs_number(nine, place, more):
    number = [int(digit) for digit in f"{nine}{nhs_check(nine)}"]
    number[place] = (number[place] + more) % 10
    assert kinds("".join(map(str, number))) == set()


def upn_letter(twelve):
    values = (LETTERS.index(c) if c in LETTERS else int(c) for c in twelve)
    return LETTERS[sum(w * v for w, v in enumerate(values, start=2)) % 23]


@given(st.from_regex(rf"[0-9]{{11}}[0-9{LETTERS}]", fullmatch=True))
def test_every_valid_upn_is_found_and_no_other_letter_makes_one(twelve):
    right = upn_letter(twelve)
    letters = [letter for letter in LETTERS if kinds(letter + twelve) == {"upn"}]
    assert letters == [right]


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("NHS 943 476 5919", "*** *** **19"),
        ("born in Leeds on 3 April 2012", "* April **12"),
        ("B801200005001", "B**********01"),
        ("child A (Jane Smith)", "child A (…)"),
    ],
)
def test_the_excerpt_tells_where_and_not_what(text, excerpt):
    assert [finding.excerpt for finding in find(text)] == [excerpt]


@given(st.text())
def test_any_text_can_be_read_and_places_lie_within_it(text):
    for finding in find(text):
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.*")), ids=lambda p: p.name)
def test_nothing_in_the_fixtures_or_the_story_looks_like_it(path):
    if path.suffix == ".json":
        rows = json.loads(path.read_text(encoding="utf-8"))
        texts = [text for row in rows for text in row.get("fields", row).values()]
        assert not [text for text in texts if isinstance(text, str) and find(text)]
    elif path.suffix == ".yaml":
        assert not find(path.read_text(encoding="utf-8"))
