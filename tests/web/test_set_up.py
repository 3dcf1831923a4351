"""“Set up your council”, step by step, and the list that councils are chosen from."""

import re

import pytest
from django.urls import reverse

from recommendations.models import (
    ActionPlan,
    Agency,
    Authority,
    AuthorityAgency,
    Framework,
    Invitation,
    Owner,
)
from recommendations.workflow.council import PARTNERS, listed_authorities
from tests.factories import (
    AgencyFactory,
    AuthorityFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def admin(sign_in):
    return sign_in(UserFactory(is_superuser=True, is_staff=True))


@pytest.fixture
def begun(admin):
    admin.post(reverse("set-up"), {"listed": "BWD"})
    return Authority.objects.get()


def partners(admin, **typed):
    return admin.post(reverse("set-up-partners", args=["BWD"]), typed)


def test_an_administrator_of_an_empty_database_is_led_there(admin):
    assert admin.get(reverse("admin:index")).url == reverse("set-up")
    AuthorityFactory()
    assert admin.get(reverse("admin:index")).status_code == 200


def test_people_come_after_their_council(admin):
    for name in ("people", "add-person", "add-people"):
        assert admin.get(reverse(name)).url == reverse("set-up")


def test_the_list_has_all_of_england_each_once():
    rows = listed_authorities().values()
    assert len(rows) == 156
    for name in ("code", "name", "urn", "gss_code", "dfe_code"):
        assert len({getattr(row, name) for row in rows}) == 156, name
    assert len({row.region for row in rows}) == 9


def test_each_code_of_the_list_has_its_shape():
    for row in listed_authorities().values():
        assert re.fullmatch("[A-Z0-9]{2,6}", row.code), row
        assert re.fullmatch("E[0-9]{8}", row.gss_code), row
        assert re.fullmatch("[0-9]{3}", row.dfe_code), row


def test_neighbours_and_successors_are_in_the_list():
    rows = listed_authorities()
    for row in rows.values():
        assert set(row.neighbours) <= set(rows) - {row.code}, row.name
        assert set(row.successors) <= set(rows), row.name
        assert bool(row.successors) is (row.valid_to is not None)


def test_a_predecessor_names_what_took_its_place(admin):
    cumbria = next(r for r in listed_authorities().values() if r.name == "Cumbria")
    assert str(cumbria.valid_to) == "2023-03-31"
    page = admin.get(reverse("set-up")).text
    assert (
        f"Cumbria ({cumbria.code}), until 31 March 2023, now Cumberland and "
        "Westmorland and Furness"
    ) in page


def test_the_chosen_council_comes_with_its_codes(begun):
    assert (begun.code, begun.name, begun.region) == (
        "BWD",
        "Blackburn with Darwen",
        "North West",
    )
    assert (begun.urn, begun.gss_code, begun.dfe_code) == ("80430", "E06000008", "889")
    assert begun.history.get().verb == "create"
    assert Framework.objects.filter(code="ilacs_standard").exists()


def test_a_council_not_in_the_list_is_typed(admin):
    admin.post(reverse("set-up"), {"name": "Exampleshire", "code": "exm"})
    assert Authority.objects.get().code == "EXM"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose your council."),
        ({"listed": "BWD", "name": "Other"}, "not both"),
        ({"name": "Exampleshire"}, "Enter name and letters."),
        ({"name": "Exampleshire", "code": "E-1"}, "2 to 6 capital letters"),
    ],
)
def test_what_cannot_be_a_council_is_refused(admin, sent, said):
    assert said in admin.post(reverse("set-up"), sent).text
    assert not Authority.objects.exists()


def test_partners_and_manager_are_one_page(admin, begun):
    sent = {
        "council": "Blackburn with Darwen Borough Council",
        "police": "Lancashire Constabulary",
        "trusts": "First Trust\n\n  Second Trust \n",
        "manager_name": "Ada Lovelace",
        "manager_email": "ada@example.gov.uk",
        "manager_post": "Improvement Manager",
    }
    answer = partners(admin, **sent)
    named = set(begun.agencies.values_list("name", "kind"))
    assert named == {
        ("Blackburn with Darwen Borough Council", "local_authority"),
        ("Lancashire Constabulary", "police"),
        ("First Trust", "nhs"),
        ("Second Trust", "nhs"),
    }
    post = Owner.objects.get()
    assert (post.post_title, post.agency.kind) == (
        "Improvement Manager",
        "local_authority",
    )
    assert post.user.memberships.get().role == "manager"
    assert post.user.memberships.get().agency is None
    assert "/invitations/" in answer.text
    assert "/invitations/" not in admin.get(answer.request["PATH_INFO"]).text


def test_sending_it_twice_adds_nothing_more(admin, begun):
    sent = {"council": "The Council", "police": "The Police"}
    for _ in range(2):
        partners(admin, **sent)
    assert Agency.objects.count() == AuthorityAgency.objects.count() == 2
    assert Agency.history.count() == 2


def test_a_force_that_works_elsewhere_is_the_same_here(admin, begun):
    force = AgencyFactory(
        code="lancashire-police",
        name="Lancashire Constabulary",
        kind="police",
        works_in=AuthorityFactory(code="LAN"),
    )
    partners(admin, police="lancashire constabulary")
    assert begun.agencies.get() == force


def test_two_of_one_name_in_code_have_their_own(admin, begun):
    AgencyFactory(code="first-trust", name="First & Trust")
    partners(admin, trusts="First Trust")
    assert begun.agencies.get().code == "first-trust-2"


def test_a_step_may_be_left_and_taken_up_again(admin, begun):
    assert partners(admin).url == reverse("set-up-plan", args=["BWD"])
    page = admin.get(reverse("set-up")).text
    assert reverse("set-up-partners", args=["BWD"]) in page
    assert "Add agencies and the first manager" in (
        admin.get(reverse("set-up-plan", args=["BWD"])).text
    )


def test_a_manager_without_an_address_is_asked_for_it_and_nothing_kept(admin, begun):
    answer = partners(admin, police="The Police", manager_name="Ada Lovelace")
    assert "Enter their e-mail address." in answer.text
    assert not Agency.objects.exists()


def test_a_manager_who_is_refused_takes_the_agencies_back(admin, begun):
    UserFactory(email="a@example.org", is_superuser=True)
    sent = {"manager_name": "Ada", "manager_email": "a@example.org"}
    answer = partners(admin, police="The Police", **sent)
    assert "Ask an administrator" in answer.text
    assert not Agency.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("button", "page"), [("spreadsheet", "/spreadsheet/"), ("empty", "/change/")]
)
def test_the_plan_begins_empty_or_with_a_spreadsheet(admin, begun, button, page):
    sent = {"title": "Improvement plan", button: ""}
    answer = admin.post(reverse("set-up-plan", args=["BWD"]), sent)
    assert answer.url.endswith(page)
    assert admin.get(answer.url).status_code == 200
    assert ActionPlan.objects.get().reference == "BWD-P01"


def test_the_safeguarding_partnership_is_no_agency():
    assert not [one for one in PARTNERS if "safeguarding" in one.label.lower()]


@pytest.mark.parametrize("name", ["set-up", "set-up-partners", "set-up-plan"])
def test_set_up_is_for_administrators(begun, sign_in, client, name):
    address = reverse(name, args=[] if name == "set-up" else ["BWD"])
    manager = UserFactory()
    MembershipFactory(user=manager, authority=begun)
    assert sign_in(manager).get(address).status_code == 403
    assert sign_in(manager).post(address, {"listed": "LAN"}).status_code == 403
    assert "/admin/login/" in client.get(address).url


def test_a_council_that_is_not_there_has_no_steps(admin):
    assert admin.get(reverse("set-up-plan", args=["BWD"])).status_code == 404
