"""The demo's figures three months back are other than today's, and whoever asks why
finds it on the trail of the actions that came and went."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from recommendations.workflow import demo

from .days import listed

pytestmark = pytest.mark.django_db

# Each figure with the list's filter, and the fields of which one must have changed. The
# rest (overdue, due soon, stale) may differ by the passing of days alone.
FIGURES = {
    "open": ({"is_open": "true"}, {"status"}),
    "awaiting_check": ({"awaiting_check": "true"}, {"status"}),
    "blocked": ({"blocked": "true"}, {"is_blocked", "status"}),
    "unowned": ({"unowned": "true"}, {"owner", "status"}),
    "undated": ({"undated": "true"}, {"due_on", "status"}),
}


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
    differing = [name for name in FIGURES if figures[0][name] != figures[1][name]]
    assert len(differing) >= 3, figures
    for name, (filters, fields) in FIGURES.items():
        before = references(client, str(then), filters)
        after = references(client, str(now), filters)
        assert (len(before), len(after)) == (figures[0][name], figures[1][name])
        for reference in before ^ after:
            since = {"since": str(then + timedelta(days=1)), "page_size": 200}
            trail = client.get(f"/api/v1/actions/{reference}/history/", since).json()
            entries = trail["results"]
            changed = {one["field"] for e in entries for one in e["changes"]}
            assert changed & fields, (name, reference)
            assert all(entry["by"] for entry in entries)
