"""From an empty database to a council whose people can sign in, with the browser alone:
how many pages are sent and how many fields stand on them is counted."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from recommendations.models import ActionPlan, Invitation, Owner

pytestmark = pytest.mark.browser

PASSWORD = "three random words here"
PAGES, FIELDS = 4, 15
PEOPLE = """Grace Hopper, grace@example.org, Head of Fostering
Alan Turing, alan@example.org, Head of Care Leavers
Joan Clarke, joan@example.org, Head of Safeguarding
Mary Somerville, mary@example.org, Detective Inspector, Lancashire Constabulary
Ida Rhodes, ida@example.org, Superintendent, Lancashire Constabulary
"""


@pytest.fixture
def link(transactional_db, live_server, monkeypatch):
    """What `start_council` prints for the first administrator."""
    monkeypatch.setattr(settings, "DEBUG", True)
    call_command("start_council", "--no-serve", stdout=(out := StringIO()))
    path = out.getvalue().partition("/invitations/")[2].split()[0]
    return f"{live_server.url}/invitations/{path}"


class Counted:
    """Sends forms, and counts the pages sent and every field that stood open there."""

    def __init__(self, page):
        self.page, self.pages, self.fields = page, 0, 0

    def send(self, button):
        fields = "#content-main :is(input, select, textarea):visible"
        self.pages += 1
        self.fields += self.page.locator(fields).count()
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()


def choose_password(page, link):
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password confirmation").fill(PASSWORD)


def test_an_empty_database_becomes_a_council_with_its_people(
    link, at_the_door, assert_fit_for_all
):
    page = at_the_door()
    counted = Counted(page)
    choose_password(page, link)
    assert_fit_for_all(page)
    counted.send("Set password and sign in")

    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your council")
    page.get_by_label("Council", exact=True).select_option("BWD")
    assert_fit_for_all(page)
    counted.send("Continue")

    page.get_by_label("Police force").fill("Lancashire Constabulary")
    page.get_by_label("Name of the first improvement manager").fill("Ada Lovelace")
    page.get_by_label("Their e-mail address").fill("ada@example.org")
    assert_fit_for_all(page)
    counted.send("Continue")

    assert_fit_for_all(page)
    links = [page.locator("code.secret").inner_text()]
    page.get_by_role("link", name="many at once").click()
    page.get_by_label("Rows").fill(PEOPLE)
    assert_fit_for_all(page)
    counted.send("Add and invite all")
    links += page.locator("code.secret").all_inner_texts()
    assert len(set(links)) == 6
    assert (counted.pages, counted.fields) == (PAGES, FIELDS)

    for secret in links:
        visitor = at_the_door()
        choose_password(visitor, secret)
        visitor.get_by_role("button", name="Set password and sign in").click()
        expect(visitor.locator("#user-tools")).to_be_visible()
    assert not Invitation.objects.filter(used_at=None).exists()
    assert Owner.objects.filter(agency__kind="police").count() == 2

    page.goto(f"{page.url.split('/people')[0]}/set-up/BWD/plan/")
    page.get_by_role("button", name="Begin an empty plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("improvement plan")
    assert ActionPlan.objects.get().reference == "BWD-P01"


def test_a_person_is_added_and_leaves(signed_in, assert_fit_for_all):
    page = signed_in("manager")
    page.get_by_role("link", name="People", exact=True).click()
    assert_fit_for_all(page)
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Post").fill("Head of Fostering")
    assert_fit_for_all(page)
    page.get_by_role("button", name="Add and invite").click()
    assert_fit_for_all(page)
    page.get_by_role("link", name="People", exact=True).first.click()
    row = page.get_by_role("row").filter(has_text="Detective Inspector")
    row.get_by_role("link", name="Leaving").click()
    page.get_by_label("Who takes over").select_option("keep")
    assert_fit_for_all(page)
    page.get_by_role("button", name="End their access").click()
    expect(page.get_by_text("no longer has a role here")).to_be_visible()
