"""Whoever asks for rows gets the current ones, and all by `with_archived()`; what must
know of every row asks with the archived ones."""

import io
import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command

from recommendations.models import ActionItem, ProgressUpdate, Recommendation
from recommendations.models.archiving import Archivable, CurrentManager
from recommendations.models.trail import TrailRow
from recommendations.workflow.references import next_reference
from tests.factories import ActionFactory, RecommendationFactory, UpdateFactory


def test_every_model_with_the_column_leaves_archived_rows_out():
    for model in apps.get_models():
        columns = {field.name for field in model._meta.concrete_fields}
        if "archived_at" in columns and not issubclass(model, TrailRow):
            assert issubclass(model, Archivable), model
            assert isinstance(model._default_manager, CurrentManager), model


def test_each_kind_comes_without_its_archived_rows_until_asked(world):
    for model, gone in world[1].items():
        assert gone not in model.objects.all()
        assert world[0][model] in model.objects.all()
        assert gone in model.objects.with_archived()
        assert model.objects.exclude(pk=world[0][model].pk).archived().get() == gone


def test_related_rows_and_prefetched_ones_are_the_current_ones(world):
    action = world[0][ActionItem]
    prefetched = ActionItem.objects.prefetch_related(
        "updates", "recommendations", "evidence", "date_changes"
    ).get(pk=action.pk)
    for record in (action, prefetched):
        for name in ("updates", "recommendations", "evidence", "date_changes"):
            rows = getattr(record, name)
            assert [row.is_archived for row in rows.all()] == [False], name
            assert len(rows.with_archived()) == 2, name


def test_with_archived_holds_wherever_it_stands(world):
    gone = world[1][ProgressUpdate]
    rows = ProgressUpdate.objects
    assert rows.filter(text=gone.text).with_archived().get() == gone
    assert rows.with_archived().filter(text=gone.text).get() == gone
    nested = ActionItem.objects.filter(updates__in=rows.with_archived())
    assert nested.distinct().get() == gone.action


def test_a_record_is_hidden_with_the_action_it_is_about(world, people):
    update = world[0][ProgressUpdate]
    ActionItem.objects.filter(pk=update.action_id).update(archived_at="2026-11-19T09Z")
    for person in (people.manager, people.admin):
        rows = ProgressUpdate.objects.visible_to(person)
        assert update not in rows
        assert update in rows.with_archived()
        assert update in ProgressUpdate.objects.with_archived().visible_to(person)


def test_a_key_that_an_archived_record_has_is_taken(world):
    gone = world[1][ActionItem]
    new = ActionFactory.build(
        reference=gone.reference,
        authority=gone.authority,
        plan=gone.plan,
        owner=gone.owner,
    )
    with pytest.raises(ValidationError, match="already exists"):
        new.full_clean()
    result = ActionItem.objects.get_or_create(reference=gone.reference)
    assert result == (gone, False)
    assert ActionItem.objects.get_by_natural_key(gone.reference) == gone


def test_a_place_that_an_archived_recommendation_has_is_taken(world):
    gone = world[1][Recommendation]
    new = RecommendationFactory.build(
        inspection=gone.inspection, position=gone.position
    )
    with pytest.raises(ValidationError, match="already exists"):
        new.full_clean()


def test_a_counter_steps_over_the_reference_of_an_archived_action(authority):
    ActionFactory(
        reference="BWD-A0001", authority=authority, archived_at="2026-11-19T09:00Z"
    )
    assert next_reference(ActionItem, authority) == "BWD-A0002"


def test_a_dump_holds_the_archived_rows_and_loads_them(world):
    out = io.StringIO()
    call_command("dumpdata", "recommendations.progressupdate", stdout=out)
    rows = json.loads(out.getvalue())
    gone = world[1][ProgressUpdate]
    assert str(gone.pk) in {row["pk"] for row in rows}


def test_what_a_row_points_to_is_found_though_it_is_archived(world):
    update = UpdateFactory(action=world[1][ActionItem])
    assert ProgressUpdate.objects.get(pk=update.pk).action == update.action
    update.full_clean()
