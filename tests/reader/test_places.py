"""Whose report it is, and when it was, in the many ways that reports say so."""

import pytest

from recommendations.reader.report import read_report
from tests.samples.blocks import Table, Words, heading, title
from tests.samples.layout import typeset

PLACES = {
    "Bristol City Council": "Bristol",
    "London Borough of Barking and Dagenham": "Barking and Dagenham",
    "Royal Borough of Kensington and Chelsea": "Kensington and Chelsea",
    "Kingston upon Hull City Council": "Kingston upon Hull",
    "St. Helens Metropolitan Borough Council": "St. Helens",
    "Bath & North East Somerset Council": "Bath & North East Somerset",
    "City of York Council": "York",
    "Durham County Council": "Durham",
    "The London Borough of Richmond upon Thames": "Richmond upon Thames",
    "Stockton-on-Tees Borough Council": "Stockton-on-Tees",
    "Leeds City Council": "Leeds",
}


@pytest.mark.parametrize(("council", "place"), PLACES.items())
def test_the_place_is_told_without_what_its_council_is(council, place):
    draft = read_report(
        typeset(
            [
                title(council),
                heading(
                    "Inspection of services for children in need of help and "
                    "protection, children looked after and care leavers"
                ),
                Words("Inspection date: 3 March 2015 to 26 March 2015"),
            ]
        )
    )
    assert draft.authority == place


@pytest.mark.parametrize("place", PLACES.values())
def test_the_place_is_found_inside_a_title(place):
    draft = read_report(
        typeset([title(f"Inspection of {place} local authority children’s services")])
    )
    assert draft.authority == place


@pytest.mark.parametrize("place", PLACES.values())
def test_the_place_is_found_at_the_end_of_a_title(place):
    subject = "the multi-agency response to child abuse in"
    draft = read_report(
        typeset(
            [
                Words("5 June 2018"),
                Words("Dear local partnership"),
                heading(f"Joint targeted area inspection of {subject} {place}"),
                Words("Between 5 March 2018 and 9 March 2018, Ofsted and others came."),
            ]
        )
    )
    assert draft.authority == place
    assert str(draft.inspection_start) == "2018-03-05"
    assert str(draft.published) == "2018-06-05"


def test_a_review_of_the_board_alone_asks_the_board():
    draft = read_report(
        typeset(
            [
                title("Exampleshire Local Safeguarding Children Board"),
                heading(
                    "Review of the effectiveness of the Local Safeguarding "
                    "Children Board"
                ),
                Words("The Local Safeguarding Children Board is inadequate"),
                heading("Recommendations"),
                Words("1. Meet more often."),
            ]
        )
    )
    assert draft.authority == "Exampleshire"
    assert [(row.area, row.grade) for row in draft.judgements] == [
        ("Local Safeguarding Children Board", "Inadequate")
    ]
    assert [row.body for row in draft.recommendations] == ["LSCB"]


def test_what_is_not_printed_stays_empty_and_is_said():
    draft = read_report(typeset([title("Minutes of a meeting"), Words("All came.")]))
    assert (draft.framework, draft.authority, draft.inspection_start) == (None,) * 3
    assert {note.code for note in draft.notes} >= {
        "framework_unknown",
        "authority_unread",
        "inspection_start_unread",
    }


AREAS = {
    "The impact of leaders on social work practice with children and families": "Good",
    "The experiences and progress of children who need help and protection": (
        "Outstanding"
    ),
    "The experiences and progress of children in care": (
        "Requires improvement to be good"
    ),
    "The experiences and progress of care leavers": "Inadequate",
    "Overall effectiveness": "Good",
}


def judged(*rows, widths):
    table = Table(rows, widths=widths, header_rows=1)
    name = title("Inspection of Exampleshire local authority children’s services")
    return read_report(typeset([name, table, Words("Children get help.")]))


@pytest.mark.parametrize("width", [200, 90], ids=["on one line", "wrapped"])
def test_each_area_has_the_grade_beside_it(width):
    draft = judged(("Judgement", "Grade"), *AREAS.items(), widths=(240, width))
    assert {row.area: row.grade for row in draft.judgements} == AREAS


def test_the_overall_grade_in_front_of_an_area_is_not_that_areas_own():
    """One grade cannot be read: the others must not move up into its place."""
    rest = [
        ("1. Children who need help and protection", "Good"),
        ("2. Children looked after and achieving permanence", "Good"),
        ("2.1 Adoption performance", "Outstanding"),
        ("2.2 Experiences and progress of care leavers", "Inadequate"),
    ]
    lost = [("3. Leadership, management and governance", "see page 9")]
    service = "services for children in need of help and protection, children looked"
    draft = read_report(
        typeset(
            [
                title("Exampleshire County Council"),
                heading(f"Inspection of {service} after and care leavers"),
                Words("Children’s services in Exampleshire require improvement"),
                Table((*rest, *lost), widths=(300, 140)),
            ]
        )
    )
    graded = {row.area: row.grade for row in draft.judgements}
    assert "Leadership, management and governance" not in graded
    assert graded["Children who need help and protection"] == "Good"
    assert graded["Adoption performance"] == "Outstanding"


def test_an_area_without_a_grade_is_said_and_not_guessed():
    rows = [row for row in AREAS.items() if row[0] != "Overall effectiveness"]
    draft = judged(("Judgement", "Grade"), *rows, widths=(240, 200))
    assert "Overall effectiveness" not in {row.area for row in draft.judgements}
    assert "judgement_unread" in {note.code for note in draft.notes}
