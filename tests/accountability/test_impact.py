"""Whether a checked action made a difference: scheduled by the plan, judged by somebody
else on evidence about the time after it."""

from datetime import date

import pytest
from django.utils import timezone

from recommendations.models import ImpactCheck
from recommendations.workflow.checks import months_after

from .conftest import NOTE, missing


@pytest.mark.parametrize(
    ("preset", "kind", "due"),
    [
        ("light", "priority_action", None),
        ("standard", "priority_action", "2027-05-20"),
        ("standard", "recommendation", None),
        ("strict", "recommendation", "2027-02-20"),
    ],
)
def test_checking_schedules_the_impact_check_of_the_plan(
    make_action, play, people, prove, recommendation, preset, kind, due
):
    recommendation.kind = kind
    recommendation.save()
    make_action(preset, status="complete", answers=[recommendation])
    prove()
    assert play(people.verifier, "verify").status_code == 200
    days = list(ImpactCheck.objects.values_list("due_on", flat=True))
    assert [str(day) for day in days] == ([due] if due else [])


def test_three_months_for_all_works_on_any_plan(make_action, play, people):
    make_action("light", impact_check_months=3, impact_check_for="all")
    play(people.owner, "complete", **NOTE)
    assert str(ImpactCheck.objects.get().due_on) == "2027-02-20"


def test_embedding_needs_a_passed_check_and_impact_evidence(checked, play, people):
    answer = play(people.verifier, "embed")
    assert missing(answer) == ["impact_check", "impact_evidence"]


def test_evidence_about_a_time_before_completion_proves_no_impact(
    checked, play, people, prove
):
    play(people.verifier, "impact-check", outcome="passed", **NOTE)
    prove(proves="impact", proves_from="2026-11-19")
    prove(proves="impact")
    assert missing(play(people.verifier, "embed")) == ["impact_evidence"]
    prove(proves="impact", proves_from="2026-11-20")
    assert play(people.verifier, "embed").json()["status"] == "embedded"


def test_an_impact_check_is_shown_with_its_evidence(checked, play, people, prove, api):
    proof = prove(proves="impact", proves_from="2026-11-20")
    body = {"outcome": "passed", "note": "It fell by half.", "evidence": [proof["uid"]]}
    assert play(people.verifier, "impact-check", **body).status_code == 200
    shown = api(people.owner).get("/api/v1/actions/BWD-A0001/checks/").json()
    (check,) = shown["impact_checks"]
    assert (check["outcome"], check["evidence"]) == ("passed", [proof["uid"]])
    assert check["checked_by"] == "Verifier"
    assert [verification["outcome"] for verification in shown["verifications"]] == [
        "passed"
    ]


def test_a_failed_impact_check_reopens_and_takes_back_what_was_delivered(
    checked, play, people, recommendation
):
    recommendation.refresh_from_db()
    assert recommendation.status == "delivered"
    answer = play(people.verifier, "impact-check", outcome="failed", note="No change.")
    row = answer.json()
    assert (row["status"], row["completed_on"]) == ("in_progress", None)
    recommendation.refresh_from_db()
    assert recommendation.status == "in_progress"
    assert recommendation.history.first().verb == "impact-check"


def test_an_impact_check_needs_a_note_and_somebody_else(checked, play, people):
    people.owner.memberships.update(role="verifier")
    answer = play(people.owner, "impact-check", outcome="passed")
    assert missing(answer) == ["independent_checker", "note"]


def test_an_impact_check_passed_before_a_reopening_counts_no_more(
    checked, play, people, prove, later
):
    play(people.verifier, "impact-check", outcome="passed", **NOTE)
    prove(proves="impact", proves_from="2026-11-20")
    later(hours=1)
    play(people.manager, "reopen", reason="It slipped.")
    play(people.owner, "complete", **NOTE)
    play(people.verifier, "verify")
    assert missing(play(people.verifier, "embed")) == ["impact_check"]


@pytest.mark.parametrize("wait", [{"days": 40}, {"hours": 1}])
def test_where_nobody_checks_an_impact_check_before_a_reopening_counts_no_more(
    make_action, play, people, prove, later, wait
):
    make_action("light", impact_check_months=3, impact_check_for="all")
    play(people.owner, "complete", **NOTE)
    assert play(people.verifier, "impact-check", outcome="passed", **NOTE)
    later(**wait)
    play(people.manager, "reopen", reason="It slipped.")
    later(minutes=1)
    play(people.owner, "complete", **NOTE)
    prove(proves="impact", proves_from=str(timezone.localdate()))
    assert missing(play(people.verifier, "embed")) == ["impact_check"]


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_an_impact_check_falls_due_on_the_month_s_last_day_where_it_is_shorter(
    day, months, due
):
    assert months_after(day, months) == due


def test_an_impact_check_rests_on_no_evidence_that_is_archived(
    checked, play, people, prove, api
):
    proof = prove(proves="impact", proves_from="2026-11-20")
    answer = play(people.manager, "archive", proof["url"], reason="Not ours.")
    assert answer.status_code == 200, answer.content
    body = {"outcome": "passed", "note": "It fell.", "evidence": [proof["uid"]]}
    answer = play(people.verifier, "impact-check", **body)
    assert "evidence" in answer.json()["errors"]
    assert ImpactCheck.objects.get().outcome == ""


@pytest.mark.parametrize(
    "proof",
    [
        {"proves": "impact", "proves_from": "2026-11-19"},
        {"proves": "impact"},
        {"proves": "delivery", "proves_from": "2026-11-20"},
    ],
)
def test_a_passed_impact_check_rests_on_nothing_but_impact_after_the_work(
    checked, play, people, prove, proof
):
    body = {"note": "It fell by half.", "evidence": [prove(**proof)["uid"]]}
    answer = play(people.verifier, "impact-check", outcome="passed", **body)
    assert answer.status_code == 400
    assert "after the work was done" in answer.json()["errors"]["evidence"][0]
    assert ImpactCheck.objects.get().outcome == ""
    answer = play(people.verifier, "impact-check", outcome="failed", **body)
    assert answer.status_code == 200


def test_an_impact_check_rests_on_evidence_of_its_own_action(
    checked, play, people, authority, api
):
    from_elsewhere = "7d0d1f34-0000-4000-8000-000000000000"
    body = {"outcome": "passed", "note": "Yes.", "evidence": [from_elsewhere]}
    assert play(people.verifier, "impact-check", **body).status_code == 400
