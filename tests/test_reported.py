"""What the council or the press told of and the report itself does not list: kept,
with its actions, and labelled; in no count, and in lists where it is asked for."""

from datetime import timedelta

import pytest
from django.urls import reverse

from recommendations.models import Recommendation
from recommendations.reports.figures import REVIEW_DUE
from tests.factories import (
    TODAY,
    ActionFactory,
    InspectionFactory,
    RecommendationFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LABEL = "Reported by the council"


@pytest.fixture
def printed(authority):
    inspection = InspectionFactory(reference="BWD-FV-2024", authority=authority)
    return RecommendationFactory(reference="BWD-FV-2024-R01", inspection=inspection)


@pytest.fixture
def reported(printed):
    return RecommendationFactory(
        reference="BWD-FV-2024-R02", inspection=printed.inspection, kind="reported"
    )


@pytest.fixture
def manager(api, people, reported):
    return api(people.manager)


def references(client, **query):
    body = client.get("/api/v1/recommendations/", {"count": "exact", **query}).json()
    rows = [row["reference"] for row in body["results"]]
    assert body["count"] == len(rows)
    return rows


def listed_in_admin(client, **query):
    address = reverse("admin:recommendations_recommendation_changelist")
    return {row.reference for row in client.get(address, query).context["cl"].queryset}


def test_the_list_and_its_count_have_it_only_where_it_is_asked_for(manager):
    assert references(manager) == ["BWD-FV-2024-R01"]
    assert references(manager, kind="recommendation") == ["BWD-FV-2024-R01"]
    assert references(manager, kind="reported") == ["BWD-FV-2024-R02"]


def test_it_has_its_address_and_its_actions(manager, reported, authority):
    ActionFactory(authority=authority, answers=[reported])
    row = manager.get("/api/v1/recommendations/BWD-FV-2024-R02/").json()
    assert (row["kind"], row["kind_label"]) == ("reported", LABEL)
    assert row["action_count"] == 1
    actions = manager.get("/api/v1/actions/", {"kind": "reported"}).json()
    assert len(actions["results"]) == 1


def test_its_inspection_does_not_count_it(manager):
    row = manager.get("/api/v1/inspections/BWD-FV-2024/").json()
    assert row["recommendation_count"] == 1


def test_the_timeline_of_a_theme_is_without_it(manager, printed, reported):
    ThemeFactory(code="health").recommendations.add(printed, reported)
    (inspection,) = manager.get("/api/v1/themes/health/timeline/").json()["results"]
    rows = inspection["recommendations"]
    assert [row["reference"] for row in rows] == ["BWD-FV-2024-R01"]


def test_no_figure_counts_it(manager, people, reported):
    reported.status, reported.review_on = "not_accepted", TODAY - timedelta(days=1)
    reported.response, reported.response_reason = "not_accepted", "Costs."
    reported.save()
    assert REVIEW_DUE.count(people.manager, on=TODAY) == 0
    assert manager.get("/api/v1/summary/").json()["review_due"] == 0


def test_the_admin_lists_it_only_where_it_is_asked_for(sign_in, people, reported):
    client = sign_in(people.manager)
    assert listed_in_admin(client) == {"BWD-FV-2024-R01"}
    assert listed_in_admin(client, kind="reported") == {"BWD-FV-2024-R02"}


def test_the_page_of_an_inspection_shows_it_apart(sign_in, people, reported):
    change = "admin:recommendations_inspection_change"
    page = sign_in(people.manager).get(reverse(change, args=[reported.inspection_id]))
    sections = {section.title: section for section in page.context["sections"]}
    assert sections["Recommendations"].count == 1
    assert sections[f"{LABEL}, not in the report"].rows == [reported]


def test_no_section_is_there_where_nothing_was_only_reported(sign_in, people, printed):
    change = "admin:recommendations_inspection_change"
    page = sign_in(people.manager).get(reverse(change, args=[printed.inspection_id]))
    assert LABEL not in page.content.decode()


def test_what_turns_out_to_be_only_reported_keeps_its_reference(manager, printed):
    address = "/api/v1/recommendations/BWD-FV-2024-R01/"
    answer = manager.patch(address, {"kind": "reported"}, format="json")
    assert answer.status_code == 200, answer.content
    assert Recommendation.objects.get(pk=printed.pk).reference == "BWD-FV-2024-R01"
    assert references(manager) == []
