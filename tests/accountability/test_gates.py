"""What the switches of a plan ask for before a record moves on."""

import pytest

from recommendations.models import GateOverride, ImpactCheck
from tests.factories import InspectionFactory, RecommendationFactory

NOTE = {"note": "It is in use."}


@pytest.fixture
def asked(authority):
    """What the action answers: a priority action, begun."""
    return RecommendationFactory(
        reference="BWD-R01",
        inspection=InspectionFactory(authority=authority),
        kind="priority_action",
        status="in_progress",
    )


def missing(answer):
    assert answer.status_code == 409, answer.content
    return answer.json()["missing"]


@pytest.mark.parametrize(
    ("preset", "claim", "check"),
    [("light", [], None), ("standard", [], ["evidence"]), ("strict", ["evidence"], [])],
)
def test_a_preset_asks_for_evidence_at_its_own_time(
    make_action, play, people, prove, preset, claim, check
):
    make_action(preset)
    answer = play(people.owner, "complete", **NOTE)
    if claim:
        assert missing(answer) == claim
        prove()
        answer = play(people.owner, "complete", **NOTE)
    assert answer.status_code == 200
    assert answer.json()["status"] == ("verified" if preset == "light" else "complete")
    if check:
        assert missing(play(people.verifier, "verify")) == check


@pytest.mark.parametrize(
    ("switch", "claim", "check"),
    [("complete", ["evidence"], None), ("verify", [], ["evidence"]), ("none", [], [])],
)
def test_the_switch_of_evidence_works_alone(
    make_action, play, people, switch, claim, check
):
    make_action("standard", evidence_gate=switch)
    answer = play(people.owner, "complete", **NOTE)
    if claim:
        assert missing(answer) == claim
        return
    answer = play(people.verifier, "verify")
    assert (missing(answer) if check else answer.status_code) == (check or 200)


def test_without_checks_a_claim_closes_and_is_labelled_so(make_action, play, people):
    make_action("light")
    row = play(people.owner, "complete", **NOTE).json()
    assert (row["status"], row["is_checked_independently"]) == ("verified", False)
    assert row["verified_on"] == "2026-11-20"


def test_a_claim_that_closes_needs_the_evidence_of_the_check(make_action, play, people):
    make_action("standard", has_independent_check=False)
    assert missing(play(people.owner, "complete", **NOTE)) == ["evidence"]


def test_a_check_by_somebody_else_is_labelled_so(make_action, play, people, prove):
    make_action(status="complete")
    prove()
    assert play(people.verifier, "verify").json()["is_checked_independently"] is True


def test_all_that_is_missing_is_told_at_once(make_action, play, people):
    make_action("strict", status="not_started", owner=None, due_on=None)
    answer = play(people.manager, "complete")
    assert missing(answer) == ["owner", "due_on", "evidence", "note"]


def test_a_check_tells_of_evidence_and_checker_at_once(
    make_action, play, people, authority
):
    post = make_action(status="complete").owner
    post.user = people.manager
    post.save()
    answer = play(people.manager, "verify")
    assert missing(answer) == ["evidence", "independent_checker"]


def test_the_deputy_checks_no_more_than_the_owner(
    make_action, play, people, deputy, prove
):
    make_action(status="complete")
    prove()
    deputy.memberships.update(role="verifier")
    assert missing(play(deputy, "verify")) == ["independent_checker"]


@pytest.mark.parametrize("verb", ["start", "updates", "complete", "block"])
def test_a_deputy_does_what_the_owner_does(make_action, play, deputy, verb):
    make_action("light", status="not_started")
    body = {"updates": {"text": "Begun."}, "complete": NOTE, "block": {"reason": "No."}}
    answer = play(deputy, verb, **body.get(verb, {}))
    assert answer.status_code in (200, 201)


@pytest.mark.parametrize(
    "old",
    [
        {"expires_on": "2026-11-19"},
        {"proves": "impact"},
    ],
)
def test_evidence_that_expired_or_proves_something_else_does_not_count(
    make_action, play, people, prove, old
):
    make_action("strict")
    prove(**old)
    assert missing(play(people.owner, "complete", **NOTE)) == ["evidence"]


def test_archived_evidence_does_not_count(make_action, play, people, prove, api):
    make_action("strict")
    url = prove()["url"]
    answer = api(people.manager).post(f"{url}archive/", {"reason": "Not ours."})
    assert answer.status_code == 200, answer.content
    assert missing(play(people.owner, "complete", **NOTE)) == ["evidence"]


def test_evidence_counts_on_the_day_on_which_it_expires(
    make_action, play, people, prove
):
    make_action("strict")
    prove(expires_on="2026-11-20")
    assert play(people.owner, "complete", **NOTE).status_code == 200


def test_a_manager_overrides_a_gate_and_it_is_shown(make_action, play, people, api):
    make_action(status="complete")
    body = {"override_reason": "The system that held it is gone."}
    assert play(people.manager, "verify", **body).status_code == 200
    shown = api(people.reader).get("/api/v1/actions/BWD-A0001/checks/").json()
    (override,) = shown["overrides"]
    assert override == {
        "verb": "verify",
        "gates": ["evidence"],
        "reason": "The system that held it is gone.",
        "made_on": "2026-11-20",
        "made_by": "Manager",
    }


def test_only_a_manager_overrides(make_action, play, people):
    make_action(status="complete")
    answer = play(people.verifier, "verify", override_reason="It is late.")
    assert missing(answer) == ["evidence"]
    assert not GateOverride.objects.exists()


def test_nobody_overrides_who_may_check(make_action, play, people, prove):
    action = make_action(status="complete", completed_by=people.manager)
    assert action.completed_by == people.manager
    prove()
    answer = play(people.manager, "verify", override_reason="I know it is done.")
    assert missing(answer) == ["independent_checker"]


def test_many_at_once_pass_no_gate(make_action, people, api):
    """Whoever lets one pass does so for one action, with a reason of its own."""
    make_action(status="complete")
    item = {"reference": "BWD-A0001", "verb": "verify"}
    client = api(people.manager)

    def bulk(item):
        answer = client.post("/api/v1/actions/bulk/", {"items": [item]})
        (result,) = answer.json()["results"]
        return result["status"], result["problem"]

    status, problem = bulk(item)
    assert (status, problem["missing"]) == (409, ["evidence"])
    status, problem = bulk({**item, "override_reason": "All of them are done."})
    assert status == 400
    assert "alone" in problem["errors"]["override_reason"][0]
    assert not GateOverride.objects.exists()


def test_moves_say_what_may_be_waived_and_by_whom(make_action, people, api):
    make_action(status="complete")

    def waivable(person):
        moves = api(person).get("/api/v1/actions/BWD-A0001/moves/").json()["moves"]
        return next(one for one in moves if one["verb"] == "verify")["waivable"]

    assert waivable(people.manager) == ["evidence"]
    assert waivable(people.verifier) == []


# Impact checks


@pytest.mark.parametrize(
    ("preset", "kind", "due"),
    [
        ("light", "priority_action", None),
        ("standard", "priority_action", "2027-05-20"),
        ("standard", "recommendation", None),
        ("strict", "recommendation", "2027-02-20"),
    ],
)
def test_checking_schedules_the_impact_check_of_the_plan(
    make_action, play, people, prove, asked, preset, kind, due
):
    asked.kind = kind
    asked.save()
    make_action(preset, status="complete", answers=[asked])
    prove()
    assert play(people.verifier, "verify").status_code == 200
    found = list(ImpactCheck.objects.values_list("due_on", flat=True))
    assert [str(day) for day in found] == ([due] if due else [])


def test_three_months_for_all_works_on_any_plan(make_action, play, people):
    make_action("light", impact_check_months=3, impact_check_for="all")
    play(people.owner, "complete", **NOTE)
    assert str(ImpactCheck.objects.get().due_on) == "2027-02-20"


@pytest.fixture
def checked(make_action, play, people, prove, asked):
    """An action claimed and checked today, which answers a delivered one."""
    action = make_action("strict", answers=[asked])
    prove()
    play(people.owner, "complete", **NOTE)
    assert play(people.verifier, "verify").status_code == 200
    assert play(people.manager, "deliver", "/api/v1/recommendations/BWD-R01/")
    return action


def test_embedding_needs_a_passed_check_and_impact_evidence(checked, play, people):
    answer = play(people.verifier, "embed")
    assert missing(answer) == ["impact_check", "impact_evidence"]


def test_evidence_about_a_time_before_completion_proves_no_impact(
    checked, play, people, prove
):
    play(people.verifier, "impact-check", outcome="passed", **NOTE)
    prove(proves="impact", proves_from="2026-11-19")
    prove(proves="impact")
    assert missing(play(people.verifier, "embed")) == ["impact_evidence"]
    prove(proves="impact", proves_from="2026-11-20")
    assert play(people.verifier, "embed").json()["status"] == "embedded"


def test_an_impact_check_is_shown_with_its_evidence(checked, play, people, prove, api):
    proof = prove(proves="impact", proves_from="2026-11-20")
    body = {"outcome": "passed", "note": "It fell by half.", "evidence": [proof["uid"]]}
    assert play(people.verifier, "impact-check", **body).status_code == 200
    shown = api(people.owner).get("/api/v1/actions/BWD-A0001/checks/").json()
    (check,) = shown["impact_checks"]
    assert (check["outcome"], check["evidence"]) == ("passed", [proof["uid"]])
    assert check["checked_by"] == "Verifier"
    assert [one["outcome"] for one in shown["verifications"]] == ["passed"]


def test_a_failed_impact_check_reopens_and_takes_back_what_was_delivered(
    checked, play, people, asked
):
    asked.refresh_from_db()
    assert asked.status == "delivered"
    answer = play(people.verifier, "impact-check", outcome="failed", note="No change.")
    row = answer.json()
    assert (row["status"], row["completed_on"]) == ("in_progress", None)
    asked.refresh_from_db()
    assert asked.status == "in_progress"
    assert asked.history.first().verb == "impact-check"


def test_an_impact_check_needs_a_note_and_somebody_else(checked, play, people):
    people.owner.memberships.update(role="verifier")
    answer = play(people.owner, "impact-check", outcome="passed")
    assert missing(answer) == ["note", "independent_checker"]


def test_an_impact_check_passed_before_a_reopening_counts_no_more(
    checked, play, people, prove, later
):
    play(people.verifier, "impact-check", outcome="passed", **NOTE)
    prove(proves="impact", proves_from="2026-11-20")
    later(hours=1)
    play(people.manager, "reopen", reason="It slipped.")
    play(people.owner, "complete", **NOTE)
    play(people.verifier, "verify")
    assert missing(play(people.verifier, "embed")) == ["impact_check"]


def test_an_impact_check_rests_on_evidence_of_its_own_action(
    checked, play, people, authority, api
):
    from_elsewhere = "7d0d1f34-0000-4000-8000-000000000000"
    body = {"outcome": "passed", "note": "Yes.", "evidence": [from_elsewhere]}
    assert play(people.verifier, "impact-check", **body).status_code == 400


# Recommendations

ASK = "/api/v1/recommendations/BWD-R01/"


def test_a_recommendation_closes_with_impact_evidence_or_an_override(
    checked, play, people, api
):
    body = {"recheck_on": "2027-11-20"}
    assert missing(play(people.manager, "close", ASK, **body)) == ["impact_evidence"]
    answer = play(people.manager, "close", ASK, override_reason="Lost.", **body)
    assert answer.json()["status"] == "closed"
    (override,) = api(people.reader).get(f"{ASK}checks/").json()["overrides"]
    assert (override["verb"], override["gates"]) == ("close", ["impact_evidence"])


def test_who_carries_an_action_does_not_sign_off(checked, play, people):
    people.owner.memberships.update(role="verifier")
    answer = play(people.owner, "close", ASK, recheck_on="2027-11-20")
    assert missing(answer) == ["impact_evidence", "independent_signatory"]


def test_not_accepting_needs_reason_approver_and_review(play, people, asked):
    answer = play(people.manager, "respond", ASK, response="not_accepted")
    assert missing(answer) == ["reason", "approver", "review_on"]


@pytest.mark.parametrize(("review_on", "due"), [("2026-11-20", 1), ("2026-11-21", 0)])
def test_what_is_not_accepted_comes_up_for_review(
    play, people, asked, api, review_on, due
):
    body = {"response": "not_accepted", "reason": "Costs.", "approver": "Director"}
    answer = play(people.manager, "respond", ASK, review_on=review_on, **body)
    assert answer.status_code == 200
    manager = api(people.manager)
    listed = manager.get("/api/v1/recommendations/", {"review_due": "true"}).json()
    assert len(listed["results"]) == due
    assert manager.get("/api/v1/summary/").json()["review_due"] == due
    asked.refresh_from_db()
    assert asked.status == "not_accepted"


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("kind", "priority_action", 1),
        ("kind", "recommendation", 0),
        ("framework", "jtai", 1),
        ("authority", "EXS", 0),
        ("plan", "BWD-P09", 1),  # A filter that recommendations have not.
    ],
)
def test_the_summary_filters_what_is_due_for_review(
    people, asked, api, name, value, number
):
    asked.status, asked.review_on = "not_accepted", "2026-11-01"
    asked.response, asked.response_reason = "not_accepted", "Costs."
    asked.save()
    told = api(people.manager).get("/api/v1/summary/", {name: value}).json()
    assert told["review_due"] == number


def test_the_outsider_has_nothing_due_for_review(people, asked, api):
    asked.status, asked.review_on = "not_accepted", "2026-11-01"
    asked.save()
    assert api(people.outsider).get("/api/v1/summary/").json()["review_due"] == 0


def test_superseding_makes_no_circle(play, people, asked):
    one, two = (
        RecommendationFactory(reference=reference, inspection=asked.inspection)
        for reference in ("BWD-R02", "BWD-R03")
    )
    ask = "/api/v1/recommendations/{}/".format
    body = {"reason": "Said again."}
    first = play(people.manager, "supersede", ask(one.reference), by="BWD-R03", **body)
    assert first.status_code == 200
    answer = play(people.manager, "supersede", ask("BWD-R03"), by="BWD-R02", **body)
    assert answer.status_code == 409
    assert two.links_forward.count() == 0
