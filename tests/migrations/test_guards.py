"""The guards outlive what migrations do to the tables that they stand on or read."""

import re
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from recommendations.models import (
    ActionItem,
    Draft,
    DraftRow,
    RecommendationLink,
)
from recommendations.models.guards import Guard
from tests.factories import (
    ActionFactory,
    OwnerFactory,
    RecommendationFactory,
    UserFactory,
)

pytestmark = pytest.mark.migrations

OURS = apps.get_app_config("recommendations").get_models()
GUARDS = [
    (model, constraint)
    for model in OURS
    for constraint in model._meta.constraints
    if isinstance(constraint, Guard)
]


def tables():
    """Each table with a guard on it, and each that a guard reads."""
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    named = {
        name
        for model, guard in GUARDS
        for name in (
            model._meta.db_table,
            *re.findall(r"\b(?:recommendations|auth)_\w+", guard.refuses),
        )
    }
    return [by_table[name] for name in sorted(named)]


def first_due_date_moved():
    action = ActionFactory(original_due_on="2026-11-30")
    ActionItem.objects.filter(pk=action.pk).update(original_due_on="2026-12-24")


def made_with_its_owner_as_checker():
    owner = OwnerFactory(user=UserFactory())
    ActionFactory(owner=owner, status="verified", verified_by=owner.user)


def owner_made_the_checker():
    owner = OwnerFactory(user=UserFactory())
    action = ActionFactory(owner=owner, status="verified", verified_by=UserFactory())
    ActionItem.objects.filter(pk=action.pk).update(verified_by=owner.user)


def linked_in_a_circle():
    first, second = RecommendationFactory.create_batch(2)
    for later, earlier in ((second, first), (first, second)):
        RecommendationLink.objects.create(later=later, earlier=earlier, kind="repeats")


def link_turned_into_a_circle():
    first, second, third = RecommendationFactory.create_batch(3)
    RecommendationLink.objects.create(later=second, earlier=first, kind="repeats")
    link = RecommendationLink.objects.create(
        later=third, earlier=second, kind="repeats"
    )
    RecommendationLink.objects.filter(pk=link.pk).update(later=first)


def make_draft():
    return Draft.objects.create(
        file="drafts/report.pdf",
        file_name="report.pdf",
        sha256="0" * 64,
        size=1,
        pages=1,
        payload={"read": "so"},
        read_by=UserFactory(),
    )


def draft_read_otherwise():
    Draft.objects.filter(pk=make_draft().pk).update(payload={"read": "otherwise"})


def draft_row_read_otherwise():
    row = DraftRow.objects.create(
        draft=make_draft(), kind="strength", position=1, read={"text": "so"}
    )
    DraftRow.objects.filter(pk=row.pk).update(read={"text": "otherwise"})


BREACHES = {
    "action_first_due_stays": first_due_date_moved,
    "action_checker_not_owner_at_first": made_with_its_owner_as_checker,
    "action_checker_not_owner": owner_made_the_checker,
    "recommendation_link_no_circle_at_first": linked_in_a_circle,
    "recommendation_link_no_circle": link_turned_into_a_circle,
    "draft_payload_stays": draft_read_otherwise,
    "draft_row_read_stays": draft_row_read_otherwise,
}


def assert_every_guard_refuses():
    for name, breach in BREACHES.items():
        with pytest.raises(IntegrityError, match=rf"\b{name}\b"), transaction.atomic():
            breach()


@contextmanager
def column_added(model):
    """One for text that has a default, as the next release might want it. The database
    knows the default too, since the model that writes the rows is today's."""
    column = models.CharField(max_length=20, default="none", db_default="none")
    column.set_attributes_from_name("column_of_the_next_release")
    column.model = model
    with connection.schema_editor() as editor:
        editor.add_field(model, column)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(model, column)


@contextmanager
def column_altered(model):
    """Its first column for text becomes a longer one."""
    column = next(
        column
        for column in model._meta.concrete_fields
        if type(column) is models.CharField
    )
    longer = column.clone()
    longer.max_length += 1
    longer.set_attributes_from_name(column.name)
    longer.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, column, longer)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(model, longer, column)


def test_each_guard_has_a_breach_here():
    assert BREACHES.keys() == {guard.name for _, guard in GUARDS}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("changed", [column_added, column_altered])
@pytest.mark.parametrize("model", tables(), ids=lambda model: model.__name__)
def test_every_guard_refuses_after_a_table_it_reads_was_changed(model, changed):
    with changed(model):
        assert_every_guard_refuses()
    assert_every_guard_refuses()
