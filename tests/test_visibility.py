"""Who sees what over REST: by authority, by agency, by role, and nobody unknown."""

import pytest

from recommendations.api.urls import router
from recommendations.models import (
    ActionEvidence,
    DueDateChange,
    Evidence,
    PlanInspection,
)
from recommendations.models.trail import change

from .drafts.reports import reading_of, report, save_draft
from .factories import (
    TODAY,
    ActionFactory,
    CitationFactory,
    InspectionFactory,
    JudgementFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    StrengthFactory,
    ThemeFactory,
    UpdateFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# What was read of a report is for managers, until it is accepted.
FOR_MANAGERS = {"drafts"}
REFERENCE_DATA = {"inspectorates", "frameworks", "themes"}
SCOPED = sorted(
    prefix
    for prefix, _, _ in router.registry
    # A token is its own person's, whoever else belongs to the authority.
    if prefix not in {*REFERENCE_DATA, "tokens"}
)


@pytest.fixture
def everything(
    authority, people, post, police_post, constabulary, council, evidence_folder
):
    """One row of every list in BWD, and an action of the police and one shared."""
    inspection = InspectionFactory(reference="BWD-JTAI-2023", authority=authority)
    JudgementFactory(inspection=inspection)
    StrengthFactory(inspection=inspection)
    recommendation = RecommendationFactory(inspection=inspection)
    CitationFactory(recommendation=recommendation)
    ThemeFactory(code="health").recommendations.add(recommendation)
    plan = PlanFactory(reference="BWD-P01", authority=authority, note="Not for all.")
    PlanInspection.objects.create(plan=plan, inspection=inspection)
    only_council = PlanFactory(reference="BWD-P02", authority=authority)
    common = {"authority": authority, "plan": plan, "answers": [recommendation]}
    ActionFactory(reference="BWD-A0001", **{**common, "plan": only_council}, owner=post)
    ActionFactory(reference="BWD-A0002", **common, owner=police_post)
    ActionFactory(
        reference="BWD-A0003", **common, owner=post, with_agencies=[constabulary]
    )
    for action in plan.actions.all() | only_council.actions.all():
        UpdateFactory(action=action)
        proof = Evidence.objects.create(
            authority=authority, form="link", title="Audit", url="https://example.org"
        )
        ActionEvidence.objects.create(action=action, evidence=proof)
        DueDateChange.objects.create(
            action=action, to_on=TODAY, reason="Costs.", requested_on=TODAY
        )
    save_draft(report(), reading_of(), by=people.manager)
    return authority


def references(client, address, key="reference"):
    return {row[key] for row in client.get(address).json()["results"]}


def test_nobody_without_sign_in_gets_anything(api, everything):
    for prefix in [*SCOPED, *REFERENCE_DATA, "me/actions"]:
        answer = api().get(f"/api/v1/{prefix}/")
        assert answer.status_code == 401, prefix
        assert answer["WWW-Authenticate"].startswith("Bearer"), prefix
        assert "results" not in answer.json(), prefix


@pytest.mark.parametrize(
    "address", ["/api/v1/", "/api/v1/summary/", "/api/schema/", "/api/v1/nothing/"]
)
def test_other_addresses_tell_a_stranger_nothing_either(api, address):
    assert api().get(address).status_code in (401, 404)


def test_a_member_of_another_authority_sees_no_row_and_no_key(api, everything, people):
    manager, outsider = api(people.manager), api(people.outsider)
    for prefix in SCOPED:
        rows = manager.get(f"/api/v1/{prefix}/").json()["results"]
        assert rows, prefix
        outsider_rows = outsider.get(f"/api/v1/{prefix}/").json()["results"]
        urls = {row["url"] for row in rows}
        assert not urls & {row["url"] for row in outsider_rows}
        for url in urls:
            for address in (url, f"{url}history/"):
                answer = outsider.get(address)
                assert answer.status_code == 404, address
                assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("role", ["manager", "verifier", "owner", "reader", "admin"])
def test_a_whole_member_opens_every_row(api, everything, people, role):
    client = api(getattr(people, role))
    for prefix in [*SCOPED, "themes", "frameworks"]:
        rows = client.get(f"/api/v1/{prefix}/").json()["results"]
        is_kept = prefix in FOR_MANAGERS and role not in ("manager", "admin")
        assert bool(rows) is not is_kept, prefix
        for row in rows:
            detail = client.get(row["url"]).json()
            assert {name: detail[name] for name in row} == row
            assert client.get(f"{row['url']}history/").status_code == 200


@pytest.mark.parametrize(
    "prefix",
    [
        "authorities",
        "inspections",
        "judgements",
        "recommendations",
        "strengths",
        "documents",
        "citations",
    ],
)
def test_the_inspectors_side_is_the_same_for_an_agency(api, everything, people, prefix):
    address = f"/api/v1/{prefix}/"
    expected = references(api(people.manager), address, "url")
    assert references(api(people.police), address, "url") == expected


def test_an_agency_sees_the_actions_it_owns_or_contributes_to(api, everything, people):
    police = api(people.police)
    assert references(police, "/api/v1/actions/") == {"BWD-A0002", "BWD-A0003"}
    rows = police.get("/api/v1/updates/").json()["results"]
    assert {row["action"]["reference"] for row in rows} == {"BWD-A0002", "BWD-A0003"}
    assert police.get("/api/v1/actions/BWD-A0001/").status_code == 404
    assert police.get("/api/v1/actions/BWD-A0001/moves/").status_code == 404


def test_an_agency_s_summary_counts_its_own_actions(api, everything, people):
    assert api(people.police).get("/api/v1/summary/").json()["open"] == 2
    assert api(people.manager).get("/api/v1/summary/").json()["open"] == 3


def test_an_agency_sees_the_title_and_dates_of_its_plans(api, everything, people):
    police = api(people.police)
    assert references(police, "/api/v1/plans/") == {"BWD-P01"}
    assert police.get("/api/v1/plans/BWD-P02/").status_code == 404
    plan = police.get("/api/v1/plans/BWD-P01/").json()
    assert plan["title"] == "Improvement plan"
    assert (plan["note"], plan["status"], plan["inspections"]) == (None, None, None)
    full = api(people.manager).get("/api/v1/plans/BWD-P01/").json()
    assert (full["note"], full["status"]) == ("Not for all.", "live")


def test_a_plan_s_trail_tells_an_agency_of_title_and_dates_only(
    api, everything, people
):
    plan = everything.plans.get(reference="BWD-P01")
    with change("revise", by=people.manager, reason="Because of the budget."):
        plan.note = "Not for the police."
        plan.save()
    with change("rename", by=people.manager, reason="After the board."):
        plan.title, plan.note = "New title", "Still not."
        plan.save()

    def entries_for(user):
        rows = api(user).get("/api/v1/plans/BWD-P01/history/").json()["results"]
        return [
            (row["verb"], row["reason"], len(row["changes"]))
            for row in rows
            if row["verb"] != "create"
        ]

    assert entries_for(people.police) == [("rename", "", 1)]
    assert entries_for(people.manager) == [
        ("rename", "After the board.", 2),
        ("revise", "Because of the budget.", 1),
    ]


@pytest.mark.parametrize("query", ["status=live", "inspection=BWD-JTAI-2023"])
def test_no_filter_tells_an_agency_more_of_a_plan(api, everything, people, query):
    address = f"/api/v1/plans/?{query}"
    assert "BWD-P01" in references(api(people.manager), address)
    assert references(api(people.police), address) == set()


def test_action_counts_of_a_recommendation_are_of_visible_actions(
    api, everything, people
):
    def counted(user):
        (row,) = api(user).get("/api/v1/recommendations/").json()["results"]
        return row["action_count"]

    assert (counted(people.manager), counted(people.police)) == (3, 2)


def test_has_actions_reveals_no_action_that_one_may_not_see(
    api, people, authority, post
):
    hidden = RecommendationFactory(inspection__authority=authority)
    ActionFactory(authority=authority, owner=post, answers=[hidden])
    address = "/api/v1/recommendations/?has_actions=true"
    assert references(api(people.manager), address) == {hidden.reference}
    assert references(api(people.police), address) == set()


def test_an_agency_sees_its_own_owners_and_those_it_works_with(
    api, everything, people, authority
):
    apart = OwnerFactory(authority=authority).reference
    visible = references(api(people.police), "/api/v1/owners/")
    assert visible == {"BWD-O001", "BWD-O002"}
    assert apart in references(api(people.manager), "/api/v1/owners/")


def test_an_archived_action_shows_an_agency_neither_its_owner_nor_its_plan(
    api, everything, people
):
    everything.actions.update(archived_at="2026-11-01T10:00:00Z")
    police = api(people.police)
    assert references(police, "/api/v1/owners/") == {"BWD-O002"}
    assert references(police, "/api/v1/plans/") == set()


def test_who_holds_a_post_is_for_its_authority_and_its_agency(
    api, everything, people, post, police_post
):
    for owner in (post, police_post):
        owner.holder_name = "A. Person"
        owner.save()

    def name(user, owner):
        answer = api(user).get(f"/api/v1/owners/{owner.reference}/")
        return answer.json()["holder_name"]

    assert name(people.manager, post) == "A. Person"
    assert name(people.police, police_post) == "A. Person"
    assert name(people.police, post) == ""


def test_who_stands_in_for_a_post_is_not_told_to_other_agencies(
    api, everything, people, post, authority
):
    post.deputy = OwnerFactory(authority=authority)
    post.save()
    address = f"/api/v1/owners/{post.reference}/"

    def deputy_for(user):
        deputy = api(user).get(address).json()["deputy"]
        rows = api(user).get(f"{address}history/").json()["results"]
        fields = {change["field"] for row in rows for change in row["changes"]}
        return deputy is not None, "deputy" in fields, "user" in fields

    assert deputy_for(people.manager) == (True, True, True)
    assert deputy_for(people.police) == (False, False, False)


def test_who_holds_a_post_never_enters_the_trail(api, people, post):
    post.holder_name = "A. Person"
    post.email = "post@council.example"
    post.save()
    address = f"/api/v1/owners/{post.reference}/history/"
    text = api(people.manager).get(address).content.decode()
    assert "A. Person" not in text
    assert "council.example" not in text


def test_a_person_without_any_membership_sees_empty_lists(api, everything, people):
    people.reader.memberships.all().delete()
    client = api(people.reader)
    for prefix in SCOPED:
        assert client.get(f"/api/v1/{prefix}/").json()["results"] == []


def test_an_inactive_person_sees_nothing(everything, people):
    people.manager.is_active = False
    assert not everything.inspections.visible_to(people.manager).exists()


def test_a_filter_by_a_hidden_reference_says_no_more_than_one_by_a_wrong_one(
    api, everything, people
):
    outsider = api(people.outsider)
    for plan in ("BWD-P01", "NO-P99"):
        answer = outsider.get(f"/api/v1/actions/?plan={plan}")
        assert answer.json() == {"next": None, "previous": None, "results": []}


def test_two_memberships_add_up(api, everything, people, council):
    police = people.police
    police.memberships.create(authority=everything, agency=council, role="reader")
    assert len(references(api(police), "/api/v1/actions/")) == 3
