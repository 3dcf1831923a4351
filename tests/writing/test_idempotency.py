"""`Idempotency-Key`: a POST sent again acts once, and tells only those who may see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver

from recommendations.api.views.base import ScopedViewSet
from recommendations.choices import Role
from recommendations.models import ActionItem, ApiToken, KeptAnswer, Membership
from tests.factories import (
    AuthorityFactory,
)

from .bodies import ADDRESS, NEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
KEY = {"Idempotency-Key": "k1"}
BULK = "/api/v1/actions/bulk/"
NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("UTC"))


def test_the_same_key_and_body_act_once(manager, surroundings):
    body = NEW["actions"][0]
    first = manager.post("/api/v1/actions/", body, HTTP_IDEMPOTENCY_KEY="k1")
    again = manager.post("/api/v1/actions/", body, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert ActionItem.objects.count() == 2


def test_the_same_key_with_another_body_is_422(manager, surroundings):
    body = NEW["actions"][0]
    manager.post("/api/v1/actions/", body, HTTP_IDEMPOTENCY_KEY="k1")
    other = {**body, "title": "Another"}
    answer = manager.post("/api/v1/actions/", other, HTTP_IDEMPOTENCY_KEY="k1")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_key_is_its_caller_s_own(api, people, action):
    for person in (people.owner, people.manager):
        answer = api(person).post(
            f"{ADDRESS}updates/", {"text": "Done."}, HTTP_IDEMPOTENCY_KEY="k1"
        )
        assert answer.status_code == 201
    assert action.updates.count() == 2


def test_a_refused_call_may_be_mended_and_sent_with_the_same_key(manager, action):
    address = f"{ADDRESS}updates/"
    refused = manager.post(address, {"text": ""}, HTTP_IDEMPOTENCY_KEY="k1")
    mended = manager.post(address, {"text": "Now."}, HTTP_IDEMPOTENCY_KEY="k1")
    assert (refused.status_code, mended.status_code) == (400, 201)


def is_replay(answer):
    return answer.headers.get("Idempotency-Replayed") == "true"


def views(resolver, path=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern, path + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and path.startswith("api/v1"):
            yield pattern.callback


def test_every_view_that_takes_post_acts_once():
    takes = [
        view for view in views(get_resolver()) if "post" in getattr(view, "actions", {})
    ]
    assert len(takes) > 50
    assert all(issubclass(view.cls, ScopedViewSet) for view in takes)


def test_a_verb_sent_again_acts_once_and_says_that_it_did(manager, action):
    first, again = (
        manager.post(f"{ADDRESS}block/", {"reason": "No lease."}, headers=KEY)
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.json(), again["ETag"]) == (first.json(), first["ETag"])
    assert (is_replay(first), is_replay(again)) == (False, True)
    assert ActionItem.objects.get().version == 2


def test_bulk_sent_again_acts_once(manager, action):
    body = {"items": [{"reference": "BWD-A0001", "verb": "block", "reason": "No."}]}
    first, again = (manager.post(BULK, body, headers=KEY) for _ in range(2))
    assert again.json() == first.json()
    assert is_replay(again)
    assert ActionItem.objects.get().version == 2


@pytest.mark.parametrize(
    "body",
    [
        '{"reason": "No lease.", "confirm_no_child_data": false}',
        '{ "confirm_no_child_data":false,\n"reason":"No lease." }',
        '{"confirm_no_child_data": false, "reason": "No \\u006cease."}',
    ],
)
def test_a_body_that_means_the_same_is_the_same(manager, action, body):
    sent = {"reason": "No lease.", "confirm_no_child_data": False}
    address = f"{ADDRESS}block/"
    manager.post(address, sent, headers=KEY)
    again = manager.post(address, body, headers=KEY, content_type="application/json")
    assert (again.status_code, is_replay(again)) == (200, True)


def test_the_key_of_one_verb_is_not_for_another(manager, action):
    manager.post(f"{ADDRESS}block/", {"reason": "No."}, headers=KEY)
    answer = manager.post(f"{ADDRESS}cancel/", {"reason": "No."}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")


def test_a_key_whose_call_is_gone_is_taken_over_at_once(manager, surroundings):
    """The claim was committed, and then the process was killed."""
    body = NEW["actions"][0]
    manager.post("/api/v1/actions/", body, headers=KEY)
    ActionItem.objects.exclude(reference="BWD-A0001").delete()
    KeptAnswer.objects.update(status=None)
    answer = manager.post("/api/v1/actions/", body, headers=KEY)
    assert (answer.status_code, is_replay(answer)) == (201, False)
    assert ActionItem.objects.count() == 2


def test_what_cannot_be_kept_is_not_done(manager, action, evidence_folder, monkeypatch):
    """Work and answer are one transaction, and the file of an upload is part of it."""
    save = KeptAnswer.save

    def fail(answer, **options):
        if answer.status is not None:
            raise RuntimeError
        save(answer, **options)

    monkeypatch.setattr(KeptAnswer, "save", fail)
    manager.raise_request_exception = False
    proof = {"title": "Audit", "file": ContentFile(b"%PDF-1.7", "audit.pdf")}
    answer = manager.post(f"{ADDRESS}evidence/", proof, format="multipart", headers=KEY)
    assert answer.status_code == 500
    assert not ActionItem.objects.get().evidence.exists()
    assert not any(path.is_file() for path in evidence_folder.rglob("*"))
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize(("hours", "acts"), [(23.9, 1), (24.1, 2)])
def test_an_answer_is_kept_for_24_hours(api, people, action, hours, acts):
    owner = api(people.owner)
    for moment in (NOON, NOON + timedelta(hours=hours)):
        with time_machine.travel(moment, tick=False):
            owner.post(f"{ADDRESS}updates/", {"text": "Done."}, headers=KEY)
    assert action.updates.count() == acts


# Who may see the answer again


def post_again(client, verb="block", **body):
    return client.post(f"{ADDRESS}{verb}/", body or {"reason": "No."}, headers=KEY)


def test_who_left_the_authority_sees_no_answer_again(manager, people, action):
    post_again(manager)
    Membership.objects.filter(user=people.manager).delete()
    assert post_again(manager).status_code == 404


def test_who_lost_the_role_sees_no_answer_again(manager, people, action):
    post_again(manager)
    Membership.objects.filter(user=people.manager).update(role=Role.READER)
    assert post_again(manager).status_code == 403


def test_a_token_that_may_only_read_since_sees_no_answer_again(api, people, action):
    token, key = ApiToken.issue(user=people.manager, name="job")
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert post_again(client).status_code == 200
    ApiToken.objects.update(is_read_only=True)
    assert post_again(client).status_code == 403


def test_what_was_made_is_told_again_to_those_who_see_it(manager, people, surroundings):
    body = NEW["actions"][0]
    manager.post("/api/v1/actions/", body, headers=KEY)
    held = Membership.objects.filter(user=people.manager)
    held.update(authority=AuthorityFactory(code="LAN"))
    answer = manager.post("/api/v1/actions/", body, headers=KEY)
    assert answer.status_code == 404
    held.update(role=Role.READER)
    answer = manager.post("/api/v1/actions/", body, headers=KEY)
    assert answer.status_code == 403


def test_bulk_is_told_again_to_those_who_may_do_it(manager, people, action):
    body = {"items": [{"reference": "BWD-A0001", "verb": "block", "reason": "No."}]}
    manager.post(BULK, body, headers=KEY)
    held = Membership.objects.filter(user=people.manager)
    held.update(role=Role.READER)
    assert manager.post(BULK, body, headers=KEY).status_code == 403
    held.update(authority=AuthorityFactory(code="LAN"))
    assert manager.post(BULK, body, headers=KEY).status_code == 404


def test_bulk_that_changed_nothing_keeps_no_key(manager, action):
    items = [{"reference": "BWD-A0001", "verb": "verify"}]
    body = {"items": items, "all_or_nothing": True}
    assert manager.post(BULK, body, headers=KEY).status_code == 409
    assert not KeptAnswer.objects.exists()
