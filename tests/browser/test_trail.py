"""A board asks who said so: from a figure to the words and the day, in three clicks."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RED = ("Overdue", "Stale: no update for 30 days", "On hold or blocked")


@pytest.mark.parametrize("figure", RED)
def test_a_figure_leads_to_who_said_what_and_when_in_three_clicks(
    signed_in, assert_fit_for_all, figure
):
    page = signed_in("manager")
    page.get_by_role("link", name=re.compile(rf"^\d+ {figure}$")).click()
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="History").click()
    # Not the filters above it, which name every verb and person.
    update = page.locator(".timeline > li").filter(
        has=page.get_by_role("heading", name="Add update")
    )
    expect(update.first.locator("blockquote")).not_to_be_empty()
    expect(update.first.locator(".when")).to_contain_text(
        re.compile(r"^\w.+, \d{1,2} \w+ 20\d\d")
    )
    assert_fit_for_all(page)
