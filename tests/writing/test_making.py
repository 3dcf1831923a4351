"""Making and revising records over REST."""

import pytest
from django.core.exceptions import ValidationError

from recommendations.models import AuthorityAgency
from recommendations.workflow.records import revise
from tests.factories import (
    AgencyFactory,
    DocumentFactory,
    MembershipFactory,
    OwnerFactory,
    RecommendationFactory,
)

from .bodies import ADDRESS, NEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.mark.parametrize("prefix", NEW)
def test_a_manager_makes_a_record(manager, surroundings, prefix):
    body, model = NEW[prefix]
    before = model.objects.count()
    answer = manager.post(f"/api/v1/{prefix}/", body)
    assert answer.status_code == 201, answer.content
    assert model.objects.count() == before + 1
    row = manager.get(answer["Location"])
    assert row.json() == answer.json()
    assert answer["ETag"] == row["ETag"] == '"1"'
    (entry,) = manager.get(f"{answer['Location']}history/").json()["results"]
    assert (entry["verb"], entry["by"]) == ("create", "Manager")


def test_an_agency_is_revised_by_who_manages_in_all_of_its_authorities(
    api, people, council
):
    client, address = api(people.manager), "/api/v1/agencies/council/"
    elsewhere = people.outsider.memberships.get().authority
    AuthorityAgency.objects.create(agency=council, authority=elsewhere)
    assert client.patch(address, {"alias": "The council"}).status_code == 403
    MembershipFactory(user=people.manager, authority=elsewhere)
    assert client.patch(address, {"alias": "The council"}).status_code == 200


def test_a_post_is_given_to_nobody_who_cannot_sign_in(api, people, post):
    people.colleague.is_active = False
    people.colleague.save()
    body = {"username": "colleague"}
    answer = api(people.manager).patch("/api/v1/owners/BWD-O001/", body)
    assert answer.status_code == 400
    assert "username" in answer.json()["errors"]
    with pytest.raises(ValidationError):
        revise(post, by=people.manager, fields={"user": people.colleague})


def test_the_location_is_text_that_every_server_sends(api, people, surroundings):
    """The development server refuses a header of a type that only looks like text."""
    plan_answer = api(people.manager).post("/api/v1/plans/", NEW["plans"][0])
    update_answer = api(people.owner).post(
        f"{ADDRESS}updates/", {"text": "Half are done."}
    )
    for answer in (plan_answer, update_answer):
        assert answer.status_code == 201, answer.content
        assert type(answer["Location"]) is str


@pytest.mark.parametrize("prefix", NEW)
@pytest.mark.parametrize("role", ["verifier", "owner", "police", "reader"])
def test_others_make_none(api, people, surroundings, prefix, role):
    body, model = NEW[prefix]
    before = model.objects.count()
    answer = api(getattr(people, role)).post(f"/api/v1/{prefix}/", body)
    assert answer.status_code == 403
    assert model.objects.count() == before


@pytest.mark.parametrize("prefix", sorted(set(NEW) - {"agencies"}))
def test_references_in_a_body_resolve_only_what_the_caller_sees(
    api, people, surroundings, prefix
):
    body, model = NEW[prefix]
    before = model.objects.count()
    answer = api(people.outsider).post(f"/api/v1/{prefix}/", body)
    assert answer.status_code == 400
    assert "cannot see it" in answer.content.decode()
    assert model.objects.count() == before


def test_the_product_gives_references_by_their_shape(manager, surroundings):
    references = {
        prefix: manager.post(f"/api/v1/{prefix}/", NEW[prefix][0]).json()["reference"]
        for prefix in ("owners", "inspections", "recommendations", "plans", "actions")
    }
    again = manager.post("/api/v1/inspections/", NEW["inspections"][0]).json()
    assert references == {
        "owners": "BWD-O002",
        "inspections": "BWD-JTAI-2026",
        "recommendations": "BWD-JTAI-2023-R09",
        "plans": "BWD-P02",
        "actions": "BWD-A0002",
    }
    assert again["reference"] == "BWD-JTAI-2026-2"


def test_a_delivered_recommendation_given_to_an_action_is_delivered_no_more(
    manager, action, inspection
):
    row = RecommendationFactory(inspection=inspection, status="delivered")
    manager.patch(ADDRESS, {"recommendations": [row.reference]})
    row.refresh_from_db()
    assert row.status == "in_progress"


def test_only_an_administrator_adds_an_authority(api, people, manager):
    body = {"code": "NEW", "name": "New"}
    assert manager.post("/api/v1/authorities/", body).status_code == 403
    assert api(people.admin).post("/api/v1/authorities/", body).status_code == 201


@pytest.mark.parametrize(
    ("prefix", "change", "field"),
    [
        ("owners", {"agency": "nowhere"}, "agency"),
        ("owners", {"post_title": "NUL\x00"}, "post_title"),
        ("owners", {"active_from": "soon"}, "active_from"),
        ("owners", {"rank": 3}, "rank"),
        ("documents", {"sha256": "short"}, "sha256"),
        ("documents", {"published_on": "2026-01-01"}, "non_field_errors"),
        ("judgements", {"grade": "excellent"}, "grade"),
        ("judgements", {"grade": ""}, "non_field_errors"),
        ("citations", {"recommendation": "BWD-JTAI-2023-R01"}, "recommendation"),
        ("citations", {"inspection": 3}, "inspection"),
        ("actions", {"title": ""}, "title"),
        ("actions", {"status": "verified"}, "status"),
    ],
)
def test_a_wrong_body_is_refused_by_field(manager, surroundings, prefix, change, field):
    body, model = NEW[prefix]
    before = model.objects.count()
    answer = manager.post(f"/api/v1/{prefix}/", {**body, **change})
    assert answer.status_code == 400, answer.content
    assert field in answer.json()["errors"]
    assert model.objects.count() == before


@pytest.mark.parametrize("data", ["[]", '"x"', "3", "null", "{", "", "\x00"])
def test_what_is_no_object_is_refused(manager, surroundings, data):
    for method, address in (("post", "/api/v1/actions/"), ("patch", ADDRESS)):
        call = getattr(manager, method)
        answer = call(address, data, content_type="application/json")
        assert answer.status_code == 400 or (data == "" and method == "patch")


def test_patch_revises_words_and_links(manager, action, council, inspection):
    recommendation = RecommendationFactory(inspection=inspection)
    body = {
        "title": "Better words <b>",
        "recommendations": [recommendation.reference],
        "contributing_agencies": ["council"],
    }
    answer = manager.patch(ADDRESS, body)
    assert answer.status_code == 200
    row = answer.json()
    assert row["title"] == "Better words <b>"
    assert row["recommendations"][0]["reference"] == recommendation.reference
    assert answer["ETag"] == '"2"'
    cleared = manager.patch(ADDRESS, {"recommendations": []}).json()
    assert cleared["recommendations"] == []
    assert cleared["contributing_agencies"][0]["code"] == "council"


@pytest.mark.parametrize(
    ("field", "verb"),
    [("status", "verbs"), ("owner", "reassign"), ("due_on", "resche")],
)
def test_patch_names_the_verb_for_what_it_does_not_revise(manager, action, field, verb):
    answer = manager.patch(ADDRESS, {field: "x"})
    assert answer.status_code == 400
    assert verb in answer.json()["errors"][field][0]


def test_the_inspector_s_words_are_filled_in_once(manager, inspection):
    row = RecommendationFactory(inspection=inspection)
    address = f"/api/v1/recommendations/{row.reference}/"
    words = {"text": "Hold supervision on time.", "wording": "verbatim"}
    assert manager.patch(address, words).status_code == 200
    assert manager.patch(address, words).status_code == 200
    answer = manager.patch(address, {"text": "Something else."})
    assert "cannot be changed" in answer.json()["errors"]["text"][0]


def test_a_reference_and_a_parent_never_change(manager, surroundings):
    for address, field in (
        (ADDRESS, "reference"),
        (ADDRESS, "plan"),
        ("/api/v1/inspections/BWD-JTAI-2023/", "authority"),
        ("/api/v1/agencies/council/", "code"),
    ):
        answer = manager.patch(address, {field: "BWD-X"})
        assert "set once" in answer.json()["errors"][field][0]


@pytest.mark.parametrize("role", ["verifier", "owner", "police", "reader"])
def test_only_managers_revise(api, people, action, role):
    answer = api(getattr(people, role)).patch(ADDRESS, {"title": "Mine"})
    assert answer.status_code == (404 if role == "police" else 403)


def test_nothing_of_another_authority_gets_in_by_a_revision(api, people, surroundings):
    admin = api(people.admin)
    foreign = RecommendationFactory().reference
    document = str(DocumentFactory().pk)
    citation = admin.post("/api/v1/citations/", NEW["citations"][0])
    for address, body in (
        (ADDRESS, {"recommendations": [foreign]}),
        (ADDRESS, {"contributing_agencies": [AgencyFactory().code]}),
        ("/api/v1/owners/BWD-O001/", {"deputy": OwnerFactory().reference}),
        (
            citation["Location"],
            {"document": document, "external_source": "", "page": 1, "quote": "q"},
        ),
    ):
        answer = admin.patch(address, body)
        assert answer.status_code == 400, address
        assert "another authority" in answer.content.decode()
