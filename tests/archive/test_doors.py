"""No list and no page shows an archived record until it is asked for by name."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from recommendations import models
from recommendations.admin.site import site
from recommendations.api.urls import router
from recommendations.models.archiving import Archivable
from recommendations.workflow.actions import add_update, archive
from recommendations.workflow.undo import undo
from tests.factories import ActionFactory

from .conftest import GONE

LISTS = {
    prefix: view.queryset.model
    for prefix, view, _ in router.registry
    if issubclass(view.queryset.model, Archivable)
}
PAGES = [model for model in site._registry if issubclass(model, Archivable)]


def key_of(model, record):
    return getattr(record, "reference", str(record.pk))


@pytest.mark.parametrize("prefix", LISTS)
@pytest.mark.parametrize("who", ["manager", "admin"])
def test_a_list_shows_an_archived_row_only_when_asked(prefix, who, world, people, api):
    client, model = api(getattr(people, who)), LISTS[prefix]
    for query, shown, hidden in (
        ({}, *world),
        ({"archived": "false"}, *world),
        ({"archived": "true"}, *reversed(world)),
    ):
        rows = client.get(f"/api/v1/{prefix}/", query).json()["results"]
        keys = [row.get("reference") or row["uid"] for row in rows]
        assert key_of(model, shown[model]) in keys
        assert key_of(model, hidden[model]) not in keys
        is_archived = query == {"archived": "true"}
        assert {row["is_archived"] for row in rows} == {is_archived}


@pytest.mark.parametrize("prefix", LISTS)
def test_the_file_of_a_list_says_which_rows_are_archived(prefix, world, people, api):
    query = {"format": "csv", "archived": "true"}
    answer = api(people.manager).get(f"/api/v1/{prefix}/", query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows
    assert {row["is_archived"] for row in rows} == {"true"}


@pytest.mark.parametrize("prefix", LISTS)
def test_the_address_of_an_archived_record_goes_on_to_answer(
    prefix, world, people, api
):
    key = key_of(LISTS[prefix], world[1][LISTS[prefix]])
    for address in (f"/api/v1/{prefix}/{key}/", f"/api/v1/{prefix}/{key}/history/"):
        answer = api(people.manager).get(address)
        assert answer.status_code == 200
    assert api(people.manager).get(f"/api/v1/{prefix}/{key}/").json()["is_archived"]
    assert api(people.outsider).get(f"/api/v1/{prefix}/{key}/").status_code == 404


@pytest.mark.parametrize("model", PAGES)
@pytest.mark.parametrize("who", ["manager", "admin"])
def test_a_list_in_the_admin_shows_archived_rows_only_when_asked(
    model, who, world, people, sign_in
):
    browser = sign_in(getattr(people, who))
    name = f"admin:recommendations_{model._meta.model_name}"
    here, gone = (
        reverse(f"{name}_change", args=[records[model].pk]) for records in world
    )
    listed = browser.get(reverse(f"{name}_changelist")).content.decode()
    assert here in listed
    assert gone not in listed
    assert GONE not in listed
    address = reverse(f"{name}_changelist", query={"archived": "true"})
    listed = browser.get(address).content.decode()
    assert gone in listed
    assert here not in listed
    assert browser.get(gone).status_code == 200


def test_no_page_of_a_current_record_shows_an_archived_one(world, people, sign_in):
    browser = sign_in(people.manager)
    current, _ = world
    records = {model: current[model] for model in PAGES}
    records |= {
        model: model.objects.first()
        for model in (models.ActionPlan, models.Inspection, models.Owner, models.Theme)
    }
    records |= {models.Agency: current[models.ActionItem].owner.agency}
    addresses = [
        reverse(
            f"admin:recommendations_{model._meta.model_name}_change", args=[record.pk]
        )
        for model, record in records.items()
    ]
    for address in (reverse("admin:index"), *addresses):
        page = browser.get(address)
        assert page.status_code == 200
        assert GONE not in page.content.decode(), address
    assert "It is here" in browser.get(addresses[0]).content.decode()


def test_no_answer_about_a_current_action_tells_of_an_archived_row(world, people, api):
    client = api(people.manager)
    action = world[0][models.ActionItem].reference
    ask = world[0][models.Recommendation].reference
    for address in (
        f"actions/{action}/",
        f"actions/{action}/checks/",
        f"recommendations/{ask}/",
        f"recommendations/{ask}/checks/",
        "themes/supervision/timeline/",
        "plans/BWD-P01/baseline/",
        "me/actions/",
    ):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 200
        assert GONE not in answer.content.decode(), address
    summary = client.get("/api/v1/summary/").json()
    assert (summary["open"], summary["review_due"]) == (1, 1)
    counted = client.get("/api/v1/inspections/BWD-JTAI-2023/").json()
    assert counted["recommendation_count"] == 1


def test_as_of_a_day_before_it_was_archived_a_row_is_current(
    authority, people, api, post
):
    with time_machine.travel(datetime(2026, 11, 10, tzinfo=UTC)):
        action = ActionFactory(reference="BWD-A0001", authority=authority, owner=post)
    archive(action, by=people.manager, reason="Made twice.")
    client = api(people.manager)

    def listed(**query):
        rows = client.get("/api/v1/actions/", query).json()["results"]
        return [row["reference"] for row in rows]

    assert listed(as_of="2026-11-15") == ["BWD-A0001"]
    assert listed(as_of="2026-11-15", archived="true") == []
    assert listed(as_of="2026-11-20") == []
    assert listed(as_of="2026-11-20", archived="true") == ["BWD-A0001"]


def test_an_update_taken_back_as_a_slip_is_nowhere_and_not_the_last(
    authority, people, post, api, sign_in
):
    with time_machine.travel(datetime(2026, 11, 12, 9, tzinfo=UTC)):
        action = ActionFactory(reference="BWD-A0001", authority=authority, owner=post)
        add_update(action, by=people.owner, text="The panel met.")
    add_update(action, by=people.owner, text="Of another action.")
    undo(action, by=people.owner)
    client, browser = api(people.owner), sign_in(people.owner)
    row = client.get("/api/v1/actions/BWD-A0001/").json()
    assert row["last_update_on"] == "2026-11-12"
    page = reverse("admin:recommendations_actionitem_change", args=[action.pk])
    form = reverse(
        "admin:recommendations_actionitem_verb", args=[action.pk, "complete"]
    )
    for address in (page, form, "/api/v1/updates/?action=BWD-A0001"):
        text = browser.get(address).content.decode()
        assert "The panel met." in text
        assert "Of another action." not in text


def test_evidence_is_hidden_with_the_last_of_its_actions(world, people, api):
    evidence = world[0][models.Evidence]
    action = world[0][models.ActionItem]
    client = api(people.manager)
    archive(action, by=people.manager, reason="Made twice.")
    assert client.get("/api/v1/evidence/").json()["results"] == []
    rows = client.get("/api/v1/evidence/", {"archived": "true"}).json()["results"]
    row = next(row for row in rows if row["uid"] == str(evidence.pk))
    assert row["is_archived"] is True
    assert [action_row["reference"] for action_row in row["actions"]] == [
        action.reference
    ]


def test_links_sent_back_as_they_were_read_keep_those_that_are_archived(
    world, people, api
):
    action = world[0][models.ActionItem]
    address = f"/api/v1/actions/{action.reference}/"
    client = api(people.manager)
    read = [
        recommendation["reference"]
        for recommendation in client.get(address).json()["recommendations"]
    ]
    assert len(read) == 1
    assert client.patch(address, {"recommendations": []}).status_code == 200
    link = models.ActionRecommendation.objects.get(action=action)
    assert link.recommendation == world[1][models.Recommendation]
