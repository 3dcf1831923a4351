"""What `moves` says of an action is what happens: from every status, to everybody."""

import pytest
from django.db import transaction

from recommendations.choices import ActionStatus, Role
from recommendations.models import ActionItem
from recommendations.workflow.declarations import moves_of

from .factories import ActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ADDRESS = "/api/v1/actions/BWD-A0001/"
PEOPLE = ("manager", "verifier", "owner", "colleague", "reader")


@pytest.mark.parametrize("status", ActionStatus.values)
@pytest.mark.parametrize("name", PEOPLE)
def test_moves_tell_who_may_make_which_move(api, people, authority, post, name, status):
    ActionFactory(reference="BWD-A0001", authority=authority, owner=post, status=status)
    client = api(getattr(people, name))
    told = {row["verb"]: row for row in client.get(f"{ADDRESS}moves/").json()["moves"]}
    role = Role.OWNER if name == "colleague" else Role(name)
    for move in moves_of(ActionItem):
        leads_on = status in move.sources
        carries = role != Role.OWNER or name == "owner"
        may = leads_on and role in move.roles and carries
        assert (move.name in told and told[move.name]["allowed"]) == may, move.name
        with transaction.atomic():
            body = dict.fromkeys(move.asks, "The board asked.")
            answer = client.post(f"{ADDRESS}{move.name}/", body)
            transaction.set_rollback(True)
        assert (answer.status_code == 200) == may, (move.name, answer.content)
        if not may:
            holds = role in move.roles and carries
            assert answer.status_code == (409 if holds else 403), move.name


def test_moves_tell_what_is_missing_as_the_refusal_does(api, people, authority, post):
    ActionFactory(
        reference="BWD-A0001",
        authority=authority,
        status="not_started",
        owner=None,
        due_on=None,
    )
    client = api(people.manager)
    told = {row["verb"]: row for row in client.get(f"{ADDRESS}moves/").json()["moves"]}
    for verb in ("start", "complete"):
        refusal = client.post(f"{ADDRESS}{verb}/", {}).json()
        asks = told[verb]["asks"]
        assert told[verb]["missing"] == ["owner", "due_on"]
        assert refusal["missing"] == [*told[verb]["missing"], *asks]
