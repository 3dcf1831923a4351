"""What was sealed cannot be changed, removed or added to without being named."""

import hashlib
import json
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import (
    ActionEvidence,
    ActionItem,
    ActionPlan,
    Membership,
    Seal,
    SealedRow,
)
from recommendations.models.trail import TrailRow
from recommendations.workflow.actions import complete, start
from recommendations.workflow.evidence import add_evidence
from recommendations.workflow.sealing import seal

from .factories import ActionFactory, PlanFactory
from .trail_rows import (
    change_row,
    execute,
    faults,
    line,
    refused_seal,
    remove_row,
    run,
    slip_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
UNKNOWN = uuid.UUID(int=7)


@pytest.fixture
def action(authority, post, people):
    """An action with a verb behind it, evidence, and a seal on all that."""
    action = ActionFactory(authority=authority, owner=post, status="not_started")
    start(action, by=people.owner)
    add_evidence([action], by=people.owner, title="Minutes", url="https://x.test/m")
    seal()
    return action


@pytest.fixture(params=[ActionItem, Membership, ActionEvidence])
def newest(request, action):
    """The newest history row of one record, in several tables."""
    return request.param.history.latest()


def test_a_trail_as_it_was_sealed_is_ok(action, capsys):
    rows = SealedRow.objects.count()
    output = [f"ok, {rows} rows, 0 not yet sealed"]
    assert run("verify_trail", capsys) == (output, 0)


def test_rows_not_yet_sealed_are_counted(action, people, capsys):
    complete(action, by=people.owner, note="Done.")
    rows = SealedRow.objects.count()
    output = [f"ok, {rows + 2} rows, 2 not yet sealed"]
    assert run("verify_trail", capsys) == (output, 0)


def test_sealing_says_how_many_rows_and_the_latest_digest(action, people, capsys):
    complete(action, by=people.owner, note="Done.")
    output, status = run("seal_trail", capsys)
    assert output == [
        f"Sealed 2 rows. The latest seal is {Seal.objects.last().digest}."
    ]
    assert status == 0


def test_a_run_with_nothing_new_makes_no_seal(action, capsys):
    output, _ = run("seal_trail", capsys)
    assert output == [f"Sealed 0 rows. The latest seal is {Seal.objects.get().digest}."]


def test_a_changed_row_is_named(newest, capsys):
    change_row(newest, actor="Somebody else")
    assert run("verify_trail", capsys) == ([line("changed", newest)], 1)


def test_a_row_changed_in_its_date_is_named(newest):
    change_row(newest, history_date=newest.history_date - timedelta(microseconds=1))
    assert faults() == [line("changed", newest)]


def test_a_removed_row_is_named(newest):
    remove_row(newest)
    assert line("removed", newest) in faults()


@pytest.mark.parametrize(
    "breach",
    [
        "UPDATE {table} SET version = version, title = 'Quietly reworded'",
        "UPDATE {table} SET owner_id = NULL, due_on = NULL",
        "DELETE FROM {table}",
    ],
)
def test_a_record_changed_or_deleted_past_the_trail_is_named(authority, breach, capsys):
    action = ActionFactory(authority=authority, status="not_started")
    seal()
    table = ActionItem._meta.db_table
    execute(breach.format(table=table))
    output = [f"differs {table} {action.pk}"]
    assert run("verify_trail", capsys) == (output, 1)


def test_a_record_that_was_slipped_in_without_history_is_named(action):
    slipped = ActionFactory(authority=action.authority)
    ActionItem.history.filter(id=slipped.pk).delete()
    assert faults() == [f"differs {ActionItem._meta.db_table} {slipped.pk}"]


def test_a_record_changed_past_the_trail_is_named_before_it_is_sealed_too(authority):
    action = ActionFactory(authority=authority)
    execute("UPDATE recommendations_actionitem SET title = 'Quietly reworded'")
    assert f"differs {ActionItem._meta.db_table} {action.pk}" in faults()


def test_json_that_says_the_same_in_another_order_does_not_differ(authority):
    legend = {"red": {"label": "Late"}, "green": {"label": "Fine"}}
    plan = PlanFactory(authority=authority, brag_legend=legend)
    turned = dict(reversed(legend.items()))
    ActionPlan.objects.filter(pk=plan.pk).update(brag_legend=turned)
    assert faults() == []


def test_a_copy_of_the_newest_row_is_named_and_not_sealed(newest, capsys):
    copy = slip_in(newest)
    assert faults() == [line("inserted", copy)]
    output, status = run("seal_trail", capsys)
    assert (output[0], status) == (line("inserted", copy), 1)
    assert faults() == [line("inserted", copy)]


@pytest.mark.parametrize("signed", ["Owner", ""])
def test_a_backdated_row_is_named(newest, signed):
    earlier = newest.history_date - timedelta(days=90)
    values = {"actor": signed, "history_user_id": None, "history_date": earlier}
    row = slip_in(newest, verb="loaddata", version=newest.version + 1, **values)
    assert faults() == [line("inserted", row)]


def test_a_backdated_row_is_named_after_a_further_verb_too(action, people):
    """In nobody's name and with the version it found, as a fixture would."""
    first = action.history.earliest()
    row = slip_in(
        action.history.latest(),
        status="embedded",
        verb="loaddata",
        actor="",
        history_user_id=None,
        history_date=first.history_date - timedelta(days=90),
    )
    complete(action, by=people.owner, note="Done.")
    assert refused_seal() == [line("inserted", row)]


def test_a_row_with_a_lower_id_than_those_sealed_is_named(newest):
    row = slip_in(newest, history_id=-5)
    assert faults() == [line("inserted", row)]


def test_a_row_of_a_record_that_does_not_exist_is_named(newest):
    row = slip_in(newest, id=UNKNOWN, history_type="+")
    assert faults() == [line("inserted", row)]


def test_a_row_that_says_a_living_record_is_gone_is_named(newest):
    row = slip_in(newest, history_type="-", verb="delete")
    assert faults() == [line("inserted", row)]


def test_a_newest_row_with_another_status_is_named(action):
    row = slip_in(
        action.history.latest(), status="cancelled", version=action.version + 1
    )
    assert faults() == [line("inserted", row)]


def test_of_two_rows_with_one_version_the_true_one_is_sealed(action, people):
    """The next verb makes the version that the forged row has taken already."""
    row = slip_in(
        action.history.latest(), status="cancelled", version=action.version + 1
    )
    complete(action, by=people.owner, note="Done.")
    assert refused_seal() == [line("inserted", row)]
    assert faults() == [line("inserted", row)]


def test_a_record_that_was_never_made_by_a_first_row_is_named(action, people):
    ActionItem.history.all().delete()
    SealedRow.objects.all().delete()
    Seal.objects.all().delete()
    complete(action, by=people.owner, note="Done.")
    assert refused_seal() == [line("inserted", action.history.get())]


def test_an_altered_entry_is_told_by_its_seal(action):
    entry = SealedRow.objects.last()
    row = f"{entry.table} {entry.history_id}"
    SealedRow.objects.filter(pk=entry.pk).update(digest="0" * 64)
    seals = f"changed recommendations_seal {entry.seal_id}"
    assert faults() == [f"changed {row}", seals]


def three_seals(action, people):
    complete(action, by=people.owner, note="Done.")
    seal()
    ActionFactory(authority=action.authority)
    seal()
    return Seal.objects.all()


def test_an_altered_seal_is_named(action, people):
    seals = three_seals(action, people)
    seals.filter(pk=2).update(made_at=seals[0].made_at - timedelta(days=1))
    assert faults() == ["changed recommendations_seal 2"]


def test_a_seal_rewritten_with_a_fitting_digest_is_told_by_the_next(action, people):
    seals = three_seals(action, people)
    assert seals[2].previous == seals[1].digest
    SealedRow.objects.filter(seal=1).delete()
    digest_ = hashlib.sha256()
    for entry in SealedRow.objects.filter(seal=2).order_by("pk"):
        digest_.update(f"{entry.table} {entry.history_id} {entry.digest}\n".encode())
    head = {
        "fields": seals[1].fields,
        "made_at": "2026-01-01T00:00:00.000000Z",
        "number": 2,
        "previous": seals[1].previous,
    }
    head_line = json.dumps(head, sort_keys=True, separators=(",", ":")) + "\n"
    digest_.update(head_line.encode())
    seals.filter(pk=2).update(
        digest=digest_.hexdigest(), made_at="2026-01-01T00:00:00Z"
    )
    assert "changed recommendations_seal 2" in faults()


def test_a_seal_taken_out_of_the_middle_is_named(action, people):
    three_seals(action, people)
    SealedRow.objects.filter(seal=2).delete()
    Seal.objects.filter(pk=2).delete()
    assert "removed recommendations_seal 2" in faults()


def test_two_seals_that_changed_places_are_named(action, people):
    """Each with its entries, so that only the order is another."""
    seals = three_seals(action, people)
    second, third = seals[1], seals[2]
    columns = ("made_at", "fields", "previous", "digest")
    was, now = (
        {name: getattr(seal, name) for name in columns} for seal in (second, third)
    )
    entries = list(SealedRow.objects.filter(seal=2).values_list("pk", flat=True))
    SealedRow.objects.filter(seal=3).update(seal=2)
    SealedRow.objects.filter(pk__in=entries).update(seal=3)
    seals.filter(pk=2).update(**{**now, "digest": "on its way"})
    seals.filter(pk=3).update(**was)
    seals.filter(pk=2).update(**now)
    named = faults()
    assert "changed recommendations_seal 2" in named
    assert "changed recommendations_seal 3" in named


def test_a_tail_taken_off_is_told_by_a_digest_kept_elsewhere(action, people, capsys):
    last = three_seals(action, people)[2].digest
    assert run("verify_trail", capsys, "--expect", last)[1] == 0
    SealedRow.objects.filter(seal=3).delete()
    Seal.objects.filter(pk=3).delete()
    assert run("verify_trail", capsys)[1] == 0
    output = [f"There is no seal {last}."]
    assert run("verify_trail", capsys, "--expect", last) == (output, 1)


def test_a_column_added_later_breaks_no_seal(action, people):
    table = ActionItem.history.model._meta.db_table
    connection.check_constraints()  # PostgreSQL alters no table with checks to come.
    execute(f"ALTER TABLE {table} ADD COLUMN ward varchar(20) DEFAULT 'none'")
    assert faults() == []
    complete(action, by=people.owner, note="Done.")
    seal()
    first, second = Seal.objects.all()
    assert ("ward" in first.fields[table], "ward" in second.fields[table]) == (
        False,
        True,
    )
    assert faults() == []
    execute(f"UPDATE {table} SET ward = 'Mill Hill'")  # noqa: S608
    assert faults() == [line("changed", action.history.latest())]


def test_an_outsider_can_compute_a_digest_from_what_is_written_about_it(action):
    """Nothing but the description in reports/canonical.py, on both databases."""
    row = action.history.latest()
    values = {
        field.column: _told(getattr(row, field.attname))
        for field in row._meta.concrete_fields
    }
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    entry = SealedRow.objects.get(table=row._meta.db_table, history_id=row.pk)
    assert hashlib.sha256(text.encode()).hexdigest() == entry.digest


def _told(value):
    if hasattr(value, "microsecond"):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def test_no_history_row_of_any_table_is_left_out(action):
    rows = {
        (model._meta.db_table, key)
        for model in apps.get_models()
        if issubclass(model, TrailRow)
        for key in model.objects.values_list("pk", flat=True)
    }
    assert set(SealedRow.objects.values_list("table", "history_id")) == rows


def test_a_longer_trail_costs_no_more_queries(
    action, people, django_assert_max_num_queries
):
    ActionFactory(authority=action.authority)
    with CaptureQueriesContext(connection) as few:
        faults()
    for _ in range(20):
        ActionFactory(authority=action.authority)
    with django_assert_max_num_queries(len(few)):
        faults()
