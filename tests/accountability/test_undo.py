"""Taking back a slip: who may, how long, and that all is as it was."""

import pytest

from recommendations.models import (
    ActionItem,
    DueDateChange,
    GateOverride,
    ImpactCheck,
    ProgressUpdate,
    Recommendation,
    Verification,
)
from tests.factories import InspectionFactory, OwnerFactory, RecommendationFactory

NOTE = {"note": "It is in use."}
BECAUSE = {"reason": "The board asked."}
MADE = (ProgressUpdate, Verification, ImpactCheck, DueDateChange, GateOverride)
BOOKKEEPING = {"version", "updated_at"}


@pytest.fixture
def recommendation(authority):
    return RecommendationFactory(
        reference="BWD-R01",
        inspection=InspectionFactory(authority=authority),
        status="delivered",
    )


def snapshot():
    """What people see: the action, the recommendation, and what hangs on the action."""
    rows = [*ActionItem.objects.values(), *Recommendation.objects.values()]
    for model in MADE:
        rows += model.objects.values()
    return [
        {name: value for name, value in row.items() if name not in BOOKKEEPING}
        for row in rows
    ]


DONE = {"completed_on": "2026-11-10", "verified_on": "2026-11-12"}


@pytest.mark.parametrize(
    ("who", "verb", "status", "body"),
    [
        ("owner", "start", "not_started", {}),
        ("owner", "complete", "in_progress", NOTE),
        ("verifier", "return", "complete", BECAUSE),
        ("verifier", "verify", "complete", {}),
        ("manager", "verify", "complete", {"override_reason": "Lost."}),
        ("manager", "cancel", "in_progress", BECAUSE),
        ("manager", "reopen", "verified", BECAUSE),
        ("verifier", "embed", "verified", {}),
        ("verifier", "impact-check", "verified", {"outcome": "failed", **NOTE}),
        ("verifier", "impact-check", "verified", {"outcome": "passed", **NOTE}),
        ("manager", "reassign", "in_progress", {"owner": "BWD-O005", **BECAUSE}),
        ("manager", "reschedule", "in_progress", {"due_on": "2027-03-01", **BECAUSE}),
        ("owner", "request-date", "in_progress", {"due_on": "2027-03-01", **BECAUSE}),
        ("owner", "block", "in_progress", BECAUSE),
        (
            "owner",
            "updates",
            "in_progress",
            {"text": "Oops.", "brag": "red", "brag_reason": "Late."},
        ),
    ],
)
def test_a_slip_is_taken_back_with_all_that_it_did(
    make_action,
    play,
    people,
    prove,
    recommendation,
    authority,
    council,
    who,
    verb,
    status,
    body,
):
    needs_proof = verb == "verify" and not body
    make_action(status=status, original_due_on="2026-11-30", answers=[recommendation])
    OwnerFactory(reference="BWD-O005", authority=authority, agency=council)
    if needs_proof:
        prove()
    person = getattr(people, who)
    before = snapshot()
    assert play(person, verb, **body).status_code in (200, 201)
    assert snapshot() != before
    answer = play(person, "undo")
    assert answer.status_code == 200, answer.content
    assert snapshot() == before


@pytest.mark.parametrize("preset", ["light", "strict"])
def test_a_slip_of_a_plan_s_own_gates_is_taken_back(
    make_action, play, people, prove, preset
):
    make_action(preset)
    prove()
    play(people.owner, "request-date", due_on="2027-03-01", **BECAUSE)
    before = snapshot()
    play(people.owner, "complete", confirm=True, **NOTE)
    assert play(people.owner, "undo").status_code == 200
    assert snapshot() == before


def test_taking_a_block_off_by_mistake_is_taken_back(make_action, play, people, now):
    make_action(is_blocked=True, blocked_reason="No lease.")
    play(people.owner, "unblock")
    play(people.owner, "undo")
    assert (now().is_blocked, now().blocked_reason) == (True, "No lease.")


def test_the_trail_tells_of_the_slip_and_of_its_taking_back(
    make_action, play, people, api
):
    make_action()
    play(people.owner, "complete", **NOTE)
    play(people.owner, "undo")
    trail = api(people.reader).get("/api/v1/actions/BWD-A0001/history/").json()
    first, second = trail["results"][:2]
    assert (first["verb"], first["reason"], first["by"]) == ("undo", "slip", "Owner")
    assert second["verb"] == "complete"


def test_an_update_taken_back_leaves_the_lists_and_stays_on_the_trail(
    make_action, play, people, api
):
    make_action()
    address = play(people.owner, "updates", text="Wrong action.").json()["url"]
    play(people.owner, "undo")
    owner = api(people.owner)
    assert owner.get("/api/v1/updates/").json()["results"] == []
    assert owner.get(address).json()["is_archived"] is True
    update = ProgressUpdate.objects.with_archived().get()
    assert [row.verb for row in update.history.all()] == ["undo", "updates"]
    assert owner.get("/api/v1/actions/BWD-A0001/").json()["last_update_on"] is None


@pytest.mark.parametrize(("minutes", "status"), [(10, 200), (11, 409)])
def test_a_slip_is_taken_back_within_ten_minutes(
    make_action, play, people, later, minutes, status
):
    make_action()
    play(people.owner, "complete", **NOTE)
    later(minutes=minutes)
    assert play(people.owner, "undo").status_code == status


def test_nobody_takes_back_what_another_did(make_action, play, people, deputy):
    make_action()
    play(people.owner, "complete", **NOTE)
    for person in (people.manager, deputy):
        answer = play(person, "undo")
        assert answer.status_code == 409
        assert "Owner made the last change" in answer.json()["detail"]
    assert play(people.reader, "undo").status_code == 403


def test_nothing_is_taken_back_once_somebody_acted_on_it(
    make_action, play, people, prove
):
    make_action("light", evidence_gate="none")
    play(people.owner, "complete", **NOTE)
    prove(people.manager)
    assert play(people.owner, "undo").status_code == 409


def test_nothing_is_taken_back_once_somebody_acted_on_what_it_touched(
    make_action, play, people, recommendation, api
):
    make_action(status="verified", answers=[recommendation])
    play(people.manager, "reopen", **BECAUSE)
    changed = api(people.manager).patch(
        "/api/v1/recommendations/BWD-R01/", {"note": "Again."}
    )
    assert changed.status_code == 200
    answer = play(people.manager, "undo")
    assert answer.status_code == 409
    assert ActionItem.objects.get().status == "in_progress"


def test_a_slip_is_taken_back_once(make_action, play, people):
    make_action()
    play(people.owner, "complete", **NOTE)
    play(people.owner, "undo")
    assert play(people.owner, "undo").status_code == 409


def test_the_first_due_date_is_not_taken_back(make_action, play, people):
    make_action(status="not_started", due_on=None)
    play(people.manager, "reschedule", due_on="2027-03-01", **BECAUSE)
    answer = play(people.manager, "undo")
    assert answer.status_code == 409
    assert "first target date" in answer.json()["detail"]
