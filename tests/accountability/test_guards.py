"""What the database itself refuses, however a row is written."""

import pytest
from django.db import IntegrityError, connection, transaction

from recommendations.choices import LinkKind
from recommendations.models import ActionItem, RecommendationLink
from tests.factories import RecommendationFactory


def set_by_sql(columns, *values):
    statement = f"UPDATE recommendations_actionitem SET {columns}"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def done(make_action, people):
    return make_action(
        status="verified", original_due_on="2026-11-30", verified_by=people.verifier
    )


@pytest.mark.parametrize("day", ["2026-12-24", None])
def test_the_first_due_date_stays_in_a_direct_save(done, day):
    done.original_due_on = day
    with pytest.raises(IntegrityError, match="first_due_stays"), transaction.atomic():
        done.save()


@pytest.mark.parametrize("day", ["'2026-12-24'", "NULL"])
def test_the_first_due_date_stays_in_raw_sql(done, day):
    with pytest.raises(IntegrityError, match="first_due_stays"):
        set_by_sql(f"original_due_on = {day}")


def test_an_update_that_changes_neither_passes(done):
    done.refresh_from_db()
    done.save()
    set_by_sql(
        "original_due_on = original_due_on, "
        "verified_by_id = verified_by_id, owner_id = owner_id, title = 'Other'"
    )
    assert ActionItem.objects.get().title == "Other"


def test_an_empty_first_due_date_is_filled(make_action):
    make_action()
    ActionItem.objects.update(original_due_on="2026-11-30")


@pytest.mark.parametrize("who", ["owner", "colleague"])
def test_neither_owner_nor_deputy_is_the_checker_in_a_direct_save(
    done, people, deputy, who
):
    done.verified_by = getattr(people, who)
    with pytest.raises(IntegrityError, match="not_owner"), transaction.atomic():
        done.save()


@pytest.mark.parametrize("who", ["owner", "colleague"])
def test_neither_owner_nor_deputy_is_the_checker_in_raw_sql(done, people, deputy, who):
    with pytest.raises(IntegrityError, match="not_owner"):
        set_by_sql("verified_by_id = %s", getattr(people, who).pk)


def test_neither_is_a_new_row_s_checker(make_action, people):
    with pytest.raises(IntegrityError, match="not_owner"), transaction.atomic():
        make_action(status="verified", verified_by=people.owner)


def test_the_checker_is_not_made_the_owner(done, people, police_post):
    police_post.user = people.verifier
    police_post.save()
    done.owner = police_post
    with pytest.raises(IntegrityError, match="not_owner"), transaction.atomic():
        done.save()


def test_the_claimant_is_not_the_checker(done, people):
    done.completed_by = people.verifier
    with pytest.raises(IntegrityError, match="not_claimant"), transaction.atomic():
        done.save()


def test_links_make_no_circle_in_a_direct_save(db):
    first, second, third = RecommendationFactory.create_batch(3)

    def link(later, earlier, kind=LinkKind.REPEATS):
        return RecommendationLink.objects.create(
            later=later, earlier=earlier, kind=kind
        )

    link(second, first)
    last = link(third, second, LinkKind.SUPERSEDES)
    with pytest.raises(IntegrityError, match="no_circle"), transaction.atomic():
        link(first, third)
    last.note = "Word for word."
    last.save()
    last.later, last.earlier = first, second
    with pytest.raises(IntegrityError, match="no_circle"), transaction.atomic():
        last.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite copies tables.")
@pytest.mark.parametrize("model", [ActionItem, RecommendationLink])
def test_the_guards_survive_a_migration_that_copies_the_table(model):
    def guards():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
                "AND tbl_name = %s ORDER BY name",
                [model._meta.db_table],
            )
            return cursor.fetchall()

    before = guards()
    assert before
    with connection.schema_editor() as editor:
        editor._remake_table(model)
    assert guards() == before
