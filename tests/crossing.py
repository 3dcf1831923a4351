"""Two people at a time who write the same rows from opposite ends. Run by
test_concurrency.py as a program: `python -m tests.crossing ROUNDS`, with DATABASE_URL
set; says as JSON how often each kind of call was answered with which status."""

import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from recommendations.models import ApiToken  # noqa: E402
from tests.factories import (  # noqa: E402
    ActionFactory,
    InspectionFactory,
    MembershipFactory,
    OwnerFactory,
    RecommendationFactory,
)

ACTIONS = 12
Call = tuple[str, dict[str, Any]]


def set_up() -> tuple[str, list[str], list[str], Any]:
    call_command("migrate", verbosity=0)
    member = MembershipFactory(authority__code="BWD")
    posts = [OwnerFactory(authority=member.authority) for _ in range(2)]
    actions = [
        ActionFactory(authority=member.authority, owner=posts[number % 2])
        for number in range(ACTIONS)
    ]
    inspection = InspectionFactory(authority=member.authority)
    _, key = ApiToken.issue(user=member.user, name="crossing")
    references = [action.reference for action in actions]
    return key, references, [post.reference for post in posts], inspection


def pairs(
    actions: list[str], posts: list[str], inspection: Any
) -> dict[str, list[Call]]:
    """Of each kind two calls that cross."""
    updates = [
        {"reference": reference, "verb": "updates", "text": "As planned."}
        for reference in actions
    ]
    moves = [
        {
            "reference": reference,
            "verb": "reassign",
            "owner": posts[place % 2],
            "reason": "R",
        }
        for place, reference in enumerate(actions)
    ]
    asks = [RecommendationFactory(inspection=inspection).reference for _ in range(2)]
    return {
        "bulk": [
            ("/api/v1/actions/bulk/", {"items": updates}),
            ("/api/v1/actions/bulk/", {"items": updates[::-1]}),
        ],
        "hand-over": [
            (
                f"/api/v1/owners/{reference}/hand-over/",
                {"to": other, "reason": "Leave."},
            )
            for reference, other in (posts, posts[::-1])
        ],
        "hand-over and bulk": [
            (f"/api/v1/owners/{posts[0]}/hand-over/", {"to": posts[1], "reason": "R"}),
            ("/api/v1/actions/bulk/", {"items": moves[::-1]}),
        ],
        "supersede": [
            (
                f"/api/v1/recommendations/{reference}/supersede/",
                {"by": other, "reason": "The later report asks for more."},
            )
            for reference, other in (asks, asks[::-1])
        ],
    }


def send(call: Call, key: str, barrier: Barrier) -> int:
    headers = {"Authorization": f"Bearer {key}", "Host": "localhost"}
    client = Client(headers=headers, raise_request_exception=False)
    address, body = call
    barrier.wait(60)
    try:
        return client.post(address, json.dumps(body), "application/json").status_code
    finally:
        connection.close()


def main(rounds: int) -> None:
    key, *facts = set_up()
    barrier = Barrier(2)
    outcomes: dict[str, Counter[int]] = {}
    with ThreadPoolExecutor(2) as people:
        for _ in range(rounds):
            for kind, calls in pairs(*facts).items():
                sent = [people.submit(send, call, key, barrier) for call in calls]
                for future in sent:
                    outcomes.setdefault(kind, Counter())[future.result()] += 1
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
