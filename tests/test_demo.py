"""`manage.py demo`: for development only, as of today, and the same when run again."""

import json
import socket
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import DateField
from django.test import override_settings
from rest_framework.test import APIClient

from recommendations.models import ActionItem, ActionPlan, ApiToken, Owner
from recommendations.reports.figures import DUE_SOON, OVERDUE
from recommendations.workflow import demo
from recommendations.workflow.errors import Refused
from recommendations.workflow.redating import redated, story_day

STORY = Path(__file__).resolve().parent.parent / "fixtures" / "demo_plans.json"
LONDON = ZoneInfo("Europe/London")
DAY = date(2027, 3, 3)
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LATE = {"is_open": "true", "overdue": "true", "ordering": "due_on", "authority": "BWD"}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo as of 3 March 2027, loaded once for all tests here."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(datetime(2027, 3, 3, 9, tzinfo=LONDON), tick=False),
        override_settings(PASSWORD_HASHERS=QUICK, DEBUG=True),
        transaction.atomic(),
    ):
        assert demo.set_up(today=DAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sign_ins(loaded, db):
    return {account.person.username: account for account in demo.sign_ins()}


def counts():
    return {model: model._default_manager.count() for model in apps.get_models()}


def rows():
    return json.loads(STORY.read_text(encoding="utf-8"))


def late_and_soon(moved, today):
    """How many actions are overdue, and how many due within 30 days, in the rows."""
    days = [
        (date.fromisoformat(row["fields"]["due_on"]) - today).days
        for row in moved
        if row["model"] == "recommendations.actionitem"
        and row["fields"].get("status", "not_started") in ("not_started", "in_progress")
        and "due_on" in row["fields"]
    ]
    return sum(days_left < 0 for days_left in days), sum(
        0 <= days_left <= 30 for days_left in days
    )


def api(sign_in):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {sign_in.token}")
    return client


def test_the_demo_is_refused_without_debug_and_touches_no_database(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="development only"):
        call_command("demo", no_serve=True, reset=True)


def test_a_port_in_use_is_said_plainly_before_anything_is_done(settings):
    settings.DEBUG = True
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            call_command("demo", port=str(port))


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_what_is_no_port_is_refused(settings, port):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="is not a port"):
        call_command("demo", port=port)


def test_a_second_run_changes_nothing_and_says_the_same(sign_ins, settings, tmp_path):
    settings.DEBUG = True
    before = counts()
    for name in ("first", "second"):
        call_command("demo", no_serve=True, json=tmp_path / name, stdout=StringIO())
    assert counts() == before
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_each_person_signs_in_with_the_password_and_the_token_told(sign_ins):
    assert list(sign_ins) == [
        "manager", "verifier", "owner", "police", "reader", "outsider", "admin"
    ]  # fmt: skip
    for name, account in sign_ins.items():
        prefix, _, secret = account.token.partition(".")
        token = ApiToken.objects.get(prefix=prefix)
        assert token.matches(secret)
        assert token.user.username == name
        assert token.user.check_password(account.password)


def test_the_manager_sees_what_is_overdue_as_of_today(sign_ins):
    answer = api(sign_ins["manager"]).get("/api/v1/actions/", LATE)
    assert answer.status_code == 200
    results = answer.data["results"]
    late = ActionItem.objects.filter(authority__code="BWD").overdue(on=DAY)
    assert sorted(row["reference"] for row in results) == [a.reference for a in late]
    days = [row["due_on"] for row in results]
    assert days == sorted(days)
    assert len(days) >= 5


def test_the_police_see_their_part_and_the_outsider_nothing_of_it(sign_ins):
    listed = api(sign_ins["police"]).get("/api/v1/actions/", {"page_size": 200})
    references = {row["reference"] for row in listed.data["results"]}
    part = ActionItem.objects.for_agency("lancashire-police")
    assert references == set(part.values_list("reference", flat=True))
    key = f"/api/v1/actions/{min(references)}/"
    assert api(sign_ins["outsider"]).get(key).status_code == 404


def test_owner_and_police_sign_in_as_their_posts_on_the_trail(sign_ins):
    for name, carried in (("owner", 6), ("police", 3)):
        owner = Owner.objects.get(user__username=name)
        user = owner.user
        assert ActionItem.objects.open().carried_by(user).count() == carried
        assert owner.history.first().verb == "link"


def test_nothing_of_the_story_has_a_trail_entry_of_the_loading(sign_ins):
    assert not ActionItem.history.filter(verb="loaddata").exists()
    assert not ActionPlan.history.filter(verb="loaddata").exists()


def test_printed_dates_stay_what_they_are(sign_ins):
    plan = ActionPlan.objects.get(inspections__reference="BWD-JTAI-2023")
    assert plan.statutory_due_on == date(2023, 10, 23)


def test_other_sign_ins_are_not_told_when_the_secret_key_is_another(sign_ins, settings):
    settings.SECRET_KEY = "another"
    with pytest.raises(Refused, match="another SECRET_KEY"):
        demo.sign_ins()


def test_the_database_shows_as_much_late_as_the_story_does(sign_ins):
    actions = ActionItem.objects.all()
    counts = [figure.of(actions, on=DAY).count() for figure in (OVERDUE, DUE_SOON)]
    assert tuple(counts) == late_and_soon(rows(), story_day(rows()))


@pytest.mark.parametrize(
    "today", [date(2026, 3, 29), DAY, date(2028, 2, 29), date(2030, 10, 27)]
)
def test_on_any_day_as_much_is_late_and_due_soon(today):
    story = rows()
    moved = redated(story, days=(today - story_day(story)).days)
    assert story_day(moved) == today
    assert late_and_soon(moved, today) == late_and_soon(story, story_day(story))


@pytest.mark.parametrize("days", [-237, 102, 129, 463])
def test_an_entry_keeps_its_time_of_day_in_summer_and_in_winter(days):
    def clock(story):
        entries = (row["fields"].get("history_date") for row in story)
        instants = (datetime.fromisoformat(entry) for entry in entries if entry)
        return [at.astimezone(LONDON).time() for at in instants]

    fixture_rows = rows()
    assert clock(redated(fixture_rows, days=days)) == clock(fixture_rows)


def test_only_printed_dates_are_left_where_they_are():
    story = rows()
    for before, after in zip(story, redated(story, days=7), strict=True):
        fields = apps.get_model(before["model"])._meta.concrete_fields
        dates = {field.name for field in fields if isinstance(field, DateField)}
        if before["model"].endswith("baseline"):
            dates.add("actions")  # What was promised holds dates inside.
        for name, value in before["fields"].items():
            moves = name in dates - {"statutory_due_on", "statement_due_on"}
            assert (after["fields"][name] != value) is moves, name
