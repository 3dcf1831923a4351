"""The product as docs/deploy.md sets it up: gunicorn, https told by the proxy, static
files collected, an SQLite file that plain `migrate` made."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from .guide import REPOSITORY, sample

HOST = "tracker.example.gov.uk"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn needs Unix"),
]


def environment(**changed):
    """Nothing but the sample's settings: those of whoever runs the tests stay out."""
    inherited = {
        name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
    }
    return {**inherited, **sample(), **changed}


def manage(env, *command):
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", *command],
        cwd=REPOSITORY,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a migrated database and static files, and the settings to it."""
    folder = tmp_path_factory.mktemp("service")
    env = environment(
        DATABASE_URL=f"sqlite:///{folder}/db.sqlite3", STATIC_ROOT=f"{folder}/static"
    )
    commands = (
        manage(env, "migrate", "--verbosity=0"),
        manage(env, "collectstatic", "--noinput", "--verbosity=0"),
    )
    for command in commands:
        output, _ = command.communicate(timeout=180)
        assert command.returncode == 0, output
    return folder, env


@pytest.fixture(scope="module")
def port(place):
    """gunicorn on a free port."""
    _, env = place
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ("--bind", f"127.0.0.1:{port}", "--no-control-socket")
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "tracker.wsgi", *arguments],
        cwd=REPOSITORY,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def fetch(port):
    """As a proxy would: people come by https."""

    def get(path, *, scheme="https", **headers):
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        all_headers = {"Host": HOST, "X-Forwarded-Proto": scheme, **headers}
        connection.request("GET", path, headers=all_headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    return get


def test_the_deployment_check_is_clean_with_the_guides_settings():
    check = manage(environment(), "check", "--deploy", "--fail-level", "WARNING")
    output, _ = check.communicate(timeout=180)
    assert check.returncode == 0, output
    assert "no issues" in output


def test_plain_migrate_gives_an_sqlite_file_its_write_ahead_log(place):
    folder, _ = place
    with sqlite3.connect(folder / "db.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_sign_in_page_comes_with_its_styles(fetch):
    page = fetch("/admin/login/")
    assert page.status == 200
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page.text)
    assert len(styles) > 1
    for address in styles:
        style = fetch(address)
        assert style.status == 200
        assert "immutable" in style.headers["Cache-Control"]


def test_pages_carry_the_headers_that_browsers_heed(fetch):
    headers = fetch("/admin/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Secure" in headers["Set-Cookie"]


def test_a_stranger_gets_nothing_over_rest(fetch):
    answer = fetch("/api/v1/")
    assert answer.status == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_who_comes_by_plain_http_is_sent_to_https(fetch):
    answer = fetch("/admin/login/", scheme="http")
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/admin/login/"


def test_another_host_name_is_refused(fetch):
    assert fetch("/admin/login/", Host="elsewhere.example").status == 400


def test_a_monitor_on_the_inside_needs_no_https_and_no_sign_in(fetch):
    answer = fetch("/health/", scheme="http")
    assert (answer.status, answer.text) == (200, "ok\n")
