"""The demo's figures three months back are other than today's, and whoever asks why
finds it on the trail of the actions that came and went."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from recommendations.reports.figures import (
    AWAITING_CHECK,
    ON_HOLD,
    OPEN,
    UNDATED,
    UNOWNED,
)
from recommendations.workflow import demo

from .days import listed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Each figure with the fields of which one must have changed. The rest (overdue, due
# soon, stale) may differ by the passing of days alone.
FIGURES = (
    (OPEN, {"status"}),
    (AWAITING_CHECK, {"status"}),
    (ON_HOLD, {"is_blocked", "status"}),
    (UNOWNED, {"owner", "status"}),
    (UNDATED, {"due_on", "status"}),
)


@pytest.fixture
def client(today, api):
    demo.set_up(today=timezone.localdate())
    return api(User.objects.get(username="manager"))


def references(client, day, filters):
    rows = listed(client, day, page_size=200, **filters)
    return {row["reference"] for row in rows}


def test_what_differs_from_three_months_back_is_on_the_trail(client):
    now = timezone.localdate()
    then = now - timedelta(days=91)
    figures = [
        client.get("/api/v1/summary/", {"as_of": str(day)}).json()
        for day in (then, now)
    ]
    counted = {
        item.key: [summary[item.key] for summary in figures] for item, _ in FIGURES
    }
    assert sum(before != after for before, after in counted.values()) >= 3, counted
    for figure, fields in FIGURES:
        before = references(client, str(then), figure.rest)
        after = references(client, str(now), figure.rest)
        assert [len(before), len(after)] == counted[figure.key]
        for reference in before ^ after:
            since = {"since": str(then + timedelta(days=1)), "page_size": 200}
            trail = client.get(f"/api/v1/actions/{reference}/history/", since).json()
            entries = trail["results"]
            changed = {item["field"] for e in entries for item in e["changes"]}
            assert changed & fields, (figure.key, reference)
            assert all(entry["by"] for entry in entries)
