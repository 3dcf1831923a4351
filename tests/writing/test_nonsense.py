"""Bodies and headers that mean nothing, or not one thing, are refused in words; what
the fuzzer of `tests/fuzz` found stands here by name."""

import json

import pytest
from django.test import Client

from recommendations.models import ActionItem, ActionPlan, Document, ProgressUpdate

from .bodies import ADDRESS

UPDATES = f"{ADDRESS}updates/"
JSON = "application/json"

pytestmark = pytest.mark.usefixtures("surroundings")


@pytest.fixture
def browser(people):
    """Signed in by form, as a person with a browser is."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(people.manager)
    page = client.get(ADDRESS, headers={"Accept": "text/html"})
    client.token = page.cookies["csrftoken"].value
    return client


@pytest.fixture
def send(manager):
    def send(body, content_type=JSON, address=UPDATES, **headers):
        data = body if isinstance(body, bytes) else body.encode()
        return manager.generic("POST", address, data, content_type, headers=headers)

    return send


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[]", "one JSON object"),
        ('"text"', "one JSON object"),
        ("null", "No data"),
        ('{"text": "a", "text": "b"}', "more than once"),
        ('{"text": NaN}', "not a number"),
        ('{"text": ' + "9" * 5000 + "}", "too many digits"),
        ("[" * 100_000 + "]" * 100_000, "nested"),
        ('{"text":' * 33 + "1" + "}" * 33, "nested"),
        ('{"text": "\\ud800"}', "text: The text contains half of a surrogate pair"),
        ('{"\\ud800": 1}', "surrogate"),
        ('{"text": "\\u0000"}', "text: Null"),
        ('{"text": "\xe9"}'.encode("latin-1"), "not UTF-8"),
        ('{"text": 5}', "text: Give text"),
        ('{"text": "a", "brag": ["red"]}', "brag: Give text"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_body_without_one_meaning_is_refused_in_words(send, body, words):
    answer = send(body)
    assert (answer.status_code, answer["Content-Type"]) == (
        400,
        "application/problem+json",
    )
    assert words in answer.json()["detail"]
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize(
    "day",
    [
        "0000-01-01",
        "0001-01-01",
        "10000-01-01",
        "2026-1-5",
        "2026-W01-5",
        "20261130",
        5,
    ],
)
def test_a_date_is_a_day_of_this_age_written_in_one_way(send, day):
    answer = send(json.dumps({"text": "Well.", "forecast_on": day}))
    assert list(answer.json()["errors"]) == ["forecast_on"]


@pytest.mark.parametrize("position", [True, "1", 1.5, -1, 2**31, 10**400])
def test_a_whole_number_is_one_that_every_database_holds(manager, position):
    body = {"inspection": "BWD-JTAI-2023", "position": position, "summary": "Good."}
    answer = manager.post("/api/v1/strengths/", body)
    assert list(answer.json()["errors"]) == ["position"]


def test_a_body_beyond_the_limit_is_too_big(send):
    text = "x" * 3_000_000
    for headers in ({}, {"Idempotency-Key": "big"}):
        answer = send(json.dumps({"text": text}), **headers)
        assert answer.status_code == answer.json()["status"] == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "", "/;,"])
def test_another_media_type_is_not_taken(send, content_type):
    assert send("{}", content_type).status_code == 415


@pytest.mark.parametrize("key", ["", "x" * 201, "x" * 10_000, "clé", "two words"])
def test_an_idempotency_key_is_plain_and_not_too_long(send, key):
    answer = send('{"text": "Well."}', **{"Idempotency-Key": key})
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]


@pytest.mark.parametrize("tag", ["garbage", '"1","2"', '""', '"-1"', '"1', "", "é"])
def test_an_if_match_that_is_no_tag_of_ours_is_refused(manager, tag):
    answer = manager.patch(ADDRESS, {"title": "New"}, headers={"If-Match": tag})
    assert list(answer.json()["errors"]) == ["If-Match"]


@pytest.mark.parametrize(("tag", "status"), [('W/"1"', 200), ('W/"9"', 412)])
def test_a_tag_that_a_proxy_made_weak_still_names_the_version(manager, tag, status):
    answer = manager.patch(ADDRESS, {"title": "New"}, headers={"If-Match": tag})
    assert answer.status_code == status


def test_a_form_with_a_csrf_token_and_a_key_acts_once(browser):
    """Looking for the token reads the form before its digest can be taken."""
    form = {"text": "Well.", "csrfmiddlewaretoken": browser.token}
    headers = {"Idempotency-Key": "form"}
    answers = [browser.post(UPDATES, form, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert ProgressUpdate.objects.count() == 1


def test_the_token_of_a_form_is_no_unknown_field(browser):
    form = f"text=Well&csrfmiddlewaretoken={browser.token}"
    answer = browser.post(UPDATES, form, "application/x-www-form-urlencoded")
    assert answer.status_code == 201


def test_a_key_named_twice_is_linked_once(manager):
    plan = {"authority": "BWD", "title": "New", "inspections": ["BWD-JTAI-2023"] * 2}
    action = {
        "plan": "BWD-P01",
        "title": "New",
        "contributing_agencies": ["council"] * 2,
    }
    assert manager.post("/api/v1/plans/", plan).status_code == 201
    assert manager.post("/api/v1/actions/", action).status_code == 201
    assert ActionPlan.objects.get(title="New").inspections.count() == 1
    assert ActionItem.objects.get(title="New").contributing_agencies.count() == 1


def test_an_early_year_is_written_with_four_digits(manager, authority):
    document = Document.objects.create(
        authority=authority,
        kind="letter",
        title="Old",
        sha256="b" * 64,
        published_on="0931-05-01",
        published_precision="year",
    )
    answer = manager.get(f"/api/v1/documents/{document.pk}/")
    assert answer.json()["published_on"] == "0931"
