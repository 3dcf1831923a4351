"""A forgotten password by mail, a first password that somebody else typed, and sign-in
by e-mail address."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recommendations.models import ApiToken
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PASSWORD = "three random words here"
LATER = "four other words entirely"
ADDRESS = "manager@example.gov.uk"


@pytest.fixture
def person(people):
    people.manager.email = ADDRESS
    people.manager.set_password(PASSWORD)
    people.manager.save()
    return people.manager


def sign_in_with(name, password):
    browser = Client()
    sent = {"username": name, "password": password, "next": "/admin/"}
    return browser, browser.post(reverse("admin:login"), sent)


def forget(settings, address=ADDRESS):
    settings.HAS_MAIL = True
    page = reverse("admin_password_reset")
    return Client().post(page, {"email": address}, follow=True)


def link_in(mail):
    return re.search(r"http://testserver(/reset/\S+)", mail.body)[1]


def choose(link, password=LATER):
    browser = Client()
    page = browser.get(link, follow=True)
    sent = {"new_password1": password, "new_password2": password}
    return browser.post(page.request["PATH_INFO"], sent)


@pytest.mark.parametrize("name", ["manager", ADDRESS, ADDRESS.upper(), f" {ADDRESS} "])
def test_one_signs_in_by_user_name_or_address(person, name):
    assert sign_in_with(name, PASSWORD)[1].status_code == 302


def test_an_address_that_two_have_signs_nobody_in(person):
    UserFactory(email=ADDRESS)
    assert sign_in_with(ADDRESS, PASSWORD)[1].status_code == 200


def test_an_address_does_not_pass_a_user_name_by(person, people):
    """Who is called so is meant, whoever else has it as an address."""
    people.outsider.username = ADDRESS
    people.outsider.save()
    assert sign_in_with(ADDRESS, PASSWORD)[1].status_code == 200


def test_a_forgotten_password_is_replaced_by_mail(person, settings, mailoutbox):
    forget(settings)
    link = link_in(mailoutbox[0])
    assert choose(link).url == reverse("admin:index")
    assert sign_in_with(ADDRESS, LATER)[1].status_code == 302
    assert "has been used already" in Client().get(link, follow=True).text
    newest = person.history.model.objects.filter(id=person.pk).latest("history_id")
    assert (newest.verb, newest.actor) == ("set-password", "manager")


def test_a_new_password_ends_tokens(person, settings, mailoutbox):
    token = ApiToken.issue(user=person, name="script")[0]
    forget(settings)
    choose(link_in(mailoutbox[0]))
    good = ApiToken.objects.usable(at=token.created_at)
    assert not good.filter(pk=token.pk).exists()


def test_the_page_says_the_same_whoever_has_the_address(person, settings, mailoutbox):
    known = forget(settings).text
    assert forget(settings, "nobody@example.org").text == known
    assert len(mailoutbox) == 1


def test_without_mail_the_page_says_whom_to_ask(db):
    page = Client().get(reverse("admin_password_reset"))
    assert "Ask an administrator" in page.text
    assert reverse("admin_password_reset") in Client().get(reverse("admin:login")).text


@pytest.fixture
def set_by_administrator(person, people, sign_in):
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    sent = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    sign_in(people.admin).post(page, sent)


@pytest.mark.usefixtures("set_by_administrator")
def test_a_password_somebody_else_typed_must_be_changed_first():
    browser, _ = sign_in_with("manager", PASSWORD)
    change = reverse("admin:password_change")
    assert browser.get(reverse("admin:index")).url == change
    assert browser.get("/people/").url == change
    rest = browser.get("/api/v1/me/")
    assert (rest.status_code, rest.json()["code"]) == (403, "not_allowed")
    assert "Somebody else typed in your password" in browser.get(change).text
    words = {"new_password1": LATER, "new_password2": LATER}
    browser.post(change, {"old_password": PASSWORD, **words})
    assert browser.get(reverse("admin:index")).status_code == 200
    again, _ = sign_in_with("manager", LATER)
    assert again.get(reverse("admin:index")).status_code == 200


def test_so_must_the_first_password_of_a_user_whom_an_administrator_made(
    people, sign_in
):
    sent = {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    sent |= {"usable_password": "true"}
    sign_in(people.admin).post(reverse("admin:auth_user_add"), sent)
    people.manager.memberships.update(user=User.objects.get(username="new"))
    browser, _ = sign_in_with("new", PASSWORD)
    page = browser.get(reverse("admin:index"))
    assert page.url == reverse("admin:password_change")


def test_one_s_own_password_is_left_alone(person):
    browser, _ = sign_in_with("manager", PASSWORD)
    assert browser.get(reverse("admin:index")).status_code == 200
