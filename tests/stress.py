"""Eight processes that write the same rows over REST, on a database of their own, while
a ninth seals the trail. Run by test_concurrency.py as a program: `python -m
tests.stress`, with DATABASE_URL and MEDIA_ROOT set; says what happened as JSON."""

import json
import multiprocessing
import os
import sys
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from typing import Any

import django

# Each process is new and sets itself up before it can know the records.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command, get_commands  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from recommendations.models import (  # noqa: E402
    ActionItem,
    ApiToken,
    Draft,
    Inspection,
    Recommendation,
)
from tests.drafts.reports import reading_of as read_of  # noqa: E402
from tests.drafts.reports import save_draft  # noqa: E402
from tests.factories import (  # noqa: E402
    ActionFactory,
    FrameworkFactory,
    InspectorateFactory,
    MembershipFactory,
    OwnerFactory,
)
from tests.tiny_pdf import tiny_pdf  # noqa: E402

PROCESSES = 8
ROUNDS = 4


def set_up() -> dict[str, Any]:
    """A database with one authority, one manager and one action, their token, and for
    each round two drafts of one inspection."""
    call_command("migrate", verbosity=0)
    member = MembershipFactory(authority__code="BWD")
    owner = OwnerFactory(authority=member.authority)
    action = ActionFactory(authority=member.authority, owner=owner)
    _, key = ApiToken.issue(user=member.user, name="stress")
    drafts = [_two_drafts(member, number) for number in range(ROUNDS)]
    connection.close()
    return {
        "key": key,
        "action": action.reference,
        "plan": action.plan.reference,
        "drafts": drafts,
    }


def _two_drafts(member: Any, number: int) -> list[str]:
    """Of the same inspection, from two files."""
    FrameworkFactory(code="ilacs_standard")
    InspectorateFactory()
    days = {
        "inspection_start": date(2020 + number, 2, 3),
        "inspection_end": date(2020 + number, 2, 14),
    }
    keys = []
    for name in ("first", "second"):
        data = tiny_pdf(f"The {name} file of round {number}")
        read = read_of(data, authority=member.authority.name, **days)
        keys.append(str(save_draft(data, read, by=member.user).pk))
    return keys


def seal(is_over: Any) -> None:
    """The ninth process: seals what has come, again and again."""
    while not is_over.wait(0.2):
        call_command("seal_trail", stdout=StringIO())


def work(facts: dict[str, Any], index: int, barrier: Any, answers: Any) -> None:
    """One process: in each round all start together, from the same version."""
    client = Client(
        headers={"Authorization": f"Bearer {facts['key']}", "Host": "localhost"}
    )
    address = f"/api/v1/actions/{facts['action']}/"
    outcomes = []
    for number in range(ROUNDS):
        etag = client.get(address)["ETag"]
        barrier.wait(60)
        answer = client.patch(
            address,
            json.dumps({"detail": f"{os.getpid()} in round {number}"}),
            content_type="application/json",
            headers={"If-Match": etag},
        )
        outcomes.append((f"race {number}", answer.status_code))
        barrier.wait(60)
        for path, body in (
            (f"{address}updates/", {"text": f"{os.getpid()} was here."}),
            ("/api/v1/actions/", {"plan": facts["plan"], "title": "Another"}),
        ):
            answer = client.post(path, json.dumps(body), "application/json")
            outcomes.append((path.split("/")[-2], answer.status_code))
        proof = {"file": ContentFile(b"%PDF-1.7", "audit.pdf"), "title": "Audit"}
        answer = client.post(f"{address}evidence/", proof)
        outcomes.append(("evidence", answer.status_code))
        # A day that nobody else asks for, though it may be earlier than another's.
        day = date(2027, 1, 1) + timedelta(days=index * ROUNDS + number)
        reschedule = {
            "due_on": day.isoformat(),
            "reason": "The tender.",
            "confirm": True,
        }
        answer = client.post(
            f"{address}request-date/",
            json.dumps(reschedule),
            "application/json",
        )
        outcomes.append(("request-date", answer.status_code))
        barrier.wait(60)
        draft = facts["drafts"][number][index % 2]
        answer = client.post(f"/api/v1/drafts/{draft}/accept/")
        outcomes.append((f"accept {number}", answer.status_code))
        same = ContentFile(tiny_pdf(f"Sent by all in round {number}"), "report.pdf")
        barrier.wait(60)
        answer = client.post("/api/v1/documents/read/", {"file": same})
        outcomes.append((f"read {number}", answer.status_code))
        barrier.wait(60)
    answers.put(outcomes)


def main() -> None:
    facts = set_up()
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(PROCESSES), spawn.Queue()
    workers = [
        spawn.Process(target=work, args=(facts, index, barrier, answers))
        for index in range(PROCESSES)
    ]
    is_over = spawn.Event()
    sealer = spawn.Process(target=seal, args=(is_over,))
    if "seal_trail" in get_commands():
        sealer.start()
    for worker in workers:
        worker.start()
    outcomes = [pair for _ in workers for pair in answers.get(timeout=150)]
    for worker in workers:
        worker.join()
    is_over.set()
    if sealer.pid:
        sealer.join()
        # What came last is sealed too, and every seal is whole.
        call_command("seal_trail", stdout=StringIO())
        call_command("verify_trail", stdout=StringIO())

    action = ActionItem.objects.get(reference=facts["action"])
    kinds: dict[str, Counter[int]] = {}
    for kind, status in outcomes:
        kinds.setdefault(kind, Counter())[status] += 1
    # Beside it lie the locks of those who read reports.
    evidence = settings.MEDIA_ROOT / "evidence"
    references = list(ActionItem.objects.values_list("reference", flat=True))
    json.dump(
        {
            "answers": kinds,
            "version": action.version,
            "updates": action.updates.count(),
            "evidence": action.evidence.count(),
            "files": sum(path.is_file() for path in evidence.rglob("*")),
            "drafts": Draft.objects.count(),
            "inspections": Inspection.objects.count(),
            "recommendations": Recommendation.objects.count(),
            "moves": action.date_moves,
            "moved_from": action.date_changes.values("from_on").distinct().count(),
            "sealer": sealer.exitcode or 0,
            "trail": Counter(action.history.values_list("verb", flat=True)),
            "actions": len(references),
            "references": len(set(references)),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
