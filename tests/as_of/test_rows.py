"""Lists and figures as they stood at the end of a day gone by."""

from datetime import date

import pytest

from recommendations.models import ActionAgency, RecommendationTheme
from recommendations.models.trail import change
from recommendations.workflow.actions import archive, create_action, reassign
from recommendations.workflow.evidence import add_evidence
from recommendations.workflow.recommendations import respond
from tests.factories import (
    ActionFactory,
    InspectionFactory,
    RecommendationFactory,
    ThemeFactory,
)

from .days import at, listed, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_row_says_what_it_said_at_the_end_of_the_day(manager, action):
    (june,) = listed(manager, "2026-06-30")
    assert (june["status"], june["due_on"], june["date_moves"]) == (
        "not_started",
        "2026-06-20",
        0,
    )
    assert (june["is_overdue"], june["days_late"], june["brag"]) == (True, 10, "red")
    (july,) = listed(manager, "2026-07-10")
    assert (july["status"], july["due_on"], july["version"]) == (
        "complete",
        "2026-07-20",
        3,
    )
    assert (july["is_overdue"], july["brag"]) == (False, "green")


def test_a_row_of_today_is_the_row_of_the_list(manager, action):
    now = manager.get("/api/v1/actions/").json()["results"]
    assert listed(manager, "2026-11-20") == now


def test_what_did_not_exist_yet_is_not_there(manager, action):
    assert listed(manager, "2026-05-31") == []
    assert len(listed(manager, "2026-06-01")) == 1


def test_a_day_ends_at_midnight_in_london_in_summer_too(people, manager, plan):
    """Half past midnight in London is still the day before in UTC."""
    with at(2026, 7, 2, 0, 30):
        create_action(plan, by=people.manager, title="Made in the night")
    assert listed(manager, "2026-07-01") == []
    assert len(listed(manager, "2026-07-02")) == 1


def test_a_day_ends_at_midnight_in_winter_too(people, manager, plan):
    with at(2026, 11, 2, 23, 59, 59):
        create_action(plan, by=people.manager, title="Made in the night")
    assert listed(manager, "2026-11-01") == []
    assert len(listed(manager, "2026-11-02")) == 1


@pytest.mark.parametrize("path", ["actions", "recommendations", "summary"])
@pytest.mark.parametrize(
    "day", ["2026-11-21", "9999-12-31", "1899-12-31", "2026-13-01", "yesterday"]
)
def test_a_day_to_come_or_none_at_all_is_refused(manager, path, day):
    assert list(refused(manager, day, path)) == ["as_of"]


def test_a_page_of_one_record_does_not_know_as_of(manager, action):
    errors = refused(manager, "2026-07-01", f"actions/{action.reference}")
    assert "Unknown parameter" in errors["as_of"][0]


@pytest.mark.parametrize("path", ["plans", "updates", "evidence"])
def test_other_lists_do_not_know_as_of(manager, path):
    assert "Unknown parameter" in refused(manager, "2026-07-01", path)["as_of"][0]


def test_of_two_changes_at_the_same_instant_the_later_row_counts(
    people, manager, plan, post
):
    with at(2026, 7, 2, 9):
        action = create_action(plan, by=people.manager, title="First")
        for title in ("Second", "Third"):
            action.title = title
            action.save()
    assert [row["title"] for row in listed(manager, "2026-07-02")] == ["Third"]


def test_a_deleted_link_and_one_made_since_are_as_they_were(
    people, manager, action, constabulary, council
):
    with at(2026, 8, 1, 9), change("revise", by=people.manager):
        link = ActionAgency.objects.create(action=action, agency=constabulary)
    with at(2026, 9, 1, 9), change("revise", by=people.manager):
        link.delete()
        ActionAgency.objects.create(action=action, agency=council)

    def helping(day):
        (row,) = listed(manager, day)
        return [agency["code"] for agency in row["contributing_agencies"]]

    assert helping("2026-07-31") == []
    assert helping("2026-08-31") == ["constabulary"]
    assert helping("2026-09-01") == ["council"]
    assert len(listed(manager, "2026-08-15", agency="constabulary")) == 1
    assert listed(manager, "2026-09-15", agency="constabulary") == []


def test_an_agency_that_is_gone_today_is_not_shown(
    people, manager, action, constabulary
):
    with at(2026, 8, 1, 9), change("revise", by=people.manager):
        link = ActionAgency.objects.create(action=action, agency=constabulary)
    link.delete()
    constabulary.authorityagency_set.all().delete()
    people.police.memberships.all().delete()
    constabulary.delete()
    (row,) = listed(manager, "2026-08-02")
    assert row["contributing_agencies"] == []


def test_recommendations_answered_and_counts_of_actions_are_as_they_were(
    people, manager, authority, plan, post
):
    with at(2026, 5, 2, 9):
        recommendation = RecommendationFactory(inspection__authority=authority)
    with at(2026, 6, 2, 9):
        create_action(
            plan, by=people.manager, title="Do it", recommendations=[recommendation]
        )

    def counted(day, **filters):
        rows = listed(manager, day, "recommendations", **filters)
        return [row["action_count"] for row in rows]

    assert (counted("2026-05-01"), counted("2026-06-01")) == ([], [0])
    assert counted("2026-06-02") == [1]
    assert counted("2026-06-01", has_actions="true") == []
    (row,) = listed(manager, "2026-06-02", recommendation=recommendation.reference)
    assert [entry["reference"] for entry in row["recommendations"]] == [
        recommendation.reference
    ]


def test_a_recommendation_says_what_it_said(people, manager, authority):
    with at(2026, 5, 2, 9):
        theme = ThemeFactory(code="health")
        recommendation = RecommendationFactory(
            inspection=InspectionFactory(authority=authority)
        )
    with at(2026, 6, 2, 9):
        RecommendationTheme.objects.create(recommendation=recommendation, theme=theme)
        respond(
            recommendation,
            by=people.manager,
            response="not_accepted",
            reason="It is the health board's to do.",
            approver="Director",
            review_on=date(2026, 9, 1),
        )

    def of(day):
        (row,) = listed(manager, day, "recommendations")
        return row["status"], [theme["code"] for theme in row["themes"]]

    assert of("2026-06-01") == ("open", [])
    assert of("2026-06-02") == ("not_accepted", ["health"])
    for day, due in (("2026-08-31", 0), ("2026-09-01", 1)):
        rows = listed(manager, day, "recommendations", review_due="true")
        assert len(rows) == due
    assert listed(manager, "2026-06-01", "recommendations", theme="health") == []
    now = manager.get("/api/v1/recommendations/").json()["results"]
    assert listed(manager, "2026-11-20", "recommendations") == now


def test_evidence_counts_from_the_day_it_was_added(people, manager, action):
    with at(2026, 8, 3, 9):
        add_evidence([action], by=people.manager, title="Audit", url="https://x.uk/")
    assert listed(manager, "2026-08-02", has_evidence="true") == []
    assert len(listed(manager, "2026-08-03", has_evidence="true")) == 1
    assert len(listed(manager, "2026-08-02", has_evidence="false")) == 1


def test_an_action_archived_since_is_still_there_on_the_day_before(
    people, manager, action
):
    with at(2026, 8, 3, 9):
        archive(action, by=people.manager, reason="Twice in the plan.")
    assert len(listed(manager, "2026-08-02")) == 1
    assert listed(manager, "2026-08-03") == []
    assert len(listed(manager, "2026-08-03", archived="true")) == 1


def test_who_sees_a_record_is_a_matter_of_today(
    api, people, manager, action, police_post
):
    with at(2026, 8, 3, 9), change("revise", by=people.manager):
        action.status = "in_progress"
        action.completed_on = action.completed_by = None
        action.save()
    with at(2026, 8, 4, 9):
        reassign(action, by=people.manager, owner=police_post, reason="Theirs.")
    police, outsider = api(people.police), api(people.outsider)
    (row,) = listed(police, "2026-07-05")
    assert row["owner"]["reference"] == "BWD-O001"
    assert listed(police, "2026-07-05", agency="constabulary") == []
    assert listed(outsider, "2026-07-05") == []


def test_what_was_an_agency_s_then_is_not_shown_when_it_is_no_more(
    api, people, action, police_post, constabulary
):
    with at(2026, 6, 5, 9), change("revise", by=people.manager):
        link = ActionAgency.objects.create(action=action, agency=constabulary)
    assert len(listed(api(people.police), "2026-06-10")) == 1
    with change("revise", by=people.manager):
        link.delete()
    assert listed(api(people.police), "2026-06-10") == []


def test_a_record_deleted_since_is_not_shown(api, people, authority, plan):
    with at(2026, 7, 2, 9):
        gone = create_action(plan, by=people.manager, title="Made by mistake")
    gone.delete()
    for person in (people.manager, people.admin):
        assert listed(api(person), "2026-07-03") == []


def test_own_actions_are_those_that_were_open_then(api, people, action):
    owner = api(people.owner)
    assert len(listed(owner, "2026-07-09", "me/actions")) == 1
    assert len(listed(owner, "2026-07-09", owner="me")) == 1


def test_the_plan_s_threshold_for_stale_is_that_of_the_day(
    people, manager, authority, plan, post
):
    with at(2026, 6, 1, 9):
        ActionFactory(
            authority=authority,
            plan=plan,
            owner=post,
            start_on=date(2026, 6, 2),
            last_update_on=date(2026, 6, 2),
        )
    plan.stale_after_days = 5
    plan.save()
    (row,) = listed(manager, "2026-06-20")
    assert row["brag_suggested"] == "green"


def test_the_summary_of_a_day_names_the_day(manager, action):
    body = manager.get("/api/v1/summary/?as_of=2026-06-30").json()
    assert (body["as_of"], body["open"], body["overdue"]) == ("2026-06-30", 1, 1)
    assert body["by_plan"] == {"BWD-P01": 1}
    july = manager.get("/api/v1/summary/?as_of=2026-07-10").json()
    assert (july["overdue"], july["awaiting_check"]) == (0, 1)
