"""“Add a person”: user, role and post by one form, and the link that lets them in."""

import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recommendations.models import Invitation, Membership, Owner
from recommendations.workflow.invitations import VALID_FOR
from tests.factories import MembershipFactory, OwnerFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PASSWORD = "three random words here"
NEW = {
    "name": "Ada Lovelace",
    "email": "ada@example.gov.uk",
    "role": "owner",
    "post_title": "Head of Fostering",
}


@pytest.fixture
def manager(people, sign_in, council):
    return sign_in(people.manager)


def add(client, agency=None, **typed):
    sent = {**NEW, "agency": agency.pk if agency else "", **typed}
    return client.post(reverse("add-person"), sent)


def link_in(answer):
    """The path of the link on the page."""
    return re.search(r"http://testserver(/invitations/[^<\s]+)", answer.text)[1]


def accept(link, password=PASSWORD):
    """Follow a link in a browser of one's own and send the password twice."""
    browser = Client()
    page = browser.get(link, follow=True)
    words = {"new_password1": password, "new_password2": password}
    return browser, browser.post(page.request["PATH_INFO"], words)


def elsewhere_of(people):
    return people.outsider.memberships.get().authority


def errors(answer):
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def test_one_form_makes_user_role_and_post(manager, authority, council):
    add(manager, council)
    user = User.objects.get(email=NEW["email"])
    post = Owner.objects.get(post_title="Head of Fostering")
    assert (user.get_full_name(), user.has_usable_password()) == ("Ada Lovelace", False)
    assert (post.user, post.agency, post.reference) == (user, council, "BWD-O001")
    held = user.memberships.get()
    assert (held.authority, held.role, held.agency) == (authority, "owner", None)


def test_who_works_for_a_partner_sees_its_part(manager, constabulary):
    add(manager, constabulary)
    assert Membership.objects.get(user__email=NEW["email"]).agency == constabulary


def test_the_trail_holds_neither_name_nor_address(manager, people, council):
    add(manager, council)
    user = User.objects.get(email=NEW["email"])
    row = User.history.get(id=user.pk)
    assert (row.verb, row.actor, row.username) == ("add-person", "manager", "bwd-u001")
    rows = [*Owner.history.values(), *Membership.history.values()]
    rows += [*User.history.values(), *Invitation.history.values()]
    kept = str(rows).lower()
    assert "lovelace" not in kept
    assert "ada@" not in kept
    ids = {Owner.history.latest().change_id, Invitation.history.latest().change_id}
    assert ids == {row.change_id}


def test_the_link_lets_its_person_in_once(manager, council):
    link = link_in(add(manager, council))
    browser, answer = accept(link)
    assert answer.url == reverse("admin:index")
    assert "Ada Lovelace" in browser.get(answer.url).text
    assert "has been used already" in Client().get(link, follow=True).text
    assert Client().login(username="ADA@example.gov.uk", password=PASSWORD)


def test_the_secret_is_nowhere_in_the_database(manager, council):
    secret = link_in(add(manager, council)).rstrip("/").rpartition("/")[2]
    kept = [*Invitation.objects.values(), *Invitation.history.values()]
    assert len(secret) > 40
    assert secret not in str(kept)


def test_a_link_ends_after_seven_days(manager, council):
    link = link_in(add(manager, council))
    invitation = Invitation.objects.get()
    with time_machine.travel(invitation.created_at + VALID_FOR):
        assert "more than 7 days old" in Client().get(link, follow=True).text


def test_inviting_again_replaces_the_link(manager, council):
    first = link_in(add(manager, council))
    user = User.objects.get(email=NEW["email"])
    second = link_in(manager.post(reverse("invite-again", args=[user.pk])))
    assert "has been used already" in Client().get(first, follow=True).text
    assert accept(second)[1].status_code == 302


def test_a_weak_password_leaves_the_link_good(manager, council):
    link = link_in(add(manager, council))
    _, answer = accept(link, "password")
    assert "too short" in answer.text
    assert accept(link)[1].status_code == 302


def test_a_link_is_mailed_where_there_is_mail(manager, council, settings, mailoutbox):
    settings.HAS_MAIL = True
    answer = add(manager, council)
    assert "/invitations/" not in answer.text
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.gov.uk"]
    link = re.search(r"http://testserver(/invitations/\S+)", mail.body)[1]
    assert accept(link)[1].status_code == 302


def test_where_mail_fails_the_link_is_shown(manager, council, settings, monkeypatch):
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = add(manager, council)
    assert "The mail could not be sent." in answer.text
    assert accept(link_in(answer))[1].status_code == 302


def test_a_vacant_post_of_that_title_is_taken(manager, authority, council):
    post = OwnerFactory(
        authority=authority, agency=council, post_title="Head of Fostering"
    )
    add(manager, council, post_title="head of fostering")
    post.refresh_from_db()
    assert (post.user.email, post.version) == (NEW["email"], 2)


def test_a_post_that_somebody_holds_is_refused_and_nothing_kept(
    manager, authority, council
):
    OwnerFactory(
        authority=authority,
        agency=council,
        post_title="Head of Fostering",
        user=UserFactory(),
    )
    answer = add(manager, council)
    assert "Somebody else holds this post" in errors(answer)["post_title"][0]
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_all_that_is_missing_is_said_at_once(manager):
    answer = manager.post(reverse("add-person"), {"role": "owner"})
    assert set(errors(answer)) == {"name", "email"}
    answer = add(manager, post_title="")
    assert set(errors(answer)) == {"post_title"}
    assert set(errors(add(manager))) == {"agency"}


def test_who_has_an_account_gets_the_role_and_no_link(manager, council):
    known = UserFactory(email="Ada@example.gov.uk", password="hashed")
    answer = add(manager, council)
    assert "They can sign in already" in answer.text
    assert known.memberships.get().role == "owner"
    assert not Invitation.objects.exists()


def test_nobody_gets_a_link_to_what_they_do_not_manage(manager, council, people):
    """Whoever has the link becomes the person, with all that the person may see."""
    elsewhere = UserFactory(email=NEW["email"])
    elsewhere.set_unusable_password()
    elsewhere.save()
    MembershipFactory(
        user=elsewhere, authority=people.outsider.memberships.get().authority
    )
    answer = add(manager, council)
    assert "/invitations/" not in answer.text
    again = manager.post(reverse("invite-again", args=[elsewhere.pk]), follow=True)
    assert "/invitations/" not in again.text
    assert "only an administrator can invite them" in again.text


def test_an_administrator_s_address_is_refused(manager, council, people):
    people.admin.email = NEW["email"]
    people.admin.save()
    assert "Ask an administrator" in errors(add(manager, council))["email"][0]


def test_an_agency_of_another_authority_cannot_be_chosen(manager, people):
    other = OwnerFactory(authority=elsewhere_of(people))
    answer = add(manager, other.agency)
    assert set(errors(answer)) == {"agency"}


@pytest.mark.parametrize("who", ["owner", "police", "reader", "verifier"])
def test_others_have_no_page_about_people(people, sign_in, who):
    client = sign_in(getattr(people, who))
    pages = [reverse("people"), reverse("add-person")]
    pages += [reverse("leave", args=[people.colleague.pk])]
    assert {client.get(page).status_code for page in pages} == {403}
    invite = reverse("invite-again", args=[people.colleague.pk])
    assert client.post(invite).status_code == 403


def test_people_of_others_are_not_listed_nor_found(people, sign_in, post):
    page = sign_in(people.outsider).get(reverse("people"))
    assert "Outsider" in page.text
    assert "Colleague" not in page.text
    leave = sign_in(people.outsider).get(reverse("leave", args=[people.owner.pk]))
    assert leave.status_code == 404


def test_strangers_are_asked_to_sign_in(db):
    for name in ("people", "add-person"):
        assert "/admin/login/" in Client().get(reverse(name)).url
