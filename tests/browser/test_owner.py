"""An owner at the police in a real browser: signs in, says how it goes, claims."""

import pytest
from playwright.sync_api import expect

from recommendations.models import ActionItem

pytestmark = pytest.mark.browser

WORDS = "The supplier mended the field; 29 of 30 in the sample."
CLAIM = "Notifications arrive within 24 hours, weekends included."
# Another date was asked for, and waits to be decided: a claim withdraws the request.
WAITING = "BWD-A0008"


def own_actions(page):
    return page.get_by_role("region", name="My actions").locator("tbody tr")


def test_the_police_post_an_update_and_claim_in_five_clicks(at_the_door, passwords):
    page, clicks = at_the_door(), []

    def click(target):
        clicks.append(target)
        target.click()

    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("police")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(passwords["police"])
    click(page.get_by_role("button", name="Sign in"))
    expect(own_actions(page)).to_have_count(3)
    row = own_actions(page).filter(has_not_text=WAITING).first
    reference = row.get_by_role("link").first.inner_text()[:9]

    click(row.get_by_role("link", name="Add update"))
    expect(page.get_by_label("What happened")).to_be_focused()
    page.keyboard.type(WORDS)
    click(page.get_by_role("button", name="Add update"))
    expect(page.get_by_text(f"{reference} has been updated.")).to_be_visible()

    click(page.get_by_role("link", name="Submit as complete"))
    expect(page.get_by_label("What was done")).to_be_focused()
    page.keyboard.type(CLAIM)
    click(page.get_by_role("button", name="Submit as complete"))
    expect(
        page.get_by_text(f"{reference} has been submitted as complete.")
    ).to_be_visible()

    assert len(clicks) == 5
    action = ActionItem.objects.get(reference=reference)
    assert action.status == "complete"
    assert [update.text for update in action.updates.all()[:2]] == [CLAIM, WORDS]


def test_an_update_is_posted_by_keyboard_alone(at_the_door, passwords):
    page = at_the_door()
    focus = page.locator(":focus")

    def tab_to(words):
        for _ in range(60):
            page.keyboard.press("Tab")
            if focus.count():
                style = focus.evaluate(
                    "e => getComputedStyle(e).outlineStyle"
                    " + getComputedStyle(e).boxShadow"
                )
                assert style != "nonenone", f"No focus is seen on {focus.inner_text()}"
                if focus.inner_text().startswith(words):
                    return
        raise AssertionError(f"Tab never came to {words}")

    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("police")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(passwords["police"])
    page.keyboard.press("Enter")
    expect(own_actions(page)).to_have_count(3)

    tab_to("Add update")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What happened")).to_be_focused()
    page.keyboard.type(WORDS)
    page.keyboard.press("Tab")
    page.keyboard.type("Ask for the next sample.")
    tab_to("Add update")
    page.keyboard.press("Enter")

    expect(page.get_by_text("has been updated.")).to_be_visible()
    expect(page.get_by_text("Ask for the next sample.")).to_be_visible()


def test_the_pages_of_an_owner_are_fit_for_all(
    at_the_door, signed_in, assert_fit_for_all
):
    assert_fit_for_all(at_the_door())
    page = signed_in("police")
    assert_fit_for_all(page)
    own_actions(page).first.get_by_role("link").first.click()
    assert_fit_for_all(page)
    page.get_by_role("link", name="Add update").click()
    assert_fit_for_all(page)
    page.get_by_role("button", name="Add update").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Enter an account of what happened."
    )
    assert_fit_for_all(page)
    page.get_by_label("What happened").fill(WORDS)
    page.get_by_role("button", name="Add update").click()
    expect(page.get_by_text("has been updated.")).to_be_visible()


def test_a_claim_that_withdraws_a_request_takes_one_tick_more(
    signed_in, assert_fit_for_all
):
    page = signed_in("police")
    row = own_actions(page).filter(has_text=WAITING)
    row.get_by_role("link", name="Submit as complete").click()
    expect(page.get_by_role("group", name="What will happen")).to_contain_text(
        "Submitting it as complete withdraws the request."
    )
    assert_fit_for_all(page)
    page.get_by_label("What was done").fill(CLAIM)
    page.get_by_role("button", name="Submit as complete").click()
    page.get_by_role("alert").get_by_role("link", name="tick the box").click()
    tick = page.get_by_label("I have read this and want to go ahead")
    expect(tick).to_be_focused()
    assert_fit_for_all(page)
    tick.check()
    page.get_by_role("button", name="Submit as complete").click()
    expect(
        page.get_by_text(f"{WAITING} has been submitted as complete.")
    ).to_be_visible()
    assert_fit_for_all(page)
    action = ActionItem.objects.get(reference=WAITING)
    assert action.updates.first().text == CLAIM
    assert not action.date_changes.filter(decision="requested").exists()
