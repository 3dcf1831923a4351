"""Several people write the same action at once, each in a process of their own: nobody
sees a lock, nothing is lost, and of equal versions exactly one wins."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from .stress import PROCESSES, ROUNDS

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture
def database_url(tmp_path, django_db_blocker):
    """A database that other processes can open: a file, or one more on the server."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/stress.sqlite3"
        return
    name = f"stress_{os.getpid()}"
    settings = connection.settings_dict
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    place = f"{settings['HOST']}:{settings['PORT'] or 5432}"
    try:
        yield f"postgres://{settings['USER']}:{settings['PASSWORD']}@{place}/{name}"
    finally:
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def run(database_url, tmp_path):
    """`run(program, ...)`: what a program of this folder says, on a database of its
    own."""

    def run(*program):
        done = subprocess.run(  # noqa: S603 - programs of our own
            [sys.executable, "-m", *program],
            cwd=REPOSITORY,
            env={
                **os.environ,
                "DATABASE_URL": database_url,
                "MEDIA_ROOT": str(tmp_path / "media"),
                "DEBUG": "1",
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.mark.stress
def test_a_call_cut_off_by_a_kill_and_sent_again_acts_once(run):
    outcome = run("tests.killing", "8")
    assert outcome["wrong"] == []
    assert set(outcome["statuses"]) <= {200, 201}
    assert 0 < outcome["cut_off"] < outcome["calls"] == 32


@pytest.mark.stress
def test_two_who_write_the_same_rows_from_opposite_ends_both_get_an_answer(run):
    outcome = run("tests.crossing", "10")
    assert outcome["bulk"] == outcome["hand-over"] == {"200": 20}
    assert outcome["hand-over and bulk"] == {"200": 20}
    assert outcome["supersede"] == {"200": 10, "409": 10}


@pytest.mark.stress
def test_eight_processes_lose_nothing_and_see_no_lock(run):
    outcome = run("tests.stress")
    answers = outcome["answers"]
    everyone = PROCESSES * ROUNDS
    for number in range(ROUNDS):
        assert answers[f"race {number}"] == {"200": 1, "412": PROCESSES - 1}
    assert answers["updates"] == {"201": everyone}
    assert answers["actions"] == {"201": everyone}
    assert answers["evidence"] == answers["request-date"] == {"201": everyone}
    assert outcome["updates"] == everyone
    assert outcome["actions"] == outcome["references"] == everyone + 1
    for number in range(ROUNDS):
        # Each of the two drafts of one inspection is accepted once.
        assert answers[f"accept {number}"] == {"200": 2, "409": PROCESSES - 2}
        assert answers[f"read {number}"] == {"201": 1, "200": PROCESSES - 1}
    assert outcome["inspections"] == ROUNDS
    assert outcome["recommendations"] == 3 * ROUNDS
    assert outcome["drafts"] == 3 * ROUNDS
    assert outcome["evidence"] == everyone
    assert outcome["files"] == everyone + outcome["drafts"]
    # Each moved the date on from where another had put it.
    assert outcome["moves"] == outcome["moved_from"] == everyone
    assert outcome["trail"] == {
        "create": 1,
        "revise": ROUNDS,
        "updates": everyone,
        "evidence": everyone,
        "request-date": everyone,
    }
    assert outcome["version"] == 1 + ROUNDS + 3 * everyone
    assert outcome["sealer"] == 0
