"""A person's roles are read once a request, and never used when they may have changed:
not by the next request, not by what is written, and not after a role is taken away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.models import ActionItem
from recommendations.models.standing import Standing, cached_standings
from recommendations.workflow.access import change_role, grant, revoke
from recommendations.workflow.actions import block
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.moves import may_play, offers
from recommendations.workflow.recording import lock, lock_all
from tests.factories import ActionFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def action(authority, post):
    return ActionFactory(authority=authority, owner=post)


@pytest.fixture
def membership(people):
    return people.manager.memberships.get()


def memberships_read(ask) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    table = 'FROM "recommendations_membership"'
    return sum(table in query["sql"] for query in queries.captured_queries)


def may_block(action, user):
    return may_play(action, "block", by=user)


def test_a_request_reads_memberships_once(api, sign_in, people, action):
    page = reverse("admin:recommendations_actionitem_change", args=[action.pk])
    moves = f"/api/v1/actions/{action.reference}/moves/"
    for who in (people.manager, people.owner, people.police):
        assert memberships_read(lambda who=who: api(who).get(moves)) == 1
    # Once more for the head of the page, which says their roles in words.
    browser = sign_in(people.manager)
    assert memberships_read(lambda: browser.get(page)) == 2


def test_a_role_that_ended_between_two_requests_is_gone(api, people, action):
    """Also where both are made with the very same user."""
    client, address = api(people.manager), f"/api/v1/actions/{action.reference}/"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}block/", {"reason": "It waits."}).status_code == 200
    people.manager.memberships.get().delete()
    assert client.get(address).status_code == 404
    assert client.post(f"{address}unblock/", {"reason": "Go."}).status_code == 404


def test_a_role_that_became_less_between_two_requests_is_less(api, people, action):
    client, address = api(people.manager), f"/api/v1/actions/{action.reference}/"
    assert client.post(f"{address}block/", {"reason": "It waits."}).status_code == 200
    people.manager.memberships.update(role="reader")
    assert client.post(f"{address}unblock/", {"reason": "Go."}).status_code == 403


def test_outside_of_a_request_roles_are_as_they_are_now(people, action, membership):
    assert may_block(action, people.manager)
    membership.delete()
    assert not may_block(action, people.manager)
    assert list(ActionItem.objects.visible_to(people.manager)) == []


def test_a_role_taken_away_within_a_request_is_gone_from_there(
    people, action, membership
):
    with cached_standings():
        assert may_block(action, people.manager)
        revoke(membership, by=people.admin)
        assert not may_block(action, people.manager)
        assert list(ActionItem.objects.visible_to(people.manager)) == []


def test_a_role_made_less_within_a_request_is_less_from_there(
    people, action, membership
):
    with cached_standings():
        assert any(offer.allowed for offer in offers(action, by=people.manager))
        change_role(membership, by=people.admin, fields={"role": "reader"})
        assert not any(offer.allowed for offer in offers(action, by=people.manager))


def test_a_role_given_within_a_request_counts_from_there(people, authority, action):
    role = MembershipFactory.build(
        user=people.reader, authority=authority, role="manager", agency=None
    )
    with cached_standings():
        assert not may_block(action, people.reader)
        grant(role, by=people.admin)
        assert may_block(action, people.reader)


def test_a_verb_asks_for_roles_when_it_writes(people, action, membership):
    """Somebody else took the role away after this request had read it."""
    with cached_standings():
        assert may_block(action, people.manager)
        membership.delete()  # As another process does: nothing here hears of it.
        with pytest.raises(NotAllowed):
            block(action, by=people.manager, reason="It waits.")
    action.refresh_from_db()
    assert not action.is_blocked


@pytest.mark.parametrize(
    "wait", [lock, lambda action: lock_all(ActionItem.objects.filter(pk=action.pk))]
)
def test_what_was_read_before_a_wait_is_read_again(people, action, membership, wait):
    with cached_standings():
        assert may_block(action, people.manager)
        membership.delete()
        wait(action)
        assert not may_block(action, people.manager)


def test_one_person_is_not_taken_for_another(people, action):
    with cached_standings():
        assert may_block(action, people.manager)
        assert not may_block(action, people.outsider)
        assert may_block(action, people.manager)


def test_who_may_not_sign_in_any_more_has_no_standing(people, action):
    with cached_standings():
        assert may_block(action, people.manager)
        people.manager.is_active = False
        assert not may_block(action, people.manager)
        people.admin.is_active = False
        assert Standing.of(people.admin) == Standing(None)


def test_what_is_kept_ends_with_the_request_though_it_fails(people, membership):
    def failing_request():
        with cached_standings():
            Standing.of(people.manager)
            raise NotAllowed("No.")

    with pytest.raises(NotAllowed):
        failing_request()
    membership.delete()
    assert Standing.of(people.manager).roles_anywhere() == frozenset()
