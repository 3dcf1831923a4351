"""What holds of every answer over REST: what may be asked for, in which form it comes,
how instants stand in it, and who may keep it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from recommendations.models import ActionItem
from recommendations.models.trail import change

from .factories import ActionFactory, UpdateFactory
from .test_export import LISTS, exported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ACTION = "/api/v1/actions/BWD-A0001/"


@pytest.fixture
def action(authority, post):
    return ActionFactory(reference="BWD-A0001", authority=authority, owner=post)


@pytest.fixture
def manager(api, people):
    return api(people.manager)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("name", ["search", "page_size", "cursor", "count", "ordering"])
def test_a_parameter_without_a_value_is_refused(manager, path, name):
    answer = manager.get(f"/api/v1/{path}/?{name}=")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


@pytest.mark.parametrize(
    "query",
    [
        "actions/?overdue=",
        "actions/?status=open&status=",
        "actions/?as_of=",
        "actions/?format=",
        "summary/?plan=",
        "actions/BWD-A0001/history/?by=",
        "actions/BWD-A0001/history/?since=",
    ],
)
def test_a_filter_without_a_value_is_refused(manager, action, query):
    name = re.split("[?&=]", query)[-2]
    answer = manager.get(f"/api/v1/{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


def test_the_form_of_the_browsable_pages_may_be_left_empty(sign_in, people, action):
    page = sign_in(people.manager).get(
        "/api/v1/actions/?overdue=&plan=", headers={"Accept": "text/html"}
    )
    assert page.status_code == 200
    assert "BWD-A0001" in page.content.decode()


@pytest.mark.parametrize("query", ["field=colour", "verb=paint"])
def test_a_history_is_not_asked_for_what_no_trail_tells(manager, action, query):
    answer = manager.get(f"{ACTION}history/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    "query",
    ["field=verified_on", "field=recommendations", "verb=cancel", "verb=updates"],
)
def test_a_history_is_asked_for_what_has_not_happened_yet(manager, action, query):
    answer = manager.get(f"{ACTION}history/?{query}")
    assert (answer.status_code, answer.json()["results"]) == (200, [])


@pytest.mark.parametrize("verb", ["update", "updates"])
def test_an_entry_of_an_earlier_release_is_read_under_the_verbs_name_of_today(
    manager, action, people, verb
):
    with change("update", by=people.owner, reason="The panel met."):
        action.last_update_on = "2026-11-19"
        action.save()
    (entry,) = manager.get(f"{ACTION}history/?verb={verb}").json()["results"]
    assert (entry["verb"], entry["reason"]) == ("updates", "The panel met.")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/json"),
        ("application/problem+json", "application/json"),
        ("application/problem+json;q=0.9, text/csv", "text/csv; charset=utf-8"),
        ("application/json, application/problem+json", "application/json"),
    ],
)
def test_a_program_that_says_little_of_what_it_accepts_is_answered(
    manager, action, accept, content_type
):
    answer = manager.get("/api/v1/actions/", headers={"Accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)


def test_who_is_not_signed_in_is_told_so_before_the_form_is_looked_at(api, manager):
    def status(client):
        return client.get("/api/v1/actions/", headers={"Accept": "image/png"})

    assert status(api()).status_code == 401
    assert status(api())["WWW-Authenticate"]
    assert status(manager).status_code == 406


@pytest.mark.parametrize(
    ("verb", "body", "address"),
    [
        ("updates", {"text": "Half are done."}, "updates"),
        ("evidence", {"title": "Audit", "held_by": "The trust"}, "evidence"),
        (
            "request-date",
            {"due_on": "2027-01-15", "reason": "No lease."},
            "due-date-changes",
        ),
    ],
)
def test_what_is_made_comes_with_its_own_etag(manager, action, verb, body, address):
    manager.patch(ACTION, {"detail": "So that its version is another."})
    answer = manager.post(f"{ACTION}{verb}/", body)
    assert answer.status_code == 201
    assert answer["ETag"] == manager.get(answer["Location"])["ETag"] == '"1"'
    assert manager.get(ACTION)["ETag"] != '"1"'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"note": "a" "b"}', "This is not JSON: check line 1, column 14."),
        (b'{\n "note": yes}', "This is not JSON: check line 2, column 10."),
        (b'{"note": "a', "This is not JSON: check line 1, column 10."),
        (b'{"note": "\xff"}', "The body is not UTF-8: byte 11 is wrong."),
        (b"[" + b"1" * 5000 + b"]", "A number in the body has too many digits."),
    ],
)
def test_a_body_that_is_no_json_is_told_of_without_pythons_words(
    manager, action, body, message
):
    answer = manager.generic(
        "POST", f"{ACTION}complete/", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["detail"]) == (400, message)


INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+01:00)")


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize("microsecond", [0, 123456])
def test_every_instant_has_one_form(api, people, authority, post, month, microsecond):
    at = datetime(2026, month, 5, 9, 30, 15, microsecond, tzinfo=UTC)
    with time_machine.travel(at, tick=False), change("create", by=people.manager):
        action = ActionFactory(authority=authority, owner=post)
        UpdateFactory(action=action)
        ActionItem.objects.get(pk=action.pk)
    client = api(people.manager)
    (row,) = client.get("/api/v1/actions/").json()["results"]
    (update,) = client.get("/api/v1/updates/").json()["results"]
    (cells,) = exported(client)
    address = f"/api/v1/actions/{action.reference}/"
    client.post(f"{address}archive/", {"reason": "A slip."})
    newest, oldest = client.get(f"{address}history/").json()["results"]
    (archived,) = [c["to"] for c in newest["changes"] if c["field"] == "archived_at"]
    instants = [
        row["updated_at"],
        update["created_at"],
        cells["updated_at"],
        oldest["at"],
    ]
    for instant in [*instants, newest["at"], archived]:
        assert INSTANT.fullmatch(instant), instant
    expected = "2026-07-05T10:30:15+01:00" if month == 7 else "2026-01-05T09:30:15Z"
    assert set(instants) == {expected}


def test_asking_again_from_the_last_instant_misses_nothing(manager, action):
    at = datetime.now(UTC) + timedelta(microseconds=999_999)
    ActionItem.objects.filter(pk=action.pk).update(updated_at=at)
    (row,) = manager.get("/api/v1/actions/").json()["results"]
    again = manager.get("/api/v1/actions/", {"updated_since": row["updated_at"]})
    assert [entry["reference"] for entry in again.json()["results"]] == ["BWD-A0001"]


@pytest.mark.parametrize(
    "address",
    ["v1/actions/", "v1/actions/BWD-A0001/", "v1/actions/?format=csv", "schema/", "x/"],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_nobody_but_the_caller_keeps_an_answer(api, people, action, address, signed_in):
    client = api(people.manager) if signed_in else api()
    answer = client.get(f"/api/{address}")
    assert answer["Cache-Control"] == "private, no-cache"


def test_each_result_of_bulk_names_its_item(manager, action):
    items = [
        {"verb": "start"},
        {"reference": "BWD-A0001", "verb": "updates", "text": "Half are done."},
        {"reference": "BWD-A0001", "verb": "start"},
    ]
    answer = manager.post("/api/v1/actions/bulk/", {"items": items}).json()
    assert list(answer["results"][0]) == ["index", "reference", "status", "problem"]
    outcomes = [tuple(result.values())[:3] for result in answer["results"]]
    assert outcomes == [(0, None, 400), (1, "BWD-A0001", 200), (2, "BWD-A0001", 409)]
