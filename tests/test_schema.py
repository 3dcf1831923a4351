"""The OpenAPI schema and its page: complete, without warnings, from our own server."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django_filters.rest_framework import ChoiceFilter, ModelChoiceFilter
from rest_framework.test import APIClient

from recommendations.api.serializers.verbs import body_of
from recommendations.api.urls import router
from recommendations.api.views.bulk import BULK_VERBS
from recommendations.reports.exports import XLSX_TYPE

from .factories import ActionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema():
    """As anybody who signed in gets it. It takes a second to make, and no database."""
    client = APIClient()
    client.force_authenticate(User(username="reader"))
    return client.get("/api/schema/?format=json").json()


@pytest.mark.slow
def test_the_schema_is_valid_and_without_warnings(tmp_path):
    file = tmp_path / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    assert file.read_text().startswith("openapi: 3.1")


def test_the_schema_tells_of_problems(schema):
    for path, methods in schema["paths"].items():
        if path.startswith("/api/v1/"):
            for operation in methods.values():
                problems = operation["responses"]["400"]["content"]
                assert list(problems) == ["application/problem+json"]


def test_every_documented_filter_of_actions_is_in_the_schema(schema):
    parameters = schema["paths"]["/api/v1/actions/"]["get"]["parameters"]
    documented = (
        "is_open overdue awaiting_check blocked status owner agency plan "
        "recommendation inspection framework authority theme kind due_after due_before "
        "due_within stale unowned undated brag rated_better updated_since "
        "search archived cursor page_size count ordering"
    )
    assert set(documented.split()) <= {parameter["name"] for parameter in parameters}


def test_the_documentation_page_needs_nothing_from_outside(client, people):
    client.force_login(people.reader)
    page = client.get(reverse("api:docs"))
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert addresses
    assert all(address.startswith("/") for address in addresses)


def test_the_documentation_page_asks_a_stranger_to_sign_in(client):
    answer = client.get(reverse("api:docs"))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


@pytest.fixture
def operations(schema):
    return {
        (method, path.removeprefix("/api/v1")): operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }


@pytest.mark.parametrize(
    ("call", "statuses"),
    [
        (("get", "/actions/"), "200 400 401 404 406"),
        (("post", "/actions/"), "201 400 401 403 404 406 409 413 415 422"),
        (
            ("patch", "/actions/{key}/"),
            "200 400 401 403 404 406 409 412 413 415 428",
        ),
        (
            ("post", "/actions/{key}/updates/"),
            "201 400 401 403 404 406 409 412 413 415 422 428",
        ),
    ],
)
def test_the_schema_tells_of_every_answer_of_a_call(operations, call, statuses):
    assert sorted(operations[call]["responses"]) == statuses.split()


def test_what_is_made_or_revised_is_answered_as_its_detail_shows_it(operations):
    created = operations["post", "/actions/"]["responses"]["201"]
    assert created["content"]["application/json"]["schema"]["$ref"].endswith("/Action")
    assert {"ETag", "Location", "Idempotency-Replayed"} == created["headers"].keys()


def test_the_headers_that_a_call_takes_follow_from_what_it_is(operations):
    def headers(*call):
        parameters = operations[call].get("parameters", ())
        return {
            parameter["name"] for parameter in parameters if parameter["in"] == "header"
        }

    assert headers("get", "/actions/{key}/") == set()
    assert headers("post", "/actions/bulk/") == {"Idempotency-Key"}
    assert headers("patch", "/plans/{key}/") == {"If-Match"}
    for verb in ("/plans/{key}/approve/", "/actions/{key}/updates/"):
        assert headers("post", verb) == {"If-Match", "Idempotency-Key"}


def test_what_a_patch_refuses_is_not_in_its_shape(schema):
    shape = schema["components"]["schemas"]["PatchedActionInput"]
    assert "title" in shape["properties"]
    assert not {"reference", "plan", "owner", "due_on"} & shape["properties"].keys()
    assert shape["additionalProperties"] is False


def test_a_list_may_be_had_as_json_and_as_both_kinds_of_file(operations):
    content = operations["get", "/actions/"]["responses"]["200"]["content"]
    assert content[XLSX_TYPE]["schema"] == {"type": "string", "format": "binary"}
    assert content["text/csv"]["schema"] == {"type": "string"}
    assert "$ref" in content["application/json"]["schema"]


def parameters_of(operations, path):
    return {
        parameter["name"]: parameter["schema"]
        for parameter in operations["get", path]["parameters"]
    }


def test_a_history_has_no_ordering_to_choose(operations):
    assert "ordering" in parameters_of(operations, "/actions/")
    assert "ordering" not in parameters_of(operations, "/actions/{key}/history/")


def test_no_list_of_choices_is_empty(schema):
    def enums(part):
        if isinstance(part, dict):
            if isinstance(part.get("enum"), list):
                yield part["enum"]
            part = list(part.values())
        if isinstance(part, list):
            for inner in part:
                yield from enums(inner)

    assert all(enums(schema))


def test_each_filter_is_told_as_what_it_takes(operations):
    assert parameters_of(operations, "/citations/")["external"] == {"type": "boolean"}
    actions = parameters_of(operations, "/actions/")
    assert set(actions["brag"]["enum"]) == {"blue", "red", "amber", "green", "grey"}
    assert "in_progress" in actions["status"]["items"]["enum"]
    assert actions["due_after"] == {"type": "string", "format": "date"}
    assert actions["plan"] == {"type": "string", "minLength": 1}


@pytest.mark.parametrize("path", [f"/{prefix}/" for prefix, _, _ in router.registry])
def test_a_filter_with_choices_names_them(operations, path):
    view = next(view for prefix, view, _ in router.registry if path == f"/{prefix}/")
    parameters = parameters_of(operations, path)
    for name, filter_ in view.filterset_class.base_filters.items():
        if isinstance(filter_, ChoiceFilter) and not isinstance(
            filter_, ModelChoiceFilter
        ):
            choices = {code for code, _ in filter_.extra["choices"]}
            shape = parameters[name].get("items", parameters[name])
            assert set(shape["enum"]) == choices, name


def test_a_text_that_may_not_be_blank_has_a_least_length(schema):
    shapes = schema["components"]["schemas"]
    assert shapes["ActionInput"]["properties"]["title"]["minLength"] == 1
    assert "minLength" not in shapes["ActionInput"]["properties"]["detail"]
    assert shapes["UpdatesBody"]["properties"]["text"]["minLength"] == 1
    assert "minLength" not in shapes["Action"]["properties"]["title"]


def test_an_item_of_bulk_may_hold_what_any_of_its_verbs_takes(schema):
    item = schema["components"]["schemas"]["BulkRow"]
    fields = {name for verb in BULK_VERBS.values() for name in body_of(verb)().fields}
    assert fields - {"override_reason"} <= item["properties"].keys()
    assert {"outcome", "evidence"} <= item["properties"].keys()
    assert set(item["required"]) == {"reference", "verb"}
    assert not [
        name for name, schema_ in item["properties"].items() if "default" in schema_
    ]


def test_impact_checks_go_in_bulk_as_the_schema_says(api, people, authority):
    action = ActionFactory(authority=authority, status="verified")
    item = {"reference": action.reference, "verb": "impact-check"}
    items = [{**item, "outcome": "passed", "note": "It fell by half."}]
    answer = api(people.verifier).post("/api/v1/actions/bulk/", {"items": items})
    assert [result["status"] for result in answer.json()["results"]] == [200]


def test_every_operation_has_a_summary_and_the_schema_names_its_server(schema):
    assert schema["servers"][0]["url"] == "/"
    assert all(
        operation["summary"]
        for methods in schema["paths"].values()
        for operation in methods.values()
    )
