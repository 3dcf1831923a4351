"""Tokens: good for what they say, kept as a digest, refused when expired or revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations.models import ApiToken

from .factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client):
    def call(key, method="get", address="/api/v1/me/actions/"):
        headers = {"Authorization": f"Bearer {key}"}
        return getattr(client, method)(address, headers=headers)

    return call


def test_a_token_signs_its_person_in(call, people):
    _, key = ApiToken.issue(user=people.manager, name="script")
    assert call(key).status_code == 200


def test_only_a_digest_of_the_secret_is_kept(people):
    token, key = ApiToken.issue(user=people.manager, name="script")
    secret = key.split(".")[1]
    values = [str(value) for value in ApiToken.objects.values_list().get(pk=token.pk)]
    assert not any(secret in value for value in values)


@pytest.mark.parametrize("spoil", ["secret", "prefix"])
def test_a_wrong_part_is_refused(call, people, spoil):
    _, key = ApiToken.issue(user=people.manager, name="script")
    prefix, secret = key.split(".")
    wrong = f"{prefix}.x{secret}" if spoil == "secret" else f"x{prefix}.{secret}"
    assert call(wrong).status_code == 401


def test_an_expired_token_is_refused(call, people):
    past = timezone.now() - timedelta(seconds=1)
    _, key = ApiToken.issue(user=people.manager, name="old", expires_at=past)
    assert call(key).status_code == 401


def test_a_revoked_token_is_refused(call, people):
    token, key = ApiToken.issue(user=people.manager, name="script")
    token.delete()
    assert call(key).status_code == 401


def test_a_person_who_left_is_refused(call):
    user = UserFactory(is_active=False)
    _, key = ApiToken.issue(user=user, name="script")
    assert call(key).status_code == 401


def test_a_read_only_token_does_not_write(call, people):
    _, key = ApiToken.issue(user=people.manager, name="script", is_read_only=True)
    answer = call(key, "post", "/api/v1/actions/")
    assert answer.status_code == 403
    assert "read only" in answer.json()["detail"]


def test_the_time_of_use_is_noted_now_and_then(call, people):
    token, key = ApiToken.issue(user=people.manager, name="script")
    call(key)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    call(key)
    token.refresh_from_db()
    assert token.last_used_at == first


def test_a_session_signs_in_too(client, people):
    client.force_login(people.manager)
    assert client.get("/api/v1/me/actions/").status_code == 200
