"""What a verb will do is said first, and done when the person confirms it."""

import html
import re
from datetime import date

import pytest
from django.urls import reverse

from recommendations.models import ActionItem, ActionPlan, DueDateChange
from tests.factories import ActionFactory, PlanFactory

REASON = {"reason": "The board wants it sooner."}
EARLIER = {"due_on": "2026-11-25", **REASON}
PAST = {"due_on": "2026-11-19", **REASON}
LATER = {"due_on": "2026-12-18", **REASON}
CLAIM = {"note": "It is in use."}
PLAN = "/api/v1/plans/BWD-P02/"


def codes_to_confirm(answer):
    """The codes of what is to be confirmed."""
    assert answer.status_code == 409, answer.content
    body = answer.json()
    assert body["code"] == "confirmation_needed"
    assert all(item["message"] in body["detail"] for item in body["confirm"])
    return [item["code"] for item in body["confirm"]]


def state():
    return [
        list(model.history.order_by("history_id").values_list("history_id", flat=True))
        for model in (ActionItem, ActionPlan, DueDateChange)
    ]


@pytest.fixture
def waiting(make_action, play, people):
    """The address of a date that the owner asked for, not decided yet."""
    make_action(original_due_on="2026-11-30")
    return play(people.owner, "request-date", **LATER).json()["url"]


@pytest.fixture
def draft(authority, post):
    """A draft plan with nothing in it that is late, undated or without an owner."""
    plan = PlanFactory(reference="BWD-P02", authority=authority, status="draft")
    own = {"plan": plan, "authority": authority, "status": "not_started"}
    ActionFactory(reference="BWD-A0101", owner=post, **own)
    return own


@pytest.mark.parametrize(
    ("body", "codes"),
    [(EARLIER, ["earlier_date"]), (PAST, ["earlier_date", "past_date"]), (LATER, [])],
)
@pytest.mark.parametrize("gate", ["logged", "approved"])
@pytest.mark.parametrize("verb", ["reschedule", "request-date"])
def test_a_date_moved_back_or_into_the_past_is_confirmed_first(
    make_action, play, people, verb, gate, body, codes
):
    make_action(date_gate=gate)
    before = state()
    if codes:
        assert codes_to_confirm(play(people.manager, verb, **body)) == codes
        assert (
            codes_to_confirm(play(people.manager, verb, confirm=False, **body)) == codes
        )
        assert state() == before
        body = {**body, "confirm": True}
    assert play(people.manager, verb, **body).status_code in (200, 201)
    assert state() != before


def test_the_message_says_how_late_it_will_be(make_action, play, people):
    make_action()
    (earlier, past) = play(people.manager, "reschedule", **PAST).json()["confirm"]
    assert earlier["message"] == (
        "19 November 2026 is earlier than the target date of BWD-A0001, "
        "30 November 2026."
    )
    assert past["message"] == (
        "19 November 2026 has passed. BWD-A0001 will be 1 day late."
    )


def test_a_first_date_in_the_past_is_confirmed_too(make_action, play, people):
    make_action(status="not_started", due_on=None)
    assert codes_to_confirm(play(people.manager, "reschedule", **PAST)) == ["past_date"]


def test_what_is_not_allowed_or_lacks_something_is_said_before(
    make_action, play, people
):
    make_action()
    assert play(people.owner, "reschedule", **PAST).status_code == 403
    bare = play(people.manager, "reschedule", due_on="2026-11-19")
    assert bare.json()["missing"] == ["reason"]


def test_a_date_that_has_gone_by_since_it_was_asked_for_is_confirmed_at_its_approval(
    waiting, play, people, later, now
):
    later(days=40)
    assert codes_to_confirm(play(people.manager, "approve", waiting)) == ["past_date"]
    assert str(now().due_on) == "2026-11-30"
    assert play(people.manager, "approve", waiting, confirm=True).status_code == 200
    assert str(now().due_on) == "2026-12-18"


def test_a_rejection_changes_no_date_and_asks_nothing(waiting, play, people, later):
    later(days=40)
    answer = play(people.manager, "reject", waiting, message="Too late.")
    assert answer.status_code == 200


def test_a_claim_while_a_date_waits_is_confirmed_first(waiting, play, people, api):
    answer = play(people.owner, "complete", **CLAIM)
    assert codes_to_confirm(answer) == ["waiting_request"]
    assert "Owner asked for a new target date" in answer.json()["detail"]
    assert api(people.owner).get(waiting).json()["decision"] == "requested"
    assert play(people.owner, "complete", confirm=True, **CLAIM).status_code == 200
    assert api(people.owner).get(waiting).json()["decision"] == "withdrawn"


@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"due_on": date(2026, 11, 2)}, "late_actions"),
        ({"due_on": None}, "undated_actions"),
        ({"owner": None}, "unowned_actions"),
    ],
)
def test_a_plan_with_late_undated_or_unowned_actions_is_confirmed_first(
    draft, post, play, people, lacking, code
):
    ActionFactory(reference="BWD-A0102", **{"owner": post, **draft, **lacking})
    before = state()
    answer = play(people.manager, "approve", PLAN)
    assert codes_to_confirm(answer) == [code]
    assert "1 action" in answer.json()["confirm"][0]["message"]
    assert "BWD-A0102" in answer.json()["confirm"][0]["message"]
    assert state() == before
    assert play(people.manager, "approve", PLAN, confirm=True).status_code == 200


def test_everything_about_a_plan_is_said_at_once(draft, play, people):
    for number in range(7):
        ActionFactory(reference=f"BWD-A020{number}", **draft, owner=None, due_on=None)
    answer = play(people.manager, "approve", PLAN)
    assert codes_to_confirm(answer) == ["undated_actions", "unowned_actions"]
    assert "7 actions have no target date" in answer.json()["detail"]
    assert "BWD-A0204 and 2 more" in answer.json()["detail"]


def test_what_is_archived_cancelled_or_in_order_asks_nothing(draft, post, play, people):
    ActionFactory(
        reference="BWD-A0103", **draft, due_on=None, archived_at="2026-11-01T09:00Z"
    )
    gone = {**draft, "status": "cancelled"}
    ActionFactory(reference="BWD-A0104", **gone, owner=None, due_on=None)
    assert play(people.manager, "approve", PLAN).status_code == 200


def test_each_item_in_bulk_is_confirmed_by_itself(make_action, authority, api, people):
    make_action()
    ActionFactory(reference="BWD-A0002", authority=authority)
    verb = {"verb": "reschedule", **PAST}
    items = [
        {"reference": "BWD-A0001", **verb},
        {"reference": "BWD-A0002", **verb, "confirm": True},
    ]
    body = {"items": items}
    answer = api(people.manager).post("/api/v1/actions/bulk/", body).json()
    first, second = answer["results"]
    assert (first["status"], second["status"]) == (409, 200)
    codes = [item["code"] for item in first["problem"]["confirm"]]
    assert codes == ["earlier_date", "past_date"]


def test_verbs_that_do_what_they_say_take_no_confirm(make_action, play, people):
    make_action(status="not_started")
    assert play(people.owner, "start", confirm=True).status_code == 400


class Page:
    """A page of a verb in a browser, sent with the hidden fields that it has."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.text = client.get(address).text

    def send(self, *, tick=False, **typed):
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.text)
        sent = {}
        for name, value in hidden:
            sent.setdefault(name, []).append(html.unescape(value))
        sent |= typed | ({"confirm": "yes"} if tick else {})
        answer = self.client.post(self.address, sent)
        self.text = answer.content.decode()
        return answer


@pytest.fixture
def open_page(sign_in):
    def opened(person, record, verb):
        model = record._meta.model_name
        address = f"admin:recommendations_{model}_verb"
        return Page(sign_in(person), reverse(address, args=[record.pk, verb]))

    return opened


def test_the_page_says_what_will_happen_and_goes_on_when_ticked(
    make_action, open_page, people, now
):
    action = make_action()
    form = open_page(people.manager, action, "reschedule")
    assert "What will happen" not in form.text
    answer = form.send(**PAST)
    assert answer.status_code == 409
    assert "BWD-A0001 will be 1 day late." in form.text
    assert 'aria-describedby="go_ahead_list"' in form.text
    assert str(now().due_on) == "2026-11-30"
    assert form.send(tick=True, **PAST).status_code == 302
    assert str(now().due_on) == "2026-11-19"


def test_the_tick_is_for_what_was_shown_and_for_nothing_else(
    make_action, open_page, people, now
):
    form = open_page(people.manager, make_action(), "reschedule")
    form.send(**EARLIER)
    assert form.send(tick=True, **PAST).status_code == 409
    assert "has passed" in form.text
    assert str(now().due_on) == "2026-11-30"


def test_what_can_be_foreseen_is_said_before_anything_is_sent(
    draft, waiting, open_page, people, now
):
    ActionFactory(reference="BWD-A0102", **draft, owner=None)
    plan = open_page(
        people.manager, ActionPlan.objects.get(reference="BWD-P02"), "approve"
    )
    assert "1 action has no lead officer: BWD-A0102." in plan.text
    assert plan.send().status_code == 409
    assert plan.send(tick=True).status_code == 302
    claim = open_page(people.owner, now(), "complete")
    assert "Submitting it as complete withdraws the request." in claim.text
    assert claim.send(tick=True, **CLAIM).status_code == 302


def test_on_many_actions_each_row_says_what_will_happen(
    make_action, authority, post, sign_in, people
):
    action = make_action()
    other = ActionFactory(
        reference="BWD-A0002", authority=authority, due_on="2026-11-20", owner=post
    )
    form = Page(
        sign_in(people.manager),
        reverse("admin:recommendations_actionitem_many", args=["reschedule"]),
    )
    rows = [f"{row.pk}:{row.version}" for row in (action, other)]
    form.send(row=rows, **EARLIER)
    assert "Not changed:</strong> 25 November 2026 is earlier" in form.text
    other.refresh_from_db()
    assert str(other.due_on) == "2026-11-25"
    assert form.send(tick=True, **EARLIER).status_code == 302
    action.refresh_from_db()
    assert str(action.due_on) == "2026-11-25"


def test_many_claims_say_first_which_requests_fall_away(waiting, now, sign_in, people):
    action = now()
    menu = {"action": "complete", "_selected_action": [str(action.pk)]}
    address = reverse("admin:recommendations_actionitem_changelist")
    text = sign_in(people.manager).post(address, menu).text
    assert "Becomes “Complete, awaiting check”. Owner asked for a" in text
    assert 'name="confirm"' in text
