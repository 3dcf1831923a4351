"""SQLite copies a table to change it, drops the old one and renames the copy, which it
refuses while a trigger of another table names the one that is gone. So each change of a
table first puts such triggers aside, the guards of recommendations/models/guards.py,
and then makes them anew, in one transaction: no migration need know of them."""

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as SchemaEditor

_TRIGGERS_THAT_NAME = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
    "AND tbl_name <> %s AND instr(lower(sql), lower(%s)) ORDER BY name"
)


class DatabaseSchemaEditor(SchemaEditor):
    def _remake_table(self, model: Any, *args: Any, **options: Any) -> None:
        table = model._meta.db_table
        with self.connection.cursor() as cursor:
            triggers = cursor.execute(_TRIGGERS_THAT_NAME, [table, table]).fetchall()
        for name, _ in triggers:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}")
        super()._remake_table(model, *args, **options)  # type: ignore[misc]  # Django's own
        for _, statement in triggers:
            # Without values, or a % in the statement would be taken for one's place.
            self.execute(statement, params=None)


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
