"""An empty database of its own for each test, beside the one that tests share, and
`manage.py` run upon it."""

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections


@dataclass
class Database:
    """`run` is a statement in SQL, `manage` a command of the product."""

    url: str
    run: Callable[..., list[Any]]

    def manage(self, *command: str) -> str:
        return subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DEBUG": "1", "DATABASE_URL": self.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
        ).stdout


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Database]:
    """On whichever database system the tests run."""
    with django_db_blocker.unblock():
        yield from (_sqlite if connection.vendor == "sqlite" else _postgresql)(tmp_path)


def _sqlite(folder: Path) -> Iterator[Database]:
    file = folder / "db.sqlite3"
    yield Database(f"sqlite:///{file}", _statements({"NAME": file}))


def _postgresql(folder: Path) -> Iterator[Database]:
    name = f"test_migrations_{uuid.uuid4().hex[:12]}"
    server = connection.settings_dict
    where = f"{server['HOST']}:{server['PORT'] or 5432}"
    user = ":".join(part for part in (server["USER"], server["PASSWORD"]) if part)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield Database(f"postgres://{user}@{where}/{name}", _statements({"NAME": name}))
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _statements(changed: dict[str, Any]) -> Callable[..., list[Any]]:
    def run(statement: str, *values: Any) -> list[Any]:
        other = connections.create_connection("default")
        other.settings_dict = {**other.settings_dict, **changed}
        try:
            with other.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            other.close()

    return run
