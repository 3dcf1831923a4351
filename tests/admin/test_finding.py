"""Finding actions in the admin: filters, search, order, archive."""

import pytest
from django.utils import timezone

from recommendations.models import (
    ActionItem,
)
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    InspectionFactory,
    PlanFactory,
    RecommendationFactory,
    ThemeFactory,
)

from .addresses import listed, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_whose_mine_lists_only_what_the_person_carries(sign_in, people, actions):
    assert listed(sign_in(people.police), whose="mine") == {"BWD-A0001"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "in_progress"),
        ("plan", "T-P99"),
        ("agency", "elsewhere"),
        ("framework", "sif"),
        ("theme", "health"),
    ],
)
def test_each_filter_by_value_narrows_the_list(
    sign_in, people, actions, authority, council, name, value
):
    inspection = InspectionFactory(
        authority=authority, framework__code="sif", framework__name="Single"
    )
    recommendation = RecommendationFactory(inspection=inspection)
    ThemeFactory(code="health").recommendations.add(recommendation)
    odd = ActionFactory(
        authority=authority,
        plan__reference="T-P99",
        owner__agency=AgencyFactory(code="elsewhere", works_in=authority),
        answers=[recommendation],
    )
    client = sign_in(people.manager)
    references = listed(client, **{name: value})
    assert odd.reference in references
    assert references < listed(client)


@pytest.mark.parametrize("name", ["show", "status", "plan", "agency", "theme"])
def test_a_filter_value_that_is_not_offered_is_refused(sign_in, people, actions, name):
    client = sign_in(people.manager)
    address = page_of(ActionItem, "changelist", **{name: "nonsense"})
    assert client.get(address).url.endswith("?e=1")
    assert client.get(address + "\0").status_code == 400


def test_a_person_cannot_guess_at_fields_through_the_address(sign_in, people, actions):
    for query in ({"owner__email__startswith": "a"}, {"brag_reason__contains": "a"}):
        answer = sign_in(people.police).get(page_of(ActionItem, "changelist", **query))
        assert answer.status_code == 400


def test_filters_offer_only_what_the_person_may_see(sign_in, people, actions):
    PlanFactory(reference="EXS-P01")
    answer = sign_in(people.manager).get(page_of(ActionItem, "changelist"))
    assert "plan=BWD-P01" in answer.text
    assert "EXS-P01" not in answer.text


@pytest.mark.parametrize("words", ["A0004", "thing number", "supervision on time"])
def test_search_looks_in_actions_and_what_they_answer(sign_in, people, actions, words):
    actions["unowned"].title = "The thing number of things"
    actions["unowned"].save()
    assert "BWD-A0004" in listed(sign_in(people.manager), q=words)
    assert listed(sign_in(people.manager), q="zebra") == set()


def test_the_date_hierarchy_narrows_by_due_date(sign_in, people, actions):
    references = listed(sign_in(people.manager), due_on__year=2026, due_on__month=10)
    assert references == {"BWD-A0003"}


def test_actions_are_listed_by_due_date_with_the_undated_last(sign_in, people, actions):
    client = sign_in(people.manager)
    column = 4  # due date, counted from the boxes that select rows
    for order in ({}, {"o": column}, {"o": -column}):
        answer = client.get(page_of(ActionItem, "changelist", **order))
        dates = [row.due_on for row in answer.context["cl"].result_list]
        assert dates.pop() is None
        assert dates == sorted(dates, reverse="-" in str(order))


def test_archived_actions_are_not_listed(sign_in, people, actions):
    ActionItem.objects.filter(reference="BWD-A0001").update(archived_at=timezone.now())
    assert "BWD-A0001" not in listed(sign_in(people.manager))


def test_the_list_says_late_and_rated_in_words(sign_in, people, actions):
    answer = sign_in(people.manager).get(
        page_of(ActionItem, "changelist", show="overdue")
    )
    assert "<strong>3 days late</strong>" in answer.text
    assert '<span class="badge brag-red">Red</span>' in answer.text
    assert "17 Nov 2026" in answer.text
