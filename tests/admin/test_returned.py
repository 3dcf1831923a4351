"""The start page tells an owner first what came back to them, and why."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from recommendations.workflow import actions, checks, dates, undo
from tests.factories import TODAY, ActionFactory, OwnerFactory, PlanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

INDEX = reverse("admin:index")
NEW_YEAR = TODAY.replace(month=12, day=31)


@pytest.fixture
def make(authority, post):
    """`make("complete")`: an action of the owner's in a plan that approves dates."""

    def action(status="in_progress"):
        plan = PlanFactory(authority=authority, date_gate="approved")
        return ActionFactory(
            authority=authority, owner=post, plan=plan, status=status, due_on=TODAY
        )

    return action


@pytest.fixture
def returned_items(sign_in, people):
    """`returned_items()`: what came back to the person, in words."""

    def read(person=people.owner):
        rows = sign_in(person).get(INDEX).context["returned"]
        return [(row.heading, row.reason) for row in rows]

    return read


@pytest.fixture
def returned(make, people):
    action = make("complete")
    checks.return_claim(action, by=people.verifier, reason="Too small a sample.")
    return action


def test_a_returned_claim_stands_above_the_owners_actions(sign_in, people, returned):
    text = sign_in(people.owner).get(INDEX).text
    for words in ("Your submission was sent back", "Verifier, 20 November 2026"):
        assert words in text
    assert text.index("Too small a sample.") < text.index("Days late")


def test_how_much_came_back_stands_first_on_the_page(sign_in, people, returned):
    text = sign_in(people.owner).get(INDEX).text
    assert '<a href="#came-back"><span class="count">1</span>' in text
    assert text.index("Waiting for you") < text.index("My actions")


def test_claims_wait_for_a_checker_first_of_all(sign_in, people, make):
    make("complete")
    page = sign_in(people.verifier).get(INDEX)
    figure, count, url = page.context["waiting"][0]
    assert (figure.key, count) == ("awaiting_check", 1)
    assert sign_in(people.verifier).get(url).context["cl"].result_count == 1
    assert page.text.index("Waiting for you") < page.text.index("Actions you can see")


def test_it_goes_once_the_claim_is_made_again(returned_items, people, returned):
    assert returned_items() == [
        ("Your submission was sent back", "Too small a sample.")
    ]
    actions.complete(returned, by=people.owner, note="Forty files.")
    assert returned_items() == []
    undo.undo(returned, by=people.owner)
    assert returned_items() == [
        ("Your submission was sent back", "Too small a sample.")
    ]


def test_a_return_that_was_a_slip_is_not_told(returned_items, people, returned):
    undo.undo(returned, by=people.verifier)
    assert returned_items() == []


def test_a_failed_impact_check_came_back_too(returned_items, people, make):
    action = make("verified")
    fields = {"outcome": "failed", "note": "It has not held."}
    checks.check_impact(action, by=people.verifier, **fields)
    assert returned_items() == [("The impact review failed", "It has not held.")]
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        actions.complete(action, by=people.owner, note="Again.")
        checks.verify(action, by=people.verifier)
        actions.reopen(action, by=people.manager, reason="A new law.")
        assert returned_items() == []


def test_a_rejected_date_is_told_for_a_month_or_until_one_asks_again(
    returned_items, people, make
):
    action = make()
    body = {"due_on": NEW_YEAR, "reason": "The tender."}
    change = dates.request_date(action, by=people.owner, **body)
    assert returned_items() == []
    dates.reject_date(change, by=people.manager, message="The board needs it.")
    rejected = "The target date you asked for was rejected: 31 December 2026"
    assert returned_items() == [(rejected, "The board needs it.")]
    for days, count in ((30, 1), (31, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert len(returned_items()) == count
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        dates.request_date(action, by=people.owner, **body)
        assert returned_items() == []


def test_deputies_are_told_and_nobody_else(
    returned_items, people, returned, post, authority
):
    post.deputy = OwnerFactory(authority=authority, user=people.police)
    post.save()
    assert len(returned_items(people.police)) == 1
    assert returned_items(people.colleague) == returned_items(people.manager) == []


def test_what_came_back_costs_the_same_for_one_and_for_many(
    sign_in, people, make, django_assert_num_queries
):
    def send_back(number):
        for _ in range(number):
            checks.return_claim(make("complete"), by=people.verifier, reason="No.")

    client = sign_in(people.owner)
    send_back(1)
    client.get(INDEX)
    with django_assert_num_queries(40, exact=False) as few:
        client.get(INDEX)
    send_back(9)
    with django_assert_num_queries(len(few)):
        client.get(INDEX)
