"""A body that was read may be sent back; dates of a month or a year are taken as given;
a name that shows nothing is no name."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from recommendations.models.words import is_visible

from .bodies import ADDRESS, NEW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "surroundings"),
]
INVISIBLE = ["\u200b", "\u2800", "\u3164", "\u200f\u202e", "\U000e0041", "\u00ad\ufe0f"]


@pytest.mark.parametrize("prefix", [*NEW, "authorities"])
def test_a_body_that_was_read_may_be_sent_back_and_changes_nothing(
    api, people, manager, prefix
):
    if prefix == "authorities":
        address = "/api/v1/authorities/BWD/"
    else:
        address = manager.post(f"/api/v1/{prefix}/", NEW[prefix][0])["Location"]
    read = manager.get(address)
    answer = manager.patch(address, read.json())
    assert answer.status_code == 200, answer.json()
    assert answer.json() == read.json()
    assert answer["ETag"] == read["ETag"]


def test_a_body_is_sent_back_whatever_fraction_of_a_second_it_was_saved_at(manager):
    with time_machine.travel(timezone.now() + timedelta(microseconds=123_456)):
        address = manager.post("/api/v1/actions/", NEW["actions"][0])["Location"]
    assert manager.patch(address, manager.get(address).json()).status_code == 200


def test_of_a_body_sent_back_one_word_may_differ(manager):
    body = manager.get(ADDRESS).json() | {"title": "Other words"}
    answer = manager.patch(ADDRESS, body)
    assert (answer.status_code, answer.json()["title"]) == (200, "Other words")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("status", "verified", "the verbs"),
        ("owner", {"reference": "BWD-O999"}, "/reassign/"),
        ("due_on", "2031-01-01", "/reschedule/"),
        ("plan", "BWD-P99", "set once"),
        ("days_late", 99, "cannot be changed"),
        ("is_open", 1, "cannot be changed"),
        ("version", 99, "cannot be changed"),
        ("nonsense", None, "Unknown field"),
    ],
)
def test_what_cannot_be_changed_is_refused_where_it_differs(
    manager, field, value, words
):
    answer = manager.patch(ADDRESS, {field: value})
    assert answer.status_code == 400
    assert words in answer.json()["errors"][field][0]


def test_what_is_set_once_may_be_said_by_its_key(manager):
    assert manager.patch(ADDRESS, {"plan": "bwd-p01"}).status_code == 200


def test_related_records_may_be_sent_as_rows_have_them(manager):
    created = manager.post("/api/v1/recommendations/", NEW["recommendations"][0])
    row = created.json()
    body = {"themes": row["themes"] * 2, "agencies": row["agencies"] * 2}
    answer = manager.patch(created["Location"], body)
    assert answer.status_code == 200, answer.json()
    assert answer["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("sent_date", "precision"), [("2026-05", "month"), ("2026", "year")]
)
def test_a_month_or_a_year_is_a_date_where_the_field_has_a_precision(
    manager, sent_date, precision
):
    body = {"authority": "BWD", "framework": "jtai", "start_on": sent_date}
    answer = manager.post("/api/v1/inspections/", body)
    assert answer.status_code == 201, answer.json()
    assert (answer.json()["start_on"], answer.json()["start_precision"]) == (
        sent_date,
        precision,
    )
    again = manager.patch(answer["Location"], {"published_on": sent_date})
    assert again.json()["published_precision"] == precision


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"start_on": "2026-05", "start_precision": "day"}, "start_precision"),
        ({"start_on": "2026", "start_precision": "month"}, "start_precision"),
        ({"start_on": "2026-13"}, "start_on"),
        ({"start_on": "0226"}, "start_on"),
        ({"received_on": "2026-05"}, "received_on"),
    ],
)
def test_a_precision_that_contradicts_and_a_month_that_is_none_are_refused(
    manager, body, field
):
    answer = manager.patch("/api/v1/inspections/BWD-JTAI-2023/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize("text", INVISIBLE)
@pytest.mark.parametrize(
    ("prefix", "field"),
    [("actions", "title"), ("plans", "title"), ("owners", "post_title")]
    + [("agencies", "name"), ("documents", "title"), ("judgements", "area")],
)
def test_a_name_that_shows_nothing_is_refused(manager, prefix, field, text):
    model = NEW[prefix][1]
    before = model.objects.count()
    answer = manager.post(f"/api/v1/{prefix}/", {**NEW[prefix][0], field: text})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert model.objects.count() == before


def test_a_reason_that_shows_nothing_is_none(manager):
    answer = manager.post(f"{ADDRESS}cancel/", {"reason": "\u200b\u2800"})
    assert (answer.status_code, answer.json()["missing"]) == (409, ["reason"])


@pytest.mark.parametrize("text", ["é", "e\u0301", "—", "🙂", "会议", "٤", "a\u200bb"])
def test_whatever_shows_is_visible(text):
    assert is_visible(text)
