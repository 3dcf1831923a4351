"""An improvement manager in a real browser: many actions at once, and two people on the
same action."""

import pytest
from playwright.sync_api import expect

from recommendations.models import ActionItem
from tests.admin.addresses import page_of

pytestmark = pytest.mark.browser

CLAIMED, RUNNING = "BWD-A0029", "BWD-A0028"
WORDS = "Nine plans are left."
BOARD = "The board agreed to a later date."


def open_verb(page, reference, verb):
    action = ActionItem.objects.get(reference=reference)
    site = page.url.split("/admin/")[0]
    page.goto(site + page_of(ActionItem, "verb", action.pk, verb))


def test_a_verb_is_played_on_selected_rows_and_each_says_how_it_went(
    signed_in, assert_fit_for_all
):
    page = signed_in("manager")
    page.get_by_role("link", name="Open", exact=False).first.click()
    page.get_by_label("Search").fill("pathway plan")
    page.get_by_role("button", name="Search").click()
    assert_fit_for_all(page)
    for reference in (CLAIMED, RUNNING):
        page.get_by_role("row", name=reference).get_by_role("checkbox").check()
    page.get_by_label("With selected:").select_option("return")
    page.get_by_role("button", name="Go").click()

    row = page.get_by_role("row")
    expect(row.filter(has_text=CLAIMED)).to_contain_text("Becomes “In progress”")
    expect(row.filter(has_text=RUNNING)).to_contain_text("Left out")
    assert_fit_for_all(page)
    page.get_by_label("Reason").fill("The sample is too small.")
    page.get_by_role("button", name="1 action").click()

    expect(
        page.get_by_text("1 action has been sent back to the lead officer.")
    ).to_be_visible()
    action = ActionItem.objects.get(reference=CLAIMED)
    assert action.status == "in_progress"
    assert action.history.first().history_change_reason == "The sample is too small."


def test_the_second_of_two_people_sees_both_and_loses_nothing(
    signed_in, assert_fit_for_all
):
    owner, manager = signed_in("owner"), signed_in("manager")
    open_verb(owner, RUNNING, "updates")
    open_verb(manager, RUNNING, "reschedule")
    manager.get_by_label("New target date").fill("2031-03-31")
    manager.get_by_label("Reason").fill(BOARD)
    manager.get_by_role("button", name="Change target date").click()
    expect(manager.get_by_text("has been given a new target date.")).to_be_visible()

    owner.get_by_label("What happened").fill(WORDS)
    owner.get_by_role("button", name="Add update").click()
    expect(owner.get_by_role("alert")).to_contain_text("Somebody else changed this")
    expect(owner.get_by_text(BOARD)).to_be_visible()
    expect(owner.get_by_text("31 March 2031").first).to_be_visible()
    expect(owner.get_by_label("What happened")).to_have_value(WORDS)
    assert_fit_for_all(owner)
    owner.get_by_role("button", name="Send again").click()
    expect(owner.get_by_text("has been updated.")).to_be_visible()

    action = ActionItem.objects.get(reference=RUNNING)
    assert action.due_on.isoformat() == "2031-03-31"
    assert action.updates.first().text == WORDS
