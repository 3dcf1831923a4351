"""An action with a past, the same for the tests beside it."""

from datetime import date

import pytest

from recommendations.workflow.actions import complete, create_action
from recommendations.workflow.dates import reschedule
from tests.factories import PlanFactory

from .days import at


@pytest.fixture
def manager(api, people):
    return api(people.manager)


@pytest.fixture
def plan(authority):
    with at(2026, 5, 1, 9):
        return PlanFactory(reference="BWD-P01", authority=authority)


@pytest.fixture
def action(people, plan, post):
    """Made on 1 June, claimed on 10 July, moved on 1 July."""
    with at(2026, 6, 1, 9):
        action_ = create_action(
            plan,
            by=people.manager,
            title="Audit ten plans a month",
            owner=post,
            due_on=date(2026, 6, 20),
        )
    with at(2026, 7, 1, 9):
        day = date(2026, 7, 20)
        reschedule(action_, by=people.manager, due_on=day, reason="Leave.")
    with at(2026, 7, 10, 9):
        complete(action_, by=people.owner, note="Ten were audited in June.")
    return action_
