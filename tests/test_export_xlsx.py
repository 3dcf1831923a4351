"""Lists as Excel workbooks, over REST and from the admin: what the CSV holds, with
dates that are dates, and nothing that runs."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations.models import ActionAgency, ActionItem, ActionPlan, Inspection
from recommendations.models.trail import change
from recommendations.reports.exports import XLSX_TYPE
from recommendations.reports.tables import safe_cell

from .as_of.days import at
from .factories import ActionFactory, InspectionFactory, PlanFactory
from .growing import grow
from .test_export import (
    ADMIN_LISTS,
    LISTS,
    exported,
    page_of,
    rows_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def manager(api, people):
    return api(people.manager)


@pytest.fixture
def make(authority, post):
    def make(**fields):
        return ActionFactory(authority=authority, **{"owner": post, **fields})

    return make


def bytes_of(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == XLSX_TYPE
    data = b"".join(answer.streaming_content)
    assert answer["Content-Length"] == str(len(data))
    return data


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(bytes_of(answer))).active


def cells_of(sheet):
    """Its rows, each cell by the heading of its column."""
    names, *rows = sheet.iter_rows()
    return [
        {name.value: cell for name, cell in zip(names, row, strict=True)}
        for row in rows
    ]


def fetched(client, path="actions", query=""):
    return cells_of(sheet_of(client.get(f"/api/v1/{path}/?format=xlsx{query}")))


def as_csv_has_it(cell):
    """What a cell of the workbook says, in the words of the CSV."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return safe_cell(value)
    if not isinstance(value, datetime):
        return str(value)
    if "hh" in cell.number_format:
        return safe_cell(timezone.make_aware(value))
    return value.date().isoformat()


def assert_same(rows, workbook_rows):
    assert rows == [
        {name: as_csv_has_it(cell) for name, cell in row.items()}
        for row in workbook_rows
    ]


@pytest.mark.access
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", ["manager", "police", "outsider"])
def test_a_workbook_holds_the_rows_and_columns_of_the_csv(
    api, people, authority, constabulary, path, role
):
    grow(authority, constabulary, people.police, 2)
    client = api(getattr(people, role))
    workbook_rows = fetched(client, path)
    assert_same(exported(client, path), workbook_rows)
    if role == "outsider" and path in ("actions", "plans", "recommendations"):
        assert workbook_rows == []


@pytest.mark.access
@pytest.mark.parametrize("model", ADMIN_LISTS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["admin", "police"])
def test_the_admins_workbook_holds_the_rows_and_columns_of_its_csv(
    sign_in, people, authority, constabulary, model, role
):
    grow(authority, constabulary, people.police, 2)
    browser = sign_in(getattr(people, role))
    workbook_rows = cells_of(sheet_of(browser.get(page_of(model, "export_xlsx"))))
    assert_same(rows_of(browser.get(page_of(model, "export"))), workbook_rows)


def test_dates_times_numbers_and_yes_or_no_are_what_they_are(manager, make):
    make(due_on=date(2026, 11, 2), brag="amber")
    (row,) = fetched(manager)
    assert row["due_on"].value == datetime(2026, 11, 2)
    assert row["due_on"].number_format == "[$-809]d mmmm yyyy"
    assert row["updated_at"].value == datetime(2026, 11, 20, 10)
    assert row["updated_at"].number_format == "[$-809]d mmmm yyyy hh:mm"
    assert row["days_late"].value == 18
    assert row["is_open"].value is True
    assert row["forecast_on"].value is None


def test_a_time_in_summer_is_told_by_the_clock_in_britain(manager, make):
    with at(2026, 7, 1, 9):
        make()
    (row,) = fetched(manager)
    assert row["updated_at"].value == datetime(2026, 7, 1, 9)


@pytest.mark.access
@pytest.mark.parametrize("path", LISTS)
def test_no_day_is_left_as_text(api, people, authority, constabulary, path):
    grow(authority, constabulary, people.police, 1)
    for row in fetched(api(people.manager), path):
        for name, cell in row.items():
            if name.endswith(("_on", "_at")) and cell.value is not None:
                assert cell.is_date, name


def test_a_date_of_which_only_the_month_is_known_stays_text(
    api, people, sign_in, authority
):
    InspectionFactory(
        authority=authority,
        published_on=date(2025, 4, 1),
        published_precision="month",
        start_on=date(2025, 3, 3),
        start_precision="day",
    )
    (rest,) = fetched(api(people.manager), "inspections")
    page = page_of(Inspection, "export_xlsx")
    (admin,) = cells_of(sheet_of(sign_in(people.manager).get(page)))
    for row in (rest, admin):
        assert row["published_on"].value == "2025-04"
        assert row["start_on"].value == datetime(2025, 3, 3)


def test_the_header_is_bold_stays_in_view_and_filters(manager, make):
    make(title="x" * 300)
    sheet = sheet_of(manager.get("/api/v1/actions/?format=xlsx"))
    assert all(cell.font.bold for cell in sheet[1])
    assert not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    widths = {
        cell.value: sheet.column_dimensions[cell.column_letter].width
        for cell in sheet[1]
    }
    assert widths["is_overdue"] > len("is_overdue")
    assert widths["due_on"] > len("23 September 2026")
    assert 59 < widths["title"] < 62


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("actions", "Actions"),
        ("me/actions", "Actions"),
        ("due-date-changes", "Target date changes"),
    ],
)
def test_a_list_without_rows_is_a_named_sheet_with_its_header(manager, path, title):
    answer = manager.get(f"/api/v1/{path}/?format=xlsx")
    stem = path.replace("/", "-")
    assert f'filename="{stem}-2026-11-20.xlsx"' in answer["Content-Disposition"]
    sheet = sheet_of(answer)
    assert sheet.title == title
    assert sheet.max_row == 1
    assert sheet["A1"].value


def test_filters_and_ordering_hold_and_pages_do_not(manager, make):
    for day in (3, 1, 2):
        make(due_on=date(2026, 11, day), title=f"Due on {day}")
    make()
    rows = fetched(manager, query="&overdue=true&ordering=-due_on&page_size=1")
    assert [row["title"].value for row in rows] == ["Due on 3", "Due on 2", "Due on 1"]


def test_a_workbook_of_a_day_holds_what_the_csv_of_it_holds(
    manager,
    people,
    make,
    constabulary,
):
    with at(2026, 6, 1, 9):
        action = make(title="As it was")
    with at(2026, 7, 5, 9), change("revise", by=people.manager):
        ActionAgency.objects.create(action=action, agency=constabulary)
    answer = manager.get("/api/v1/actions/?format=xlsx&as_of=2026-06-30")
    assert 'filename="actions-2026-06-30.xlsx"' in answer["Content-Disposition"]
    sheet = sheet_of(answer)
    assert sheet.title == "Actions"
    workbook_rows = cells_of(sheet)
    rows = exported(manager, query="&as_of=2026-06-30")
    assert [row["reference"] for row in rows] == [action.reference]
    assert [row["reference"].value for row in workbook_rows] == [action.reference]
    assert workbook_rows[0]["contributing_agencies"].value is None


@pytest.mark.parametrize("query", ["overdue=perhaps", "nonsense=1", "cursor=x"])
def test_what_is_wrong_is_a_problem_although_a_workbook_was_asked_for(manager, query):
    answer = manager.get(f"/api/v1/actions/?format=xlsx&{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_a_form_that_there_is_not_is_named_with_those_there_are(manager):
    answer = manager.get("/api/v1/actions/?format=ods")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]["format"]
    assert all(form in error for form in ("csv", "json", "xlsx"))


def test_what_is_no_list_is_no_workbook(manager, make):
    make(reference="BWD-A0001")
    answer = manager.get("/api/v1/actions/BWD-A0001/?format=xlsx")
    assert answer.status_code == 400


def test_the_header_accept_asks_for_a_workbook_as_well(manager, make):
    make()
    answer = manager.get("/api/v1/actions/", headers={"Accept": XLSX_TYPE})
    assert sheet_of(answer).max_row == 2


def test_a_stranger_gets_a_problem_and_no_workbook(api, client):
    answer = api().get("/api/v1/actions/?format=xlsx")
    assert (answer.status_code, answer.json()["status"]) == (401, 401)
    answer = client.get(page_of(ActionItem, "export_xlsx"))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_a_member_of_one_agency_gets_a_plan_without_its_inner_parts(
    api,
    people,
    sign_in,
    make,
    police_post,
    authority,
):
    plan = PlanFactory(authority=authority, note="For the council only.")
    make(owner=police_post, plan=plan)
    (rest,) = fetched(api(people.police), "plans")
    page = page_of(ActionPlan, "export_xlsx")
    (admin,) = cells_of(sheet_of(sign_in(people.police).get(page)))
    for row in (rest, admin):
        assert row["reference"].value == plan.reference
        assert (row["note"].value, row["status"].value) == (None, None)


def test_the_admin_list_offers_its_workbook_with_the_filters_kept(
    sign_in,
    people,
    make,
):
    late = make(due_on=date(2026, 11, 2), title="Late one")
    make(due_on=date(2026, 11, 3), title="Late but not searched for")
    make(title="One in time")
    browser = sign_in(people.manager)
    page = browser.get(page_of(ActionItem, "changelist", show="overdue", q="one"))
    (query,) = re.findall(r'"export/xlsx/([^"]+)">Export XLSX<', page.content.decode())
    assert set(query[1:].split("&amp;")) == {"show=overdue", "q=one"}
    answer = browser.get(page_of(ActionItem, "export_xlsx", show="overdue", q="one"))
    assert 'filename="actions-2026-11-20.xlsx"' in answer["Content-Disposition"]
    (row,) = cells_of(sheet_of(answer))
    assert row["reference"].value == late.reference


@pytest.mark.parametrize("page", ["export", "export_xlsx"])
def test_a_filter_that_is_not_offered_leads_back_to_the_list(sign_in, people, page):
    answer = sign_in(people.manager).get(page_of(ActionItem, page, show="nonsense"))
    assert answer.status_code == 302
    assert answer["Location"] == page_of(ActionItem, "changelist", e="1")


@pytest.mark.access
@pytest.mark.parametrize("path", LISTS)
def test_a_workbook_costs_the_same_number_of_queries_for_few_and_many(
    api, people, authority, constabulary, path
):
    client = api(people.manager)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            bytes_of(client.get(f"/api/v1/{path}/?format=xlsx"))
        return len(queries)

    grow(authority, constabulary, people.police, 2)
    few = cost()
    grow(authority, constabulary, people.police, 4)
    assert cost() == few


def test_nothing_is_left_on_the_disk(manager, make, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    make()
    answer = manager.get("/api/v1/actions/?format=xlsx")
    assert zipfile.is_zipfile(io.BytesIO(bytes_of(answer)))
    assert list(tmp_path.iterdir()) == []
