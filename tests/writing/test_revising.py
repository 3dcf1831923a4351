"""What is revised is said once, in workflow; nothing else gets through, and what
changes nothing leaves no trace."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from recommendations.models import ActionItem, ActionRecommendation
from recommendations.workflow import actions, handover, plans, records
from recommendations.workflow.records import Linked
from recommendations.workflow.revising import WRITABLE
from tests.factories import (
    ActionFactory,
    PlanFactory,
    RecommendationFactory,
    UserFactory,
)

from .bodies import ADDRESS, NEW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "surroundings"),
]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("status", "verified"), ("reference", "BWD-A0999"), ("owner", None)],
        *[("due_on", date(2030, 1, 1)), ("original_due_on", None), ("version", 99)],
        *[("verified_on", date(2026, 1, 1)), ("brag", "green"), ("archived_at", None)],
        ("plan", None),
    ],
)
def test_revise_sets_nothing_that_has_a_verb_or_is_set_once(
    action, people, field, value
):
    before = ActionItem.objects.values().get(pk=action.pk)
    with pytest.raises(ValidationError) as refused:
        records.revise(action, by=people.admin, fields={field: value})
    assert list(refused.value.message_dict) == [field]
    assert ActionItem.objects.values().get(pk=action.pk) == before


def test_revise_writes_no_links_of_others(action, people):
    other = ActionFactory()
    recommendation = RecommendationFactory()
    links = [Linked(ActionRecommendation, "recommendation", "action", {other: {}})]
    with pytest.raises(ValidationError):
        records.revise(recommendation, by=people.admin, fields={}, links=links)


@pytest.mark.parametrize("model", WRITABLE)
def test_each_field_that_is_written_is_a_column(model):
    columns = {field.name for field in model._meta.concrete_fields}
    writable = WRITABLE[model]
    assert set(writable.fields) <= columns
    assert writable.once <= set(writable.fields)


@pytest.mark.parametrize("prefix", NEW)
def test_a_change_of_nothing_makes_no_version_and_no_entry(manager, prefix):
    answer = manager.post(f"/api/v1/{prefix}/", NEW[prefix][0])
    address = answer["Location"]
    row = made_row(prefix, answer)
    writable = WRITABLE[NEW[prefix][1]]
    same = {name: getattr(row, name) for name in writable.revised if hasattr(row, name)}
    links = [
        Linked(*ends, {target: {} for target in getattr(row, name).all()})
        for name, ends in writable.links.items()
        if name != "agencies"
    ]
    records.revise(row, by=UserFactory(is_superuser=True), fields=same, links=links)
    assert manager.get(address)["ETag"] == answer["ETag"] == '"1"'
    assert len(manager.get(f"{address}history/").json()["results"]) == 1


def made_row(prefix, answer):
    body = answer.json()
    name = next(
        candidate for candidate in ("uid", "reference", "code") if candidate in body
    )
    field = "pk" if name == "uid" else name
    return NEW[prefix][1].objects.get(**{field: body[name]})


def test_a_change_of_links_alone_is_a_version(manager, action):
    body = {"contributing_agencies": ["council"]}
    assert manager.patch(ADDRESS, body)["ETag"] == '"2"'
    assert manager.patch(ADDRESS, body)["ETag"] == '"2"'
    assert manager.patch(ADDRESS, {"contributing_agencies": []})["ETag"] == '"3"'


def test_to_name_again_what_an_action_answers_unsettles_nothing(
    manager, action, inspection
):
    row = RecommendationFactory(inspection=inspection, status="delivered")
    ActionRecommendation.objects.create(action=action, recommendation=row)
    manager.patch(ADDRESS, {"recommendations": [row.reference]})
    row.refresh_from_db()
    assert row.status == "delivered"


@pytest.mark.parametrize("status", ["draft", "approved", "submitted", "live"])
def test_an_action_carried_forward_keeps_its_first_date_and_its_measure(
    authority, people, post, status
):
    action = ActionFactory(
        authority=authority,
        plan=PlanFactory(authority=authority, status="live"),
        owner=post,
        original_due_on=date(2026, 3, 31),
        due_on=date(2026, 9, 30),
        success_measure="Nine in ten on time.",
    )
    later = PlanFactory(authority=authority, status=status)
    carried = handover.carry_forward(
        action, by=people.manager, plan=later, due_on=date(2027, 3, 31), reason="On."
    )
    if status == "draft":
        plans.approve_plan(later, by=people.manager)
    carried.refresh_from_db()
    assert carried.original_due_on == date(2026, 3, 31)
    assert carried.due_on == date(2027, 3, 31)
    assert carried.success_measure == "Nine in ten on time."


def test_one_that_had_no_first_date_gets_that_of_its_new_plan(authority, people, post):
    draft = PlanFactory(authority=authority, status="draft")
    action = ActionFactory(
        authority=authority, plan=draft, owner=post, original_due_on=None
    )
    live = PlanFactory(authority=authority, status="live")
    carried = handover.carry_forward(
        action, by=people.manager, plan=live, due_on=date(2027, 3, 31), reason="On."
    )
    assert carried.original_due_on == date(2027, 3, 31)
    assert actions.create_action(draft, by=people.manager, title="New").due_on is None
