"""A board asks who said so: from any figure that is red or amber to who said what and
when, in three clicks. Every row behind it is followed, not only the first."""

import re

import pytest
from playwright.sync_api import expect

from recommendations.reports.figures import (
    DUE_SOON,
    ON_HOLD,
    OVERDUE,
    STALE,
    UNDATED,
    UNOWNED,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What somebody must have said for the figure to be what it is, where the status alone
# is not enough: the words stand on the trail.
IN_WORDS = ("Red", *(figure.label for figure in (OVERDUE, STALE, ON_HOLD)))
SHOWN = (*IN_WORDS, "Amber", *(figure.label for figure in (DUE_SOON, UNOWNED, UNDATED)))


def follow(page, name, row):
    """Three clicks from the start page; the trail of the action, newest first."""
    page.get_by_role("link", name=name).click()
    page.locator("#result_list tbody th a").nth(row).click()
    page.get_by_role("link", name="History", exact=True).click()
    return page.locator(".timeline > li")


def said_by_whom_and_when(entries, *, in_words):
    newest = entries.first
    expect(newest.get_by_role("heading")).not_to_be_empty()
    expect(newest.locator(".when")).to_contain_text(
        re.compile(r"^\w.+, \d{1,2} \w+ 20\d\d")
    )
    if in_words:
        words = entries.locator("blockquote")
        expect(words.first).not_to_be_empty()
    else:
        details = newest.locator("blockquote, .changes")
        expect(details.first).not_to_be_empty()


@pytest.mark.parametrize("figure", SHOWN)
def test_a_figure_leads_to_who_said_what_and_when_in_three_clicks(
    signed_in, assert_fit_for_all, figure
):
    page = signed_in("manager")
    start, name = page.url, re.compile(rf"^\d+ {figure}$")
    count = int(page.get_by_role("link", name=name).locator(".count").inner_text())
    assert count > 0
    for row in range(count):
        page.goto(start)
        entries = follow(page, name, row)
        said_by_whom_and_when(entries, in_words=figure in IN_WORDS)
    assert_fit_for_all(page)


def test_a_plan_s_overdue_figure_leads_there_too(signed_in):
    page = signed_in("manager")
    start, pattern = page.url, re.compile(r"^[1-9]\d* overdue in BWD-P\d+$")
    plans = page.get_by_role("link", name=pattern)
    names = [link.inner_text() for link in plans.all()]
    assert len(names) >= 2
    for name in names:
        for row in range(int(name.split()[0])):
            page.goto(start)
            said_by_whom_and_when(follow(page, name, row), in_words=True)
