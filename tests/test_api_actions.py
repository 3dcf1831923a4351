"""The list of actions over REST: its shape, and that every filter filters."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recommendations.models import ActionItem
from recommendations.workflow.declarations import verbs_of

from .factories import (
    TODAY,
    ActionFactory,
    AgencyFactory,
    FrameworkFactory,
    InspectionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LONG_AGO = TODAY - timedelta(days=60)
LATELY = {"last_update_on": TODAY - timedelta(days=59)}


@pytest.fixture
def manager(api, people):
    return api(people.manager)


@pytest.fixture
def make(authority, post):
    """Makes actions of the authority; in progress, owned, due in ten days."""

    def make(**fields):
        return ActionFactory(authority=authority, **{"owner": post, **fields})

    return make


def listed(client, query):
    answer = client.get(f"/api/v1/actions/?{query}")
    assert answer.status_code == 200, answer.content
    return {row["reference"] for row in answer.json()["results"]}


def test_an_action_has_the_documented_shape(manager, make, authority):
    recommendation = RecommendationFactory(inspection__authority=authority)
    agency = AgencyFactory(works_in=authority)
    action = make(
        due_on=date(2026, 10, 31),
        original_due_on=date(2026, 6, 30),
        answers=[recommendation],
        with_agencies=[agency],
    )
    (row,) = manager.get("/api/v1/actions/").json()["results"]
    expected = {
        "reference": action.reference,
        "status": "in_progress",
        "status_label": "In progress",
        "is_open": True,
        "is_overdue": True,
        "due_on": "2026-10-31",
        "original_due_on": "2026-06-30",
        "start_on": None,
        "forecast_on": None,
        "completed_on": None,
        "days_late": 20,
        "days_late_original": 143,
        "date_moves": 0,
        "brag": "red",
        "brag_suggested": "red",
        "is_rated_better": False,
        "brag_reason": "",
        "brag_on": None,
        "is_blocked": False,
        "claimed_before_tracker": False,
        "plan": {"reference": action.plan.reference, "title": action.plan.title},
        "owner": {
            "reference": "BWD-O001",
            "post_title": action.owner.post_title,
            "agency": {"code": "council", "name": "The council"},
        },
        "contributing_agencies": [{"code": agency.code, "name": agency.name}],
        "recommendations": [
            {"reference": recommendation.reference, "summary": recommendation.summary}
        ],
        "last_update_on": None,
        "version": 1,
        "url": f"http://testserver/api/v1/actions/{action.reference}/",
    }
    assert {key: row[key] for key in expected} == expected


def test_the_detail_carries_its_version_as_etag(manager, make):
    action = make(version=7)
    answer = manager.get(f"/api/v1/actions/{action.reference}/")
    assert answer["ETag"] == '"7"'
    assert answer.json()["version"] == 7


def test_what_was_complete_before_the_tracker_is_told_apart(manager, make):
    before = make(status="complete", claimed_before_tracker=True).reference
    here = make(status="complete").reference
    assert listed(manager, "claimed_before_tracker=true") == {before}
    assert listed(manager, "claimed_before_tracker=false") == {here}


VALUES = {
    "status=complete": ({"status": "complete"}, {}),
    "due_after=2026-12-24": ({"due_on": date(2026, 12, 24)}, {}),
    "due_before=2026-11-02": ({"due_on": date(2026, 11, 2)}, {}),
    "due_within=5": ({"due_on": TODAY + timedelta(days=5)}, {}),
    "stale=60": ({"start_on": LONG_AGO}, {"start_on": LONG_AGO, **LATELY}),
    "brag=red": ({"due_on": LONG_AGO}, {"due_on": LONG_AGO, "brag": "amber"}),
    "search=supervision+policy": (
        {"title": "Write the policy", "detail": "Supervision of all staff."},
        {"title": "Supervision of all staff"},
    ),
}


@pytest.mark.parametrize("query", VALUES)
def test_a_filter_keeps_what_it_asks_for(query, manager, make):
    expected, other = (make(**fields).reference for fields in VALUES[query])
    assert listed(manager, query) == {expected}
    assert listed(manager, "") == {expected, other}


def test_status_may_be_given_more_than_once(manager, make):
    expected = {make(status=status).reference for status in ("complete", "verified")}
    make(status="embedded")
    assert listed(manager, "status=complete&status=verified") == expected


def test_relations_filter_by_their_keys(manager, make, authority, post):
    recommendation = RecommendationFactory(
        inspection=InspectionFactory(
            authority=authority, framework=FrameworkFactory(code="sif")
        ),
        kind="priority_action",
    )
    ThemeFactory(code="care_leavers").recommendations.add(recommendation)
    other = OwnerFactory(authority=authority)
    plan = PlanFactory(authority=authority)
    expected = make(plan=plan, owner=other, answers=[recommendation]).reference
    ThemeFactory(code="health")
    make(answers=[RecommendationFactory(inspection__authority=authority)])
    for query in (
        f"owner={other.reference}",
        f"plan={plan.reference}",
        f"recommendation={recommendation.reference}",
        f"inspection={recommendation.inspection.reference}",
        "framework=sif",
        "theme=care_leavers",
        "kind=priority_action",
    ):
        assert listed(manager, query) == {expected}, query
    assert listed(manager, "theme=health") == set()


def test_agency_means_owning_or_contributing(manager, make, authority, constabulary):
    owned = make(owner=OwnerFactory(authority=authority, agency=constabulary))
    contributed = make(with_agencies=[constabulary])
    make()
    expected = {owned.reference, contributed.reference}
    assert listed(manager, "agency=constabulary") == expected


def test_owner_me_holds_own_and_deputised_actions(api, make, people, post, authority):
    deputised = OwnerFactory(authority=authority, deputy=post)
    own = {make().reference, make(owner=deputised).reference}
    make(owner=OwnerFactory(authority=authority))
    assert listed(api(people.owner), "owner=me") == own


def test_me_actions_are_open_ones_only(api, make, people):
    own = make().reference
    make(status="verified")
    rows = api(people.owner).get("/api/v1/me/actions/").json()["results"]
    assert [row["reference"] for row in rows] == [own]


def test_authority_filters_for_somebody_who_sees_two(api, make, people):
    here = make().reference
    there = ActionFactory().authority.code
    admin = api(people.admin)
    assert listed(admin, "authority=BWD") == {here}
    assert listed(admin, f"authority={there}") != {here}


def test_archived_actions_are_hidden_until_asked_for(manager, make):
    shown = make().reference
    hidden = make(archived_at=datetime(2026, 1, 1, tzinfo=UTC)).reference
    assert listed(manager, "") == {shown}
    assert listed(manager, "archived=true") == {hidden}
    assert listed(manager, "archived=false") == {shown}


def test_updated_since_takes_an_instant(manager, make):
    old = make(updated_at=datetime(2026, 1, 1, tzinfo=UTC))
    new = make(updated_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert old.reference not in listed(manager, "updated_since=2026-11-01T00:00:00Z")
    assert new.reference in listed(manager, "updated_since=2026-11-01T00:00:00Z")


def test_overdue_open_actions_come_by_due_date(manager, make):
    late = [make(due_on=TODAY - timedelta(days=days)) for days in (3, 40, 1)]
    make()
    make(status="complete", due_on=LONG_AGO)
    answer = manager.get(
        "/api/v1/actions/?is_open=true&overdue=true&ordering=due_on"
    ).json()
    expected = sorted(late, key=lambda action: action.due_on)
    assert [row["reference"] for row in answer["results"]] == [
        action.reference for action in expected
    ]


def test_every_group_of_the_summary_is_the_count_of_its_list(
    manager, make, authority, constabulary
):
    make(status="complete")
    make(due_on=LONG_AGO, brag="green", brag_reason="It is agreed.")
    make(status="cancelled", due_on=None, owner=None)
    make(due_on=TODAY, start_on=LONG_AGO, with_agencies=[constabulary])
    make(owner=OwnerFactory(authority=authority, agency=constabulary))
    summary = manager.get("/api/v1/summary/").json()
    assert summary["as_of"] == "2026-11-20"
    queries = {}
    for group, parameter in (
        ("by_status", "status"),
        ("by_brag", "brag"),
        ("by_agency", "agency"),
        ("by_plan", "plan"),
    ):
        for code in summary[group]:
            queries[group, code] = f"{parameter}={code}"
    for code in summary["rated_better_by_brag"]:
        queries["rated_better_by_brag", code] = f"brag={code}&rated_better=true"
    for (group, code), query in queries.items():
        count = manager.get(f"/api/v1/actions/?count=exact&{query}").json()["count"]
        assert summary[group][code] == count, query
    assert summary["rated_better_by_brag"]["green"] == 1
    assert summary["by_agency"]["constabulary"] == 2


def test_the_summary_takes_the_filters_of_the_list(manager, make):
    plan = make().plan.reference
    make()
    summary = manager.get(f"/api/v1/summary/?plan={plan}").json()
    assert summary["scope"] == {"plan": plan}
    assert (summary["open"], summary["by_plan"]) == (1, {plan: 1})


def test_moves_say_what_this_person_may_do_and_what_is_missing(api, make, people):
    action = make(status="not_started", due_on=None)
    address = f"/api/v1/actions/{action.reference}/moves/"

    def moves(user):
        body = api(user).get(address).json()
        return {move["verb"]: move for move in body["moves"]}

    for_owner = moves(people.owner)
    assert set(for_owner) == set(verbs_of(ActionItem))
    assert for_owner["start"]["allowed"]
    assert for_owner["start"]["missing"] == ["due_on"]
    assert for_owner["complete"]["asks"] == ["note"]
    assert not for_owner["cancel"]["allowed"]
    assert moves(people.manager)["cancel"]["allowed"]
    assert not any(move["allowed"] for move in moves(people.reader).values())


def test_moves_of_a_claim_refuse_its_owner_as_checker(api, make, people):
    action = make(status="complete", completed_by=people.colleague)
    ActionItem.objects.get()
    body = api(people.owner).get(f"/api/v1/actions/{action.reference}/moves/").json()
    (verify,) = (move for move in body["moves"] if move["verb"] == "verify")
    assert verify["missing"] == ["independent_checker"]
