"""A register from before keys had one case is mended where it can be, and the rest is
said."""

import pytest

pytestmark = pytest.mark.migrations

BEFORE = "0005_rating_while_open"


def test_keys_are_mended_or_named(database):
    long = "BWD-A" + "9" * 30

    def rename(table, field, was, now):
        database.run(
            f"UPDATE recommendations_{table} SET {field} = %s WHERE {field} = %s",  # noqa: S608
            now,
            was,
        )

    database.manage("migrate")
    names = ("reference", "blackburn_with_darwen", "demo_plans")
    database.manage("loaddata", *(f"fixtures/{name}.json" for name in names))
    # A release that does not know the kind would count the row: none goes back to it.
    rename("recommendation", "kind", "reported", "recommendation")
    database.manage("migrate", "recommendations", BEFORE)

    rename("actionitem", "reference", "BWD-A0029", "bwd-a0028")
    rename("actionitem", "reference", "BWD-A0030", "bwd-a0030")
    rename("actionitem", "reference", "BWD-A0031", long)
    rename("actionitem", "reference", "BWD-A0032", "bulk")
    rename("agency", "code", "exs-police", "EXS-Police")
    rename("agency", "code", "nhs-trusts", "me")
    database.run(
        "INSERT INTO recommendations_referencecounter (kind, last, authority_id) "
        "SELECT 'A', 2000000001, id FROM recommendations_authority WHERE code = 'BWD'"
    )

    lines = database.manage("migrate").splitlines()

    line = "ActionItem bwd-a0028 is BWD-A0029 now: BWD-A0028 is another's."
    assert line in [printed.strip() for printed in lines]
    assert {
        line.split(" (")[0].strip() for line in lines if " stays, but " in line
    } == {
        "Agency me",
        f"ActionItem {long}",
        "ActionItem BULK",
    }
    keys = "SELECT reference FROM recommendations_actionitem"
    there = {reference for (reference,) in database.run(keys)}
    assert {"BWD-A0028", "BWD-A0029", "BWD-A0030", long, "BULK"} <= there
    assert database.run(
        "SELECT DISTINCT last FROM recommendations_referencecounter"
    ) == [(0,)]
    # The trail says so too, as a version of its own.
    trail = (
        "SELECT reference, verb, version FROM recommendations_historicalactionitem "
        "WHERE history_change_reason = 'Keys are kept in one case.' "
        "AND reference = 'BWD-A0030'"
    )
    ((_, verb, version),) = database.run(trail)
    now = "SELECT version FROM recommendations_actionitem WHERE reference = 'BWD-A0030'"
    assert (verb, [(version,)]) == ("revise", database.run(now))
