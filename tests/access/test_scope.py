"""Beside lists and pages, which test_matrix.py tries: no choice offered, no reference
in a body and no row of a bulk call reaches beyond what a person may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import AuthorityFactory, OwnerFactory, RecommendationFactory

from .world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

MEMBERS = [("reader", "", True), ("reader", "other", False), ("none", "", False)]


@pytest.fixture
def world():
    return World()


@pytest.fixture
def hidden_post(world):
    """Of an agency with which `own` shares no action."""
    return OwnerFactory(
        authority=world.authority,
        agency=world.agencies["other"],
        post_title="Head of the trust",
    )


@pytest.mark.parametrize(("role", "agency", "may"), MEMBERS)
@pytest.mark.parametrize(
    ("record", "field", "page"),
    [("action", "plan", "actionitem"), ("owner", "deputy", "owner")],
)
def test_search_as_you_type_finds_only_what_is_seen(
    world, sign_in, role, agency, may, record, field, page
):
    query = {"app_label": "recommendations", "model_name": page, "field_name": field}
    person = sign_in(world.person(role, agency))
    answer = person.get(reverse("admin:autocomplete"), {**query, "term": "BWD"})
    assert answer.status_code == 200
    assert bool(answer.json()["results"]) is may


@pytest.mark.parametrize(("role", "agency", "may"), MEMBERS)
def test_filters_offer_only_what_is_seen(world, sign_in, role, agency, may):
    person = sign_in(world.person(role, agency))
    page = person.get(reverse("admin:recommendations_actionitem_changelist"))
    assert ("plan=BWD-P01" in page.text) is may


@pytest.mark.parametrize(("agency", "may"), [("", True), ("own", False)])
def test_a_form_offers_only_owners_that_are_seen(
    world, sign_in, hidden_post, agency, may
):
    person = sign_in(world.person("manager", agency))
    action = world.records["action"]
    page = reverse(
        "admin:recommendations_actionitem_verb", args=[action.pk, "reassign"]
    )
    for address in (page, "/api/v1/actions/"):
        shown = person.get(address, headers={"Accept": "text/html"})
        assert shown.status_code == 200
        assert (hidden_post.post_title in shown.text) is may, address


def test_a_verb_takes_no_owner_that_is_not_seen(world, api, hidden_post):
    person = api(world.person("manager", "own"))
    for owner in (hidden_post.reference, "BWD-O999"):
        body = {"owner": owner, "reason": "They left."}
        answer = person.post("/api/v1/actions/BWD-A0001/reassign/", body)
        assert answer.status_code == 400
        message = f"There is no “{owner}”, or you cannot see it."
        assert answer.json()["errors"] == {"owner": [message]}


def test_a_recommendation_is_superseded_by_none_that_is_not_seen(world, api):
    body = {"by": RecommendationFactory().reference, "reason": "Said again."}
    address = "/api/v1/recommendations/BWD-JTAI-2023-R01/supersede/"
    answer = api(world.person("manager", "")).post(address, body)
    assert answer.status_code == 400
    assert "you cannot see it" in answer.json()["errors"]["by"][0]


@pytest.mark.parametrize(("role", "agency"), [("manager", "other"), ("none", "")])
def test_a_hidden_row_in_bulk_is_as_one_that_there_is_not(world, api, role, agency):
    items = [
        {"reference": reference, "verb": "cancel", "reason": "No."}
        for reference in ("BWD-A0001", "BWD-A9999")
    ]
    answer = api(world.person(role, agency)).post(
        "/api/v1/actions/bulk/", {"items": items}
    )
    hidden, absent = answer.json()["results"]
    assert hidden["status"] == absent["status"] == 404
    assert hidden["problem"] == absent["problem"]


@pytest.mark.parametrize(("role", "agency"), [("manager", "other"), ("none", "")])
def test_many_at_once_in_the_admin_leaves_hidden_rows_alone(
    world, sign_in, role, agency
):
    action = world.records["action"]
    page = reverse("admin:recommendations_actionitem_many", args=["cancel"])
    form = {"row": f"{action.pk}:{action.version}", "reason": "No."}
    answer = sign_in(world.person(role, agency)).post(page, form, follow=True)
    action.refresh_from_db()
    assert action.status == "in_progress"
    assert "BWD-A0001" not in answer.text


@pytest.fixture
def deputy(world):
    """In an agency that has no part in the action."""
    return world.person("deputy", "other")


def test_a_deputy_from_another_agency_acts_as_the_owner(world, api, sign_in, deputy):
    rows = api(deputy).get("/api/v1/me/actions/").json()["results"]
    assert [row["reference"] for row in rows] == ["BWD-A0001"]
    offered = sign_in(deputy).get(reverse("admin:index")).context["own"]
    assert [button.label for button in offered[0].buttons][0] == "Add update"
    body = {"note": "It is in use.", "confirm": True}  # A date waits to be decided.
    answer = api(deputy).post("/api/v1/actions/BWD-A0001/complete/", body)
    assert (answer.status_code, answer.json()["status"]) == (200, "complete")


def test_a_deputy_sees_no_more_of_that_agency_and_nothing_elsewhere(world, api, deputy):
    rows = api(deputy).get("/api/v1/actions/").json()["results"]
    assert [row["reference"] for row in rows] == ["BWD-A0001"]
    deputy.memberships.update(authority=AuthorityFactory(code="EXS"), agency=None)
    assert api(deputy).get("/api/v1/actions/").json()["results"] == []


def test_who_no_longer_deputises_sees_the_action_no_more(world, api, deputy):
    post = world.posts["owner"]
    post.deputy = None
    post.save()
    assert api(deputy).get("/api/v1/actions/BWD-A0001/").status_code == 404


def test_a_deputy_who_only_reads_does_not_write(world, api, deputy):
    deputy.memberships.update(role="reader")
    body = {"text": "The panel met."}
    answer = api(deputy).post("/api/v1/actions/BWD-A0001/updates/", body)
    assert answer.status_code == 403


@pytest.mark.parametrize("as_of", ["", "?as_of=2026-11-20"])
def test_a_deputy_costs_no_query_more(world, api, deputy, as_of):
    def cost(person):
        client = api(person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/api/v1/actions/{as_of}").status_code == 200
        return len(queries)

    assert cost(deputy) == cost(world.person("owner", "own"))
