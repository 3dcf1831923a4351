"""Settings by environment: what is refused at the start, and what follows from them."""

import re
import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from .guide import REPOSITORY, in_table, printed, sample

FILE = REPOSITORY / "tracker" / "settings.py"


@pytest.fixture
def settings_of(monkeypatch):
    """`settings_of(NAME="value")`: the settings with the guide's sample and these."""

    def read(**changed):
        for name in in_table():
            monkeypatch.delenv(name, raising=False)
        for name, value in {**sample(), **changed}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(FILE))

    return read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "ab" * 40),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "https://tracker.example.gov.uk"),
        ("ALLOWED_HOSTS", "tracker.example.gov.uk:443"),
        ("BEHIND_TLS_PROXY", "nginx"),
        ("PLAIN_HTTP", "2"),
        ("CSRF_TRUSTED_ORIGINS", "tracker.example.gov.uk"),
        ("CSRF_TRUSTED_ORIGINS", "http://tracker.example.gov.uk"),
        ("HSTS_SECONDS", "a year"),
        ("HSTS_SECONDS", "-1"),
        ("SESSION_HOURS", "0"),
        ("SESSION_HOURS", "8.5"),
        ("STATEMENT_SECONDS", "30s"),
        ("STATIC_ROOT", "static"),
        ("MEDIA_ROOT", "media"),
        ("EVIDENCE_TYPES", "pdf,exe"),
        ("EVIDENCE_MAX_MB", "0"),
        ("EVIDENCE_MAX_MB", "20 MB"),
        ("READER_MAX_MB", "0"),
        ("READER_MAX_PAGES", "all"),
        ("READER_SECONDS", "0"),
        ("READER_SECONDS", "1.5"),
        ("READER_MEMORY_MB", "10"),
        ("READER_MEMORY_MB", "300 MiB"),
        ("READER_JOBS", "0"),
        ("DATABASE_URL", "tracker"),
        ("DATABASE_URL", "mysql://tracker@localhost/tracker"),
        ("DATABASE_URL", "sqlite://db.sqlite3"),
        ("REQUIRE_IF_MATCH", "yes please"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_nonsense_is_refused_by_name(settings_of, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_of(**{name: value})


def test_a_database_url_that_is_refused_does_not_print_its_password(settings_of):
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_of(DATABASE_URL="postgres://tracker:hush/hush@db:54a/tracker")
    assert "hush" not in str(refused.value)


def test_plain_http_behind_a_tls_proxy_is_a_contradiction(settings_of):
    with pytest.raises(ImproperlyConfigured, match="PLAIN_HTTP"):
        settings_of(PLAIN_HTTP="1")


def test_the_key_that_the_guide_prints_is_refused(settings_of):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        settings_of(SECRET_KEY=printed()["SECRET_KEY"])


def test_everything_goes_over_https_unless_plain_http_is_asked_for(settings_of):
    switches = (
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
    )
    real = settings_of()
    trial = settings_of(BEHIND_TLS_PROXY="0", PLAIN_HTTP="1")
    assert all(real[name] for name in switches)
    assert not any(trial[name] for name in switches)


def test_a_proxys_header_is_believed_only_when_asked(settings_of):
    assert "SECURE_PROXY_SSL_HEADER" in settings_of()
    assert "SECURE_PROXY_SSL_HEADER" not in settings_of(BEHIND_TLS_PROXY="0")


def test_postgresql_keeps_connections_and_ends_long_statements(settings_of):
    url = "postgres://tracker@db/tracker?sslmode=require"
    (database,) = settings_of(DATABASE_URL=url)["DATABASES"].values()
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"]
    assert database["OPTIONS"] == {
        "connect_timeout": 5,
        "sslmode": "require",
        "options": "-c statement_timeout=30s",
    }


def test_statements_may_take_for_ever_when_asked(settings_of):
    (database,) = settings_of(STATEMENT_SECONDS="0")["DATABASES"].values()
    assert "options" not in database["OPTIONS"]


def test_the_guide_explains_every_setting_and_no_other():
    read = set(
        re.findall(r'_(?:text|flag|number|list)\(\s*"([A-Z_]+)"', FILE.read_text())
    )
    assert in_table() == read
