"""History rows written round the product, by SQL: what the seals must find out."""

import uuid

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from recommendations.reports.seals import verify
from recommendations.workflow.sealing import seal


def faults():
    """The lines that verify_trail prints of rows."""
    return [str(fault) for fault in sorted(verify().faults)]


def line(what, row):
    return f"{what} {row._meta.db_table} {row.pk}"


def refused_seal():
    """What seal_trail says of rows that it does not seal."""
    return [str(fault) for fault in sorted(seal().slipped)]


def run(command, capsys, *arguments):
    """What a command prints, and whether it went well."""
    try:
        call_command(command, *arguments)
    except CommandError as refused:
        return capsys.readouterr().out.splitlines(), refused.returncode
    return capsys.readouterr().out.splitlines(), 0


def execute(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def change_row(row, **values):
    columns = ", ".join(f'"{name}" = %s' for name in values)
    execute(
        f"UPDATE {row._meta.db_table} SET {columns} WHERE history_id = %s",  # noqa: S608
        *(_stored(row, name, value) for name, value in values.items()),
        row.pk,
    )


def remove_row(row):
    table = row._meta.db_table
    execute(f"DELETE FROM {table} WHERE history_id = %s", row.pk)  # noqa: S608


def slip_in(row, **values):
    """A copy of a history row with other values: the row that it makes."""
    table = row._meta.db_table
    values = {"change_id": uuid.uuid4(), **values}
    columns = [
        field.column
        for field in row._meta.concrete_fields
        if field.column != "history_id" or "history_id" in values
    ]
    expressions = ", ".join("%s" if name in values else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    execute(
        f"INSERT INTO {table} ({names}) "  # noqa: S608
        f"SELECT {expressions} FROM {table} WHERE history_id = %s",
        *(_stored(row, name, values[name]) for name in columns if name in values),
        row.pk,
    )
    return type(row).objects.get(change_id=values["change_id"])


def _stored(row, column, value):
    field = next(f for f in row._meta.concrete_fields if f.column == column)
    return field.get_db_prep_save(value, connection)
