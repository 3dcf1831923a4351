"""Single keys do what people do most, and never where somebody writes."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_keys_are_listed_lead_on_and_can_be_switched_off(signed_in, assert_fit_for_all):
    page = signed_in("owner")
    page.get_by_role("heading", name="My actions").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(listed).to_be_visible()
    assert_fit_for_all(page)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()

    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="Actions", level=1)).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("n?2")
    expect(page.get_by_label("Search")).to_have_value("n?2")

    page.get_by_role("link", name="Start", exact=True).first.click()
    page.locator("#own-heading ~ table th a").first.click()
    page.locator(".verbs .primary").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Add update")).to_be_visible()

    page.locator("#user-tools summary").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(listed).to_be_hidden()
