"""Verbs that write many rows wait for whoever holds one, read it only then, and stand
later in the trail."""

from threading import Thread
from time import sleep

import pytest
from django.db import connection, connections, transaction

from recommendations.models import ActionItem
from recommendations.workflow import actions, dates, handover, plans
from recommendations.workflow.recording import lock
from tests.factories import ActionFactory, OwnerFactory, PlanFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite lets one write at a time."
    ),
]


@pytest.fixture(autouse=True)
def _stage(evidence_folder):
    """Without the standing clock of the other tests: here one waits in earnest."""


@pytest.fixture
def meanwhile():
    """`meanwhile(action, first, second)`: `second` begins while somebody holds the
    action, who only then plays `first`."""

    def play(action, first, second):
        def late():
            second()
            connections.close_all()

        waiting = Thread(target=late)
        with transaction.atomic():
            lock(action)
            waiting.start()
            sleep(0.5)
            first()
        waiting.join(20)
        assert not waiting.is_alive()

    return play


def in_order(action):
    """The verbs of the trail, whose instants are in the order of its writing."""
    rows = list(action.history.order_by("history_id"))
    assert rows == sorted(rows, key=lambda row: row.history_date)
    return [row.verb for row in rows]


def test_a_hand_over_waits_for_who_writes_an_action_of_the_post(
    authority, council, people, post, meanwhile
):
    plan = PlanFactory(authority=authority)
    action = ActionFactory(authority=authority, owner=post, plan=plan)
    to = OwnerFactory(authority=authority, agency=council)
    note = {"by": people.owner, "text": "One word more."}
    meanwhile(
        action,
        lambda: actions.add_update(action, **note),
        lambda: handover.hand_over(post, by=people.manager, to=to, reason="Left."),
    )
    assert in_order(action) == ["create", "updates", "hand-over"]
    assert ActionItem.objects.get().owner == to


def test_an_approval_waits_for_who_moves_a_date_of_the_plan(
    authority, people, post, meanwhile
):
    plan = PlanFactory(authority=authority, status="draft")
    action = ActionFactory(authority=authority, owner=post, plan=plan)
    day = action.due_on.replace(month=12)
    move = {"by": people.manager, "due_on": day, "reason": "Agreed."}
    meanwhile(
        action,
        lambda: dates.reschedule(action, **move),
        lambda: plans.approve_plan(plan, by=people.manager),
    )
    assert in_order(action) == ["create", "reschedule", "approve"]
    assert ActionItem.objects.get().original_due_on == day
    assert plan.baseline.actions[action.reference]["due_on"] == day.isoformat()
