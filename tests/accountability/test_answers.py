"""How a recommendation is answered, closed and taken over by a later one."""

import pytest

from tests.factories import (
    AuthorityFactory,
    MembershipFactory,
    RecommendationFactory,
)

from .conftest import missing

ASK = "/api/v1/recommendations/BWD-R01/"


def test_a_recommendation_closes_with_impact_evidence_or_an_override(
    checked, play, people, api
):
    body = {"recheck_on": "2027-11-20"}
    assert missing(play(people.manager, "close", ASK, **body)) == ["impact_evidence"]
    answer = play(people.manager, "close", ASK, override_reason="Lost.", **body)
    assert answer.json()["status"] == "closed"
    (override,) = api(people.reader).get(f"{ASK}checks/").json()["overrides"]
    assert (override["verb"], override["gates"]) == ("close", ["impact_evidence"])


def test_who_carries_an_action_does_not_sign_off(checked, play, people):
    people.owner.memberships.update(role="verifier")
    answer = play(people.owner, "close", ASK, recheck_on="2027-11-20")
    assert missing(answer) == ["impact_evidence", "independent_signatory"]


def test_not_accepting_needs_reason_approver_and_review(play, people, recommendation):
    answer = play(people.manager, "respond", ASK, response="not_accepted")
    assert missing(answer) == ["reason", "approver", "review_on"]


@pytest.mark.parametrize(("review_on", "due"), [("2026-11-20", 1), ("2026-11-21", 0)])
def test_what_is_not_accepted_comes_up_for_review(
    play, people, recommendation, api, review_on, due
):
    body = {"response": "not_accepted", "reason": "Costs.", "approver": "Director"}
    answer = play(people.manager, "respond", ASK, review_on=review_on, **body)
    assert answer.status_code == 200
    manager = api(people.manager)
    listed = manager.get("/api/v1/recommendations/", {"review_due": "true"}).json()
    assert len(listed["results"]) == due
    assert manager.get("/api/v1/summary/").json()["review_due"] == due
    recommendation.refresh_from_db()
    assert recommendation.status == "not_accepted"


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("kind", "priority_action", 1),
        ("kind", "recommendation", 0),
        ("framework", "jtai", 1),
        ("authority", "EXS", 0),
        ("plan", "BWD-P09", 1),  # A filter that recommendations have not.
    ],
)
def test_the_summary_filters_what_is_due_for_review(
    people, recommendation, api, name, value, number
):
    recommendation.status, recommendation.review_on = "not_accepted", "2026-11-01"
    recommendation.response, recommendation.response_reason = "not_accepted", "Costs."
    recommendation.save()
    summary = api(people.manager).get("/api/v1/summary/", {name: value}).json()
    assert summary["review_due"] == number


@pytest.mark.parametrize("verb", ["respond", "close"])
def test_nobody_looks_again_on_a_day_that_has_gone(play, people, recommendation, verb):
    field, body = "recheck_on", {}
    if verb == "respond":
        field, body = "review_on", {"response": "not_accepted", "reason": "Costs."}
        body["approver"] = "Director"
    else:
        recommendation.status = "delivered"
        recommendation.save()
    answer = play(people.manager, verb, ASK, **body, **{field: "2026-11-19"})
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert (
        play(people.manager, verb, ASK, **body, **{field: "2026-11-20"}).status_code
        == 200
    )


def test_what_is_open_again_is_not_answered_yet(play, people, recommendation):
    body = {"response": "not_accepted", "reason": "Costs.", "approver": "Director"}
    play(people.manager, "respond", ASK, review_on="2027-01-01", **body)
    row = play(people.manager, "reopen", ASK, reason="A new grant.").json()
    assert (row["status"], row["response"], row["review_on"]) == ("open", "", None)


def test_the_outsider_has_nothing_due_for_review(people, recommendation, api):
    recommendation.status, recommendation.review_on = "not_accepted", "2026-11-01"
    recommendation.save()
    assert api(people.outsider).get("/api/v1/summary/").json()["review_due"] == 0


@pytest.mark.parametrize(
    ("facts", "status", "why"),
    [
        ({"where": "EXS"}, 409, "was made to another authority"),
        ({"archived_at": "2026-11-01T09:00Z"}, 400, "“R-LATER” is archived"),
    ],
)
def test_what_takes_the_place_is_there_and_of_the_same_authority(
    play, people, recommendation, authority, facts, status, why
):
    elsewhere = AuthorityFactory(code=facts.pop("where", "BWD"))
    MembershipFactory(user=people.manager, authority=elsewhere, role="reader")
    RecommendationFactory(reference="R-LATER", inspection__authority=elsewhere, **facts)
    body = {"by": "R-LATER", "reason": "Said again."}
    answer = play(people.manager, "supersede", ASK, **body)
    assert answer.status_code == status
    assert why in answer.content.decode()
    recommendation.refresh_from_db()
    assert (recommendation.status, recommendation.links_forward.count()) == (
        "in_progress",
        0,
    )


def test_superseding_makes_no_circle(play, people, recommendation):
    first_later, second_later = (
        RecommendationFactory(reference=reference, inspection=recommendation.inspection)
        for reference in ("BWD-R02", "BWD-R03")
    )
    ask = "/api/v1/recommendations/{}/".format
    body = {"reason": "Said again."}
    first = play(
        people.manager, "supersede", ask(first_later.reference), by="BWD-R03", **body
    )
    assert first.status_code == 200
    answer = play(people.manager, "supersede", ask("BWD-R03"), by="BWD-R02", **body)
    assert answer.status_code == 409
    assert second_later.links_forward.count() == 0
