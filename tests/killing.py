"""Kills the workers of a real server in the middle of calls, with SIGKILL, and sends
the calls again with their keys. Run by test_concurrency.py as a program: `python -m
tests.killing ROUNDS`, with DATABASE_URL and MEDIA_ROOT set; says as JSON how many
calls there were, how many were cut off, and which did not act exactly once."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from recommendations.models import (  # noqa: E402
    ActionItem,
    ApiToken,
    Draft,
    Evidence,
    ProgressUpdate,
)
from tests.factories import ActionFactory, MembershipFactory, OwnerFactory  # noqa: E402
from tests.tiny_pdf import tiny_pdf  # noqa: E402

WORKERS = 4
LONGEST_CALL = 1.0
PATIENCE = 60


def set_up() -> dict[str, str]:
    call_command("migrate", verbosity=0)
    member = MembershipFactory(authority__code="BWD")
    owner = OwnerFactory(authority=member.authority)
    action = ActionFactory(authority=member.authority, owner=owner)
    _, key = ApiToken.issue(user=member.user, name="killing")
    connection.close()
    return {"key": key, "action": action.reference, "plan": action.plan.reference}


def multipart(fields: dict[str, Any], file: bytes, name: str) -> tuple[bytes, str]:
    lines = [
        f'--line\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    head = f'--line\r\nContent-Disposition: form-data; name="file"; filename="{name}"'
    body = "".join(lines).encode() + head.encode() + b"\r\n\r\n" + file
    return body + b"\r\n--line--\r\n", "multipart/form-data; boundary=line"


def plain(body: Any) -> tuple[bytes, str]:
    return json.dumps(body).encode(), "application/json"


def call_of(kind: str, name: str, facts: dict[str, str]) -> tuple[str, bytes, str]:
    """Address, body and content type of a call whose one act bears the name."""
    action = f"/api/v1/actions/{facts['action']}/"
    update = {"reference": facts["action"], "verb": "updates", "text": name}
    match kind:
        case "update":
            return f"{action}updates/", *plain({"text": name})
        case "create":
            return "/api/v1/actions/", *plain({"plan": facts["plan"], "title": name})
        case "bulk":
            return "/api/v1/actions/bulk/", *plain({"items": [update]})
        case "evidence":
            upload = multipart({"title": name}, b"%PDF-1.7", "audit.pdf")
            return f"{action}evidence/", *upload
        case _:
            upload = multipart({}, tiny_pdf(name), f"{name}.pdf")
            return "/api/v1/documents/read/", *upload


def acts(kind: str, name: str) -> int:
    match kind:
        case "update" | "bulk":
            return ProgressUpdate.objects.filter(text=name).count()
        case "create":
            return ActionItem.objects.filter(title=name).count()
        case "evidence":
            return Evidence.objects.filter(title=name).count()
        case _:
            return Draft.objects.filter(file_name=f"{name}.pdf").count()


KINDS = ("update", "create", "bulk", "evidence", "read")


class Server:
    """Gunicorn as docs/deploy.md has it, with workers that are quick to come again."""

    def __enter__(self) -> "Server":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.master = subprocess.Popen(  # noqa: S603 - a program of our own
            [sys.executable, "-m", "gunicorn", "tracker.wsgi", "--preload"]
            + ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{self.port}"],
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.master.terminate()
        self.master.wait(30)

    def kill_workers(self) -> None:
        pid = self.master.pid
        for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(worker), signal.SIGKILL)

    def send(self, call: tuple[str, bytes, str], **headers: str) -> int | None:
        """The status, or none where the line broke."""
        address, body, content_type = call
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(
                "POST", address, body, {"Content-Type": content_type} | headers
            )
            return line.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            line.close()

    def send_until_answered(self, call: tuple[str, bytes, str], **headers: str) -> int:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            status = self.send(call, **headers)
            # Still running: the database has yet to notice that the worker is gone.
            if status not in (None, 409):
                return status
            time.sleep(0.05)
        raise TimeoutError(call[0])


def main(rounds: int) -> None:
    facts = set_up()
    chance = random.Random(rounds)  # noqa: S311 - no secret
    cut_off, wrong, statuses = 0, [], set()
    with Server() as server, ThreadPoolExecutor(WORKERS) as people:
        bearer = {"Authorization": f"Bearer {facts['key']}"}
        server.send_until_answered(call_of("update", "warm", facts), **bearer)
        for number in range(rounds):
            sent = []
            for place in range(WORKERS):
                kind = KINDS[(number + place) % len(KINDS)]
                name = f"{kind} {number} {place}"
                headers = bearer | {"Idempotency-Key": name.replace(" ", "-")}
                call = call_of(kind, name, facts)
                first = people.submit(server.send, call, **headers)
                sent.append((kind, name, call, headers, first))
            time.sleep(chance.uniform(0, LONGEST_CALL))
            server.kill_workers()
            for kind, name, call, headers, first in sent:
                cut_off += first.result() is None
                statuses.add(server.send_until_answered(call, **headers))
                done = acts(kind, name)
                if done != 1:
                    wrong.append([name, done])
    result = {"calls": rounds * WORKERS, "cut_off": cut_off}
    json.dump(result | {"wrong": wrong, "statuses": sorted(statuses)}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
