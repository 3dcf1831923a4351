"""Going to a day, and asking how things stood on one, for the tests beside it."""

from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

LONDON = ZoneInfo("Europe/London")


@contextmanager
def at(*when):
    with time_machine.travel(datetime(*when, tzinfo=LONDON), tick=False):
        yield


def listed(client, day, path="actions", **filters):
    answer = client.get(f"/api/v1/{path}/", {"as_of": day, **filters})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def refused(client, day, path="actions"):
    answer = client.get(f"/api/v1/{path}/", {"as_of": day})
    assert answer.status_code == 400
    return answer.json()["errors"]
