"""The OpenAPI schema and its page: complete, without warnings, from our own server."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_schema_is_valid_and_without_warnings(tmp_path):
    file = tmp_path / "schema.yml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))
    assert file.read_text().startswith("openapi: 3.1")


def test_the_schema_tells_of_problems(api, people):
    schema = api(people.reader).get("/api/schema/?format=json").json()
    for path, methods in schema["paths"].items():
        if path.startswith("/api/v1/"):
            for operation in methods.values():
                problems = operation["responses"]["400"]["content"]
                assert list(problems) == ["application/problem+json"]


def test_every_documented_filter_of_actions_is_in_the_schema(api, people):
    schema = api(people.reader).get("/api/schema/?format=json").json()
    parameters = schema["paths"]["/api/v1/actions/"]["get"]["parameters"]
    documented = (
        "is_open overdue awaiting_check blocked status owner agency plan "
        "recommendation inspection framework authority theme kind due_after due_before "
        "due_within stale unowned undated brag updated_since search archived "
        "cursor page_size count ordering"
    )
    assert set(documented.split()) <= {one["name"] for one in parameters}


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
