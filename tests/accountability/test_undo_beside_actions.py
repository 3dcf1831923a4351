"""Taking back a slip with a recommendation, a plan or an inspection: that all is as it
was, by the rules that hold for actions, and what refuses it."""

import pytest

from recommendations.models import (
    ActionItem,
    ActionPlan,
    Baseline,
    GateOverride,
    Inspection,
    Recommendation,
    RecommendationLink,
)
from tests.factories import (
    ActionFactory,
    InspectionFactory,
    PlanFactory,
    RecommendationFactory,
)

RECOMMENDATION = "/api/v1/recommendations/BWD-R01/"
PLAN = "/api/v1/plans/BWD-P01/"
INSPECTION = "/api/v1/inspections/BWD-I01/"
BECAUSE = {"reason": "The board asked."}
BOOKKEEPING = {"version", "updated_at"}
SEEN = (
    Recommendation,
    RecommendationLink,
    ActionItem,
    ActionPlan,
    Baseline,
    Inspection,
)
REFUSED = {
    "status": "not_accepted",
    "response": "not_accepted",
    "response_reason": "It costs too much.",
    "response_approver": "Director",
    "responded_on": "2026-10-01",
    "review_on": "2027-04-01",
}
SIGNED = {"status": "closed", "closed_on": "2026-10-01", "recheck_on": "2027-01-15"}
DONE = {
    "status": "verified",
    "completed_on": "2026-11-10",
    "verified_on": "2026-11-12",
}


def snapshot():
    """All columns of what the verbs touch, but for the bookkeeping."""
    rows = [row for model in SEEN for row in model.objects.order_by("pk").values()]
    rows += GateOverride.objects.values()
    return [
        {name: value for name, value in row.items() if name not in BOOKKEEPING}
        for row in rows
    ]


@pytest.fixture
def inspection(authority):
    return InspectionFactory(reference="BWD-I01", authority=authority)


@pytest.fixture
def make_recommendation(inspection):
    """`make_asked(status="closed")`: the recommendation, and one that came later."""

    def make(**columns):
        later = RecommendationFactory(reference="BWD-R02", inspection=inspection)
        recommendation = RecommendationFactory(
            reference="BWD-R01",
            inspection=inspection,
            kind="priority_action",
            **columns,
        )
        return recommendation, later

    return make


@pytest.fixture
def make_plan(authority):
    def make(status, **columns):
        return PlanFactory(
            reference="BWD-P01", authority=authority, status=status, **columns
        )

    return make


def taken_back(play, person, verb, address, body):
    """Play the verb and take it back; how it was before, and is after."""
    before = snapshot()
    answer = play(person, verb, address, **body)
    assert answer.status_code == 200, answer.content
    assert snapshot() != before
    answer = play(person, "undo", address)
    assert answer.status_code == 200, answer.content
    assert answer.json()["reference"] in address
    return before, snapshot()


@pytest.mark.parametrize(
    ("verb", "columns", "body"),
    [
        ("respond", {}, {"response": "accepted"}),
        (
            "respond",
            {"status": "in_progress"},
            {
                "response": "not_accepted",
                "approver": "Director",
                "review_on": "2027-04-01",
                **BECAUSE,
            },
        ),
        ("respond", REFUSED, {"response": "accepted"}),
        ("start", {}, {}),
        ("deliver", {"status": "in_progress"}, {}),
        (
            "close",
            {"status": "delivered"},
            {"recheck_on": "2027-05-01", "override_reason": "The file is lost."},
        ),
        ("supersede", {"status": "delivered"}, {"by": "BWD-R02", **BECAUSE}),
        ("reopen", SIGNED, BECAUSE),
        ("reopen", REFUSED, BECAUSE),
        ("reopen", {"status": "superseded"}, BECAUSE),
    ],
)
def test_a_slip_with_a_recommendation_is_taken_back(
    make_recommendation, make_action, play, people, verb, columns, body
):
    recommendation, _ = make_recommendation(**columns)
    make_action(answers=[recommendation], **DONE)
    before, after = taken_back(play, people.manager, verb, RECOMMENDATION, body)
    assert after == before


def test_a_link_that_superseding_changed_is_as_it_was(
    make_recommendation, play, people
):
    recommendation, later = make_recommendation()
    RecommendationLink.objects.create(
        later=later,
        earlier=recommendation,
        kind="repeats",
        note="Nearly word for word.",
    )
    body = {"by": "BWD-R02", **BECAUSE}
    before, after = taken_back(play, people.manager, "supersede", RECOMMENDATION, body)
    assert after == before
    assert RecommendationLink.objects.get().kind == "repeats"


@pytest.mark.parametrize(
    ("verb", "status", "body"),
    [
        ("approve", "draft", {"confirm": True}),
        ("submit", "approved", {}),
        ("activate", "approved", {}),
        ("activate", "submitted", {}),
        ("close", "live", BECAUSE),
    ],
)
def test_a_slip_with_a_plan_is_taken_back(
    make_plan, authority, play, people, verb, status, body
):
    plan = make_plan(status)
    ActionFactory(authority=authority, plan=plan, status="not_started", due_on=None)
    before, after = taken_back(play, people.manager, verb, PLAN, body)
    assert after == before


def test_a_plan_whose_approval_was_a_slip_is_approved_again(make_plan, play, people):
    make_plan("draft")
    for verb in ("approve", "undo", "approve"):
        assert play(people.manager, verb, PLAN).status_code == 200
    assert Baseline.objects.get().frozen_on.isoformat() == "2026-11-20"


def test_a_slip_with_an_inspection_is_taken_back(inspection, play, people):
    before, after = taken_back(play, people.manager, "confirm", INSPECTION, {})
    assert after == before


# What the trail tells


@pytest.mark.parametrize(
    ("verb", "address"),
    [("start", RECOMMENDATION), ("submit", PLAN), ("confirm", INSPECTION)],
)
def test_the_trail_keeps_the_slip_and_one_undo(
    make_recommendation, make_plan, play, people, api, verb, address
):
    make_recommendation()
    make_plan("approved")
    play(people.manager, verb, address)
    play(people.manager, "undo", address)
    entries = api(people.reader).get(f"{address}history/").json()["results"]
    assert [row["verb"] for row in entries] == ["undo", verb, "create"]
    assert (entries[0]["reason"], entries[0]["by"]) == ("slip", "Manager")


def test_all_that_goes_back_is_one_change(make_recommendation, play, people):
    make_recommendation()
    play(people.manager, "supersede", RECOMMENDATION, by="BWD-R02", **BECAUSE)
    play(people.manager, "undo", RECOMMENDATION)
    rows = [
        *Recommendation.history.filter(verb="undo"),
        *RecommendationLink.history.filter(verb="undo"),
    ]
    assert [row.history_type for row in rows] == ["~", "-"]
    assert len({row.change_id for row in rows}) == 1
    assert {row.history_change_reason for row in rows} == {"slip"}


# Who, how long, and what refuses it


@pytest.fixture(params=[RECOMMENDATION, PLAN, INSPECTION])
def slipped(request, make_recommendation, make_plan, play, people):
    """Where the manager has just played a verb by mistake."""
    make_recommendation()
    make_plan("approved")
    verbs = {RECOMMENDATION: "start", PLAN: "submit", INSPECTION: "confirm"}
    assert play(people.manager, verbs[request.param], request.param).status_code == 200
    return request.param


@pytest.mark.parametrize(("minutes", "status"), [(10, 200), (11, 409)])
def test_a_slip_is_taken_back_within_ten_minutes(
    slipped, play, people, later, minutes, status
):
    later(minutes=minutes)
    assert play(people.manager, "undo", slipped).status_code == status


def test_nobody_takes_back_what_another_did(slipped, play, people):
    before = snapshot()
    answer = play(people.admin, "undo", slipped)
    assert answer.status_code == 409
    assert "Manager made the last change" in answer.json()["detail"]
    assert play(people.reader, "undo", slipped).status_code == 403
    assert play(people.outsider, "undo", slipped).status_code == 404
    assert snapshot() == before


def test_nothing_is_taken_back_once_somebody_acted_on_it(slipped, api, play, people):
    words = {RECOMMENDATION: "note", PLAN: "title", INSPECTION: "focus"}[slipped]
    assert api(people.admin).patch(slipped, {words: "Other"}).status_code == 200
    before = snapshot()
    assert play(people.manager, "undo", slipped).status_code == 409
    assert snapshot() == before


def test_a_slip_is_taken_back_once(slipped, play, people):
    assert play(people.manager, "undo", slipped).status_code == 200
    assert play(people.manager, "undo", slipped).status_code == 409


def test_what_was_read_before_the_slip_was_taken_back_is_stale(slipped, api, people):
    etag = api(people.manager).get(slipped)["ETag"]
    manager = api(people.manager)
    assert manager.post(f"{slipped}undo/", headers={"If-Match": etag}).json()
    answer = manager.post(f"{slipped}undo/", headers={"If-Match": etag})
    assert answer.status_code == 412


def test_a_verifier_takes_their_own_signing_off_back(make_recommendation, play, people):
    make_recommendation(status="delivered")
    body = {"recheck_on": "2027-05-01"}
    assert play(people.verifier, "close", RECOMMENDATION, **body).status_code == 200
    assert play(people.verifier, "undo", RECOMMENDATION).status_code == 200
    assert Recommendation.objects.get(reference="BWD-R01").status == "delivered"


def test_an_edit_is_no_verb_to_take_back(make_plan, api, play, people):
    make_plan("live")
    assert api(people.manager).patch(PLAN, {"title": "Other"}).status_code == 200
    assert play(people.manager, "undo", PLAN).status_code == 409


def test_an_approval_that_set_first_due_dates_stays(make_plan, authority, play, people):
    plan = make_plan("draft")
    ActionFactory(reference="BWD-A0001", authority=authority, plan=plan)
    assert play(people.manager, "approve", PLAN).status_code == 200
    before = snapshot()
    answer = play(people.manager, "undo", PLAN)
    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "This set the first target date of BWD-A0001, which cannot change."
    )
    assert snapshot() == before


def test_an_approval_stays_once_an_action_was_added_to_the_plan(
    make_plan, api, play, people, later
):
    make_plan("draft")
    play(people.manager, "approve", PLAN)
    later(minutes=1)
    body = {"plan": "BWD-P01", "title": "One more", "due_on": "2027-01-29"}
    assert api(people.manager).post("/api/v1/actions/", body).status_code == 201
    assert play(people.manager, "undo", PLAN).status_code == 409
    assert ActionPlan.objects.get().status == "approved"


def test_what_an_action_did_to_a_recommendation_goes_back_from_the_action(
    make_recommendation, make_action, play, people
):
    recommendation, _ = make_recommendation(status="delivered")
    make_action(answers=[recommendation], **DONE)
    before = snapshot()
    play(people.manager, "reopen", **BECAUSE)
    answer = play(people.manager, "undo", RECOMMENDATION)
    assert answer.status_code == 409
    assert "together with an action" in answer.json()["detail"]
    assert play(people.manager, "undo").status_code == 200
    assert snapshot() == before


def test_nothing_is_delivered_again_by_a_slip_once_an_action_is_open(
    make_recommendation, make_action, play, people, later
):
    recommendation, _ = make_recommendation(status="delivered")
    make_action(answers=[recommendation], **DONE)
    play(people.manager, "reopen", RECOMMENDATION, **BECAUSE)
    later(minutes=1)
    play(people.admin, "reopen", **BECAUSE)
    answer = play(people.manager, "undo", RECOMMENDATION)
    assert answer.status_code == 409
    assert "BWD-A0001" in answer.json()["detail"]
    recommendation.refresh_from_db()
    assert recommendation.status == "open"


def test_a_check_stays_once_a_recommendation_was_delivered_on_it(
    make_recommendation, make_action, play, people, prove, later
):
    recommendation, _ = make_recommendation(status="in_progress")
    make_action(answers=[recommendation], status="complete", completed_on="2026-11-10")
    prove()
    assert play(people.verifier, "verify").status_code == 200
    later(minutes=1)
    assert play(people.manager, "deliver", RECOMMENDATION).status_code == 200
    answer = play(people.verifier, "undo")
    assert answer.status_code == 409
    assert "BWD-R01 has been delivered" in answer.json()["detail"]
    assert play(people.manager, "undo", RECOMMENDATION).status_code == 200
    assert play(people.verifier, "undo").status_code == 200
