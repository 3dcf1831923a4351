"""What a record is linked to changes too: its history tells it in the same entry."""

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import (
    ActionAgency,
    ActionRecommendation,
    PlanInspection,
    RecommendationAgency,
    RecommendationTheme,
)
from recommendations.models.trail import change
from recommendations.workflow.actions import create_action
from recommendations.workflow.evidence import add_evidence
from recommendations.workflow.recommendations import supersede
from recommendations.workflow.records import Linked, revise

from .admin.addresses import page_of
from .factories import (
    ActionFactory,
    AgencyFactory,
    InspectionFactory,
    PlanFactory,
    RecommendationFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def school(authority):
    return AgencyFactory(code="schools", works_in=authority)


@pytest.fixture
def action(people, authority, constabulary):
    """Made with one agency and one recommendation."""
    recommendation = RecommendationFactory(inspection__authority=authority)
    return create_action(
        PlanFactory(authority=authority),
        by=people.manager,
        title="Audit ten plans a month",
        recommendations=[recommendation],
        contributing=[constabulary],
    )


def contribute(action, *agencies, by):
    targets = {agency: {} for agency in agencies}
    linked = Linked(ActionAgency, "action", "agency", targets)
    revise(action, by=by, fields={}, links=[linked])


def link_entries(client, address, **query):
    """Each entry's verb, and its changes of links as field, from, to."""
    entries = client.get(f"/api/v1/{address}/history/", query).json()["results"]
    return [
        (
            entry["verb"],
            [
                (change_["field"], change_["from"], change_["to"])
                for change_ in entry["changes"]
                if isinstance(change_["to"], list)
            ],
        )
        for entry in entries
    ]


def test_agencies_that_joined_and_left_are_told_from_what_to_what(
    api, people, action, constabulary, school
):
    contribute(action, constabulary, school, by=people.manager)
    contribute(action, school, by=people.manager)
    address = f"actions/{action.reference}"
    newest, middle, first = link_entries(api(people.reader), address)
    both = ["constabulary", "schools"]
    assert newest == ("revise", [("contributing_agencies", both, ["schools"])])
    assert middle == ("revise", [("contributing_agencies", ["constabulary"], both)])
    reference = action.recommendations.get().reference
    assert first[0] == "create"
    assert ("contributing_agencies", [], ["constabulary"]) in first[1]
    assert ("recommendations", [], [reference]) in first[1]


def test_the_history_is_narrowed_to_a_link_as_to_any_field(
    api, people, action, constabulary, school
):
    contribute(action, constabulary, school, by=people.manager)
    revise(action, by=people.manager, fields={"title": "Audit twenty"})
    address = f"actions/{action.reference}"
    entries = link_entries(api(people.reader), address, field="contributing_agencies")
    assert [verb for verb, _ in entries] == ["revise", "create"]


def test_the_page_tells_it_in_words(sign_in, people, action, constabulary, school):
    contribute(action, constabulary, school, by=people.manager)
    contribute(action, by=people.manager)
    page = sign_in(people.reader).get(page_of(type(action), "history", action.pk))
    newest, middle, _ = page.context["entries"]
    (removal,), (addition,) = newest.changes, middle.changes
    assert removal.label == "Contributing agencies"
    assert (removal.before, removal.after) == ("constabulary, schools", "nothing")
    assert addition.after == "constabulary, schools"
    assert "constabulary, schools" in page.text


def test_evidence_is_told_on_the_action_that_it_proves(api, people, action):
    add_evidence([action], by=people.manager, title="Audit", url="https://e.org/a")
    (entry,) = link_entries(
        api(people.reader), f"actions/{action.reference}", verb="evidence"
    )
    assert entry == ("evidence", [("evidence", [], ["Audit"])])


def test_a_theme_and_an_agency_of_a_recommendation_are_told_with_their_part(
    api, people, authority, constabulary
):
    recommendation = RecommendationFactory(inspection__authority=authority)
    links = [
        Linked(
            RecommendationTheme,
            "recommendation",
            "theme",
            {ThemeFactory(code="health"): {"basis": "confirmed"}},
        ),
        Linked(
            RecommendationAgency,
            "recommendation",
            "agency",
            {constabulary: {"part": "lead"}},
        ),
    ]
    revise(recommendation, by=people.manager, fields={}, links=links)
    address = f"recommendations/{recommendation.reference}"
    (entry,) = link_entries(api(people.reader), address, verb="revise")
    assert entry[1] == [
        ("themes", [], ["health (confirmed)"]),
        ("agencies", [], ["constabulary (lead)"]),
    ]


def test_both_ends_of_a_link_between_recommendations_tell_it(api, people, authority):
    old, new = (
        RecommendationFactory(inspection__authority=authority) for _ in range(2)
    )
    supersede(old, by=people.manager, later=new, reason="Said again.")
    client = api(people.reader)
    (of_old,) = link_entries(
        client, f"recommendations/{old.reference}", verb="supersede"
    )
    (of_new,) = link_entries(
        client, f"recommendations/{new.reference}", verb="supersede"
    )
    assert of_old[1] == [("later", [], [f"{new.reference} (supersedes)"])]
    assert of_new[1] == [("earlier", [], [f"{old.reference} (supersedes)"])]


def test_an_action_that_one_may_not_see_is_not_told_on_shared_evidence(
    api, people, authority, constabulary
):
    visible = ActionFactory(authority=authority, with_agencies=[constabulary])
    hidden = ActionFactory(authority=authority)
    proof = add_evidence(
        [visible, hidden], by=people.manager, title="Audit", url="https://e.org/a"
    )
    address = f"evidence/{proof.pk}"
    (of_police,) = link_entries(api(people.police), address)
    assert of_police[1] == [("actions", [], [visible.reference])]
    (of_reader,) = link_entries(api(people.reader), address)
    assert of_reader[1] == [
        ("actions", [], sorted([visible.reference, hidden.reference]))
    ]


def test_what_a_plan_answers_is_for_those_who_see_it_whole(
    api, people, authority, constabulary
):
    plan = PlanFactory(authority=authority)
    ActionFactory(authority=authority, plan=plan, with_agencies=[constabulary])
    inspection = InspectionFactory(authority=authority)
    with change("revise", by=people.manager):
        PlanInspection.objects.create(plan=plan, inspection=inspection)
        plan.save()
    address = f"plans/{plan.reference}"
    newest = link_entries(api(people.reader), address)[0]
    assert newest[1] == [("inspections", [], [inspection.reference])]
    assert "inspections" not in str(link_entries(api(people.police), address))


def test_what_a_fixture_loads_is_one_entry(api, people, authority, constabulary):
    recommendation = RecommendationFactory(inspection__authority=authority)
    recommendation.history.all().delete()
    theme = ThemeFactory(code="health")
    with change("create", by=None):
        links = [
            RecommendationTheme(recommendation=recommendation, theme=theme),
            RecommendationAgency(
                recommendation=recommendation, agency=constabulary, part="lead"
            ),
        ]
    for row in serializers.deserialize(
        "json", serializers.serialize("json", [recommendation, *links])
    ):
        row.save()
    (entry,) = link_entries(
        api(people.reader), f"recommendations/{recommendation.reference}"
    )
    assert entry == (
        "loaddata",
        [
            ("themes", [], ["health (confirmed)"]),
            ("agencies", [], ["constabulary (lead)"]),
        ],
    )


def test_many_links_cost_no_more_queries_than_one(
    api, people, action, authority, constabulary
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            link_entries(api(people.reader), f"actions/{action.reference}")
        return len(queries)

    few = cost()
    for number in range(10):
        school = AgencyFactory(code=f"school-{number}", works_in=authority)
        contribute(action, constabulary, school, by=people.manager)
        recommendation = RecommendationFactory(inspection__authority=authority)
        ActionRecommendation.objects.create(
            action=action, recommendation=recommendation
        )
    assert cost() == few


def test_pages_of_a_history_tell_links_that_changed_alone_once_each(
    api, people, action, authority
):
    for _ in range(7):
        recommendation = RecommendationFactory(inspection__authority=authority)
        ActionRecommendation.objects.create(
            action=action, recommendation=recommendation
        )
    client, change_ids = api(people.reader), []
    address = f"/api/v1/actions/{action.reference}/history/?page_size=3"
    while address:
        page = client.get(address).json()
        change_ids += [entry["change_id"] for entry in page["results"]]
        address = page["next"]
    assert len(change_ids) == len(set(change_ids)) == 8
