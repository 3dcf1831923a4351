"""Every address under /api/ answers alike with and without its last slash, no write is
led on to another address, and a stranger learns of none."""

import pytest
from django.test import Client

from recommendations.models import ActionItem, ProgressUpdate

from .factories import ActionFactory, PlanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ACTION = "/api/v1/actions/BWD-A0001"


@pytest.fixture
def action(authority, post):
    plan = PlanFactory(reference="BWD-P01", authority=authority)
    return ActionFactory(
        reference="BWD-A0001", authority=authority, plan=plan, owner=post
    )


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1",
        "/api/v1/actions",
        "/api/v1/actions?page_size=1",
        "/api/v1/actions?format=csv",
        "/api/v1/actions?colour=red",
        ACTION,
        f"{ACTION}/history",
        f"{ACTION}/moves",
        "/api/v1/actions/BWD-A0009",
        "/api/v1/me/actions",
        "/api/v1/summary",
        "/api/v1/nothing",
        "/api/v2/actions",
        "/api/schema",
        "/api/docs",
        "/api/docs/problems",
        "/api/nothing",
        "/api",
    ],
)
@pytest.mark.parametrize("who", ["manager", None])
def test_an_address_is_read_alike_in_both_forms(sign_in, people, action, address, who):
    client = sign_in(people.manager) if who else Client()
    path, mark, query = address.partition("?")
    short, long = client.get(address), client.get(f"{path}/{mark}{query}")
    assert short.status_code == long.status_code != 301
    assert short.headers.get("Location") == long.headers.get("Location")
    assert short.getvalue() == long.getvalue()


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_write_is_done_in_both_forms(api, people, action, slash):
    manager = api(people.manager)
    new = {"plan": "BWD-P01", "title": "Another"}
    answer = manager.post(f"/api/v1/actions{slash}", new)
    assert (answer.status_code, ActionItem.objects.count()) == (201, 2)
    update = manager.post(f"{ACTION}/updates{slash}", {"text": "Begun."})
    assert (update.status_code, ProgressUpdate.objects.count()) == (201, 1)
    revised = manager.patch(f"{ACTION}{slash}", {"title": "Better"})
    assert (revised.status_code, revised.json()["title"]) == (200, "Better")


def test_both_forms_are_the_same_call_to_a_key(api, people, action):
    manager, key = api(people.manager), {"Idempotency-Key": "k1"}
    for slash in ("", "/"):
        answer = manager.post(f"{ACTION}/updates{slash}", {"text": "Go."}, headers=key)
        assert answer.status_code == 201
    assert ProgressUpdate.objects.count() == 1


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
@pytest.mark.parametrize("place", ["/api", "/api/v1/nothing", "/api/v9", ACTION])
def test_a_stranger_is_asked_to_sign_in_wherever_they_go(api, method, place, slash):
    answer = getattr(api(), method)(f"{place}{slash}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
def test_what_leads_nowhere_is_404_to_who_signed_in(api, people, method):
    answer = getattr(api(people.manager), method)("/api/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_write_by_plain_http_is_refused_and_not_led_on(api, people, action, settings):
    settings.SECURE_SSL_REDIRECT = True
    manager = api(people.manager)
    answer = manager.post(f"{ACTION}/updates", {"text": "Begun."})
    assert (answer.status_code, answer.json()["code"]) == (403, "https_needed")
    safe = manager.post(f"{ACTION}/updates", {"text": "Begun."}, secure=True)
    assert safe.status_code == 201


def test_the_schema_names_one_form(api, people):
    schema = api(people.manager).get("/api/schema/?format=json").json()
    assert all(path.endswith("/") for path in schema["paths"])
