"""What a program in Python does with the client that was made of the schema: reads page
by page, moves an action, meets refusals and acts on many at once. Run by
test_clients.py beside that client, with the file of the demo's sign-ins."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from client import AuthenticatedClient
from client.api.actions import (
    actions_bulk_create,
    actions_complete_create,
    actions_list,
    actions_reschedule_create,
    actions_start_create,
    actions_updates_create,
)
from client.models import (
    Action,
    ActionsListOrdering,
    BulkBody,
    BulkResults,
    BulkRow,
    GatedBody,
    PaginatedActionList,
    Problem,
    ProblemCodeEnum,
    RescheduleBody,
    Update,
    UpdatesBody,
    VerbEnum,
)
from client.types import UNSET

sign_ins = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
tokens = {user["username"]: user["token"] for user in sign_ins["users"]}


def sign_in(name):
    return AuthenticatedClient(base_url=sign_ins["url"], token=tokens[name])


manager, owner = sign_in("manager"), sign_in("owner")

# Every open action, page by page: each once, in order.
references, cursor, count = [], UNSET, None
while cursor is not None:
    page = actions_list.sync(
        client=manager,
        is_open=True,
        ordering=ActionsListOrdering.REFERENCE,
        page_size=10,
        cursor=cursor,
    )
    assert isinstance(page, PaginatedActionList), page
    references += [action.reference for action in page.results]
    cursor = parse_qs(urlsplit(page.next_ or "").query).get("cursor", [None])[0]
assert len(references) > 10
assert references == sorted(set(references))

# An action without a due date does not start: the refusal is a typed problem.
refused = actions_start_create.sync_detailed("BWD-A0042", client=owner)
assert refused.status_code == 409
assert isinstance(refused.parsed, Problem)
assert refused.parsed.code is ProblemCodeEnum.GATE_UNMET
assert refused.parsed.missing == ["due_on"]

# It gets one, is begun, told of and claimed.
due_on = date.today() + timedelta(days=120)
body = RescheduleBody(due_on=due_on, reason="The lease is signed.")
action = actions_reschedule_create.sync("BWD-A0042", client=manager, body=body)
assert isinstance(action, Action), action
assert action.due_on == due_on
action = actions_start_create.sync("BWD-A0042", client=owner)
assert isinstance(action, Action), action
update = actions_updates_create.sync(
    "BWD-A0042",
    client=owner,
    body=UpdatesBody(text="The doors are open."),
    idempotency_key="story-1",
)
assert isinstance(update, Update), update
stale = actions_complete_create.sync(
    "BWD-A0042", client=owner, body=GatedBody(note="Open."), if_match='"1"'
)
assert isinstance(stale, Problem), stale
assert (stale.status, stale.code) == (412, ProblemCodeEnum.STALE)
action = actions_complete_create.sync(
    "BWD-A0042",
    client=owner,
    body=GatedBody(note="Open."),
    if_match=f'"{stale.version}"',
)
assert isinstance(action, Action), action
assert action.status.value == "complete"

# Many at once: each has its own answer.
results = actions_bulk_create.sync(
    client=manager,
    body=BulkBody(
        items=[
            BulkRow("BWD-A0030", VerbEnum.UPDATES, text="No change this month."),
            BulkRow("BWD-A0042", VerbEnum.START),
        ]
    ),
)
assert isinstance(results, BulkResults), results
assert [(result.index, result.status) for result in results.results] == [
    (0, 200),
    (1, 409),
]
problem = results.results[1].problem
assert isinstance(problem, Problem)
assert problem.code is ProblemCodeEnum.ILLEGAL_MOVE
assert "verify" in problem.allowed
