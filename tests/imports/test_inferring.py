"""Every status word with every completion date and rating: what they tell together, or
which cell contradicts which. The table is written by hand, its rows are tried all."""

from datetime import date
from itertools import product

import pytest

from recommendations.choices import ActionStatus, Brag
from recommendations.models import ActionItem
from recommendations.workflow.imports.inferring import Contradiction, implied_status
from recommendations.workflow.imports.rows import SheetRow
from recommendations.workflow.imports.writing import ImportRefused
from tests.factories import ActionFactory

from .rows import faults_of

TODAY = date(2026, 11, 20)
HEADINGS = {"status": "Progress", "completed": "Done on", "BRAG": "RAG"}
DAYS = {
    "": None,
    "past": date(2026, 10, 1),
    "today": TODAY,
    "to come": date(2027, 1, 1),
}
RATINGS = ("", *Brag.values)

# What a row tells for each rating, in the order of RATINGS (none, blue, red, amber,
# green, grey): the first letter of its status, `-` for none and `x` for cancelled, or
# the cell that contradicts: R the rating, D the date.
TABLE = {
    ("", ""): "- c - - - -",
    ("", "past"): "c c R R c R",
    ("not_started", ""): "n R n n n n",
    ("not_started", "past"): "D D D D D D",
    ("in_progress", ""): "i R i i i R",
    ("in_progress", "past"): "D D D D D D",
    ("complete", ""): "c c R R c R",
    ("complete", "past"): "c c R R c R",
    ("verified", ""): "v v R R v R",
    ("verified", "past"): "v v R R v R",
    ("embedded", ""): "e e R R e R",
    ("embedded", "past"): "e e R R e R",
    ("cancelled", ""): "x x x x x x",
    ("cancelled", "past"): "D D D D D D",
}
LETTERS = {
    "-": None,
    "x": ActionStatus.CANCELLED,
    **{
        code[0]: ActionStatus(code)
        for code in ActionStatus.values
        if code != "cancelled"
    },
    **{"c": ActionStatus.COMPLETE},
}
CASES = list(product(("", *ActionStatus.values), DAYS, RATINGS))


def expected(status, day, brag):
    if day == "to come":
        return "D"
    row = TABLE[status, "past" if day else ""].split()
    return row[RATINGS.index(brag)]


@pytest.mark.parametrize(("status", "day", "brag"), CASES)
def test_status_date_and_rating_tell_one_thing_or_contradict(status, day, brag):
    cells = {"status": status, "completed": str(DAYS[day] or ""), "BRAG": brag}
    row = SheetRow(
        number=2,
        status=ActionStatus(status) if status else None,
        completed_on=DAYS[day],
        brag=brag,
        status_words=cells,
    )
    letter = expected(status, day, brag)
    if letter in LETTERS:
        assert implied_status(row, HEADINGS, on=TODAY) == LETTERS[letter]
        return
    with pytest.raises(Contradiction) as caught:
        implied_status(row, HEADINGS, on=TODAY)
    assert caught.value.column == {"R": "BRAG", "D": "completed"}[letter]


ROW = {"Action": "Do", "Lead": "Me", "Due": "1/12/2026"}


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    ("cells", "where", "message"),
    [
        (
            {"Progress status": "Not yet started", "RAG": "B"},
            (2, "BRAG", "RAG"),
            "“B” means that it is done, but “Progress status” says “Not yet started”. "
            "Change one of them.",
        ),
        (
            {"Status": "", "RAG": "Red", "Date completed": "1/10/2026"},
            (2, "BRAG", "RAG"),
            "“Red” means that it is late or off course, but “Date completed” says "
            "“1/10/2026”. Change one of them.",
        ),
        (
            {"Status": "On track", "Date completed": "1/10/2026"},
            (2, "completed", "Date completed"),
            "“1/10/2026” means that it was done, but “Status” says “On track”. Change "
            "one of them.",
        ),
    ],
)
@pytest.mark.parametrize("is_dry_run", [True, False])
def test_a_contradiction_names_both_cells_as_the_file_does(
    bring_in, cells, where, message, is_dry_run
):
    with pytest.raises(ImportRefused) as refused:
        bring_in({**ROW, **cells}, is_dry_run=is_dry_run)
    (fault,) = refused.value.faults
    assert (fault.row, fault.column, fault.name) == where
    assert fault.message == message


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_completion_date_alone_is_a_claim_of_that_day(bring_in):
    bring_in({**ROW, "Date completed": "1/10/2026"})
    action = ActionItem.objects.get()
    assert (action.status, action.completed_on) == ("complete", date(2026, 10, 1))
    assert not action.is_overdue(on=TODAY)


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_what_is_recorded_already_is_no_contradiction(bring_in, plan, post):
    ActionFactory(
        authority=plan.authority,
        plan=plan,
        owner=post,
        status="complete",
        brag="amber",
        reference="BWD-A0001",
    )
    action = ActionItem.objects.get()
    out = {"ref": action.reference, "action": action.title, "status": "complete"}
    out["brag"], day = "amber", str(action.completed_on)
    assert bring_in({**out, "completed": day}).same == 1
    assert (2, "BRAG") in faults_of(bring_in, {**out, "brag": "red"})
