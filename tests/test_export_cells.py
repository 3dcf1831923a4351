"""What stands in the cells of every list's files: a plain value, or keys joined by `; `
with which one list is joined to another. Tried over the demo, which fills them all."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.test import override_settings

from recommendations.workflow import demo

from .drafts.reports import reading_of, report, save_draft
from .factories import TODAY
from .test_export import ADMIN_LISTS, LISTS, exported, page_of, rows_of
from .test_export_xlsx import assert_same, fetched

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What Python prints of a dict, a list, and a value that is no text.
REPR = re.compile(
    r"""[{\[]['"{\[]|\{\}|\[\]|^(None|True|False)$|\w+\(\d|^\w+\.[A-Z]+$"""
)
# The list whose keys stand in a column of that name, whatever list it is in.
JOINS = {
    "action": "actions",
    "actions": "actions",
    "agencies": "agencies",
    "agency": "agencies",
    "authorities": "authorities",
    "authority": "authorities",
    "carried_from": "actions",
    "carried_to": "actions",
    "contributing_agencies": "agencies",
    "deputy": "owners",
    "document": "documents",
    "framework": "frameworks",
    "inspection": "inspections",
    "inspection_framework": "frameworks",
    "inspections": "inspections",
    "inspectorates": "inspectorates",
    "judgement": "judgements",
    "owner": "owners",
    "owner_agency": "agencies",
    "plan": "plans",
    "recommendation": "recommendations",
    "recommendations": "recommendations",
    "strength": "strengths",
    "themes": "themes",
}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo, loaded once for all tests here."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEBUG=True),
        time_machine.travel(datetime(2026, 11, 20, 10, tzinfo=UTC), tick=False),
        transaction.atomic(),
    ):
        demo.set_up(today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def manager(loaded, db, today, evidence_folder):
    """The manager of the demo, who has had a report read as well."""
    person = User.objects.get(username="manager")
    save_draft(report(), reading_of(), by=person)
    return person


def assert_plain(place, rows):
    for row in rows:
        for name, cell in row.items():
            for part in cell.split("; "):
                assert not REPR.search(part), (place, name, cell)


def test_a_cell_of_a_list_is_a_plain_value_or_keys(api, manager):
    client = api(manager)
    for path in LISTS:
        if path != "me/actions":  # The same rows and columns as `actions`.
            rows = exported(client, path)
            assert rows, path
            assert_plain(path, rows)
            assert_same(rows, fetched(client, path))


def test_a_cell_of_an_admin_list_is_a_plain_value_or_keys(sign_in, manager):
    browser = sign_in(manager)
    for model in ADMIN_LISTS:
        assert_plain(model, rows_of(browser.get(page_of(model, "export"))))


def test_every_list_is_joined_to_the_others_by_its_keys(api, manager):
    client = api(manager)
    tables = {path: exported(client, path) for path in LISTS}
    keys = {
        path: {next(iter(r.values())) for r in rows} for path, rows in tables.items()
    }
    # Actions may answer what was only reported, which stands in a list when asked for.
    reported = exported(client, "recommendations", "&kind=reported")
    keys["recommendations"] |= {row["reference"] for row in reported}
    joined = set()
    for rows in tables.values():
        for row in rows:
            for column in JOINS.keys() & row.keys():
                named = set(filter(None, row[column].split("; ")))
                assert named <= keys[JOINS[column]], column
                joined |= {column} if named else set()
    assert joined == JOINS.keys()


def test_evidence_names_the_actions_that_it_is_about(api, manager):
    client = api(manager)
    listed = client.get("/api/v1/evidence/?page_size=200").json()["results"]
    rows = exported(client, "evidence")
    for row, expected in zip(rows, listed, strict=True):
        assert row["actions"].split("; ") == [
            a["reference"] for a in expected["actions"]
        ]


def test_a_plan_has_its_words_for_ratings_in_columns_of_their_own(api, manager):
    client = api(manager)
    (listed,) = client.get("/api/v1/plans/?search=BWD-P03").json()["results"]
    (row,) = exported(client, "plans", "&search=BWD-P03")
    for code, entry in listed["brag_legend"].items():
        assert row[f"brag_legend_{code}"] == entry["label"]
        assert row[f"brag_legend_{code}_colour"] == entry["colour"]
        assert row[f"brag_legend_{code}_meaning"] == entry["meaning"]
