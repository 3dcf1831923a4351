"""What a check constraint cannot say, kept by triggers: that a value stays once it is
set, or that a row agrees with another table. Declared in `Meta.constraints`, so that
every way to make the tables makes them too, on SQLite and PostgreSQL."""

from typing import Any

from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint

_SQLITE = (
    "CREATE TRIGGER {name} BEFORE {event} ON %(table)s FOR EACH ROW "
    "WHEN {refuses} BEGIN SELECT RAISE(ABORT, '{name}'); END"
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
    "BEGIN IF {refuses} THEN RAISE EXCEPTION '{name}' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $guard$; "
    "CREATE TRIGGER {name} BEFORE {event} ON %(table)s FOR EACH ROW "
    "EXECUTE FUNCTION {name}()"
)


class Guard(BaseConstraint):
    """Refuses an `event` (INSERT or UPDATE) on a row for which `refuses` is true: a
    condition over NEW and OLD, in SQL that both databases read. The error is an
    IntegrityError that names the guard.

    A migration that changes a table which guards read need not know of them: SQLite,
    which copies the table, has them put aside and made anew by tracker/sqlite.
    """

    def __init__(self, *, name: str, event: str, refuses: str, **options: Any) -> None:
        super().__init__(name=name, **options)
        self.event = event
        self.refuses = refuses

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        # No part of CREATE TABLE: it follows once the table has its name. Django keeps
        # the name right when SQLite copies a table to change it.
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        template = _SQLITE if is_sqlite else _POSTGRESQL
        words = {"name": self.name, "event": self.event, "refuses": self.refuses}
        return Statement(
            template.format(**words),
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        return f"DROP FUNCTION {self.name}() CASCADE"

    def validate(self, *args: Any, **options: Any) -> None:
        """The verbs refuse in words before the database has to."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Guard):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def deconstruct(self) -> Any:
        path, args, options = super().deconstruct()
        return path, args, {**options, "event": self.event, "refuses": self.refuses}
