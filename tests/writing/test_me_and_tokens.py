"""Who one is, and one's own API tokens, over REST."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from recommendations.models import ApiToken, KeptAnswer
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/tokens/"


@pytest.fixture
def bearer():
    """`bearer(key)`: a program with that token."""

    def client(key):
        client = APIClient()
        client.default_format = "json"
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return client

    return client


@pytest.fixture
def program(bearer, people):
    """`program(is_read_only=True)`: the manager's program."""

    def sign_in(**fields):
        _, key = ApiToken.issue(user=people.manager, name="script", **fields)
        return bearer(key)

    return sign_in


def make(client, **body):
    answer = client.post(TOKENS, {"name": "Dashboard", **body})
    assert answer.status_code == 201, answer.content
    return answer.json()


# Who one is


def test_me_tells_of_a_person_their_roles_and_no_token_in_a_session(
    sign_in, people, authority, council
):
    people.manager.first_name, people.manager.last_name = "Ada", "Byron"
    people.manager.save()
    MembershipFactory(
        user=people.manager, authority=authority, agency=council, role="owner"
    )
    assert sign_in(people.manager).get("/api/v1/me/").json() == {
        "username": "manager",
        "name": "Ada Byron",
        "memberships": [
            {"authority": "BWD", "agency": None, "role": "manager"},
            {"authority": "BWD", "agency": "council", "role": "owner"},
        ],
        "token": None,
    }


def test_me_tells_of_the_token_of_the_call(program):
    token = program(is_read_only=True).get("/api/v1/me/").json()["token"]
    assert set(token) == {"name", "expires_at", "is_read_only"}
    assert (token["name"], token["is_read_only"]) == ("script", True)


def test_me_needs_a_sign_in_and_takes_no_parameter(api, people):
    assert api().get("/api/v1/me/").status_code == 401
    assert api(people.reader).get("/api/v1/me/?x=1").status_code == 400


# Tokens


def test_the_secret_of_a_token_is_told_once_and_works(api, people, bearer):
    answer = api(people.reader).post(TOKENS, {"name": "Dashboard"})
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    token = answer.json()
    assert answer["Location"] == token["url"]
    secret = token.pop("secret")
    me = bearer(secret).get("/api/v1/me/").json()
    assert (me["username"], me["token"]["name"]) == ("reader", "Dashboard")
    shown = api(people.reader).get(token["url"]).json()
    assert shown == {**token, "last_used_at": shown["last_used_at"]}
    assert secret not in str(ApiToken.objects.values())


def test_a_call_told_again_has_no_secret_and_none_is_kept(api, people):
    client, key = api(people.reader), {"HTTP_IDEMPOTENCY_KEY": "once"}
    first = client.post(TOKENS, {"name": "Dashboard"}, **key).json()
    again = client.post(TOKENS, {"name": "Dashboard"}, **key)
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == {**first, "secret": None}
    assert ApiToken.objects.count() == 1
    assert first["secret"] not in str(KeptAnswer.objects.values())


def test_one_lists_and_revokes_one_s_own_and_no_others(api, people, bearer):
    own, other = make(api(people.reader)), make(api(people.owner))
    client = api(people.reader)
    assert [row["uid"] for row in client.get(TOKENS).json()["results"]] == [own["uid"]]
    assert client.get(other["url"]).status_code == 404
    assert client.post(f"{other['url']}revoke/").status_code == 404
    assert client.post(f"{own['url']}revoke/").status_code == 204
    assert client.get(own["url"]).status_code == 404
    assert bearer(own["secret"]).get("/api/v1/me/").status_code == 401
    assert bearer(other["secret"]).get("/api/v1/me/").status_code == 200
    entries = ApiToken.history.order_by("history_id").values_list("verb", "actor")
    assert list(entries)[-1] == ("revoke", "reader")


def test_a_revoking_told_again_with_its_key_is_answered_as_before(api, people):
    client, key = api(people.reader), {"HTTP_IDEMPOTENCY_KEY": "once"}
    address = f"{make(client)['url']}revoke/"
    assert client.post(address, **key).status_code == 204
    again = client.post(address, **key)
    assert (again.status_code, again["Idempotency-Replayed"]) == (204, "true")
    assert not ApiToken.objects.exists()


def test_a_token_may_revoke_itself(program):
    client = program()
    url = client.get(TOKENS).json()["results"][0]["url"]
    assert client.post(f"{url}revoke/").status_code == 204
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        (timedelta(seconds=-1), "in the future"),
        (timedelta(days=366), "in a year"),
    ],
)
def test_a_token_ends_within_a_year(api, people, ends, message):
    body = {"name": "x", "expires_at": (timezone.now() + ends).isoformat()}
    answer = api(people.reader).post(TOKENS, body)
    assert answer.status_code == 400
    assert message in answer.json()["errors"]["expires_at"][0]


@pytest.mark.parametrize("body", [{}, {"name": " "}, {"name": "x", "user": "admin"}])
def test_a_body_of_another_shape_is_refused(api, people, body):
    assert api(people.reader).post(TOKENS, body).status_code == 400


def test_a_token_that_only_reads_makes_and_revokes_none(program):
    client = program(is_read_only=True)
    assert client.post(TOKENS, {"name": "x"}).status_code == 403
    url = client.get(TOKENS).json()["results"][0]["url"]
    assert client.post(f"{url}revoke/").status_code == 403


def test_a_token_makes_none_that_outlives_it(program, bearer):
    ends = timezone.now() + timedelta(days=3)
    client = program(expires_at=ends)
    token = make(client)
    assert ApiToken.objects.get(uid=token["uid"]).expires_at == ends
    later = (ends + timedelta(seconds=1)).isoformat()
    answer = client.post(TOKENS, {"name": "x", "expires_at": later})
    assert answer.status_code == 400
    assert (
        "when the token that creates it does"
        in answer.json()["errors"]["expires_at"][0]
    )


def test_what_a_token_made_ends_with_it(program, bearer, api, people):
    client = program()
    child = make(client)
    grandchild = make(bearer(child["secret"]))
    parent = ApiToken.objects.get(name="script")
    address = f"{TOKENS}{parent.uid}/revoke/"
    assert api(people.manager).post(address).status_code == 204
    for secret in (child["secret"], grandchild["secret"]):
        assert bearer(secret).get("/api/v1/me/").status_code == 401
    gone = ApiToken.history.filter(history_type="-")
    assert set(gone.values_list("verb", flat=True)) == {"revoke"}
    assert gone.count() == 3


def test_the_trail_of_tokens_is_not_told_over_rest(api, people):
    token = make(api(people.manager))
    assert api(people.admin).get(f"{token['url']}history/").status_code == 404


def test_tokens_are_not_deleted_but_revoked(api, people):
    token = make(api(people.manager))
    assert api(people.manager).delete(token["url"]).status_code == 405
