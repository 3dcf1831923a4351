"""Every row of tests/access_matrix.csv, the table of who may do what, is tried over
REST and in the admin. docs/access.md explains the table."""

import csv
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest

from recommendations.api.urls import router
from recommendations.choices import Role
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Draft,
    Inspection,
    Recommendation,
)
from recommendations.workflow.declarations import verbs_of

from .tries import InAdmin, OverRest, Row, try_and_undo
from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

with (Path(__file__).parent.parent / "access_matrix.csv").open(newline="") as file:
    ROWS = [Row(**line) for line in csv.DictReader(file)]

who = attrgetter("role", "agency")

# An action is carried by its owner and the owner's deputy, but not by a colleague.
ROLES = {*Role.values, "deputy", "colleague", "none", "anonymous", "superuser"}
OUTSIDE = {"none", "anonymous", "superuser"}
# What a member of one agency sees by the part that the agency has in it.
OUR_SIDE = {"action", "update", "my actions", "summary", "plan", "owner"}
OUR_SIDE |= {"evidence", "due-date-change"}
# Verbs as declared, and what there is of the two tables beside the lists.
TABLES = {
    **{
        kind: {verb.address for verb in verbs_of(model).values()}
        for kind, model in (
            ("action", ActionItem),
            ("plan", ActionPlan),
            ("inspection", Inspection),
            ("recommendation", Recommendation),
        )
    },
    "draft": {verb.address for verb in verbs_of(Draft).values()} | {"create"},
    "my actions": {"list", "export"},
    "person": {"list", "create", "leave"},
    "summary": {"read"},
}


@pytest.mark.access
@pytest.mark.parametrize("way", [OverRest, InAdmin])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_row_of_the_table_holds(role, way):
    world, wrong = World(), []
    rows = sorted((row for row in ROWS if row.role == role), key=who)
    for (_, agency), person_rows in groupby(rows, key=who):
        person = way(world, world.person(role, agency))
        for row in person_rows:
            answer = try_and_undo(person, row)
            if answer not in (None, row.answer):
                wrong.append(f"{row}: {answer}")
    assert not wrong, "\n".join(wrong)


def test_the_table_has_one_row_for_each_role_agency_record_and_verb():
    rows = [(row.role, row.agency, row.record, row.verb) for row in ROWS]
    expected = {
        (role, agency, record, verb)
        for record, verbs in verbs_by_record().items()
        for role in roles_of(record)
        for agency in agencies_of(role, record)
        for verb in verbs
    }
    assert len(rows) == len(set(rows))
    assert sorted(set(rows) ^ expected) == []


def verbs_by_record():
    """What there is to be done to each kind: in the API, and as declared."""
    verbs = dict(TABLES)
    for _, view, name in router.registry:
        extra = {extra.url_path for extra in view.get_extra_actions()}
        makes = {"create"} if hasattr(view, "create") else set()
        makes |= {"revise"} if hasattr(view, "partial_update") else set()
        reads = {"list", "read", "export"}
        # Moves tell of verbs, bulk plays them: each verb has its own row.
        verbs[name] = verbs.get(name, set()) | reads | makes | extra - {"moves", "bulk"}
    return verbs


def roles_of(record):
    return ROLES if record in OUR_SIDE else ROLES - {"deputy", "colleague"}


def agencies_of(role, record):
    if role in OUTSIDE:
        return {""}
    if record not in OUR_SIDE:
        return {"", "any"}
    # A post is carried from its own agency; a deputy may come from another.
    return {"", "own"} if role == "owner" else {"", "own", "contributing", "other"}


def test_answers_are_of_four_kinds():
    assert {row.answer for row in ROWS} == {"yes", "no", "hidden", "sign in"}
