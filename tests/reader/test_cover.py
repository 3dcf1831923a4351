"""What a report says of itself, in the ways that reports say it."""

from datetime import date

import pytest

from recommendations.reader.report import read_report
from tests.samples.blocks import Table, Words, heading, title
from tests.samples.layout import typeset

FIRST, LAST = date(2025, 3, 3), date(2025, 3, 14)
DATES = "Inspection dates: 3 to 14 March 2025"
LEAD = "Lead inspector: Robin Vale, His Majesty’s Inspector"
# A letterhead as long as the longest.
HEAD = (
    *("Inspection House", "Example Street by the River", "Exampleton", "EX1 9ZZ"),
    *("T 0300 000 0000", "Textphone 0300 000 0001", "enquiries@inspections.example"),
    *("www.inspections.example", "visits.exampleton@inspections.example"),
)
VISIT = (
    "This letter summarises the findings of the focused visit to Exampleshire "
    "children’s services on 3 and 14 March 2025."
)
AREAS = (
    "The impact of leaders on social work practice with children and families",
    "The experiences and progress of children who need help and protection",
    "The experiences and progress of children in care and care leavers",
    "Overall effectiveness",
)
GRADES = ("Good", "Inadequate", "Outstanding", "Requires improvement to be good")


def read(*blocks):
    return read_report(typeset(blocks))


def report(*blocks, of="Exampleshire", dates=DATES, lead=LEAD):
    name = title(f"Inspection of {of} local authority children’s services")
    return read(name, Words(dates), Words(lead), *blocks)


def letter(
    first=VISIT,
    subject="Focused visit to Exampleshire children’s services",
    signed=("Robin Vale", "His Majesty’s Inspector"),
):
    return read(
        *(Words(line, size=9, left=330, after=0) for line in HEAD),
        Words("24 March 2025", before=12),
        Words("Dear Morgan"),
        heading(subject, size=12, tag="P"),
        Words(first),
        Words("Yours sincerely"),
        *(Words(line, after=0) for line in signed),
    )


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("St Helens", "St Helens"),
        ("Milton Keynes", "Milton Keynes"),
        ("London Borough of Richmond upon Thames", "Richmond upon Thames"),
        ("Exampleshire County Council", "Exampleshire"),
        ("Exampleshire’s", "Exampleshire"),
        ("St Helens’", "St Helens"),
    ],
)
def test_a_place_keeps_its_last_letters(printed, name):
    assert report(of=printed).authority == name


@pytest.mark.parametrize(
    "subject",
    [
        "Focused visit to Exampleshire Council children’s social care services",
        "Focused visit to children’s services in Exampleshire",
    ],
)
def test_a_letter_names_its_place_in_several_ways(subject):
    assert letter(subject=subject).authority == "Exampleshire"


def test_a_theme_that_has_in_within_it_is_not_taken_for_the_place():
    subject = (
        "Joint targeted area inspection of the multi-agency response to harm in the "
        "family home in Exampleshire"
    )
    first = "Between 3 and 14 March 2025, Ofsted and others inspected Exampleshire."
    assert letter(first, subject).authority == "Exampleshire"


def test_a_letter_is_dated_below_its_letterhead():
    assert letter().published == date(2025, 3, 24)


@pytest.mark.parametrize(
    "printed",
    [
        "Dates of inspection: 3 to 14 March 2025",
        "Date(s) of inspection: 3 to 14 March 2025",
        "Inspection period: 3 to 14 March 2025",
        "Inspection dates: 3 March ‒ 14 March 2025",
        "Inspection dates: 3 March through to 14 March 2025",
        "Inspection dates: 3 March to the 14 March 2025",
    ],
)
def test_the_days_of_an_inspection_are_printed_in_several_ways(printed):
    draft = report(dates=printed)
    assert (draft.inspection_start, draft.inspection_end) == (FIRST, LAST)


@pytest.mark.parametrize(
    "when",
    [
        " from 3 to 14 March 2025",
        " (3 to 14 March 2025)",
        " (the council) on 3 and 14 March 2025",
        ". The visit was carried out over two days on 3 and 14 March 2025",
    ],
)
def test_the_days_of_a_visit_are_told_in_several_ways(when):
    draft = letter(VISIT.replace(" on 3 and 14 March 2025", when))
    assert (draft.inspection_start, draft.inspection_end) == (FIRST, LAST)


def test_the_stop_behind_saint_does_not_hide_the_days_of_a_visit():
    draft = letter(VISIT.replace("Exampleshire", "St. Helens"))
    assert draft.inspection_start == FIRST


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Lead Inspector: Robin Vale", "Robin Vale"),
        ("Lead inspector Robin Vale HMI", "Robin Vale"),
        ("Lead inspector – Robin Vale", "Robin Vale"),
        ("Lead HMI: Robin Vale", "Robin Vale"),
        ("Lead inspector: Robin Vale Social Care Regulatory Inspector", "Robin Vale"),
        ("Lead inspector: Élodie Vale, His Majesty’s Inspector", "Élodie Vale"),
    ],
)
def test_who_led_is_printed_in_several_ways(printed, name):
    assert report(lead=printed).lead_inspector == name


@pytest.mark.parametrize(
    "signed",
    [
        ("Robin Vale HMI",),
        ("Robin Vale, His Majesty’s Inspector",),
        ("Robin Vale", "Social Care Regulatory Inspector"),
        ("Robin Vale", "Lead Inspector"),
    ],
)
def test_a_letter_is_signed_by_who_led(signed):
    assert letter(signed=signed).lead_inspector == "Robin Vale"


def judged(*blocks):
    return [
        (judgement.area, judgement.grade) for judgement in report(*blocks).judgements
    ]


def test_grades_may_stand_before_their_areas():
    rows = (("Grade", "Judgement"), *zip(GRADES, AREAS, strict=True))
    table = Table(rows, (220, 226), header_rows=1)
    assert judged(table) == list(zip(AREAS, GRADES, strict=True))


def test_the_impact_of_leaders_may_be_named_in_short():
    short = ("The impact of leaders on social work practice", *AREAS[1:])
    table = Table(tuple(zip(short, GRADES, strict=True)), (226, 220))
    assert judged(table) == list(zip(AREAS, GRADES, strict=True))


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("Services for children in Exampleshire are good", "Overall effectiveness"),
        ("Exampleshire’s children’s services are good", "Overall effectiveness"),
        ("Overall effectiveness Good", "Overall effectiveness"),
        (
            "The Exampleshire Safeguarding Children Board is good",
            "Local Safeguarding Children Board",
        ),
        (
            "The effectiveness of the Local Safeguarding Children Board is that it is "
            "good",
            "Local Safeguarding Children Board",
        ),
    ],
)
def test_a_single_inspection_says_its_judgements_in_several_ways(words, area):
    draft = read(
        title("Exampleshire County Council"),
        heading("Inspection of services for children in need of help and protection"),
        Words(words, size=14, bold=True),
    )
    assert [(judgement.area, judgement.grade) for judgement in draft.judgements] == [
        (area, "Good")
    ]


def test_what_the_board_has_as_good_practice_is_no_judgement():
    draft = read(
        title("Exampleshire County Council"),
        heading("Inspection of services for children in need of help and protection"),
        Words("Staff use the local safeguarding children board good practice guide."),
        Words("The Local Safeguarding Children Board is inadequate", bold=True),
    )
    assert [judgement.grade for judgement in draft.judgements] == ["Inadequate"]
