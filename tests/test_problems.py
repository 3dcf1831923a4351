"""Bad input gets a clear answer: which parameter, what is wrong, and as a problem."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BAD = {
    "colour=red": "colour",
    "is_open=yes": "is_open",
    "overdue=1": "overdue",
    "status=finished": "status",
    "status=complete&status=finished": "status",
    "brag=pink": "brag",
    "kind=order": "kind",
    "framework=nope": "framework",
    "theme=nope": "theme",
    "due_before=2026-13-01": "due_before",
    "due_after=1.2.2026": "due_after",
    "due_after=2026-1-5": "due_after",
    "due_within=-1": "due_within",
    "due_within=soon": "due_within",
    "due_within=99999999999999999999": "due_within",
    "stale=3651": "stale",
    "stale=1.5": "stale",
    "updated_since=yesterday": "updated_since",
    "updated_since=0001-01-01T00:00:00%2B14:00": "updated_since",
    "updated_since=9999-12-31T23:59:59-14:00": "updated_since",
    "due_within=%D9%A3": "due_within",
    "due_within=3.0": "due_within",
    "ordering=owner": "ordering",
    "ordering=--due_on": "ordering",
    "ordering=due_on,reference": "ordering",
    "count=all": "count",
    "plan=BWD-P01&plan=BWD-P02": "plan",
    f"search={'a' * 201}": "search",
    "cursor=%F0%9F%90%88": "cursor",
}


@pytest.mark.parametrize("query", BAD)
def test_a_bad_parameter_is_named(api, people, query):
    answer = api(people.manager).get(f"/api/v1/actions/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert list(body["errors"]) == [BAD[query]]
    assert body["errors"][BAD[query]][0]
    assert (body["status"], body["code"]) == (400, "invalid")
    assert body["instance"] == "/api/v1/actions/"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/actions/?search=%00",
        "/api/v1/actions/BWD%00/",
        "/api/v1/actions/BWD-A0001/history/?by=%00",
    ],
)
def test_a_nul_is_refused(api, people, address):
    answer = api(people.manager).get(address)
    assert answer.status_code == 400
    assert "NUL" in answer.json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nothing/",
        "/api/v1/actions/BWD-A9999/",
        "/api/v1/actions/%F0%9F%90%88/",
        "/api/v1/citations/not-a-uid/",
        "/api/v2/actions/",
    ],
)
def test_what_is_not_there_is_told_as_a_problem(api, people, address):
    answer = api(people.manager).get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("parameter", ["page_size", "cursor", "ordering", "count"])
def test_the_summary_has_no_pages(api, people, parameter):
    answer = api(people.manager).get(f"/api/v1/summary/?{parameter}=1")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [parameter]


def test_a_thousand_parameters_are_too_many(api, people):
    query = "&".join(["status=complete"] * 1001)
    answer = api(people.manager).get(f"/api/v1/actions/?{query}")
    assert answer.status_code == 400
    assert "too many" in answer.json()["detail"]


@pytest.mark.parametrize("address", ["/api/schema/?format=zzz", "/api/v1/actions/?x=1"])
def test_a_problem_is_json_whatever_form_was_asked_for(api, people, address):
    answer = api(people.manager).get(address, headers={"Accept": "application/*"})
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code


def test_a_browser_gets_a_page_for_a_problem(api, people):
    answer = api(people.manager).get(
        "/api/v1/actions/?x=1", headers={"Accept": "text/html"}
    )
    assert (answer.status_code, answer["Content-Type"]) == (
        400,
        "text/html; charset=utf-8",
    )


@pytest.mark.parametrize("debug", [False, True])
def test_a_wrong_address_is_a_problem_while_debugging_too(api, people, settings, debug):
    settings.DEBUG = debug
    answer = api(people.manager).get("/api/v2/actions/")
    assert (answer.status_code, answer["Content-Type"]) == (
        404,
        "application/problem+json",
    )


@pytest.mark.parametrize("method", ["delete", "put", "trace"])
def test_a_method_that_an_address_does_not_take_is_405(api, people, method):
    answer = getattr(api(people.manager), method)("/api/v1/actions/")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"


def test_an_unknown_parameter_of_a_trail_or_a_detail_is_refused(api, people, authority):
    client = api(people.manager)
    for address in ("history/?colour=red", "history/?since=soon", "?colour=red"):
        answer = client.get(f"/api/v1/authorities/BWD/{address}")
        assert answer.status_code == 400, address


def test_a_refusal_before_django_s_views_is_a_problem_too(api, people):
    answer = api(people.manager).get("/api/v1/actions/", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer x",
        "Bearer a.b",
        "Bearer a.b.c",
        "Bearer a.b c",
        "Bearer \xe9.b",
    ],
)
def test_a_malformed_token_is_401_and_says_so(api, value):
    answer = api().get("/api/v1/actions/", HTTP_AUTHORIZATION=value)
    assert answer.status_code == 401
    assert "token is not valid" in answer.json()["detail"]


def test_names_with_markup_come_back_unchanged(api, people, authority):
    authority.name = "<script>alert(1)</script>'; DROP TABLE--"
    authority.save()
    body = api(people.manager).get("/api/v1/authorities/BWD/").json()
    assert body["name"] == authority.name


def test_a_body_that_is_too_big_is_told_so(api, people, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = api(people.manager).post("/api/v1/plans/", {"title": "A long one"})
    assert answer.status_code == 413
    assert answer.json()["detail"] == "The request is too big."
