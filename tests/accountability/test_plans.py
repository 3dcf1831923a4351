"""What a plan promised against what it is; gates and legends; work that goes on in
another plan or with another post."""

import pytest

from recommendations.models import ActionItem
from tests.factories import (
    ActionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    UserFactory,
)

PLAN = "/api/v1/plans/BWD-P01/"
BECAUSE = {"reason": "The year ends."}


@pytest.fixture
def plan(authority):
    return PlanFactory(reference="BWD-P01", authority=authority, status="draft")


@pytest.fixture
def other_post(authority, council):
    return OwnerFactory(reference="BWD-O005", authority=authority, agency=council)


@pytest.fixture
def manager(api, people):
    return api(people.manager)


# The baseline


def test_approval_freezes_what_the_plan_promises(
    manager, plan, authority, post, other_post
):
    common = {"authority": authority, "plan": plan, "owner": post}
    for number in range(1, 6):
        ActionFactory(reference=f"BWD-A000{number}", **common)
    assert manager.post(f"{PLAN}approve/").status_code == 200
    due = {"due_on": "2027-01-29", **BECAUSE}
    manager.post("/api/v1/actions/BWD-A0001/reschedule/", due)
    manager.post("/api/v1/actions/BWD-A0002/cancel/", BECAUSE)
    reassign = {"owner": "BWD-O005", **BECAUSE}
    manager.post("/api/v1/actions/BWD-A0003/reassign/", reassign)
    ActionItem.objects.filter(reference="BWD-A0004").update(
        status="verified", completed_on="2026-11-01", verified_on="2026-11-02"
    )
    body = {"plan": "BWD-P01", "title": "One more"}
    added = manager.post("/api/v1/actions/", body).json()["reference"]

    baseline = manager.get(f"{PLAN}baseline/").json()
    assert baseline["frozen_on"] == "2026-11-20"
    differences = {row["reference"]: row["difference"] for row in baseline["actions"]}
    assert differences == {
        "BWD-A0001": ["moved"],
        "BWD-A0002": ["dropped"],
        "BWD-A0003": ["reassigned"],
        "BWD-A0004": ["done"],
        "BWD-A0005": ["unchanged"],
        added: ["added"],
    }
    assert baseline["counts"] == dict.fromkeys(baseline["counts"], 1)
    moved = baseline["actions"][0]
    assert (moved["due_then"], moved["due_now"]) == ("2026-11-30", "2027-01-29")
    first = manager.get("/api/v1/actions/BWD-A0001/").json()["original_due_on"]
    assert first == "2026-11-30"


def test_a_draft_plan_has_promised_nothing(manager, plan, authority):
    ActionFactory(authority=authority, plan=plan)
    baseline = manager.get(f"{PLAN}baseline/").json()
    assert baseline["frozen_on"] is None
    assert baseline["counts"]["added"] == 1


def test_an_archived_action_is_a_dropped_promise(manager, plan, authority, post):
    ActionFactory(reference="BWD-A0001", authority=authority, plan=plan, owner=post)
    manager.post(f"{PLAN}approve/")
    manager.post("/api/v1/actions/BWD-A0001/archive/", BECAUSE)
    assert manager.get(f"{PLAN}baseline/").json()["counts"]["dropped"] == 1


def test_a_baseline_is_for_those_who_see_the_whole_plan(api, people, plan, police_post):
    ActionFactory(authority=plan.authority, plan=plan, owner=police_post)
    assert api(people.reader).get(f"{PLAN}baseline/").status_code == 200
    assert api(people.police).get(f"{PLAN}baseline/").status_code == 403
    assert api(people.outsider).get(f"{PLAN}baseline/").status_code == 404


# Gates and legend


@pytest.mark.parametrize("preset", ["light", "standard", "strict"])
def test_a_preset_sets_all_switches(manager, plan, preset):
    row = manager.patch(PLAN, {"gates": preset}).json()
    assert row["gates"]["preset"] == preset


def test_a_switch_is_changed_alone(manager, plan):
    manager.patch(PLAN, {"gates": "standard"})
    gates = manager.patch(PLAN, {"gates": {"date_gate": "logged"}}).json()["gates"]
    assert (gates["preset"], gates["date_gate"]) == ("own", "logged")
    assert gates["evidence_gate"] == "verify"


def test_a_new_plan_has_the_standard_gates_unless_told(manager, authority):
    body = {"authority": "BWD", "title": "A plan"}
    usual = manager.post("/api/v1/plans/", body).json()
    with_gates = {**body, "gates": {"preset": "strict", "impact_check_months": 6}}
    own = manager.post("/api/v1/plans/", with_gates).json()
    assert usual["gates"]["preset"] == "standard"
    assert own["gates"]["impact_check_for"] == "all"
    assert own["gates"]["impact_check_months"] == 6


def test_what_is_sent_by_itself_stands_over_the_preset(manager, plan):
    row = manager.patch(PLAN, {"stale_after_days": 45, "gates": "strict"}).json()
    assert row["stale_after_days"] == 45


@pytest.mark.parametrize(
    "sent",
    [
        {"gates": "heavy"},
        {"gates": []},
        {"gates": None},
        {"gates": {"evidence": "none"}},
        {"gates": {"evidence_gate": "sometimes"}},
        {"gates": {"impact_check_months": 4}},
        {"gates": {"has_independent_check": None}},
        {"gates": {"stale_after_days": 0}},
        {"brag_legend": {"purple": {"label": "Purple"}}},
        {"brag_legend": {"red": {"color": "#ff0000"}}},
        {"brag_legend": {"red": {"colour": "red"}}},
        {"brag_legend": {"red": {"colour": "#ff0000; --x: y"}}},
        {"brag_legend": {"red": {"label": ""}}},
        {"brag_legend": {"red": "Late"}},
        {"brag_legend": []},
    ],
)
def test_nonsense_is_refused_by_name(manager, plan, sent):
    answer = manager.patch(PLAN, sent)
    assert answer.status_code == 400, answer.content
    (name,) = sent
    assert next(iter(answer.json()["errors"])).startswith(name)


def test_a_plan_has_its_own_words_and_colours(manager, plan):
    legend = {"red": {"label": "Off track", "colour": "#aa0000"}}
    row = manager.patch(PLAN, {"brag_legend": legend}).json()
    assert row["brag_legend"]["red"] == {
        "label": "Off track",
        "meaning": "Overdue",
        "colour": "#aa0000",
    }


# Carrying forward


@pytest.fixture
def next_plan(authority):
    return PlanFactory(reference="BWD-P02", authority=authority)


CARRY = "/api/v1/actions/BWD-A0001/carry-forward/"
LATER = {"plan": "BWD-P02", "due_on": "2027-06-30", **BECAUSE}


def test_an_action_goes_on_in_another_plan(
    manager, make_action, next_plan, constabulary
):
    recommendation = RecommendationFactory(inspection__authority=next_plan.authority)
    make_action(
        answers=[recommendation], with_agencies=[constabulary], title="Train all"
    )
    answer = manager.post(CARRY, LATER)
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert answer["Location"] == row["url"]
    assert row["carried_from"]["reference"] == "BWD-A0001"
    assert (row["title"], row["due_on"], row["original_due_on"]) == (
        "Train all",
        "2027-06-30",
        "2027-06-30",
    )
    assert row["recommendations"][0]["reference"] == recommendation.reference
    assert row["contributing_agencies"][0]["code"] == "constabulary"
    old = manager.get("/api/v1/actions/BWD-A0001/").json()
    assert old["status"] == "cancelled"
    assert old["carried_to"][0]["reference"] == row["reference"]
    trail = manager.get("/api/v1/actions/BWD-A0001/history/").json()["results"][0]
    assert (trail["verb"], trail["reason"]) == ("carry-forward", "The year ends.")


def test_what_an_action_came_from_and_became_is_told_to_those_who_see_it(
    api, people, authority, police_post
):
    before, after = (
        ActionFactory(authority=authority, title=f"The council's {word}")
        for word in ("first", "last")
    )
    common = {"authority": authority, "owner": police_post, "reference": "BWD-A0001"}
    between = ActionFactory(carried_from=before, **common)
    after.carried_from = between
    after.save()

    def links_for(person):
        row = api(person).get("/api/v1/actions/BWD-A0001/").json()
        return row["carried_from"] is not None, len(row["carried_to"])

    assert links_for(people.reader) == (True, 1)
    assert links_for(people.police) == (False, 0)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"plan": "BWD-P01"}, 409),
        ({"reason": ""}, 409),
        ({"plan": "BWD-P09"}, 400),
        ({"due_on": None}, 400),
    ],
)
def test_a_carrying_forward_that_makes_no_sense_changes_nothing(
    manager, make_action, next_plan, now, changed, status
):
    make_action()
    assert manager.post(CARRY, {**LATER, **changed}).status_code == status
    assert now().status == "in_progress"
    assert ActionItem.objects.count() == 1


def test_a_closed_plan_takes_nothing_over(manager, make_action, next_plan):
    next_plan.status = "closed"
    next_plan.save()
    make_action()
    assert manager.post(CARRY, LATER).status_code == 409


def test_the_same_work_does_not_go_on_twice(manager, make_action, next_plan):
    make_action()
    later = manager.post(CARRY, LATER).json()["reference"]
    assert manager.post(CARRY, LATER).status_code == 409
    address = "/api/v1/actions/BWD-A0001/reopen/"
    answer = manager.post(address, BECAUSE)
    assert (answer.status_code, answer.json()["missing"]) == (409, ["carried_to"])
    manager.post(f"/api/v1/actions/{later}/cancel/", BECAUSE)
    assert manager.post(address, BECAUSE).status_code == 200


def test_only_managers_carry_forward(api, people, make_action, next_plan):
    make_action()
    for person in (people.owner, people.verifier):
        assert api(person).post(CARRY, LATER).status_code == 403


# Handing over

POST = "/api/v1/owners/BWD-O001/"
TO = {"to": "BWD-O005", "reason": "They left."}


@pytest.fixture
def work(authority, post):
    for status in ("not_started", "in_progress", "complete", "verified", "cancelled"):
        ActionFactory(authority=authority, owner=post, status=status)
    ActionFactory(authority=authority, owner=post, archived_at="2026-11-01T09:00Z")


def test_all_open_work_is_handed_over_as_one_change(manager, work, post, other_post):
    answer = manager.post(f"{POST}hand-over/", TO)
    assert answer.status_code == 200, answer.content
    moved = ActionItem.objects.filter(owner=other_post)
    assert {action.status for action in moved} == {
        "not_started",
        "in_progress",
        "complete",
    }
    assert len(answer.json()["moved"]) == 3
    rows = [row.history.first() for row in (*moved, post)]
    assert {(row.verb, row.history_change_reason) for row in rows} == {
        ("hand-over", "They left.")
    }
    assert len({row.change_id for row in rows}) == 1
    assert ActionItem.history.filter(verb="hand-over").count() == 3
    assert answer["ETag"] == '"2"'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"to": "BWD-O005"}, 409),
        ({"to": "BWD-O001", "reason": "So."}, 409),
        ({"to": "BWD-O999", "reason": "So."}, 400),
    ],
)
def test_a_hand_over_that_makes_no_sense_moves_nothing(
    manager, work, post, other_post, body, status
):
    assert manager.post(f"{POST}hand-over/", body).status_code == status
    assert post.actions.with_archived().count() == 6


def test_nobody_out_of_post_is_handed_work(manager, work, other_post):
    other_post.active_until = "2026-11-19"
    other_post.save()
    assert manager.post(f"{POST}hand-over/", TO).status_code == 400


def test_a_post_with_open_work_does_not_end(manager, work, post, other_post):
    ended = {"active_until": "2026-11-20"}
    refused = manager.patch(POST, ended)
    assert refused.status_code == 409
    assert "3 open actions" in refused.json()["detail"]
    manager.post(f"{POST}hand-over/", TO)
    assert manager.patch(POST, ended).status_code == 200


def test_a_post_with_open_work_does_not_begin_later(manager, work):
    refused = manager.patch(POST, {"active_from": "2026-11-21"})
    assert refused.status_code == 409
    assert "before you move its start date" in refused.json()["detail"]
    assert manager.patch(POST, {"active_from": "2026-11-20"}).status_code == 200


def test_a_new_action_is_given_to_nobody_out_of_post(manager, plan, other_post):
    other_post.active_until = "2026-11-19"
    other_post.save()
    body = {"plan": "BWD-P01", "title": "Train all", "owner": "BWD-O005"}
    answer = manager.post("/api/v1/actions/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["owner"])
    assert not ActionItem.objects.exists()


def test_who_is_given_the_post_may_act(
    api, people, make_action, post, other_post, play
):
    make_action("light")
    other_post.user = UserFactory()
    other_post.save()
    other_post.user.memberships.create(authority=post.authority, role="owner")
    api(people.manager).post(f"{POST}hand-over/", TO)
    assert play(people.owner, "complete", note="Done.").status_code == 403
    assert play(other_post.user, "complete", note="Done.").status_code == 200
