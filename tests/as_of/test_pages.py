"""A list of a day gone by, page by page and as a file, and what it costs."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import ActionAgency, ActionItem, RecommendationTheme
from recommendations.models.trail import change
from recommendations.workflow.actions import create_action
from recommendations.workflow.dates import reschedule
from tests.factories import (
    ActionFactory,
    InspectionFactory,
    OwnerFactory,
    RecommendationFactory,
    ThemeFactory,
)
from tests.test_paging import walk

from .days import at, listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.slow]


@pytest.mark.parametrize("page_size", [1, 2, 50])
@pytest.mark.parametrize(
    "ordering", ["reference", "-due_on", "original_due_on", "-updated_at"]
)
def test_pages_of_a_day_hold_every_row_once(
    people, manager, plan, post, ordering, page_size
):
    with at(2026, 6, 1, 9):
        days = [date(2026, 7, 1), date(2026, 7, 1), None, None, date(2026, 6, 1)]
        actions = [
            create_action(
                plan, by=people.manager, title="Do it", owner=post, due_on=day
            )
            for day in days
        ]
    for action in actions[:3]:
        reschedule(action, by=people.manager, due_on=date(2027, 1, 1), reason="Leave.")
    start = f"/api/v1/actions/?as_of=2026-06-01&ordering={ordering}"
    forth, last = walk(manager, f"{start}&page_size={page_size}")
    references = [row["reference"] for row in manager.get(start).json()["results"]]
    assert [reference for page in forth for reference in page] == references
    assert sorted(references) == sorted(action.reference for action in actions)
    back, _ = walk(manager, last["previous"], "previous")
    assert [*reversed(back), forth[-1]] == forth


def test_a_cursor_of_another_day_is_refused(people, manager, plan):
    with at(2026, 6, 1, 9):
        for _ in range(3):
            create_action(plan, by=people.manager, title="Do it")
    start = "/api/v1/actions/?as_of=2026-06-02&page_size=1"
    following = manager.get(start).json()["next"]
    assert manager.get(following).status_code == 200
    for other in (
        following.replace("2026-06-02", "2026-06-03"),
        following.replace("as_of=2026-06-02&", ""),
    ):
        assert "another query" in manager.get(other).json()["detail"]


def test_a_csv_of_a_day_holds_what_the_list_holds(
    people, manager, action, constabulary
):
    with at(2026, 6, 5, 9), change("revise", by=people.manager):
        ActionAgency.objects.create(action=action, agency=constabulary)
    answer = manager.get("/api/v1/actions/?as_of=2026-06-30&format=csv")
    assert 'filename="actions-2026-06-30.csv"' in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    (listed_row,) = listed(manager, "2026-06-30")
    for name in ("reference", "status", "due_on", "brag"):
        assert row[name] == listed_row[name]
    assert (row["days_late"], row["contributing_agencies"]) == ("10", "constabulary")


@pytest.mark.parametrize("role", ["manager", "police", "admin"])
@pytest.mark.parametrize(
    "path", ["actions", "me/actions", "recommendations", "summary"]
)
def test_a_day_gone_by_costs_the_same_for_three_rows_and_for_thirty(
    api, people, authority, plan, constabulary, role, path
):
    person = getattr(people, role)

    def grow(rows):
        with at(2026, 7, 1, 9):
            for _ in range(rows):
                inspection = InspectionFactory(authority=authority)
                recommendation = RecommendationFactory(inspection=inspection)
                RecommendationTheme.objects.create(
                    recommendation=recommendation, theme=ThemeFactory()
                )
                recommendation.agency_parts.create(agency=constabulary, part="lead")
                ActionFactory(
                    authority=authority,
                    plan=plan,
                    owner=OwnerFactory(
                        authority=authority, agency=constabulary, user=person
                    ),
                    answers=[recommendation],
                    with_agencies=[constabulary],
                    carried_from=ActionItem.objects.first(),
                )

    def cost():
        with CaptureQueriesContext(connection) as queries:
            answer = api(person).get(f"/api/v1/{path}/?as_of=2026-07-02")
        assert answer.status_code == 200
        return len(queries)

    grow(3)
    few = cost()
    grow(27)
    assert cost() == few <= 9
