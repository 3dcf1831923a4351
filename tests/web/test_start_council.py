"""`manage.py start_council`: ready for a council's own data, apart from the demo, and
the same when run again."""

import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from recommendations.models import ApiToken, Authority, Framework, Invitation
from recommendations.workflow import demo
from recommendations.workflow.errors import Refused
from tests.factories import AuthorityFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
ALL = ["--authority", "BWD", "--manager-email", "ada@example.gov.uk"]


def start(*options):
    out = StringIO()
    call_command("start_council", "--no-serve", *options, stdout=out)
    return out.getvalue()


def links_in(words):
    return re.findall(r"http://127.0.0.1:8000(/invitations/\S+)", words)


def test_its_link_makes_the_first_administrator(settings):
    settings.DEBUG = True
    (link,) = links_in(start())
    browser = Client()
    page = browser.get(link, follow=True)
    sent = dict.fromkeys(("new_password1", "new_password2"), "three random words here")
    browser.post(page.request["PATH_INFO"], sent)
    assert browser.get("/admin/").url == "/set-up/"
    assert Framework.objects.exists()


def test_a_link_that_nobody_used_is_replaced(settings):
    settings.DEBUG = True
    (first,), (second,) = links_in(start()), links_in(start())
    assert "has been used already" in Client().get(first, follow=True).text
    assert "Set password" in Client().get(second, follow=True).text
    assert User.objects.count() == 1


def test_where_an_administrator_can_sign_in_nobody_is_invited(settings):
    UserFactory(is_superuser=True, password="hashed")
    assert "can sign in already" in start()
    assert not Invitation.objects.exists()


def test_council_and_manager_in_one_line_and_again(settings):
    settings.DEBUG = True
    assert len(links_in(start(*ALL))) == 2
    authority = Authority.objects.get()
    assert authority.agencies.get().name == "Blackburn with Darwen Council"
    member = authority.memberships.get()
    assert (member.user.email, member.role) == ("ada@example.gov.uk", "manager")
    again = start(*ALL)
    assert "has a role there already" in again
    assert (Authority.objects.count(), User.objects.count()) == (1, 2)
    assert member.user.invitations.count() == 1


def test_a_council_that_is_not_in_the_list_needs_a_name(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="cannot be blank"):
        start("--authority", "EXM")
    start("--authority", "EXM", "--name", "Exampleshire")
    assert Authority.objects.get().name == "Exampleshire"


def test_links_begin_with_the_host_that_people_use(settings):
    settings.DEBUG, settings.PLAIN_HTTP = False, False
    settings.ALLOWED_HOSTS = ["tracker.example.gov.uk"]
    assert "https://tracker.example.gov.uk/invitations/" in start()


def test_an_address_that_is_none_is_refused(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="valid email"):
        start("--authority", "BWD", "--manager-email", "ada")


@pytest.fixture
def demo_is_there():
    PlanFactory(reference="EXS-P01", authority=AuthorityFactory(code="EXS"))
    ApiToken.issue(user=UserFactory(), name="demo")


def test_it_leaves_the_database_of_the_demo_alone(demo_is_there):
    with pytest.raises(CommandError, match="holds the demo"):
        start()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("reset", [False, True])
def test_the_demo_leaves_a_council_alone_whatever_it_is_told(reset):
    start()
    with pytest.raises(Refused, match="a council's own data"):
        demo.set_up(today=timezone.localdate(), reset=reset)
    assert Invitation.objects.exists()


def test_somebody_invited_into_the_demo_does_not_make_it_a_council(demo_is_there):
    Invitation.objects.create(user=UserFactory(), digest="0", expires_at=timezone.now())
    assert not demo.holds_a_council()
