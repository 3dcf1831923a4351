"""“Leaving”: access ends everywhere at once, and the open work is handed over. And a
role that ends on a day of its own."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recommendations.models import ApiToken, Invitation, Membership
from recommendations.models.standing import Standing
from tests.factories import (
    TODAY,
    ActionFactory,
    MembershipFactory,
    OwnerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def manager(people, sign_in):
    return sign_in(people.manager)


@pytest.fixture
def action(authority, post):
    return ActionFactory(authority=authority, owner=post, status="in_progress")


@pytest.fixture
def successor(authority, council):
    return OwnerFactory(authority=authority, agency=council, reference="BWD-O009")


def leave(client, user, **handovers):
    sent = {"reason": "Retired.", **handovers}
    return client.post(reverse("leave", args=[user.pk]), sent)


def test_the_page_asks_who_takes_over_each_post_with_open_work(manager, people, action):
    page = manager.get(reverse("leave", args=[people.owner.pk]))
    assert "Who takes over the 1 open action of" in page.text
    answer = leave(manager, people.owner)
    assert str(action.owner) in answer.context["form"].errors[str(action.owner.pk)][0]
    people.owner.refresh_from_db()
    assert people.owner.is_active


def test_all_access_ends_and_the_work_goes_on(
    manager, people, sign_in, action, post, successor
):
    token = ApiToken.issue(user=people.owner, name="script")[0]
    browser = sign_in(people.owner)
    leave(manager, people.owner, **{str(post.pk): str(successor.pk)})
    for record in (people.owner, action, post):
        record.refresh_from_db()
    assert not people.owner.is_active
    assert not people.owner.memberships.exists()
    assert action.owner == successor
    assert (post.user, post.holder_name, post.email) == (None, "", "")
    assert not ApiToken.objects.filter(pk=token.pk).exists()
    assert "/login/" in browser.get(reverse("admin:index")).url


def test_a_session_does_not_come_back_with_its_person(
    manager, people, authority, sign_in
):
    browser = sign_in(people.reader)
    leave(manager, people.reader)
    User.objects.filter(pk=people.reader.pk).update(is_active=True)
    MembershipFactory(
        user=people.reader, authority=people.manager.memberships.get().authority
    )
    assert "/login/" in browser.get(reverse("admin:index")).url


def test_the_work_may_stay_with_the_post(manager, people, action, post):
    leave(manager, people.owner, **{str(post.pk): "keep"})
    action.refresh_from_db()
    assert (action.owner, action.owner.user) == (post, None)


def test_it_is_on_the_trail_with_its_reason(manager, people, post):
    leave(manager, people.owner)
    rows = [
        User.history.filter(id=people.owner.pk).latest("history_id"),
        Membership.history.latest("history_id"),
        post.history.latest(),
    ]
    assert {(row.verb, row.actor) for row in rows} == {("leave", "manager")}
    assert {row.history_change_reason for row in rows} == {"Retired."}


def test_an_open_invitation_ends(manager, people, authority):
    sent = {"name": "New", "email": "new@example.org", "role": "reader"}
    manager.post(reverse("add-person"), sent)
    leave(manager, User.objects.get(email="new@example.org"))
    invitation = Invitation.objects.get()
    assert not Invitation.objects.open(at=invitation.created_at).exists()


def test_who_has_a_role_elsewhere_keeps_that(manager, people, post):
    MembershipFactory(
        user=people.owner, authority=people.outsider.memberships.get().authority
    )
    leave(manager, people.owner)
    people.owner.refresh_from_db()
    assert people.owner.is_active
    assert people.owner.memberships.count() == 1


def test_nobody_ends_their_own_access(manager, people):
    answer = leave(manager, people.manager)
    assert "Ask another manager" in answer.text
    assert Membership.objects.filter(user=people.manager).exists()


def test_who_comes_back_is_invited_anew(manager, people):
    people.reader.email = "reader@example.org"
    people.reader.save()
    leave(manager, people.reader)
    sent = {"name": "Reader", "email": "reader@example.org", "role": "reader"}
    answer = manager.post(reverse("add-person"), sent)
    assert "/invitations/" in answer.text
    people.reader.refresh_from_db()
    assert people.reader.is_active


def test_whom_an_administrator_shut_out_no_manager_lets_in(manager, people):
    people.reader.email, people.reader.is_active = "reader@example.org", False
    people.reader.save()
    sent = {"name": "Reader", "email": "reader@example.org", "role": "reader"}
    answer = manager.post(reverse("add-person"), sent)
    assert "Ask an administrator" in answer.text


@pytest.mark.parametrize(("days", "sees"), [(-1, False), (0, True), (1, True)])
def test_a_role_counts_to_the_end_of_its_last_day(authority, sign_in, days, sees):
    person = UserFactory()
    MembershipFactory(
        user=person, authority=authority, active_until=TODAY + timedelta(days=days)
    )
    assert (authority.pk in Standing.of(person).whole_authorities) is sees
    answer = sign_in(person).get(reverse("admin:index"))
    assert (answer.status_code == 200) is sees


def test_a_role_that_has_ended_is_not_told_over_rest(authority, api):
    person = UserFactory()
    MembershipFactory(user=person, authority=authority, active_until=TODAY)
    MembershipFactory(
        user=person,
        authority=authority,
        role="reader",
        active_until=TODAY - timedelta(days=1),
    )
    held = api(person).get("/api/v1/me/").json()["memberships"]
    assert [one["role"] for one in held] == ["manager"]


def test_a_last_day_is_given_with_the_person(manager):
    sent = {"name": "Peer", "email": "peer@example.org", "role": "reader"}
    manager.post(reverse("add-person"), {**sent, "active_until": "2026-12-01"})
    held = Membership.objects.get(user__email="peer@example.org")
    assert str(held.active_until) == "2026-12-01"
    answer = manager.post(reverse("add-person"), {**sent, "active_until": "2026-11-01"})
    assert "Choose today or a day to come." in answer.text
