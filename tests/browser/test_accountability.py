"""Evidence, dates and slips in a real browser; every new page is fit for all."""

import pytest
from playwright.sync_api import expect

from recommendations.models import ActionItem, ActionPlan, DueDateChange, Evidence
from tests.admin.addresses import page_of

from .test_manager import RUNNING, open_verb

pytestmark = pytest.mark.browser

PDF = {"name": "minutes.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    options = {"location": str(tmp_path), "base_url": None}
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence}


def test_an_owner_adds_a_file_asks_for_a_date_and_takes_it_back(
    signed_in, assert_fit_for_all
):
    page = signed_in("owner")
    open_verb(page, RUNNING, "evidence")
    assert_fit_for_all(page)
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a title.")
    page.get_by_label("Title", exact=True).fill("Minutes of the panel")
    page.get_by_label("File").set_input_files(PDF)
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_text("The evidence was added.")).to_be_visible()
    expect(page.get_by_role("link", name="Minutes of the panel")).to_be_visible()

    page.get_by_role("link", name="Ask for a new target date").click()
    assert_fit_for_all(page)
    page.get_by_label("New target date").fill("2031-03-31")
    page.get_by_label("Reason").fill("The supplier is late.")
    page.get_by_role("button", name="Ask for a new target date").click()
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()
    assert_fit_for_all(page)
    page.get_by_role("link", name="Undo").first.click()
    assert_fit_for_all(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Waiting for a decision")).to_have_count(0)
    assert Evidence.objects.filter(title="Minutes of the panel").exists()


def test_the_pages_of_a_manager_are_fit_for_all(signed_in, assert_fit_for_all):
    owner, page = signed_in("owner"), signed_in("manager")
    site = page.url.split("/admin/")[0]
    open_verb(owner, RUNNING, "request-date")
    owner.get_by_label("New target date").fill("2031-03-31")
    owner.get_by_label("Reason").fill("The supplier is late.")
    owner.get_by_role("button", name="Ask for a new target date").click()

    page.reload()
    page.get_by_role("link", name="Target dates to decide").click()
    assert_fit_for_all(page)
    date_request = DueDateChange.objects.filter(decision="requested").first()
    action = ActionItem.objects.get(reference=RUNNING)
    for address in (
        page_of(DueDateChange, "change", date_request.pk),
        page_of(DueDateChange, "verb", date_request.pk, "reject"),
        page_of(ActionPlan, "change", action.plan.pk),
        page_of(ActionPlan, "verb", action.plan.pk, "revise"),
        page_of(ActionPlan, "baseline", action.plan.pk),
        page_of(ActionItem, "history", action.pk),
        page_of(ActionItem, "verb", action.pk, "carry-forward"),
        page_of(type(action.owner), "verb", action.owner.pk, "hand-over"),
        page_of(Evidence, "changelist"),
    ):
        page.goto(site + address)
        assert_fit_for_all(page)
