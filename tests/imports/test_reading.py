"""What a cell of a council's spreadsheet says, and which table of the file is read."""

from datetime import date

import pytest

from recommendations.choices import ActionStatus, Brag
from recommendations.workflow.drafting.reading import tables
from recommendations.workflow.imports.sheet import parse
from recommendations.workflow.imports.words import brag_of, day_of, status_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-23", date(2026, 10, 23)),
        ("2026-10-23 00:00:00", date(2026, 10, 23)),
        ("23/10/2026", date(2026, 10, 23)),
        ("3/4/26", date(2026, 4, 3)),
        ("23.10.2026", date(2026, 10, 23)),
        ("23 October 2026", date(2026, 10, 23)),
        ("23rd Oct 2026", date(2026, 10, 23)),
        ("Sept 2026", date(2026, 9, 30)),
        ("September  2026", date(2026, 9, 30)),
        ("end of Feb 2028", date(2028, 2, 29)),
        ("Sep-26", date(2026, 9, 30)),
        ("Ongoing", None),
        ("TBC", None),
        ("", None),
        (None, None),
    ],
)
def test_a_due_date_is_read_as_people_write_it(text, day):
    assert day_of(text, is_end=True) == day


def test_a_month_as_a_start_is_its_first_day():
    assert day_of("Sept 2026", is_end=False) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "autumn", "Septober 2026", "45200", "1/13/2026", "0206-01-01"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="date|too far"):
        day_of(text, is_end=True)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not started", ActionStatus.NOT_STARTED),
        ("NOT  STARTED ", ActionStatus.NOT_STARTED),
        ("in_progress", ActionStatus.IN_PROGRESS),
        ("Ongoing", ActionStatus.IN_PROGRESS),
        ("On track", ActionStatus.IN_PROGRESS),
        ("Completed", ActionStatus.COMPLETE),
        ("0%", ActionStatus.NOT_STARTED),
        ("50 % complete", ActionStatus.IN_PROGRESS),
        ("99.9%", ActionStatus.IN_PROGRESS),
        ("100%", ActionStatus.COMPLETE),
        ("", None),
    ],
)
def test_a_status_is_read_in_the_words_people_use(text, status):
    assert status_of(text) == status


@pytest.mark.parametrize("status", ActionStatus)
def test_every_code_and_label_of_a_status_is_read(status):
    assert status_of(status.value) == status_of(status.label) == status


@pytest.mark.parametrize("brag", Brag)
def test_every_code_and_label_of_a_rating_is_read(brag):
    assert brag_of(brag.value) == brag_of(brag.label.lower()) == brag.value


def test_headings_are_found_below_a_title_and_whatever_their_case():
    data = b"Our plan\r\n\r\n R E F ,ACTION,due_date\r\n1,Do it,Ongoing\r\n"
    (row,) = parse(tables("x.csv", data)).rows
    assert (row.number, row.ref, row.action, row.is_ongoing) == (4, "1", "Do it", True)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_whatever_separates_its_cells(separator):
    data = separator.join(["action", "lead"]) + "\n" + separator.join(["Do", "Me"])
    (row,) = parse(tables("x.CSV", data.encode())).rows
    assert (row.action, row.lead) == ("Do", "Me")


def test_a_file_that_windows_excel_saved_is_read():
    (row,) = parse(tables("x.csv", "action,lead\nRésumé – new,A".encode("cp1252"))).rows
    assert row.action == "Résumé – new"


@pytest.mark.parametrize(
    "headings",
    [
        "No.,Action,Responsible officer,Target date,RAG rating",
        "ref,What we will do,By whom,By when,RAG",
        "Action ref,Action title,Lead person,Timescale,BRAG status",
    ],
)
def test_headings_go_by_the_names_that_councils_give_them(headings):
    data = f"{headings}\n1,Do it,Me,1/2/2027,Red".encode()
    (row,) = parse(tables("x.csv", data)).rows
    values = (row.ref, row.action, row.lead, str(row.due_on), row.brag)
    assert values == ("1", "Do it", "Me", "2027-02-01", "red")
