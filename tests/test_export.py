"""Lists as CSV, over REST and from the admin: every row, once, in scope, harmless."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.admin.pages.export import ExportMixin
from recommendations.admin.site import site
from recommendations.api import renderers
from recommendations.api.urls import router
from recommendations.models import ActionItem, ActionPlan, Agency, AuthorityAgency
from recommendations.reports.tables import BOM, csv_lines, plain, safe_cell

from .factories import (
    ActionFactory,
    AgencyFactory,
    AuthorityFactory,
    PlanFactory,
    RecommendationFactory,
)
from .growing import grow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LISTS = [prefix for prefix, _, _ in router.registry] + ["me/actions"]
FORMULAS = ["=1+1", "+44 1254", "-met the team", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


@pytest.fixture
def manager(api, people):
    return api(people.manager)


@pytest.fixture
def make(authority, post):
    def make(**fields):
        return ActionFactory(authority=authority, **{"owner": post, **fields})

    return make


def body_of(answer):
    assert answer.status_code == 200
    assert answer.streaming
    return b"".join(answer.streaming_content).decode("utf-8")


def rows_of(answer):
    text = body_of(answer).removeprefix(BOM)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def exported(client, path="actions", query=""):
    return rows_of(client.get(f"/api/v1/{path}/?format=csv{query}"))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_would_run_as_a_formula_is_made_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-5, 1.5, "-5", "+12.50", "a=b", "", "O'Neill", "'"])
def test_numbers_and_plain_words_stay_as_they_are(value):
    assert safe_cell(value) == str(value)


@pytest.mark.parametrize("text", [*FORMULAS, "'=1", "''-x", "'quoted'", "-5", "plain"])
def test_a_cell_made_safe_can_be_read_back(text):
    assert plain(safe_cell(text)) == text


def test_a_list_with_a_formula_in_it_is_made_text():
    assert safe_cell(["=1", "2"]) == "'=1; 2"


def test_the_file_begins_with_a_mark_that_excel_knows(manager, make):
    make()
    assert body_of(manager.get("/api/v1/actions/?format=csv"))[0] == BOM


def test_the_file_has_a_name_with_its_day(manager):
    answer = manager.get("/api/v1/actions/?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    name = 'attachment; filename="actions-2026-11-20.csv"'
    assert answer["Content-Disposition"] == name


def test_ones_own_actions_are_a_file_too(api, people, make):
    own = make()
    make(owner=None, status="not_started")
    client = api(people.owner)
    answer = client.get("/api/v1/me/actions/?format=csv")
    assert "me-actions-2026-11-20.csv" in answer["Content-Disposition"]
    assert [row["reference"] for row in rows_of(answer)] == [own.reference]


def test_an_action_is_one_row_of_flat_columns(manager, make, authority):
    asks = [
        RecommendationFactory(
            inspection__authority=authority, reference=f"BWD-JTAI-2023-R0{n}"
        )
        for n in (1, 2)
    ]
    agency = AgencyFactory(code="school-board", works_in=authority)
    action = make(
        answers=asks, with_agencies=[agency], due_on=date(2026, 11, 2), title="Żółć é"
    )
    (row,) = exported(manager)
    expected = {
        "reference": action.reference,
        "title": "Żółć é",
        "is_open": "true",
        "is_overdue": "true",
        "due_on": "2026-11-02",
        "forecast_on": "",
        "days_late": "18",
        "plan": action.plan.reference,
        "plan_title": "Improvement plan",
        "owner": "BWD-O001",
        "owner_post_title": action.owner.post_title,
        "owner_agency": "council",
        "owner_agency_name": "The council",
        "contributing_agencies": "school-board",
        "recommendations": "BWD-JTAI-2023-R01; BWD-JTAI-2023-R02",
    }
    assert {name: row[name] for name in expected} == expected
    assert row["updated_at"] == "2026-11-20T10:00:00Z"


def test_what_nobody_owns_leaves_the_owners_columns_empty(manager, make):
    make(owner=None, status="not_started")
    (row,) = exported(manager)
    assert (row["owner"], row["owner_post_title"], row["owner_agency"]) == ("", "", "")


def test_the_columns_are_the_same_for_an_empty_list(manager, make):
    empty = body_of(manager.get("/api/v1/actions/?format=csv"))
    make()
    full = body_of(manager.get("/api/v1/actions/?format=csv"))
    assert full.splitlines()[0] == empty.splitlines()[0]


def test_no_formula_leaves_in_a_title(manager, make):
    make(title='=HYPERLINK("http://example.org")')
    (row,) = exported(manager)
    assert row["title"] == '\'=HYPERLINK("http://example.org")'


def test_a_cell_with_lines_and_quotes_comes_back_whole(manager, make):
    make(title="Say “no”, or", detail='One, "two"\nthree')
    (row,) = exported(manager)
    assert row["detail"] == 'One, "two"\nthree'


def test_filters_and_ordering_hold_and_pages_do_not(manager, make):
    for day in (3, 1, 2):
        make(due_on=date(2026, 11, day), title=f"Due on {day}")
    make()
    query = "&overdue=true&ordering=-due_on&page_size=1"
    rows = exported(manager, query=query)
    assert [row["title"] for row in rows] == ["Due on 3", "Due on 2", "Due on 1"]


@pytest.mark.parametrize(
    "query",
    ["overdue=perhaps", "nonsense=1", "ordering=colour", "page_size=0", "cursor=x"],
)
def test_what_is_wrong_is_a_problem_although_csv_was_asked_for(manager, query):
    answer = manager.get(f"/api/v1/actions/?format=csv&{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_a_stranger_gets_a_problem_and_no_file(api):
    answer = api().get("/api/v1/actions/?format=csv")
    assert answer.status_code == 401
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("path", ["actions/BWD-A0001", "summary"])
def test_what_is_no_list_is_no_table(manager, make, path):
    make(reference="BWD-A0001")
    answer = manager.get(f"/api/v1/{path}/?format=csv")
    assert answer.status_code == 400
    assert "json" in answer.json()["errors"]["format"][0]


@pytest.mark.parametrize("wrong", ["xml", "CSV", "csv%20"])
def test_a_form_that_there_is_not_is_named_with_those_there_are(manager, wrong):
    answer = manager.get(f"/api/v1/actions/?format={wrong}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]["format"]
    assert "csv" in error
    assert "json" in error


def test_a_stranger_is_asked_to_sign_in_before_the_form_is_looked_at(api):
    assert api().get("/api/v1/actions/?format=xml").status_code == 401


@pytest.mark.parametrize("query", ["", "&as_of=2026-11-20"])
def test_the_address_of_a_row_opens_the_record(manager, make, query):
    action = make()
    (row,) = rows_of(manager.get(f"/api/v1/actions/?format=csv{query}"))
    assert row["url"].endswith(f"/api/v1/actions/{action.reference}/")
    assert manager.get(row["url"]).status_code == 200


def test_the_header_accept_asks_for_csv_as_well(manager, make):
    make()
    answer = manager.get("/api/v1/actions/", headers={"Accept": "text/csv"})
    assert len(rows_of(answer)) == 1


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", ["manager", "police", "outsider"])
def test_a_file_holds_what_the_list_holds(
    api, people, authority, constabulary, path, role
):
    grow(authority, constabulary, people.police, 2)
    client = api(getattr(people, role))
    listed = client.get(f"/api/v1/{path}/?page_size=200").json()["results"]
    rows = exported(client, path)
    assert len(rows) == len(listed)
    for row, expected in zip(rows, listed, strict=True):
        key = next(iter(expected))
        assert row[key] == str(expected[key])


def test_a_member_of_one_agency_gets_a_plan_without_its_inner_parts(
    api, people, make, police_post, authority
):
    plan = PlanFactory(authority=authority, note="For the council only.")
    make(owner=police_post, plan=plan)
    (row,) = exported(api(people.police), "plans")
    assert row["reference"] == plan.reference
    assert (row["note"], row["status"], row["inspections"]) == ("", "", "")


def test_rows_are_fetched_in_chunks_of_constant_cost(manager, make, monkeypatch):
    monkeypatch.setattr(renderers, "CHUNK", 5)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows = exported(manager)
        return len(rows), len(queries)

    for _ in range(5):
        make(answers=[RecommendationFactory()])
    assert cost() == (5, 5)  # Standing, rows, and three kinds of links.
    for _ in range(10):
        make(answers=[RecommendationFactory()])
    assert cost() == (15, 11)  # Two more chunks: three more queries each.


def test_a_line_is_written_only_when_it_is_asked_for():
    requested = []
    rows = ([requested.append(number) or number] for number in range(1000))
    lines = csv_lines(["number"], rows)
    assert next(lines) == f"{BOM}number\r\n"
    assert requested == []
    assert next(lines) == "0\r\n"
    assert requested == [0]


def page_of(model, view, **query):
    name = f"admin:recommendations_{model._meta.model_name}_{view}"
    return reverse(name, query=query or None)


ADMIN_LISTS = [
    model for model, page in site._registry.items() if isinstance(page, ExportMixin)
]


def test_the_admin_list_offers_its_file_with_the_filters_kept(sign_in, people, make):
    make()
    page = sign_in(people.manager).get(page_of(ActionItem, "changelist", show="open"))
    assert '<a href="export/?show=open">Export CSV</a>' in page.content.decode()


def test_the_admin_file_holds_what_filter_and_search_leave(sign_in, people, make):
    late = make(due_on=date(2026, 11, 2), title="Late one")
    make(due_on=date(2026, 11, 3), title="Late but not searched for")
    make(title="One in time")
    address = page_of(ActionItem, "export", show="overdue", q="one")
    answer = sign_in(people.manager).get(address)
    (row,) = rows_of(answer)
    assert answer["Content-Disposition"].startswith('attachment; filename="action')
    expected = {
        "reference": late.reference,
        "status": "in_progress",
        "status_label": "In progress",
        "due_on": "2026-11-02",
        "owner": "BWD-O001",
        "owner_agency": "council",
        "days_late": "18",
        "brag": "red",
        "brag_suggested": "red",
    }
    assert {name: row[name] for name in expected} == expected


def test_both_files_name_alike_what_both_have(sign_in, people, api, make):
    make(answers=[RecommendationFactory(reference="BWD-R1")], brag="amber")
    (admin_row,) = rows_of(sign_in(people.manager).get(page_of(ActionItem, "export")))
    (rest,) = exported(api(people.manager))
    shared = admin_row.keys() & rest.keys()
    assert len(shared) > 25
    assert {name: admin_row[name] for name in shared} == {n: rest[n] for n in shared}


@pytest.mark.access
@pytest.mark.parametrize("model", ADMIN_LISTS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["admin", "manager", "police"])
def test_every_admin_list_has_a_file_of_constant_cost(
    sign_in, people, authority, constabulary, model, role
):
    browser = sign_in(getattr(people, role))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows_of(browser.get(page_of(model, "export")))
        return len(queries)

    grow(authority, constabulary, people.police, 2)
    few = cost()
    grow(authority, constabulary, people.police, 4)
    assert cost() == few


def test_the_admin_file_leaves_out_what_one_agency_may_not_see(
    sign_in, people, make, police_post, authority, post
):
    make(owner=post)
    own = make(
        owner=police_post, plan=PlanFactory(authority=authority, note="Not for them.")
    )
    browser = sign_in(people.police)
    actions = rows_of(browser.get(page_of(ActionItem, "export")))
    assert [row["reference"] for row in actions] == [own.reference]
    (plan,) = rows_of(browser.get(page_of(ActionPlan, "export")))
    assert (plan["note"], plan["status"]) == ("", "")


def test_the_admin_file_tells_no_agency_where_else_another_works(
    sign_in, people, constabulary
):
    AuthorityAgency.objects.create(
        agency=constabulary, authority=AuthorityFactory(code="ELSEWHERE")
    )
    text = body_of(sign_in(people.manager).get(page_of(Agency, "export")))
    assert "ELSEWHERE" not in text


def test_a_filter_that_is_not_offered_leads_back_to_the_list(sign_in, people):
    answer = sign_in(people.manager).get(page_of(ActionItem, "export", show="nonsense"))
    assert answer.status_code == 302


def test_a_stranger_is_asked_to_sign_in_before_a_file(client):
    answer = client.get(page_of(ActionItem, "export"))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
