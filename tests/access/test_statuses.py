"""Every status, verb and role: over REST for all, and in the admin for a manager. What
test_matrix.py tries where the verb leads on is tried here from every other status."""

import pytest
from django.db import transaction

from recommendations.choices import (
    ActionStatus,
    InspectionStatus,
    PlanStatus,
    RecommendationStatus,
)
from recommendations.workflow.declarations import verbs_of

from .tries import REST_ONLY, InAdmin, OverRest, Row
from .world import World, set_status

pytestmark = [
    pytest.mark.access,
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]

STATUSES = {
    "action": ActionStatus,
    "recommendation": RecommendationStatus,
    "plan": PlanStatus,
    "inspection": InspectionStatus,
}


def rules(world):
    """Each kind's verbs, with the statuses from which they lead on, where they lead
    (nowhere, for verbs that leave the status) and whose they are."""
    for kind, statuses in STATUSES.items():
        for verb in verbs_of(type(world.records[kind])).values():
            if verb.name not in ("revise", "archive", "undo"):
                target = "cancelled" if verb.name == "carry-forward" else verb.to or ""
                sources = verb.sources or statuses.values
                yield kind, verb.name, sources, target, verb.roles


@pytest.mark.parametrize(
    ("way", "role"),
    [
        *[(OverRest, role) for role in ("manager", "verifier", "owner", "reader")],
        (OverRest, "colleague"),
        (InAdmin, "manager"),
    ],
)
def test_a_verb_leads_on_from_the_statuses_in_its_table_only(way, role):
    world, wrong = World(), []
    person = way(world, world.person(role, ""))
    for kind, verb, sources, target, roles in rules(world):
        if way is InAdmin and (kind, verb) in REST_ONLY:
            continue
        for status in STATUSES[kind].values:
            expected = (409, status)
            if role not in roles:
                expected = (403, status)
            elif status in sources:
                expected = ("done", target or led_by(verb, status))
            with transaction.atomic():
                world.make_ready(kind, verb)
                record = world.records[kind]
                set_status(record, status)
                answer = person.call(Row(role, "", kind, verb, ""))
                now = type(record).objects.get(pk=record.pk).status
                transaction.set_rollback(True)
            is_done = answer.status_code in (200, 201, 302)
            outcome = ("done" if is_done else answer.status_code, now)
            if outcome != expected or not is_done and not says_why(answer, status):
                wrong.append(f"{verb} of {status} {kind}: {outcome}, not {expected}")
    assert not wrong, "\n".join(wrong)


def led_by(verb, status):
    """A response in part takes up what had not been accepted."""
    is_taken_up = verb == "respond" and status == "not_accepted"
    return "open" if is_taken_up else status


def says_why(answer, status):
    """A refused move names the status that it found; any refusal has its sentence."""
    if answer["Content-Type"] != "application/problem+json":
        return 'role="alert"' in answer.text
    body = answer.json()
    return body["detail"].endswith(".") and body.get("from", status) == status
