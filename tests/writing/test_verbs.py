"""Verbs over REST, versions and bulk, and the order in which a call is
refused."""

import pytest
from django.test import Client

from recommendations.models import ActionItem
from tests.factories import (
    ActionFactory,
    PlanFactory,
    RecommendationFactory,
)

from .bodies import ADDRESS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_verbs_answer_with_the_row_and_its_new_etag(api, people, action):
    owner = api(people.owner)
    answer = owner.post(f"{ADDRESS}complete/", {"note": "All plans are in date."})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], answer["ETag"]) == ("complete", '"2"')
    verified = api(people.verifier).post(f"{ADDRESS}verify/", {})
    assert verified.json()["status"] == "verified"


def test_every_verb_of_the_contract_has_its_address(manager, surroundings):
    verbs = {
        ADDRESS: "start complete return verify embed cancel reopen reassign "
        "reschedule block unblock archive updates",
        "/api/v1/inspections/BWD-JTAI-2023/": "confirm",
        "/api/v1/plans/BWD-P01/": "approve submit activate close",
    }
    for address, names in verbs.items():
        for verb in names.split():
            assert manager.get(f"{address}{verb}/").status_code == 405, verb


def test_an_action_given_to_another_agency_leaves_the_giver_s_sight(
    api, people, authority, constabulary, post, police_post
):
    people.police.memberships.update(role="manager")
    ActionFactory(authority=authority, owner=post, with_agencies=[constabulary])
    ActionFactory(reference="BWD-A0001", authority=authority, owner=police_post)
    body = {"owner": post.reference, "reason": "It is the council's."}
    answer = api(people.police).post(f"{ADDRESS}reassign/", body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert ActionItem.objects.get(reference="BWD-A0001").owner == post
    assert api(people.police).get(ADDRESS).status_code == 404


def test_an_update_is_added_and_told(api, people, action):
    body = {"text": "Half are done.", "brag": "amber", "brag_reason": "Two are away."}
    answer = api(people.owner).post(f"{ADDRESS}updates/", body)
    assert answer.status_code == 201
    assert answer["ETag"] == '"1"'
    assert answer.json()["action"]["reference"] == "BWD-A0001"
    assert api(people.owner).get(answer["Location"]).json() == answer.json()


@pytest.mark.parametrize("method", ["patch", "put", "delete"])
def test_updates_are_never_changed(manager, people, api, action, method):
    answer = api(people.owner).post(f"{ADDRESS}updates/", {"text": "Once."})
    assert getattr(manager, method)(answer["Location"]).status_code == 405


def test_a_call_is_refused_in_the_agreed_order(api, people, action):
    """404, then 403, then 400, then 412, then 409: mending one shows the next."""
    address, wrong = f"{ADDRESS}verify/", {"surprise": 1}
    stale = {"HTTP_IF_MATCH": '"9"'}
    assert api().post(address, wrong, **stale).status_code == 401
    assert api(people.outsider).post(address, wrong, **stale).status_code == 404
    assert api(people.reader).post(address, wrong, **stale).status_code == 403
    verifier = api(people.verifier)
    assert verifier.post(address, wrong, **stale).status_code == 400
    assert verifier.post(address, {}, **stale).status_code == 412
    answer = verifier.post(address, {}, HTTP_IF_MATCH='"1"')
    assert answer.status_code == 409
    body = answer.json()
    assert (body["from"], body["verb"]) == ("in_progress", "verify")
    assert body["allowed"] == ["complete", "cancel"]
    assert ActionItem.objects.get().version == 1


def test_an_unmet_gate_lists_all_that_is_missing(manager, authority):
    ActionFactory(
        reference="BWD-A0001",
        authority=authority,
        status="not_started",
        owner=None,
        due_on=None,
    )
    answer = manager.post(f"{ADDRESS}complete/", {})
    assert answer.status_code == 409
    assert answer.json()["missing"] == ["owner", "due_on", "note"]


def test_a_stale_version_is_refused_and_a_fresh_one_taken(manager, action):
    first = manager.patch(ADDRESS, {"title": "One"}, HTTP_IF_MATCH='"1"')
    assert first.status_code == 200
    second = manager.patch(ADDRESS, {"title": "Two"}, HTTP_IF_MATCH='"1"')
    assert second.status_code == 412
    assert second.json()["version"] == 2
    third = manager.patch(ADDRESS, {"title": "Two"}, HTTP_IF_MATCH=first["ETag"])
    assert third.json()["title"] == "Two"


@pytest.mark.parametrize("etag", ["7", "W/7", '"x"', '"1", "2"', '"٣"'])
def test_an_if_match_that_is_no_etag_of_ours_is_refused(manager, action, etag):
    answer = manager.patch(ADDRESS, {"title": "One"}, HTTP_IF_MATCH=etag)
    assert answer.status_code == 400
    assert "If-Match" in answer.json()["errors"]


def test_a_version_can_be_made_a_must(manager, action, settings):
    settings.REQUIRE_IF_MATCH = True
    assert manager.patch(ADDRESS, {"title": "One"}).status_code == 428
    answer = manager.patch(ADDRESS, {"title": "One"}, HTTP_IF_MATCH="*")
    assert answer.status_code == 200


@pytest.fixture
def second(authority, action, post):
    return ActionFactory(
        reference="BWD-A0002",
        authority=authority,
        plan=action.plan,
        owner=post,
        status="verified",
    )


def test_bulk_plays_each_and_says_how_it_went(api, people, action, second):
    items = [
        {"reference": "BWD-A0001", "verb": "complete", "note": "Done.", "version": 1},
        {"reference": "BWD-A0001", "verb": "block", "reason": "Late.", "version": 1},
        {"reference": "BWD-A0002", "verb": "complete", "note": "Done."},
        {"reference": "BWD-A0002", "verb": "cancel", "reason": "No."},
        {"reference": "BWD-A0009", "verb": "start"},
        {"reference": "BWD-A0001", "verb": "dance"},
        {"reference": "BWD-A0001", "verb": "updates"},
    ]
    answer = api(people.owner).post("/api/v1/actions/bulk/", {"items": items})
    assert answer.status_code == 200, answer.content
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [
        200,
        412,
        409,
        403,
        404,
        400,
        400,
    ]
    first = {"index": 0, "reference": "BWD-A0001", "status": 200, "problem": None}
    assert results[0] == first
    assert results[2]["problem"]["allowed"] == ["embed", "reopen"]
    action.refresh_from_db()
    assert action.status == "complete"


def test_bulk_all_or_nothing_changes_nothing_when_one_fails(manager, action, second):
    items = [
        {"reference": "BWD-A0001", "verb": "block", "reason": "Late."},
        {"reference": "BWD-A0002", "verb": "complete", "note": "Done."},
    ]
    body = {"all_or_nothing": True, "items": items}
    answer = manager.post("/api/v1/actions/bulk/", body)
    assert answer.status_code == 409
    assert [row["status"] for row in answer.json()["results"]] == [200, 409]
    action.refresh_from_db()
    assert (action.is_blocked, action.version) == (False, 1)
    assert action.history.count() == 1


@pytest.mark.parametrize("items", [[], [{}] * 201, "x", [3], None])
def test_bulk_takes_one_to_two_hundred_items(manager, items):
    answer = manager.post("/api/v1/actions/bulk/", {"items": items})
    assert answer.status_code == 400


def test_recommendations_move_over_rest(api, people, manager, authority, inspection):
    row = RecommendationFactory(inspection=inspection)
    ActionFactory(authority=authority, status="verified", answers=[row])
    address = f"/api/v1/recommendations/{row.reference}/"
    for verb, body, status in (
        ("respond", {"response": "accepted"}, "open"),
        ("start", {}, "in_progress"),
        ("deliver", {}, "delivered"),
        ("close", {"recheck_on": "2027-05-01"}, "closed"),
        ("reopen", {"reason": "It slipped."}, "open"),
    ):
        answer = manager.post(f"{address}{verb}/", body)
        assert answer.status_code == 200, (verb, answer.content)
        assert answer.json()["status"] == status
    moves = manager.get(f"{address}moves/").json()["moves"]
    allowed = {
        move["verb"] for move in moves if move["allowed"] and move["kind"] == "move"
    }
    assert allowed == {"respond", "start", "supersede"}


def test_a_plan_moves_over_rest(manager, authority):
    PlanFactory(reference="BWD-P01", authority=authority, status="draft")
    for verb, status in (
        ("approve", "approved"),
        ("submit", "submitted"),
        ("activate", "live"),
    ):
        answer = manager.post(f"/api/v1/plans/BWD-P01/{verb}/", {})
        assert answer.json()["status"] == status
    unmet = manager.post("/api/v1/plans/BWD-P01/close/", {})
    assert unmet.json()["missing"] == ["reason"]


def test_a_person_with_a_browser_finds_forms(client, people, action):
    client.force_login(people.manager)
    for address in ("/api/v1/", "/api/v1/actions/", ADDRESS, f"{ADDRESS}moves/"):
        page = client.get(address, headers={"Accept": "text/html"})
        assert page.status_code == 200, address
        assert "text/html" in page["Content-Type"]


def test_a_session_writes_only_with_its_csrf_token(people, action):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.manager)
    answer = browser.post(f"{ADDRESS}archive/", {"reason": "Oops."})
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
