"""Refusals speak of verbs by their labels; machine fields keep the codes."""

import pytest

from recommendations.models import ActionItem
from recommendations.workflow import actions, dates
from recommendations.workflow.declarations import verb_label, verbs_of
from recommendations.workflow.errors import IllegalMove, Refused, Unmet
from recommendations.workflow.moves import hindrance
from recommendations.workflow.undo import undo
from tests.factories import ActionFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(authority, post):
    return ActionFactory(reference="BWD-A0001", authority=authority, owner=post)


def test_every_verb_of_an_action_has_a_label():
    for verb in verbs_of(ActionItem):
        assert verb_label(ActionItem, verb) != verb
    assert verb_label(ActionItem, "rate_again") == "rate again"


def test_an_illegal_move_is_told_by_its_label_over_rest(api, people, action):
    answer = api(people.manager).post("/api/v1/actions/BWD-A0001/verify/", {})
    assert "so you cannot use “Confirm”" in answer.data["detail"]
    assert answer.data["verb"] == "verify"
    assert "complete" in answer.data["allowed"]


def test_what_is_missing_is_told_by_the_verbs_label(people, action):
    with pytest.raises(Unmet, match="cannot use “Submit as complete” on BWD-A0001"):
        actions.complete(action, by=people.owner, note="")
    with pytest.raises(Unmet, match=verbs_of(ActionItem)["block"].label):
        actions.block(action, by=people.owner, reason="")


def test_a_verb_that_is_no_move_is_refused_by_its_label(people, authority, post):
    done = ActionFactory(authority=authority, owner=post, status="verified")
    with pytest.raises(IllegalMove, match="so you cannot use “Change target date”"):
        dates.reschedule(done, by=people.manager, due_on=None, reason="Late.")


def test_what_is_not_on_hold_cannot_be_taken_off_hold(people, action):
    with pytest.raises(Refused, match="BWD-A0001 is not on hold"):
        actions.unblock(action, by=people.owner)


def test_what_is_archived_takes_no_change(people, action):
    actions.archive(action, by=people.manager, reason="Entered twice.")
    with pytest.raises(Refused, match="is archived and cannot be changed"):
        actions.complete(action, by=people.owner, note="It is in use.")
    for verb in verbs_of(ActionItem).keys() - {"undo"}:
        assert hindrance(action, verb, by=people.manager) is not None
    with pytest.raises(Refused, match="cannot be undone"):
        undo(action, by=people.manager)


def test_the_wording_of_a_recommendation_is_filled_in_once_over_rest(
    api, people, authority
):
    row = RecommendationFactory(
        reference="R1",
        inspection__authority=authority,
        text="Do it.",
        wording="verbatim",
    )
    address = f"/api/v1/recommendations/{row.reference}/"
    client = api(people.manager)
    assert client.patch(address, {"text": "Do it."}).status_code == 200
    answer = client.patch(address, {"text": "Do less."})
    assert answer.status_code == 400
    assert "cannot be changed" in answer.data["errors"]["text"][0]
