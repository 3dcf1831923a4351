"""Django's own log, permissions and flags say nothing against membership."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from recommendations.admin.site import site
from recommendations.models import ActionItem, ApiToken, Membership
from recommendations.workflow import access
from recommendations.workflow.errors import NotAllowed
from tests.factories import InspectorateFactory, UserFactory

from .addresses import page_of

KEPT = sorted(site._registry.keys() - {User, Membership, ApiToken}, key=str)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_model_permissions_and_staff_give_nothing_beyond_the_role(
    sign_in, people, actions
):
    people.reader.is_staff = True
    people.reader.save()
    people.reader.user_permissions.set(Permission.objects.all())
    client, action = sign_in(people.reader), actions["due_30"]
    for page in (
        page_of(ActionItem, "add"),
        page_of(ActionItem, "delete", action.pk),
        page_of(User, "changelist"),
        page_of(Membership, "add"),
    ):
        assert client.get(page).status_code == 403
    submitted = {"version": action.version, "reason": "Mine."}
    answer = client.post(page_of(ActionItem, "verb", action.pk, "cancel"), submitted)
    assert answer.status_code == 403


def test_who_lost_their_role_neither_enters_nor_acts(sign_in, api, people, actions):
    client, action = sign_in(people.owner), actions["due_30"]
    access.revoke(people.owner.memberships.get(), by=people.admin)
    submitted = {"version": action.version, "note": "It is in use."}
    answer = client.post(page_of(ActionItem, "verb", action.pk, "complete"), submitted)
    assert answer.url.startswith(reverse("admin:login"))
    address = f"/api/v1/actions/{action.reference}/complete/"
    assert api(people.owner).post(address, {"note": "Done."}).status_code == 404
    action.refresh_from_db()
    assert action.status == "in_progress"


def test_nothing_that_counts_is_deleted_even_by_an_administrator(
    sign_in, people, everything
):
    InspectorateFactory()
    client = sign_in(people.admin)
    for model in KEPT:
        page, row = site._registry[model], model._default_manager.first()
        sent = {"action": "delete_selected", "_selected_action": [row.pk]}
        client.post(page_of(model, "changelist"), {**sent, "post": "yes"})
        answer = client.post(page_of(model, "delete", row.pk), {"post": "yes"})
        assert answer.status_code == 403, model
        assert model._default_manager.filter(pk=row.pk).exists(), model
        assert not page.get_inlines(None, None), model


def test_a_person_is_not_deleted_and_one_is_told_what_to_do(sign_in, people):
    page = page_of(User, "delete", people.owner.pk)
    answer = sign_in(people.admin).post(page, {"post": "yes"}, follow=True)
    assert "Make them inactive instead" in answer.text
    assert User.objects.filter(pk=people.owner.pk).exists()
    assert sign_in(people.manager).get(page).status_code == 403


def test_what_has_a_trail_is_not_told_again_in_djangos_log(sign_in, people, authority):
    facts = {"user": UserFactory().pk, "authority": authority.pk, "role": "reader"}
    sign_in(people.admin).post(page_of(Membership, "add"), facts)
    assert not LogEntry.objects.exists()
    assert LogEntry not in site._registry


def test_only_an_administrator_gives_and_takes_roles(people, authority):
    membership = people.reader.memberships.get()
    for verb in (access.grant, access.revoke):
        with pytest.raises(NotAllowed):
            verb(membership, by=people.manager)
    with pytest.raises(NotAllowed):
        access.change_role(membership, by=people.manager, fields={"role": "manager"})


def test_two_administrators_who_change_one_role_at_once_lose_nothing(
    people, authority, council
):
    first, second = (people.reader.memberships.get() for _ in range(2))
    access.change_role(first, by=people.admin, fields={"role": "verifier"})
    access.change_role(second, by=people.admin, fields={"agency": council})
    held = people.reader.memberships.get()
    assert (held.role, held.agency) == ("verifier", council)
    assert [row.version for row in held.history.all()] == [3, 2, 1]


def test_a_role_that_is_gone_is_not_taken_away_twice(people):
    first, second = (people.reader.memberships.get() for _ in range(2))
    trail = type(first).history.filter(id=first.pk, verb="delete")
    access.revoke(first, by=people.admin)
    access.revoke(second, by=people.admin)
    assert trail.count() == 1
