"""In the admin: what a manager decides and hands on, and the way back through a plan's
baseline and a record's trail."""

from datetime import timedelta

import pytest
from django.urls import reverse

from recommendations.models import ActionItem, ActionPlan, DueDateChange, Owner
from recommendations.workflow import dates, plans
from tests.factories import (
    TODAY,
    ActionFactory,
    MembershipFactory,
    OwnerFactory,
    PlanFactory,
    UserFactory,
)

from .addresses import page_of
from .test_accountability import offered, page, send, verb_page
from .test_making import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LATER = TODAY + timedelta(days=40)


@pytest.fixture
def plan(authority):
    return PlanFactory(
        reference="BWD-P01", authority=authority, date_gate="approved", status="live"
    )


@pytest.fixture
def action(authority, plan, post):
    return ActionFactory(
        reference="BWD-A0001",
        authority=authority,
        plan=plan,
        owner=post,
        original_due_on=TODAY,
        due_on=TODAY,
    )


@pytest.fixture
def date_request(action, people):
    return dates.request_date(
        action, by=people.owner, due_on=LATER, reason="The supplier is late."
    )


def waiting(client):
    rows = client.get(reverse("admin:index")).context["waiting"]
    return {figure.key: (count, url) for figure, count, url in rows}


def test_an_owner_asks_for_another_date_and_the_page_says_that_it_waits(
    sign_in, people, action
):
    submitted = {"due_on": LATER.isoformat(), "reason": "The supplier is late."}
    answer = send(sign_in(people.owner), action, "request-date", **submitted)
    assert "Waiting for a decision" in answer.text
    action.refresh_from_db()
    assert action.due_on == TODAY


@pytest.mark.parametrize(
    ("name", "message", "due_on"),
    [("approve", "", LATER), ("reject", "The board said no.", TODAY)],
)
def test_a_manager_decides_from_the_start_page(
    sign_in, people, action, date_request, name, message, due_on
):
    client = sign_in(people.manager)
    count, url = waiting(client)["to_decide"]
    assert count == 1
    assert list(client.get(url).context["cl"].result_list) == [date_request]
    send(client, date_request, name, message=message)
    action.refresh_from_db()
    assert action.due_on == due_on
    assert waiting(client)["to_decide"][0] == 0
    words = "Approved by Manager" if name == "approve" else "Rejected by Manager"
    assert words in page(sign_in(people.reader), action)


def test_a_rejection_needs_a_message(sign_in, people, date_request):
    answer = send(sign_in(people.manager), date_request, "reject", message=" ")
    assert "Enter a message to the person who asked." in answer.text
    date_request.refresh_from_db()
    assert date_request.decision == "requested"


def test_what_is_decided_offers_no_decision(sign_in, people, date_request):
    client = sign_in(people.manager)
    assert {*offered(client, date_request)} == {"Approve date", "Reject date"}
    send(client, date_request, "approve")
    assert not offered(client, date_request)
    assert client.get(verb_page(date_request, "reject")).status_code == 409


def test_only_managers_decide_and_are_told_of_dates(sign_in, people, date_request):
    for who in (people.owner, people.verifier, people.reader):
        assert not offered(sign_in(who), date_request)
        assert send(sign_in(who), date_request, "approve").status_code == 403
        assert "to_decide" not in waiting(sign_in(who))


def test_an_own_approval_is_called_so(sign_in, people, action):
    client = sign_in(people.manager)
    submitted = {"due_on": LATER.isoformat(), "reason": "Agreed."}
    answer = send(client, action, "reschedule", **submitted)
    assert "Approved by Manager (by the person who requested it)" in answer.text


def test_a_date_of_an_action_one_may_not_see_is_not_there(
    sign_in, people, date_request
):
    client = sign_in(people.police)
    assert client.get(verb_page(date_request, "approve")).status_code == 404
    listed = client.get(page_of(DueDateChange, "changelist"))
    assert listed.context["cl"].result_count == 0


def test_an_action_is_carried_forward_into_another_plan(
    sign_in, people, action, authority
):
    PlanFactory(reference="BWD-P02", authority=authority)
    submitted = {"plan": "BWD-P02", "due_on": LATER.isoformat(), "reason": "Next year."}
    answer = send(sign_in(people.manager), action, "carry-forward", **submitted)
    new = ActionItem.objects.get(carried_from=action)
    assert str(new) in answer.text
    assert str(action) in page(sign_in(people.owner), new)


def test_a_leaver_hands_over_and_the_page_says_how_much(
    sign_in, people, action, police_post, post
):
    client = sign_in(people.manager)
    assert "1 open action moves" in client.get(verb_page(post, "hand-over")).text
    submitted = {"to": police_post.reference, "reason": "Left the post."}
    send(client, post, "hand-over", **submitted)
    action.refresh_from_db()
    assert action.owner == police_post


def test_a_post_with_open_work_does_not_end(sign_in, people, action, post):
    address = verb_page(post, "revise")
    answer = fill(sign_in(people.manager), address, active_until="2026-11-01")
    assert "Hand them over before you end the post." in answer.text


def test_a_manager_says_who_signs_in_as_a_post(sign_in, people, authority, council):
    post = OwnerFactory(authority=authority, agency=council)
    client, address = sign_in(people.manager), verb_page(post, "revise")
    assert fill(client, address, user="colleague").status_code == 302
    post.refresh_from_db()
    assert post.user == people.colleague
    history = client.get(page_of(Owner, "history", post.pk))
    assert "became </span> Colleague" in history.text


def test_nobody_from_elsewhere_signs_in_as_a_post(
    sign_in, people, authority, council, api
):
    post = OwnerFactory(authority=authority, agency=council)
    answer = fill(sign_in(people.manager), verb_page(post, "revise"), user="outsider")
    assert "“outsider” is not in the list." in answer.text
    address = f"/api/v1/owners/{post.reference}/"
    refused = api(people.manager).patch(address, {"username": "outsider"})
    assert refused.status_code == 400
    other = api(people.manager).patch(address, {"username": "colleague"})
    assert other.json()["username"] == "colleague"


def test_a_member_of_two_authorities_signs_in_where_they_have_a_role(
    people, authority, council, api
):
    """The manager manages both; the person is a member of the other one."""
    elsewhere = MembershipFactory(user=people.manager).authority
    MembershipFactory(user=UserFactory(username="away"), authority=elsewhere)
    post = OwnerFactory(authority=authority, agency=council)
    address = f"/api/v1/owners/{post.reference}/"
    answer = api(people.manager).patch(address, {"username": "away"})
    assert answer.status_code == 400
    assert "has no role in" in answer.text
    assert Owner.objects.get(pk=post.pk).user is None


def test_a_preset_fills_every_gate_of_a_plan(sign_in, people, plan):
    client = sign_in(people.manager)
    fill(client, verb_page(plan, "revise"), preset="strict")
    plan.refresh_from_db()
    assert plan.gate_preset == "strict"
    fill(client, verb_page(plan, "revise"), has_independent_check="")
    plan.refresh_from_db()
    assert (plan.gate_preset, plan.evidence_gate) == ("own", "complete")


def test_the_page_of_a_plan_tells_its_gates_and_its_ratings(sign_in, people, plan):
    ActionPlan.objects.filter(pk=plan.pk).update(
        brag_legend={"green": {"meaning": "All is well"}}
    )
    text = page(sign_in(people.reader), plan)
    for words in ("A reason and a manager&#x27;s approval", "All is well"):
        assert words in text


def test_the_baseline_tells_by_action_what_became_of_the_promise(
    sign_in, people, authority, post, police_post
):
    plan = PlanFactory(authority=authority, status="draft")
    moved, unchanged = (
        ActionFactory(authority=authority, plan=plan, owner=post, title=title)
        for title in ("Hold supervision", "Train the team")
    )
    plans.approve_plan(plan, by=people.manager)
    ActionItem.objects.filter(pk=moved.pk).update(due_on=LATER, owner=police_post)
    client = sign_in(people.reader)
    address = offered(client, plan)["Baseline"].url
    text = client.get(address).text
    assert "Target date changed, Reassigned" in text
    assert "Unchanged" in text
    narrowed = client.get(address, {"difference": "moved"})
    assert [row["comparison"].reference for row in narrowed.context["rows"]] == [
        moved.reference
    ]
    assert unchanged.reference not in narrowed.text


def test_the_baseline_is_for_those_who_see_the_plan_whole(
    sign_in, people, authority, police_post
):
    action = ActionFactory(authority=authority, owner=police_post)
    client = sign_in(people.police)
    assert "Baseline" not in offered(client, action.plan)
    address = page_of(ActionPlan, "baseline", action.plan.pk)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("asked_for", "verbs"),
    [
        ({"by": "Owner"}, ["Ask for a new target date"]),
        ({"verb": "approve-date"}, ["Approve date"]),
        ({"field": "due_on"}, ["Approve date", "Create"]),
        ({"since": "2026-11-21"}, []),
    ],
)
def test_the_history_is_narrowed_by_who_what_field_and_day(
    sign_in, people, action, date_request, asked_for, verbs
):
    dates.approve_date(date_request, by=people.manager)
    address = page_of(ActionItem, "history", action.pk)
    entries = sign_in(people.reader).get(address, asked_for).context["entries"]
    assert [entry.verb for entry in entries] == verbs
