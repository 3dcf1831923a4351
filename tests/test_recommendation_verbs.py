"""The verbs of recommendations and inspections, by rule."""

from datetime import date

import pytest

from recommendations.choices import RecommendationStatus
from recommendations.models import Recommendation
from recommendations.workflow import actions
from recommendations.workflow import recommendations as verbs
from recommendations.workflow.declarations import moves_of
from recommendations.workflow.errors import IllegalMove, NotAllowed, Refused, Unmet

from .factories import (
    TODAY,
    ActionFactory,
    InspectionFactory,
    PlanFactory,
    RecommendationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NEXT_YEAR = date(2027, 11, 20)


@pytest.fixture
def make(authority):
    inspection = InspectionFactory(authority=authority)

    def make(**fields):
        return RecommendationFactory(inspection=inspection, **fields)

    return make


def play(verb, recommendation, by, later):
    """The verb with all that it asks for."""
    match verb:
        case "respond":
            verbs.respond(recommendation, by=by, response="partly", reason="Costs.")
        case "close":
            verbs.close(recommendation, by=by, recheck_on=NEXT_YEAR)
        case "supersede":
            verbs.supersede(recommendation, by=by, later=later, reason="Said again.")
        case "reopen":
            verbs.reopen(recommendation, by=by, reason="It slipped.")
        case _:
            getattr(verbs, verb)(recommendation, by=by)


@pytest.mark.parametrize("status", RecommendationStatus.values)
@pytest.mark.parametrize("move", moves_of(Recommendation), ids=lambda move: move.name)
def test_a_verb_leads_where_the_table_says_or_nowhere(
    make, authority, people, status, move
):
    reasons = {"response": "not_accepted", "response_reason": "No."}
    row = make(status=status, **(reasons if status == "not_accepted" else {}))
    ActionFactory(authority=authority, status="verified", answers=[row])
    later = make()
    if status in move.sources:
        play(move.name, row, people.manager, later)
        row.refresh_from_db()
        if move.to:
            assert row.status == move.to
    else:
        with pytest.raises(IllegalMove):
            play(move.name, row, people.manager, later)
        row.refresh_from_db()
        assert row.status == status


@pytest.mark.parametrize("role", ["owner", "police", "reader", "outsider"])
@pytest.mark.parametrize("move", moves_of(Recommendation), ids=lambda move: move.name)
def test_a_verb_is_for_the_roles_in_the_table(make, people, role, move):
    row = make(status=move.sources[0])
    with pytest.raises(NotAllowed):
        play(move.name, row, getattr(people, role), make())


def test_not_accepting_asks_for_a_reason_an_approver_and_a_review(make, people):
    row = make()
    with pytest.raises(Unmet) as caught:
        verbs.respond(row, by=people.manager, response="not_accepted")
    assert caught.value.missing == ["reason", "approver", "review_on"]
    verbs.respond(
        row,
        by=people.manager,
        response="not_accepted",
        reason="Unlawful.",
        approver="Director of Children's Services",
        review_on=NEXT_YEAR,
    )
    assert (row.status, row.responded_on) == ("not_accepted", TODAY)
    verbs.respond(row, by=people.manager, response="accepted")
    assert (row.status, row.response) == ("open", "accepted")


@pytest.mark.parametrize(
    ("statuses", "may"),
    [
        ([], False),
        (["cancelled"], False),
        (["verified", "in_progress"], False),
        (["complete"], False),
        (["verified", "embedded", "cancelled"], True),
    ],
)
def test_delivered_means_every_live_action_is_checked(
    make, authority, people, statuses, may
):
    row = make(status="in_progress")
    for status in statuses:
        ActionFactory(authority=authority, status=status, answers=[row])
    if may:
        verbs.deliver(row, by=people.manager)
        assert row.status == "delivered"
    else:
        with pytest.raises(Unmet) as caught:
            verbs.deliver(row, by=people.manager)
        assert caught.value.missing == ["actions_done"]


def test_whoever_carries_an_action_does_not_sign_off(make, authority, people, post):
    row = make(status="delivered")
    ActionFactory(authority=authority, owner=post, status="verified", answers=[row])
    people.owner.memberships.create(authority=authority, role="verifier")
    with pytest.raises(Unmet) as caught:
        verbs.close(row, by=people.owner, recheck_on=NEXT_YEAR)
    assert caught.value.missing == ["independent_signatory"]
    verbs.close(row, by=people.verifier, recheck_on=NEXT_YEAR)
    assert (row.closed_by, row.recheck_on) == (people.verifier, NEXT_YEAR)


def test_a_sign_off_asks_when_to_check_again(make, people):
    with pytest.raises(Unmet) as caught:
        verbs.close(make(status="delivered"), by=people.manager, recheck_on=None)
    assert caught.value.missing == ["recheck_on"]


def test_superseding_links_the_two_and_never_makes_a_circle(make, people):
    first, second, third = make(), make(), make()
    verbs.supersede(first, by=people.manager, later=second, reason="Said again.")
    verbs.supersede(second, by=people.manager, later=third, reason="And again.")
    assert third.links_back.get().earlier == second
    for later in (first, third):
        with pytest.raises(Refused):
            verbs.supersede(third, by=people.manager, later=later, reason="Circle.")
    third.refresh_from_db()
    assert third.status == "open"


@pytest.mark.parametrize("how", ["add", "reopen"])
def test_new_work_takes_a_delivered_one_back_on_the_trail(make, authority, people, how):
    row = make(status="delivered")
    plan = PlanFactory(authority=authority)
    action = ActionFactory(
        authority=authority, plan=plan, status="verified", answers=[row]
    )
    if how == "add":
        actions.create_action(
            plan, by=people.manager, title="More", recommendations=[row]
        )
    else:
        actions.reopen(action, by=people.manager, reason="It slipped.")
    row.refresh_from_db()
    assert row.status == "in_progress"
    newest = row.history.latest()
    assert (newest.verb, newest.actor) == (
        "create" if how == "add" else "reopen",
        "manager",
    )


def test_a_draft_inspection_is_confirmed_once(authority, people):
    inspection = InspectionFactory(authority=authority)
    verbs.confirm(inspection, by=people.manager)
    assert inspection.status == "confirmed"
    with pytest.raises(IllegalMove):
        verbs.confirm(inspection, by=people.manager)


def test_archiving_hides_with_a_reason_and_once(make, people):
    row = make()
    with pytest.raises(Unmet):
        actions.archive(row, by=people.manager, reason="")
    actions.archive(row, by=people.manager, reason="Entered twice.")
    assert row.archived_at is not None
    with pytest.raises(Refused):
        actions.archive(row, by=people.manager, reason="Again.")
