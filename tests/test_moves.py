"""What `moves` says of an action is what happens: from every status, to everybody."""

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from recommendations.choices import ActionStatus, Role
from recommendations.models import ActionItem, ApiToken
from recommendations.workflow.actions import archive
from recommendations.workflow.declarations import moves_of, verbs_of

from .factories import ActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ADDRESS = "/api/v1/actions/BWD-A0001/"
PEOPLE = ("manager", "verifier", "owner", "colleague", "reader")


@pytest.mark.parametrize("status", ActionStatus.values)
@pytest.mark.parametrize("name", PEOPLE)
def test_moves_tell_who_may_make_which_move(api, people, authority, post, name, status):
    ActionFactory(reference="BWD-A0001", authority=authority, owner=post, status=status)
    client = api(getattr(people, name))
    moves = {row["verb"]: row for row in client.get(f"{ADDRESS}moves/").json()["moves"]}
    role = Role.OWNER if name == "colleague" else Role(name)
    for move in moves_of(ActionItem):
        leads_on = status in move.sources
        carries = role != Role.OWNER or name == "owner"
        may = leads_on and role in move.roles and carries
        assert (move.name in moves and moves[move.name]["allowed"]) == may, move.name
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
    moves = {row["verb"]: row for row in client.get(f"{ADDRESS}moves/").json()["moves"]}
    for verb in ("start", "complete"):
        refusal = client.post(f"{ADDRESS}{verb}/", {}).json()
        asks = moves[verb]["asks"]
        assert moves[verb]["missing"] == ["owner", "due_on"]
        assert refusal["missing"] == [*moves[verb]["missing"], *asks]


def test_moves_tell_every_verb_and_whether_it_leads_to_a_status(
    api, people, authority, post
):
    ActionFactory(reference="BWD-A0001", authority=authority, owner=post)
    moves = {
        row["verb"]: (row["kind"], row["to"], row["allowed"])
        for row in api(people.owner).get(f"{ADDRESS}moves/").json()["moves"]
    }
    assert list(moves) == list(verbs_of(ActionItem))
    assert moves["complete"] == ("move", "complete", True)
    assert moves["updates"] == ("verb", "", True)
    assert moves["unblock"] == ("verb", "", False)  # It is not on hold.
    assert moves["reassign"] == ("verb", "", False)
    assert moves["reopen"] == ("move", "in_progress", False)


def test_a_token_that_only_reads_may_play_nothing(people, authority, post):
    ActionFactory(reference="BWD-A0001", authority=authority, owner=post)
    _, key = ApiToken.issue(user=people.manager, name="script", is_read_only=True)
    client = APIClient(headers={"Authorization": f"Bearer {key}"})
    moves = client.get(f"{ADDRESS}moves/").json()["moves"]
    assert moves
    assert not any(row["allowed"] for row in moves)


def test_no_verb_is_open_to_an_archived_action(api, people, authority, post):
    action = ActionFactory(reference="BWD-A0001", authority=authority, owner=post)
    archive(action, by=people.manager, reason="Entered twice.")
    moves = api(people.manager).get(f"{ADDRESS}moves/").json()["moves"]
    assert [row["verb"] for row in moves if row["allowed"]] == []
