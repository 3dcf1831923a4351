"""Every problem has a code of the fixed list, which the schema, the REST guide and the
page that `type` leads to share."""

import re
from typing import get_args

import pytest
from drf_spectacular.generators import SchemaGenerator

from recommendations.api.problems import PROBLEMS
from recommendations.reader.pages import Code
from recommendations.workflow.actions import archive

from .factories import ActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ACTION = "/api/v1/actions/BWD-A0001/"


@pytest.fixture
def action(authority, post):
    return ActionFactory(reference="BWD-A0001", authority=authority, owner=post)


def check(answer, code):
    body = answer.json()
    assert body["code"] == code
    assert body["type"] == f"/api/docs/problems/#{code}"
    assert body["title"] == PROBLEMS[code].title
    assert body["status"] == answer.status_code == PROBLEMS[code].status


@pytest.mark.parametrize(
    ("method", "address", "body", "headers", "code"),
    [
        ("get", "/api/v1/actions/?x=1", None, {}, "invalid"),
        ("post", ACTION + "start/", '{"a"', {}, "invalid"),
        ("get", "/api/v1/actions/BWD-A0009/", None, {}, "not_found"),
        ("get", "/api/v9/", None, {}, "not_found"),
        ("delete", ACTION, None, {}, "method_not_allowed"),
        ("get", ACTION, None, {"Accept": "image/png"}, "not_acceptable"),
        ("post", ACTION + "verify/", "{}", {}, "illegal_move"),
        ("post", ACTION + "complete/", "{}", {}, "gate_unmet"),
        ("post", ACTION + "unblock/", "{}", {}, "refused"),
        ("patch", ACTION, "{}", {"If-Match": '"9"'}, "stale"),
        ("get", "/api/v1/actions/?search=%00", None, {}, "invalid"),
        ("get", "/api/v1/actions/", None, {"Host": "evil.example"}, "invalid"),
    ],
)
def test_a_refusal_has_its_code(
    sign_in, people, action, method, address, body, headers, code
):
    client = sign_in(people.manager)
    answer = client.generic(
        method.upper(), address, body or "", "application/json", headers=headers
    )
    check(answer, code)


def test_nobody_and_somebody_without_the_role_have_codes(api, people, action):
    check(api().get("/api/v1/actions/"), "not_signed_in")
    check(api(people.reader).post(ACTION + "start/"), "not_allowed")


def test_an_archived_record_has_its_code(api, people, action):
    archive(action, by=people.manager, reason="Twice.")
    check(api(people.manager).post(ACTION + "start/"), "archived")


def test_a_body_of_another_kind_has_its_code(api, people, action):
    answer = api(people.manager).post(
        ACTION + "start/", "<a/>", content_type="text/xml"
    )
    check(answer, "unsupported_media_type")


def test_a_version_that_must_be_said_has_its_code(api, people, action, settings):
    settings.REQUIRE_IF_MATCH = True
    check(api(people.manager).post(ACTION + "start/"), "if_match_needed")


def test_a_form_from_elsewhere_has_its_code(people, action, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(people.manager)
    check(client.post(ACTION + "start/"), "not_allowed")


def test_each_result_of_bulk_has_its_code(api, people, action):
    items = [
        {"reference": "BWD-A0001", "verb": "verify"},
        {"reference": "BWD-A0009", "verb": "start"},
        {"reference": "BWD-A0001", "verb": "fly"},
    ]
    answer = api(people.manager).post("/api/v1/actions/bulk/", {"items": items})
    codes = [result["problem"]["code"] for result in answer.json()["results"]]
    assert codes == ["illegal_move", "not_found", "invalid"]


def test_whatever_the_reader_refuses_is_listed():
    assert set(get_args(Code)) <= PROBLEMS.keys()


def test_the_schema_lists_the_codes():
    schemas = SchemaGenerator().get_schema(public=True)["components"]["schemas"]
    assert schemas["ProblemCodeEnum"]["enum"] == list(PROBLEMS)
    assert "code" in schemas["Problem"]["required"]


def test_the_page_explains_each_code(sign_in, people):
    page = sign_in(people.reader).get("/api/docs/problems/").content.decode()
    assert re.findall(r'<section id="(\w+)">', page) == list(PROBLEMS)
    assert "send the same body with <code>confirm_no_child_data</code>" in page
