"""Late, stale and BRAG: the same rule for one action and for many."""

from datetime import date, timedelta

import pytest

from recommendations.choices import ActionStatus, Brag
from recommendations.models import ActionItem
from recommendations.reports.figures import DUE_SOON, STALE

from .factories import TODAY, ActionFactory, PlanFactory

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=60)


def suggested(**fields):
    action = ActionFactory(**fields)
    return ActionItem.objects.with_brag(on=TODAY).get(pk=action.pk).brag_suggested


@pytest.mark.parametrize("status", ActionStatus.values)
@pytest.mark.parametrize("due_on", [YESTERDAY, TODAY, TOMORROW])
def test_one_action_is_overdue_exactly_when_the_list_says_so(status, due_on):
    action = ActionFactory(status=status, due_on=due_on)
    listed = ActionItem.objects.overdue(on=TODAY).filter(pk=action.pk).exists()
    late = due_on < TODAY and status in ("not_started", "in_progress")
    assert action.is_overdue(on=TODAY) == listed == late


def test_due_today_is_not_late():
    assert ActionFactory(due_on=TODAY).days_late(on=TODAY) == 0


def test_days_late_count_from_the_current_and_from_the_first_date():
    action = ActionFactory(due_on=date(2026, 10, 30), original_due_on=date(2026, 6, 30))
    on = date(2026, 11, 22)
    assert (action.days_late(on=on), action.days_late_original(on=on)) == (23, 145)


def test_the_clock_stops_at_the_claim():
    action = ActionFactory(
        status="complete", due_on=date(2026, 10, 1), completed_on=date(2026, 10, 4)
    )
    assert action.days_late(on=TODAY) == 3
    assert not action.is_overdue(on=TODAY)


def test_an_undated_action_is_never_late():
    action = ActionFactory(status="not_started", due_on=None)
    assert action.days_late(on=TODAY) == 0


@pytest.mark.parametrize(
    ("colour", "fields"),
    [
        (Brag.BLUE, {"status": "verified", "due_on": LONG_AGO}),
        (Brag.BLUE, {"status": "embedded"}),
        (Brag.RED, {"due_on": YESTERDAY}),
        (Brag.RED, {"status": "not_started", "due_on": YESTERDAY}),
        (Brag.AMBER, {"is_blocked": True, "blocked_reason": "No worker in post."}),
        (Brag.AMBER, {"forecast_on": TODAY + timedelta(days=90)}),
        (Brag.AMBER, {"status": "not_started", "start_on": YESTERDAY}),
        (Brag.AMBER, {"start_on": LONG_AGO}),
        (Brag.AMBER, {"start_on": LONG_AGO, "last_update_on": LONG_AGO}),
        (Brag.GREY, {"status": "not_started", "start_on": TOMORROW}),
        (Brag.GREY, {"status": "not_started", "due_on": None, "owner": None}),
        (Brag.GREEN, {"start_on": LONG_AGO, "last_update_on": YESTERDAY}),
        (Brag.GREEN, {"status": "complete", "due_on": YESTERDAY}),
        (None, {"status": "cancelled"}),
    ],
)
def test_brag_is_suggested_by_what_is_known(colour, fields):
    assert suggested(**fields) == colour


def test_a_persons_rating_stands_before_the_suggested_one():
    ActionFactory(due_on=YESTERDAY, brag="amber", brag_reason="Signed off tomorrow.")
    action = ActionItem.objects.with_brag(on=TODAY).get()
    assert (action.brag_in_force, action.brag_suggested) == ("amber", "red")


@pytest.mark.parametrize(
    ("last_update_on", "expected"),
    [
        (None, True),
        (TODAY - timedelta(days=30), True),
        (TODAY - timedelta(days=29), False),
    ],
)
def test_stale_means_no_update_for_so_many_days(last_update_on, expected):
    ActionFactory(start_on=LONG_AGO, last_update_on=last_update_on)
    assert STALE.of(ActionItem.objects, on=TODAY).exists() == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"start_on": None},
        {"start_on": TODAY},
        {"start_on": LONG_AGO, "status": "verified"},
    ],
)
def test_what_has_not_begun_or_is_done_is_not_stale(fields):
    ActionFactory(**fields)
    assert not STALE.of(ActionItem.objects, on=TODAY).exists()


def test_a_plan_may_have_its_own_number_of_days_before_an_action_is_stale():
    patient = PlanFactory(stale_after_days=90)
    ActionFactory(
        plan=patient,
        authority=patient.authority,
        start_on=LONG_AGO,
        last_update_on=LONG_AGO,
    )
    ActionFactory(start_on=LONG_AGO, last_update_on=LONG_AGO)
    actions = ActionItem.objects.with_brag(on=TODAY).order_by("plan__stale_after_days")
    assert [action.brag_suggested for action in actions] == [Brag.AMBER, Brag.GREEN]


def test_due_within_holds_today_and_the_last_day_but_no_claim():
    in_30 = TODAY + timedelta(days=30)
    for due_on in (YESTERDAY, TODAY, in_30, in_30 + timedelta(days=1)):
        ActionFactory(due_on=due_on)
    ActionFactory(due_on=TODAY, status="complete")
    due = DUE_SOON.of(ActionItem.objects, on=TODAY).order_by("due_on")
    assert [action.due_on for action in due] == [TODAY, in_30]
