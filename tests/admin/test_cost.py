"""A list of the admin costs the same whatever it holds and whoever asks."""

import pytest
from django.urls import reverse

from recommendations.models import (
    ActionEvidence,
    DueDateChange,
    Evidence,
    ImpactCheck,
)
from tests.factories import (
    TODAY,
    ActionFactory,
    CitationFactory,
    OwnerFactory,
    RecommendationFactory,
    ThemeFactory,
    UpdateFactory,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
    pytest.mark.access,
]


# The lists that grow with the work, each with what fills it.
LISTS = ["actionitem", "recommendation", "progressupdate", "citation", "owner"]
LISTS += ["evidence", "duedatechange", "impactcheck"]


def grow(kind, authority, plan, recommendation, post, constabulary, rows):
    for _ in range(rows):
        action = ActionFactory(
            authority=authority,
            plan=plan,
            owner=post,
            answers=[recommendation],
            with_agencies=[constabulary],
        )
        if kind == "progressupdate":
            UpdateFactory(action=action)
        elif kind == "evidence":
            proof = Evidence.objects.create(
                authority=authority, title="Minutes", form="held", held_by="The police"
            )
            ActionEvidence.objects.create(action=action, evidence=proof)
        elif kind == "duedatechange":
            DueDateChange.objects.create(
                action=action, to_on=TODAY, reason="Late.", requested_on=TODAY
            )
        elif kind == "impactcheck":
            ImpactCheck.objects.create(action=action, due_on=TODAY)
        elif kind == "citation":
            CitationFactory(recommendation=recommendation)
        elif kind == "owner":
            OwnerFactory(authority=authority, agency=constabulary)
        elif kind == "recommendation":
            other = RecommendationFactory(inspection=recommendation.inspection)
            other.theme_links.create(theme=ThemeFactory())


@pytest.mark.parametrize(
    ("kind", "who"),
    [(kind, "police") for kind in [*LISTS, "index"]]
    + [("actionitem", who) for who in ("manager", "reader", "admin")],
)
def test_a_list_costs_the_same_queries_for_three_rows_and_thirty(
    sign_in,
    people,
    authority,
    plan,
    recommendation,
    post,
    constabulary,
    django_assert_num_queries,
    kind,
    who,
):
    client = sign_in(getattr(people, who))
    index = reverse("admin:index")
    address = (
        index
        if kind == "index"
        else (reverse(f"admin:recommendations_{kind}_changelist"))
    )
    world = (authority, plan, recommendation, post, constabulary)
    grow(kind, *world, rows=3)
    client.get(address)
    with django_assert_num_queries(40, exact=False) as few:
        client.get(address)
    grow(kind, *world, rows=27)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_list_on_a_page_counts_what_it_does_not_show(
    sign_in, people, authority, plan, django_assert_num_queries
):
    address = reverse("admin:recommendations_actionplan_change", args=[plan.pk])
    client = sign_in(people.manager)
    ActionFactory(authority=authority, plan=plan)
    client.get(address)
    with django_assert_num_queries(40, exact=False) as few:
        page = client.get(address).text
    assert "Actions (1)</h2>" in page
    assert "are shown." not in page
    ActionFactory.create_batch(101, authority=authority, plan=plan)
    with django_assert_num_queries(len(few)):
        page = client.get(address).text
    assert "Actions (102)</h2>" in page
    assert "The first 100 are shown." in page
