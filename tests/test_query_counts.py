"""A list costs the same number of queries for three rows and for thirty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.api.urls import router
from recommendations.models import PlanInspection

from .factories import (
    ActionFactory,
    CitationFactory,
    InspectionFactory,
    JudgementFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    StrengthFactory,
    ThemeFactory,
    UpdateFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LISTS = [prefix for prefix, _, _ in router.registry] + [
    "me/actions",
    "summary",
    "themes/health/timeline",
]
# Scope, rows, related rows: no list needs more than this.
MOST = 10


def grow(authority, constabulary, user, rows):
    for _ in range(rows):
        inspection = InspectionFactory(authority=authority)
        JudgementFactory(inspection=inspection)
        StrengthFactory(inspection=inspection)
        recommendation = RecommendationFactory(inspection=inspection)
        CitationFactory(recommendation=recommendation)
        ThemeFactory(code="health").recommendations.add(recommendation)
        ThemeFactory()
        plan = PlanFactory(authority=authority)
        PlanInspection.objects.create(plan=plan, inspection=inspection)
        owner = OwnerFactory(authority=authority, agency=constabulary, user=user)
        action = ActionFactory(
            authority=authority,
            plan=plan,
            owner=owner,
            answers=[recommendation],
            with_agencies=[constabulary],
        )
        UpdateFactory(action=action)


@pytest.mark.parametrize("role", ["manager", "police", "admin"])
def test_a_list_costs_the_same_for_three_rows_and_for_thirty(
    api, people, authority, constabulary, role
):
    person = getattr(people, role)

    def costs():
        found = {}
        for path in LISTS:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = api(person).get(f"/api/v1/{path}/")
            assert answer.status_code == 200
            found[path] = len(queries)
        return found

    grow(authority, constabulary, person, 3)
    few = costs()
    grow(authority, constabulary, person, 27)
    assert costs() == few
    assert max(few.values()) <= MOST, few


def test_a_trail_costs_the_same_however_long(api, people, post, authority):
    action = ActionFactory(authority=authority, owner=post)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            api(people.manager).get(f"/api/v1/actions/{action.reference}/history/")
        return len(queries)

    few = cost()
    for number in range(20):
        action.title = f"Title {number}"
        action.save()
    assert cost() == few
