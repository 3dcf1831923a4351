"""The illustrative plans: the fixture is what the story plays, and loads cleanly."""

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from recommendations.choices import DONE_ACTIONS, ActionStatus, RecommendationStatus
from recommendations.models import (
    ActionItem,
    ActionPlan,
    DueDateChange,
    Evidence,
    GateOverride,
    Owner,
    Recommendation,
)
from recommendations.reports.figures import DUE_SOON, REVIEW_DUE
from recommendations.reports.summary import summary_of
from recommendations.workflow.gates import has_impact_check
from recommendations.workflow.redating import story_day

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = [
    REPOSITORY / "fixtures" / name
    for name in ("reference.json", "blackburn_with_darwen.json", "demo_plans.json")
]
STORY = FIXTURES[-1]
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|"
    "December"
)
TOLD = ("text", "next_steps", "detail", "success_measure", "brag_reason", "title")


@pytest.fixture(scope="module")
def rows():
    return json.loads(STORY.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, and taken back after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *FIXTURES, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def story(loaded, db):
    return date(2026, 11, 21)


def fields_of(rows, model):
    return [r["fields"] for r in rows if r["model"] == f"recommendations.{model}"]


def bwd(actions):
    return [action for action in actions if action["reference"].startswith("BWD-")]


@pytest.mark.slow
def test_the_fixture_is_what_the_story_plays_byte_for_byte(tmp_path):
    played = tmp_path / "played.json"
    subprocess.run(  # noqa: S603
        [sys.executable, "fixtures/play_story.py", "--out", played],
        cwd=REPOSITORY,
        check=True,
        timeout=170,
    )
    assert played.read_bytes() == STORY.read_bytes(), "run: make fixtures"


def test_about_forty_actions_stand_in_all_statuses(rows):
    actions = bwd(fields_of(rows, "actionitem"))
    statuses = Counter(a.get("status", ActionStatus.NOT_STARTED) for a in actions)
    assert set(statuses) == set(ActionStatus.values)
    assert 38 <= len(actions) <= 48


def test_every_plan_and_the_second_authority_say_that_they_are_illustrative(rows):
    for fields in fields_of(rows, "actionplan") + fields_of(rows, "authority"):
        assert fields["note"].startswith("Illustrative: made up to show the product.")


def test_the_story_ends_the_day_before_it_is_told(rows):
    assert story_day(rows) == date(2026, 11, 21)


def test_entries_are_made_on_working_days_in_office_hours(rows):
    for entry in (r["fields"]["history_date"] for r in rows if "pk" not in r):
        at = datetime.fromisoformat(entry).astimezone(ZoneInfo("Europe/London"))
        assert at.weekday() < 5, entry
        assert time(8, 40) <= at.time() <= time(17, 20), entry


def test_words_name_no_calendar_date_because_the_demo_moves_dates(rows):
    for fields in (row["fields"] for row in rows):
        for name in TOLD:
            if fields.get("reference", "").startswith(("BWD-P", "EXS-P")):
                continue
            words = fields.get(name, "")
            assert not re.search(rf"\b(?:{MONTHS})\b|\b20\d\d\b", words), words


def test_nobody_is_named_and_nobody_has_an_address(rows):
    assert not any(
        o.keys() & {"holder_name", "email"} for o in fields_of(rows, "owner")
    )
    assert "@" not in STORY.read_text(encoding="utf-8")
    users = {
        *("user", "history_user", "author", "completed_by", "verified_by"),
        *("added_by", "checker", "requested_by", "decided_by", "made_by"),
        *("closed_by", "responded_by"),
    }
    assert not any(row["fields"].keys() & users for row in rows)


def test_one_police_post_carries_an_overdue_a_due_and_a_later_action(story):
    carried = ActionItem.objects.open().filter(
        owner__post_title="Detective Inspector, Public Protection Unit"
    )
    assert carried.count() == 3
    assert carried.overdue(on=story).count() == 1
    assert DUE_SOON.of(carried, on=story).count() == 1


def test_every_figure_of_the_summary_has_something_to_show(story):
    figures = summary_of(ActionItem.objects.filter(authority__code="BWD"), on=story)
    counts = {name: value for name, value in figures.items() if isinstance(value, int)}
    assert all(count > 0 for count in counts.values()), counts


def test_a_person_rates_some_actions_otherwise_than_suggested_and_says_why(story):
    rated = ActionItem.objects.open().exclude(brag="").with_brag(on=story)
    different = [action for action in rated if action.brag != action.brag_suggested]
    assert len(different) >= 3
    assert all(action.brag_reason for action in different)


def test_the_trail_shows_every_verb(story):
    verbs = set(ActionItem.history.values_list("verb", flat=True))
    assert verbs >= {
        "create", "approve", "start", "updates", "complete", "return", "verify",
        "embed", "cancel", "reopen", "reassign", "reschedule", "block", "evidence",
        "impact-check", "request-date", "approve-date", "reject-date",
        "carry-forward", "hand-over", "undo",
    }  # fmt: skip


def test_a_slip_was_taken_back_and_both_stand_in_the_trail(story):
    taken_back = ActionItem.history.get(verb="undo")
    action = ActionItem.objects.get(pk=taken_back.id)
    newest, slip = action.history.order_by("-history_date")[:2]
    assert (newest.verb, newest.history_change_reason) == ("undo", "slip")
    assert (slip.verb, slip.actor) == ("verify", newest.actor)
    assert action.status == ActionStatus.COMPLETE


def test_a_manager_let_a_gate_pass_and_said_why(story):
    override = GateOverride.objects.get()
    assert override.gates == ["evidence"]
    assert override.made_by_name == "Improvement Manager"
    assert "on paper" in override.reason


def test_what_is_closed_was_signed_off_and_is_checked_again(story):
    for recommendation in Recommendation.objects.filter(
        status=RecommendationStatus.CLOSED
    ):
        assert recommendation.closed_on
        assert recommendation.recheck_on > recommendation.closed_on


def test_no_row_of_the_fixture_stands_twice(rows):
    texts = [json.dumps(row) for row in rows]
    assert len(texts) == len(set(texts))


def test_every_checked_action_has_its_evidence_and_every_embedded_one_its_impact(
    story,
):
    for action in ActionItem.objects.filter(status__in=DONE_ACTIONS):
        proofs = Evidence.objects.filter(actions=action).usable(on=story)
        assert proofs.of_delivery().exists(), action
        if action.status == ActionStatus.EMBEDDED and has_impact_check(action):
            assert proofs.of_impact_since(action.completed_on).exists(), action
            assert action.impact_checks.filter(outcome="passed").exists(), action


def test_dates_are_asked_for_granted_refused_and_waiting(story):
    decisions = DueDateChange.objects.values_list("decision", flat=True)
    assert set(decisions) >= {"requested", "approved", "rejected"}


def test_work_is_handed_over_and_carried_forward(story):
    carried = ActionItem.objects.exclude(carried_from=None).get()
    assert carried.carried_from.status == ActionStatus.CANCELLED
    leaver = Owner.objects.get(post_title="Practice Audit Manager")
    assert not leaver.actions.open().exists()


def test_a_recommendation_not_accepted_is_to_be_looked_at_again(story):
    assert REVIEW_DUE.of(Recommendation.objects, on=story).count() == 1


def test_the_facts_keep_their_status_and_the_second_authority_shows_the_others(story):
    def statuses(code):
        recommendations = Recommendation.objects.filter(
            inspection__authority__code=code
        )
        return set(recommendations.order_by().values_list("status", flat=True))

    assert statuses("BWD") == {RecommendationStatus.OPEN}
    assert statuses("EXS") == {
        "open", "in_progress", "delivered", "closed", "not_accepted"
    }  # fmt: skip


def test_the_statutory_date_is_the_printed_one(story):
    plan = ActionPlan.objects.get(inspections__reference="BWD-JTAI-2023")
    assert plan.statutory_due_on == date(2023, 10, 23)
    assert plan.statutory_basis == "stated"


@pytest.mark.slow
def test_loading_twice_adds_no_row_and_no_trail_noise(story, rows):
    def counts():
        return {model: model._default_manager.count() for model in apps.get_models()}

    before = counts()
    call_command("loaddata", *FIXTURES, verbosity=0)
    assert counts() == before
    for model in {row["model"] for row in rows if "pk" in row}:
        keys = [row["pk"] for row in rows if row["model"] == model]
        trail = apps.get_model(model).history
        assert not trail.filter(id__in=keys, verb="loaddata").exists(), model
