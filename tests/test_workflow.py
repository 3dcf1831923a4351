"""The verbs of actions and plans, by rule: every status tried against every verb."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from recommendations.choices import ActionStatus
from recommendations.models import ActionItem, ActionPlan
from recommendations.workflow import actions, checks, dates, plans
from recommendations.workflow.declarations import moves_of
from recommendations.workflow.errors import IllegalMove, NotAllowed, Refused, Unmet

from .factories import (
    TODAY,
    ActionFactory,
    AgencyFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

VERBS = {
    "start": actions.start,
    "complete": actions.complete,
    "return": checks.return_claim,
    "verify": checks.verify,
    "embed": checks.embed,
    "cancel": actions.cancel,
    "reopen": actions.reopen,
}


def play(verb, action, by):
    asks = next(move.asks for move in moves_of(ActionItem) if move.name == verb)
    VERBS[verb](action, by=by, **dict.fromkeys(asks, "Because."))


@pytest.fixture
def make(authority, post):
    def make(**fields):
        return ActionFactory(authority=authority, **{"owner": post, **fields})

    return make


def test_there_is_a_verb_for_each_move_and_no_other():
    assert set(VERBS) == {move.name for move in moves_of(ActionItem)}


@pytest.mark.parametrize("status", ActionStatus.values)
@pytest.mark.parametrize("move", moves_of(ActionItem), ids=lambda move: move.name)
def test_a_verb_leads_where_the_table_says_or_nowhere(make, people, status, move):
    action = make(status=status)
    if status in move.sources:
        play(move.name, action, people.manager)
        assert ActionItem.objects.get().status == move.to
    else:
        with pytest.raises(IllegalMove) as caught:
            play(move.name, action, people.manager)
        assert caught.value.status == status
        assert ActionItem.objects.get().status == status


@pytest.mark.parametrize(
    "role",
    ["manager", "verifier", "owner", "colleague", "police", "reader", "outsider"],
)
@pytest.mark.parametrize("move", moves_of(ActionItem), ids=lambda move: move.name)
def test_a_verb_is_for_the_roles_in_the_table(make, people, role, move):
    action = make(status=move.sources[0])
    person = getattr(people, role)
    may = role in move.roles and role != "colleague"
    if may:
        play(move.name, action, person)
    else:
        with pytest.raises(NotAllowed):
            play(move.name, action, person)
    assert (ActionItem.objects.get().status == move.to) == may


def test_a_deputy_may_do_what_the_owner_may(make, people, authority, post):
    action = make(owner=OwnerFactory(authority=authority, deputy=post))
    actions.complete(action, by=people.owner, note="Done while they are away.")
    assert action.status == "complete"


@pytest.mark.parametrize("who", ["owner", "deputy", "claimant"])
def test_a_claim_is_checked_by_somebody_else(make, people, authority, post, who):
    verifier = people.verifier
    if who == "claimant":
        verifier.memberships.create(authority=authority, role="owner")
    carrier = OwnerFactory(authority=authority, user=verifier)
    owners = {
        "owner": carrier,
        "deputy": OwnerFactory(authority=authority, deputy=carrier),
        "claimant": post,
    }
    action = make(
        owner=owners[who],
        status="complete",
        completed_by=verifier if who == "claimant" else people.colleague,
    )
    with pytest.raises(Unmet) as caught:
        checks.verify(action, by=verifier)
    assert caught.value.missing == ["independent_checker"]
    assert ActionItem.objects.get().status == "complete"


def test_everything_that_is_missing_is_told_at_once(make, people):
    action = make(status="not_started", owner=None, due_on=None)
    with pytest.raises(Unmet) as caught:
        actions.complete(action, by=people.manager, note=" ")
    assert caught.value.missing == ["owner", "due_on", "note"]


@pytest.mark.parametrize("verb", ["verify", "cancel"])
def test_a_person_s_rating_falls_away_when_there_is_nothing_left_to_rate(
    make, people, verb
):
    action = make(status="complete", brag="red", brag_reason="Far behind.")
    play(verb, action, people.manager)
    assert (action.brag, action.brag_reason) == ("", "")


def test_an_action_added_after_approval_has_its_first_date_at_once(authority, people):
    plan = PlanFactory(authority=authority, status="approved")
    action = actions.create_action(plan, by=people.manager, title="Train")
    assert action.original_due_on is None
    dates.reschedule(
        action, by=people.manager, due_on=date(2027, 2, 1), reason="Dated now."
    )
    assert (action.original_due_on, action.date_moves) == (date(2027, 2, 1), 0)


def test_a_role_in_an_agency_s_part_reaches_that_agency_s_actions_only(
    make, people, authority, constabulary, police_post
):
    person = people.reader
    person.memberships.create(authority=authority, agency=constabulary, role="manager")
    police_action, shared = make(owner=police_post), make(with_agencies=[constabulary])
    for action in (police_action, shared):
        actions.cancel(action, by=person, reason="Not needed any more.")
    with pytest.raises(NotAllowed):
        actions.cancel(make(), by=person, reason="Not mine.")
    with pytest.raises(NotAllowed):
        actions.create_action(police_action.plan, by=person, title="More")
    with pytest.raises(NotAllowed):
        plans.close_plan(police_action.plan, by=person, reason="Enough.")


def test_a_closed_plan_takes_no_new_action(authority, people):
    plan = PlanFactory(authority=authority, status="closed")
    with pytest.raises(Refused):
        actions.create_action(plan, by=people.manager, title="Too late")


def test_a_new_action_goes_by_the_plan_as_it_is_now(authority, people):
    plan = PlanFactory(authority=authority, status="draft")
    stale = ActionPlan.objects.get()
    plans.approve_plan(plan, by=people.manager)
    action = actions.create_action(
        stale, by=people.manager, title="Train", due_on=date(2027, 1, 31)
    )
    assert action.original_due_on == date(2027, 1, 31)


@pytest.mark.parametrize("field", ["owner", "recommendations", "contributing"])
def test_an_action_holds_nothing_of_another_authority(authority, people, field):
    plan = PlanFactory(authority=authority)
    foreign = {
        "owner": OwnerFactory(),
        "recommendations": [RecommendationFactory()],
        "contributing": [AgencyFactory()],
    }
    with pytest.raises(ValidationError):
        actions.create_action(
            plan, by=people.manager, title="Mix", **{field: foreign[field]}
        )


def test_an_action_is_not_given_to_an_owner_of_another_authority(make, people):
    with pytest.raises(ValidationError):
        actions.reassign(
            make(), by=people.manager, owner=OwnerFactory(), reason="Leaver."
        )


def test_checking_lifts_a_block(make, people):
    action = make(status="complete", is_blocked=True, blocked_reason="No licence.")
    checks.verify(action, by=people.verifier)
    assert not action.is_blocked


def test_an_action_cancelled_unbegun_has_begun_when_reopened(make, people):
    action = make(status="not_started")
    actions.cancel(action, by=people.manager, reason="Not needed.")
    actions.reopen(action, by=people.manager, reason="Needed after all.")
    assert (action.status, action.started_on) == ("in_progress", TODAY)


def test_moving_a_date_to_where_it_is_is_no_move(make, people):
    action = make()
    with pytest.raises(Refused):
        dates.reschedule(
            action, by=people.manager, due_on=action.due_on, reason="Same."
        )
    assert action.history.count() == 1


def test_dates_move_freely_while_the_plan_is_a_draft(authority, people):
    plan = PlanFactory(authority=authority, status="draft")
    action = actions.create_action(
        plan, by=people.manager, title="Train", due_on=date(2027, 1, 31)
    )
    dates.reschedule(
        action, by=people.manager, due_on=date(2027, 2, 28), reason="Redrawn."
    )
    assert (action.date_moves, action.original_due_on) == (0, None)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_update_says_something(make, people, text):
    with pytest.raises(Unmet):
        actions.add_update(make(), by=people.manager, text=text)


def test_a_refused_move_names_those_that_are_open(make, people):
    with pytest.raises(IllegalMove) as caught:
        actions.block(make(status="cancelled"), by=people.manager, reason="R.")
    assert caught.value.allowed == ["reopen"]


def test_a_claim_stops_the_clock_and_lifts_the_block(make, people):
    action = make(is_blocked=True, blocked_reason="No licence.")
    actions.complete(action, by=people.owner, note="The licence came.")
    action.refresh_from_db()
    assert (action.completed_on, action.completed_by) == (TODAY, people.owner)
    assert not action.is_blocked
    assert action.last_update_on == TODAY
    assert action.updates.get().text == "The licence came."


def test_only_a_manager_dates_a_claim_back(make, people):
    action = make()
    back = date(2026, 10, 1)
    with pytest.raises(NotAllowed):
        actions.complete_from_file(
            action, by=people.owner, note="Done.", completed_on=back
        )
    actions.complete_from_file(
        action, by=people.manager, note="Done.", completed_on=back
    )
    assert action.completed_on == back


def test_nobody_dates_a_claim_ahead(make, people):
    to_come = date(2026, 11, 21)
    with pytest.raises(Refused):
        actions.complete_from_file(
            make(), by=people.manager, note="Done.", completed_on=to_come
        )


def test_what_was_claimed_for_an_earlier_day_had_begun_by_then(make, people):
    action = make(started_on=date(2026, 11, 2))
    actions.complete_from_file(
        action, by=people.manager, note="Done.", completed_on=date(2026, 10, 1)
    )
    assert action.started_on == action.completed_on == date(2026, 10, 1)


def test_a_returned_claim_is_as_if_it_had_not_been_made(make, people):
    action = make(status="complete", completed_by=people.owner)
    checks.return_claim(action, by=people.verifier, reason="Two plans are missing.")
    assert (action.status, action.completed_on) == ("in_progress", None)


def test_moving_a_date_keeps_the_first_one(make, people):
    action = make(due_on=date(2026, 12, 1), original_due_on=date(2026, 12, 1))
    for month in (1, 2):
        dates.reschedule(
            action, by=people.manager, due_on=date(2027, month, 1), reason="Vacancy."
        )
    assert action.original_due_on == date(2026, 12, 1)
    assert (action.due_on, action.date_moves) == (date(2027, 2, 1), 2)


@pytest.mark.parametrize(
    "verb",
    [
        lambda a, p, o: dates.reschedule(
            a, by=p, due_on=date(2026, 12, 18), reason="R."
        ),
        lambda a, p, o: actions.reassign(a, by=p, owner=o, reason="R."),
    ],
)
def test_dates_and_owners_are_for_managers_to_move(make, people, authority, verb):
    action = make()
    other = OwnerFactory(authority=authority)
    with pytest.raises(NotAllowed):
        verb(action, people.owner, other)
    verb(action, people.manager, other)
    assert action.version == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_dates_owners_and_blocks_ask_for_a_reason(make, people, authority, reason):
    action, other = make(), OwnerFactory(authority=authority)
    for verb in (
        lambda: dates.reschedule(
            action, by=people.manager, due_on=TODAY, reason=reason
        ),
        lambda: actions.reassign(action, by=people.manager, owner=other, reason=reason),
        lambda: actions.block(action, by=people.owner, reason=reason),
    ):
        with pytest.raises(Unmet) as caught:
            verb()
        assert caught.value.missing == ["reason"]
    assert action.history.count() == 1


def test_a_closed_action_is_not_moved_or_updated(make, people):
    action = make(status="verified")
    with pytest.raises(IllegalMove):
        actions.add_update(action, by=people.manager, text="More.")
    assert not action.updates.exists()


def test_an_update_may_bring_a_rating_and_a_forecast(make, people):
    action = make()
    forecast = TODAY + timedelta(days=40)
    update = actions.add_update(
        action,
        by=people.owner,
        text="Half of the plans are done.",
        next_steps="Finish the rest.",
        brag="amber",
        brag_reason="Two workers are away.",
        forecast_on=forecast,
    )
    action.refresh_from_db()
    assert (action.brag, action.forecast_on) == ("amber", forecast)
    assert (update.author_shown, update.made_on) == ("Owner", TODAY)
    assert action.last_update_on == TODAY


def test_blocking_and_unblocking(make, people):
    action = make()
    actions.block(action, by=people.owner, reason="Waiting for the licence.")
    assert action.is_blocked
    actions.unblock(action, by=people.owner)
    assert (action.is_blocked, action.blocked_reason) == (False, "")


def test_a_plan_goes_from_draft_to_closed(authority, people):
    plan = plans.create_plan(authority, by=people.manager, title="Response")
    assert plan.reference == "BWD-P01"
    action = actions.create_action(
        plan,
        by=people.manager,
        title="Write the policy",
        due_on=date(2027, 1, 31),
        owner=OwnerFactory(authority=authority),
    )
    assert (action.reference, action.original_due_on) == ("BWD-A0001", None)
    plans.approve_plan(plan, by=people.manager)
    action.refresh_from_db()
    assert action.original_due_on == date(2027, 1, 31)
    plans.submit_plan(plan, by=people.manager)
    plans.activate_plan(plan, by=people.manager)
    late = actions.create_action(
        plan, by=people.manager, title="Train", due_on=date(2027, 3, 1)
    )
    assert late.original_due_on == date(2027, 3, 1)
    plans.close_plan(plan, by=people.manager, reason="All is done.")
    plan.refresh_from_db()
    assert (plan.status, plan.closed_on) == ("closed", TODAY)


def test_a_plan_s_verbs_are_for_managers_and_in_order(authority, people):
    plan = PlanFactory(authority=authority, status="draft")
    with pytest.raises(NotAllowed):
        plans.approve_plan(plan, by=people.owner)
    with pytest.raises(IllegalMove):
        plans.activate_plan(plan, by=people.manager)
    with pytest.raises(NotAllowed):
        plans.create_plan(authority, by=people.reader, title="Mine")
    with pytest.raises(NotAllowed):
        actions.create_action(plan, by=people.owner, title="Mine")
    assert ActionPlan.objects.get().status == "draft"
