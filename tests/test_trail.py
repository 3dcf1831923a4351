"""Every write leaves one row in the trail: who, what, from what to what, and why."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError
from django.utils import timezone

from recommendations.models import ActionItem
from recommendations.models.trail import Record, change
from recommendations.reports.trail import timeline
from recommendations.workflow import recording
from recommendations.workflow.actions import complete, create_action, start
from recommendations.workflow.checks import verify
from recommendations.workflow.dates import reschedule
from recommendations.workflow.handover import hand_over

from .factories import TODAY, ActionFactory, PlanFactory, RecommendationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_every_record_has_a_trail():
    records = [
        m
        for m in apps.get_app_config("recommendations").get_models()
        if issubclass(m, Record)
    ]
    assert len(records) > 20
    for model in records:
        assert hasattr(model, "history"), model


def test_a_verb_leaves_one_row_a_record_with_one_change_id(people, post, authority):
    action = ActionFactory(authority=authority, owner=post)
    complete(action, by=people.owner, note="All pathway plans are up to date.")
    row = action.history.latest()
    update_row = action.updates.get().history.get()
    assert (row.verb, row.actor) == ("complete", "owner")
    assert row.history_change_reason == "All pathway plans are up to date."
    assert row.history_user == people.owner
    assert action.history.filter(verb="complete").count() == 1
    assert update_row.change_id == row.change_id
    assert update_row.history_date == row.history_date


def test_a_clock_put_back_dates_nothing_before_what_it_follows(
    today, authority, people, post
):
    action = ActionFactory(authority=authority, owner=post, status="not_started")
    start(action, by=people.owner)
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
        complete(action, by=people.owner, note="It is in use.")
        verify(action, by=people.verifier, note="Seen.")
    entries = action.history.order_by("history_id")
    days = [row.history_date.date() for row in entries]
    assert days == [today] * 4
    action.refresh_from_db()
    assert action.started_on == action.completed_on == action.verified_on == today
    assert action.updated_at == entries.last().history_date
    assert {row.made_on for row in action.updates.all()} == {today}


def test_a_clock_put_back_dates_no_record_of_a_hand_over_before_its_last_entry(
    people, authority, post, police_post
):
    """Its actions are locked one by one, and each has entries of its own."""
    actions = [
        ActionFactory(authority=authority, owner=post, status="not_started")
        for _ in range(2)
    ]
    start(actions[1], by=people.owner)
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        hand_over(post, to=police_post, by=people.manager, reason="A new post.")
    for record in (*actions, post):
        first, *_, last = record.history.order_by("history_id")
        assert last.verb == "hand-over"
        assert last.history_date >= first.history_date


def test_a_clock_put_back_dates_no_plain_save_before_the_last_entry(authority):
    with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
        authority.name = "Of another name"
        authority.save()
    first, last = authority.history.order_by("history_id")
    assert last.history_date == first.history_date


def test_creating_an_action_records_its_links_too(people, authority):
    plan = PlanFactory(authority=authority)
    action = create_action(
        plan,
        by=people.manager,
        title="Audit ten plans a month",
        recommendations=[RecommendationFactory(inspection__authority=authority)],
    )
    link_row = action.recommendation_links.get().history.get()
    assert link_row.change_id == action.history.get().change_id


def test_the_timeline_tells_each_field_from_what_to_what(people, post, authority):
    action = ActionFactory(authority=authority, owner=post)
    before = action.due_on
    later = before.replace(year=2027)
    reschedule(action, by=people.manager, due_on=later, reason="Recruitment slipped.")
    entry = timeline(action, by=people.manager)[0]
    assert (entry.by, entry.verb, entry.reason) == (
        "Manager",
        "reschedule",
        "Recruitment slipped.",
    )
    assert {(c.field, c.before, c.after) for c in entry.changes} == {
        ("due_on", before, later),
        ("date_moves", 0, 1),
    }


def test_the_timeline_names_related_records_as_people_do(people, authority, post):
    action = ActionFactory(authority=authority, owner=post)
    (entry,) = timeline(action, by=people.manager)
    first = {change.field: change.after for change in entry.changes}
    assert (first["owner"], first["authority"]) == ("BWD-O001", "BWD")


def test_the_timeline_names_people_not_numbers(people, post, authority):
    action = ActionFactory(authority=authority, owner=post)
    complete(action, by=people.owner, note="Done.")
    changes = {
        change.field: change.after
        for change in timeline(action, by=people.manager)[0].changes
    }
    assert changes["completed_by"] == "Owner"


def test_a_record_has_one_row_a_change(people, authority):
    with change("rename", by=people.manager):
        authority.name = "One"
        authority.save()
        authority.name = "Two"
        with pytest.raises(IntegrityError):
            authority.save()


def test_a_verb_that_waited_for_the_row_is_dated_when_it_got_it(
    people, post, authority, monkeypatch
):
    """Else who waited longer would stand earlier in the trail than what they undid."""
    action = ActionFactory(authority=authority, owner=post)
    asked_at, got_at = timezone.now(), timezone.now() + timedelta(seconds=9)

    with time_machine.travel(asked_at, tick=False) as clock:

        def wait_for_the_row(record):
            clock.move_to(got_at)

        monkeypatch.setattr(recording, "lock", wait_for_the_row)
        complete(action, by=people.owner, note="Done.")
    assert action.history.latest().history_date == got_at


def test_history_over_rest_has_the_documented_shape(api, people, post, authority):
    action = ActionFactory(authority=authority, owner=post)
    complete(action, by=people.owner, note="Done.")
    address = f"/api/v1/actions/{action.reference}/history/"
    newest, oldest = api(people.reader).get(address).json()["results"]
    assert (newest["verb"], newest["by"], newest["reason"]) == (
        "complete",
        "Owner",
        "Done.",
    )
    members = {"at", "by", "by_username", "verb", "reason", "change_id", "changes"}
    assert set(newest) == members
    status = next(c for c in newest["changes"] if c["field"] == "status")
    assert (status["from"], status["to"]) == ("in_progress", "complete")
    assert oldest["verb"] == "create"


@pytest.mark.parametrize(
    ("query", "verbs"),
    [
        ("verb=complete", ["complete"]),
        ("by=Owner", ["complete"]),
        ("by=owner", ["complete"]),
        ("field=due_on", ["reschedule", "create"]),
        ("since=2026-11-20", ["complete", "reschedule", "create"]),
        ("since=2026-11-21", []),
    ],
)
def test_history_filters(api, people, post, authority, query, verbs):
    action = ActionFactory(authority=authority, owner=post)
    reschedule(
        action, by=people.manager, due_on=TODAY.replace(year=2027), reason="Leave."
    )
    complete(action, by=people.owner, note="Done.")
    address = f"/api/v1/actions/{action.reference}/history/?{query}"
    rows = api(people.manager).get(address).json()["results"]
    assert [row["verb"] for row in rows] == verbs


def load_again(row):
    for loaded in serializers.deserialize("json", serializers.serialize("json", [row])):
        loaded.save()


def test_loading_a_fixture_is_recorded_when_it_changes_something(post):
    post.post_title = "Head of Service"
    load_again(post)
    assert post.history.latest().verb == "loaddata"


def test_loading_the_same_again_adds_nothing(post, authority):
    action = ActionFactory(authority=authority, owner=post)
    load_again(action)
    load_again(post)
    assert (action.history.count(), post.history.count()) == (1, 1)


def test_a_change_ends_with_its_block(people, authority):
    with change("rename", by=people.manager, reason="New name."):
        authority.name = "Another name"
        authority.save()
    authority.name = "A third name"
    authority.save()
    assert list(authority.history.values_list("verb", "actor")) == [
        ("revise", ""),
        ("rename", "manager"),
        ("create", ""),
    ]


def test_nothing_in_the_product_writes_round_the_trail():
    """`update()` and `bulk_*` of a queryset leave no history row. Of the two uses
    one notes when a token was last used and one writes seals; neither has a trail."""
    root = Path(__file__).resolve().parent.parent / "recommendations"
    places = []
    for file in root.rglob("*.py"):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                if name in {"bulk_create", "bulk_update"} or (
                    name == "update" and node.keywords and not node.args
                ):
                    places.append((file.name, ast.unparse(node.func)[:40]))
    assert sorted((name, call.split(".")[0]) for name, call in places) == [
        ("authentication.py", "ApiToken"),
        ("sealing.py", "SealedRow"),
    ]


def test_ties_on_the_same_instant_are_told_in_the_order_they_were_made(
    people, authority, post
):
    action = ActionFactory(authority=authority, owner=post)
    for title in ("First", "Second", "Third"):
        action.title = title
        action.save()
    newest = timeline(action, by=people.manager)[:3]
    titles = [entry.changes[0].after for entry in newest]
    assert titles == ["Third", "Second", "First"]
    assert ActionItem.objects.get().title == "Third"
