"""Databases of the releases before, whose nine migrations two have replaced."""

import re
from datetime import datetime

import pytest
from django.db import connection

pytestmark = pytest.mark.migrations

NINE = (
    "0001_initial",
    "0002_sqlite_write_ahead_log",
    "0003_words_of_constraints",
    "0004_accountability",
    "0005_as_of_indexes",
    "0006_legends_can_be_read",
    "0007_words_of_citations",
    "0008_name_actions_plans_updates",
    "0009_drafts",
)


def make_it_one_of_before(database):
    """The same tables, and the names of the nine in place of ours."""
    database.run("DELETE FROM django_migrations WHERE app = 'recommendations'")
    for name in NINE:
        database.run(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)",
            "recommendations",
            name,
            datetime(2026, 11, 1),
        )


def test_a_database_with_the_nine_goes_on_and_keeps_its_rows(database):
    database.manage("migrate", "recommendations", "0002")
    make_it_one_of_before(database)
    database.run(
        "INSERT INTO recommendations_framework (id, version, created_at, updated_at, "
        "code, name, is_graded, asks_called, response_rule) VALUES (%s, 1, %s, %s, "
        "'jtai', 'Joint inspection', %s, 'areas', '')",
        "8f14e45fceea467a9bd2e4f1a1c5b3d7",
        datetime(2026, 11, 1),
        datetime(2026, 11, 1),
        False,
    )
    output = database.manage("migrate")
    assert "0002_records_squashed" not in output
    assert database.manage("migrate", "--check") == ""
    assert database.run("SELECT code FROM recommendations_framework") == [("jtai",)]


def test_all_migrations_can_be_taken_back_and_made_again(database):
    database.manage("migrate")
    applied = re.findall(r"\[X\] (\S+)", database.manage("showmigrations"))
    database.manage("migrate", "recommendations", "zero")
    assert not [name for (name,) in tables(database) if "recommendations_" in name]
    database.manage("migrate")
    assert re.findall(r"\[X\] (\S+)", database.manage("showmigrations")) == applied


def tables(database):
    if connection.vendor == "sqlite":
        return database.run("SELECT name FROM sqlite_master WHERE type = 'table'")
    return database.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
