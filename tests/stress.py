"""Eight processes that write the same rows over REST, on a database of their own. Run
by test_concurrency.py as a program: `python -m tests.stress`, with DATABASE_URL set;
says what happened as JSON."""

import json
import multiprocessing
import os
import sys
from collections import Counter
from typing import Any

import django

# Each process is new and sets itself up before it can know the records.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from recommendations.models import ActionItem, ApiToken  # noqa: E402
from tests.factories import ActionFactory, MembershipFactory, OwnerFactory  # noqa: E402

PROCESSES = 8
ROUNDS = 4


def set_up() -> dict[str, str]:
    """A database with one authority, one manager and one action, and their token."""

    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA journal_mode=WAL")

    member = MembershipFactory(authority__code="BWD")
    owner = OwnerFactory(authority=member.authority)
    action = ActionFactory(authority=member.authority, owner=owner)
    _, key = ApiToken.issue(user=member.user, name="stress")
    connection.close()
    return {"key": key, "action": action.reference, "plan": action.plan.reference}


def work(facts: dict[str, str], barrier: Any, answers: Any) -> None:
    """One process: in each round all start together, from the same version."""
    client = Client(
        headers={"Authorization": f"Bearer {facts['key']}", "Host": "localhost"}
    )
    address = f"/api/v1/actions/{facts['action']}/"
    found = []
    for number in range(ROUNDS):
        seen = client.get(address)["ETag"]
        barrier.wait(60)
        answer = client.patch(
            address,
            json.dumps({"detail": f"{os.getpid()} in round {number}"}),
            content_type="application/json",
            headers={"If-Match": seen},
        )
        found.append((f"race {number}", answer.status_code))
        barrier.wait(60)
        for path, body in (
            (f"{address}updates/", {"text": f"{os.getpid()} was here."}),
            ("/api/v1/actions/", {"plan": facts["plan"], "title": "Another"}),
        ):
            answer = client.post(path, json.dumps(body), "application/json")
            found.append((path.split("/")[-2], answer.status_code))
        barrier.wait(60)
    answers.put(found)


def main() -> None:
    facts = set_up()
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(PROCESSES), spawn.Queue()
    workers = [
        spawn.Process(target=work, args=(facts, barrier, answers))
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    found = [pair for _ in workers for pair in answers.get(timeout=150)]
    for worker in workers:
        worker.join()

    action = ActionItem.objects.get(reference=facts["action"])
    kinds: dict[str, Counter[int]] = {}
    for kind, status in found:
        kinds.setdefault(kind, Counter())[status] += 1
    references = list(ActionItem.objects.values_list("reference", flat=True))
    json.dump(
        {
            "answers": kinds,
            "version": action.version,
            "updates": action.updates.count(),
            "trail": Counter(action.history.values_list("verb", flat=True)),
            "actions": len(references),
            "references": len(set(references)),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
