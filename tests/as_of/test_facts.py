"""Facts of a fixture stand in the trail from the day they were published, so that the
demo's past can be asked for; what a person enters stands from the day they did."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from recommendations.models import (
    Document,
    Inspection,
    Recommendation,
    RecommendationTheme,
)
from recommendations.reports.seals import verify
from recommendations.workflow import demo
from recommendations.workflow.sealing import seal
from tests.factories import UserFactory

from .days import listed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.slow]
FACTS = ("fixtures/reference.json", "fixtures/blackburn_with_darwen.json")


@pytest.fixture
def facts():
    call_command("loaddata", *FACTS, verbosity=0)


@pytest.fixture
def admin(facts, api):
    return api(UserFactory(is_superuser=True))


def test_recommendations_stand_from_the_day_their_report_was_published(admin):
    counts = {
        "2017-12-07": 0,
        "2017-12-08": 9,
        "2019-01-01": 14,
        "2022-03-17": 18,
        "2022-03-18": 28,
        "2026-11-01": 43,
    }
    assert {day: len(listed(admin, day, "recommendations")) for day in counts} == counts


def test_they_stand_with_their_agencies_and_themes(admin):
    then = listed(admin, "2018-01-01", "recommendations")
    now = listed(admin, "2026-11-20", "recommendations", inspection="BWD-SIF-2017")
    facts = [(row["reference"], row["agencies"], row["themes"]) for row in then]
    assert facts == [(row["reference"], row["agencies"], row["themes"]) for row in now]
    assert all(agencies and themes for _, agencies, themes in facts)


def test_a_publication_known_by_its_month_counts_from_the_last_day_of_it(facts):
    release = Document.objects.get(title__startswith="News release on the inspection")
    row = release.history.get()
    assert row.history_date.date() == date(2025, 4, 30)


def test_every_fact_stands_in_the_trail_once_however_often_it_is_loaded(facts):
    def entries():
        return [
            model.history.values_list("history_date", "verb").count()
            for model in (Inspection, Recommendation, RecommendationTheme)
        ]

    before = entries()
    call_command("loaddata", *FACTS, verbosity=0)
    assert entries() == before == [8, 44, 66]


def test_the_facts_are_sealed_as_they_are_loaded(facts):
    assert not seal().slipped
    assert not verify().faults


def test_a_fact_that_is_loaded_anew_with_other_words_is_dated_when_it_was(facts):
    recommendation = Recommendation.objects.get(reference="BWD-SIF-2017-R01")
    Recommendation.objects.filter(pk=recommendation.pk).update(summary="Otherwise.")
    Recommendation.history.filter(id=recommendation.pk).update(summary="Otherwise.")
    call_command("loaddata", *FACTS, verbosity=0)
    first, last = recommendation.history.order_by("history_id")
    assert first.history_date.date() == date(2017, 12, 8)
    assert last.history_date == timezone.now()


def test_nothing_is_dated_after_it_was_loaded(authority):
    """A file may say that a record was updated on a day to come."""
    authority.updated_at = timezone.now() + timedelta(days=400)
    authority.history.all().delete()
    authority.save_base(raw=True)
    assert authority.history.get().history_date == timezone.now()


@pytest.mark.slow
def test_the_demo_tells_of_its_past(api):
    demo.set_up(today=timezone.localdate())
    client = api(User.objects.get(username="manager"))
    assert len(listed(client, "2019-01-01", "recommendations")) == 14
    figures = client.get("/api/v1/summary/", {"as_of": "2019-01-01"}).json()
    assert figures["open"] == len(listed(client, "2019-01-01", is_open="true"))
    assert figures["open"] > 0
