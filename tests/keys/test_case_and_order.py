"""Keys are compared without regard to case, and ordered by prefix, then number."""

import pytest
from django.db import IntegrityError, connection, transaction

from recommendations.admin.site import site
from recommendations.models import (
    ActionItem,
    ActionRecommendation,
    Inspection,
    Owner,
    Recommendation,
)
from tests.factories import (
    ActionFactory,
    InspectionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)
from tests.writing.bodies import NEW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "surroundings"),
]


@pytest.mark.parametrize(
    "address",
    [
        *[
            "actions/bwd-a0001/",
            "plans/Bwd-p01/",
            "owners/bwd-o001/",
            "agencies/COUNCIL/",
        ],
        *["inspections/bwd-jtai-2023/", "authorities/bwd/", "frameworks/JTAI/"],
        *["themes/Health/", "actions/bwd-a0001/history/", "actions/bwd-a0001/moves/"],
    ],
)
def test_an_address_finds_its_record_in_any_case(manager, address):
    assert manager.get(f"/api/v1/{address}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *["plan=bwd-p01", "owner=bwd-o001", "agency=COUNCIL", "authority=bwd"],
        *["search=bwd-a0001", "recommendation=bwd-jtai-2023-r01", "framework=JTAI"],
        "inspection=bwd-jtai-2023",
    ],
)
def test_a_filter_finds_its_records_in_any_case(manager, action, inspection, query):
    recommendation = RecommendationFactory(
        reference="BWD-JTAI-2023-R01", inspection=inspection
    )
    action.recommendations.add(recommendation)
    rows = manager.get(f"/api/v1/actions/?{query}").json()["results"]
    assert [row["reference"] for row in rows] == ["BWD-A0001"]


def test_a_body_names_records_in_any_case(manager):
    body = {
        **NEW["actions"][0],
        "plan": "bwd-p01",
        "owner": "bwd-o001",
        "contributing_agencies": ["COUNCIL"],
    }
    answer = manager.post("/api/v1/actions/", body)
    assert answer.json()["owner"]["reference"] == "BWD-O001"
    bulk = {"items": [{"reference": "bwd-a0001", "verb": "cancel", "reason": "No."}]}
    (result,) = manager.post("/api/v1/actions/bulk/", bulk).json()["results"]
    assert result["status"] == 200


@pytest.mark.parametrize("write", ["UPDATE", "INSERT"])
def test_the_database_holds_one_case_of_a_key(write):
    """Past every door of ours: in SQL."""
    table = "recommendations_agency"
    columns = "id, version, created_at, updated_at, code, name, alias, kind"
    values = columns.replace("id", "'0a'").replace("code", "'COUNCIL'")
    statement = {
        "UPDATE": f"UPDATE {table} SET code = 'COUNCIL'",  # noqa: S608
        "INSERT": f"INSERT INTO {table} ({columns}) "  # noqa: S608
        f"SELECT {values} FROM {table} WHERE code = 'council'",
    }[write].replace("'0a'", "'0a000000-0000-0000-0000-000000000000'")
    with (
        pytest.raises(IntegrityError, match="agency_code_lower"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_row_in_hand_says_what_the_database_says(authority):
    owner = OwnerFactory(reference="bwd-o077", authority=authority)
    assert owner.reference == owner.history.get().reference == "BWD-O077"
    assert Owner.objects.get(reference="bwd-O077") == owner


NUMBERS = [9999, 10000, 2, 1000000, 999, 100]
IN_ORDER = [2, 100, 999, 9999, 10000, 1000000]


@pytest.fixture
def numbered(authority, post):
    plan = PlanFactory(reference="BWD-P02", authority=authority)
    for number in NUMBERS:
        reference = f"BWD-A{number:04}"
        ActionFactory(reference=reference, authority=authority, plan=plan, owner=post)
    return [f"BWD-A{number:04}" for number in IN_ORDER]


@pytest.mark.parametrize("who", ["manager", "admin"])
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("size", [1, 2, 4, 50])
def test_pages_go_by_prefix_then_number(api, people, numbered, who, sign, size):
    client = api(getattr(people, who))
    address = f"/api/v1/actions/?plan=BWD-P02&page_size={size}&ordering={sign}reference"
    forth, back = [], []
    while address:
        page = client.get(address).json()
        forth.append([row["reference"] for row in page["results"]])
        address, last = page["next"], page["previous"]
    while last:
        page = client.get(last).json()
        back.insert(0, [row["reference"] for row in page["results"]])
        last = page["previous"]
    assert [reference for page in forth for reference in page] == (
        numbered[::-1] if sign else numbered
    )
    assert [*back, forth[-1]] == forth


def test_the_list_of_the_past_goes_the_same_way(manager, numbered):
    address = "/api/v1/actions/?plan=BWD-P02&as_of=2026-11-20"
    rows = manager.get(address).json()["results"]
    assert [row["reference"] for row in rows] == numbered


@pytest.mark.parametrize(("sign", "step"), [("", 1), ("-", -1)])
def test_the_admin_s_list_goes_the_same_way(sign_in, people, numbered, sign, step):
    column = site.get_model_admin(ActionItem).list_display.index("action_listed") + 1
    address = f"/admin/recommendations/actionitem/?o={sign}{column}"
    rows = sign_in(people.manager).get(address).context["cl"].result_list
    references = [row.reference for row in rows if row.plan.reference == "BWD-P02"]
    assert references == numbered[::step]


def test_pickers_and_lists_in_rows_go_the_same_way(manager, action, inspection):
    for number in (100, 99, 1):
        recommendation = RecommendationFactory(
            reference=f"BWD-JTAI-2023-R{number:02}", inspection=inspection
        )
        ActionRecommendation.objects.create(
            action=action, recommendation=recommendation
        )
    for address in ("actions/BWD-A0001/", "actions/?as_of=2026-11-20"):
        row = manager.get(f"/api/v1/{address}").json()
        row = row.get("results", [row])[0]
        endings = [entry["reference"][-4:] for entry in row["recommendations"]]
        assert endings == ["-R01", "-R99", "R100"]
    recommendations = Recommendation.objects.all()
    assert [entry.reference[-4:] for entry in recommendations] == endings


def test_the_next_inspection_of_a_year_follows_the_first(authority, manager):
    names = ["BWD-JTAI-2023-10", "BWD-JTAI-2023-2", "BWD-JTAI-2024", "BWD-JTAI-2019"]
    for name in names:
        InspectionFactory(reference=name, authority=authority)
    rows = manager.get("/api/v1/inspections/?ordering=reference").json()["results"]
    assert [row["reference"].removeprefix("BWD-JTAI-") for row in rows] == [
        "2019",
        *["2023", "2023-2", "2023-10"],
        "2024",
    ]
    assert Inspection.objects.count() == 5


@pytest.mark.parametrize("rows", ["of an authority", "of all"])
def test_an_index_serves_the_order(authority, numbered, rows):
    """However many there are: the page is read from the index, and not sorted."""
    rows_asked = ActionItem.objects.order_by(*ActionItem._meta.ordering, "id")
    if rows == "of an authority":
        rows_asked = rows_asked.filter(authority=authority)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = rows_asked[:2].explain().lower()
    assert "action_in_order" in plan, plan
    assert "temp b-tree" not in plan
