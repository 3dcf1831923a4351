"""An improvement manager brings a report in and reviews what was read of it."""

import pytest
from playwright.sync_api import expect

from recommendations.models import Inspection
from recommendations.workflow.drafting import reading
from tests.drafts.reports import ASKS, printed, reading_of, report, unsure

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def reader(monkeypatch):
    """Reads the made-up report, and is unsure of one ask and of the authority."""
    asks = (printed(ASKS[0], confidence=0.4), *map(printed, ASKS[1:]))
    monkeypatch.setattr(
        reading,
        "read",
        lambda data: reading_of(
            data, recommendations=asks, sources=unsure("authority")
        ),
    )


def test_a_report_goes_from_upload_to_an_inspection(
    signed_in, assert_fit_for_all, reader, tmp_path
):
    file = tmp_path / "report.pdf"
    file.write_bytes(report())
    page = signed_in("manager")
    assert_fit_for_all(page)
    page.get_by_role("link", name="Read a report").click()
    assert_fit_for_all(page)
    page.get_by_label("Report", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read the report").click()

    expect(page.get_by_role("heading", name="Decide on these first")).to_be_visible()
    assert_fit_for_all(page)
    page.get_by_role("button", name="Accept the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Decide on row")
    assert_fit_for_all(page)

    first = page.locator(".draft-row").first
    first.get_by_label("Recommendation, as printed").fill("In our own words.")
    first.get_by_label("Accept").check()
    last = page.locator(".draft-row", has_text="Row 12")
    last.get_by_label("Leave out").check()
    authority = page.get_by_label("Authority that the report is about")
    authority.select_option(label="Blackburn with Darwen")
    page.get_by_role("button", name="Accept the draft").click()
    expect(page.get_by_text("The draft has been accepted.")).to_be_visible()
    assert_fit_for_all(page)

    inspection = Inspection.objects.get(reference="BWD-ILACS-2026")
    recommendations = inspection.recommendations.order_by("position")
    assert [recommendation.text for recommendation in recommendations] == [
        "In our own words.",
        ASKS[1],
    ]
    page.goto(f"{page.url.split('/admin/')[0]}/admin/recommendations/draft/")
    assert_fit_for_all(page)
    page.get_by_role("link", name="report.pdf").click()
    expect(page.get_by_role("heading", name="What was read")).to_be_visible()
    assert_fit_for_all(page)
