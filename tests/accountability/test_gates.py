"""What the switches of a plan ask for before a record moves on."""

import pytest

from recommendations.models import GateOverride
from tests.factories import MembershipFactory, OwnerFactory

from .conftest import NOTE, missing


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


@pytest.mark.parametrize("relinked", ["owner", "user"])
def test_who_carried_it_at_the_claim_checks_it_no_more_after_a_change_of_hands(
    make_action, play, people, deputy, prove, api, authority, council, later, relinked
):
    """The deputy claims; the owner, who may also check, then makes way for another."""
    make_action()
    prove()
    MembershipFactory(user=people.owner, authority=authority, role="verifier")
    assert play(deputy, "complete", **NOTE).status_code == 200
    later(minutes=1)
    if relinked == "owner":
        to = OwnerFactory(authority=authority, agency=council, reference="BWD-O009")
        body = {"owner": to.reference, "reason": "They moved on."}
        assert play(people.manager, "reassign", **body).status_code == 200
    else:
        body = {"username": "verifier", "deputy": None}
        answer = api(people.manager).patch("/api/v1/owners/BWD-O001/", body)
        assert answer.status_code == 200, answer.content
    assert missing(play(people.owner, "verify")) == ["independent_checker"]
    if relinked == "owner":
        assert play(people.verifier, "verify").status_code == 200


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
        "made_by_username": "manager",
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
        return next(move for move in moves if move["verb"] == "verify")["waivable"]

    assert waivable(people.manager) == ["evidence"]
    assert waivable(people.verifier) == []


# A plan whose gates change on the way


def switch(api, people, **gates):
    answer = api(people.manager).patch("/api/v1/plans/BWD-P01/", {"gates": gates})
    assert answer.status_code == 200, answer.content


def test_checks_switched_off_let_nobody_check_their_own_claim(
    make_action, play, people, api
):
    make_action()
    assert play(people.owner, "complete", **NOTE).json()["status"] == "complete"
    switch(api, people, preset="light")
    people.owner.memberships.update(role="verifier")
    assert missing(play(people.owner, "verify")) == ["independent_checker"]
    row = play(people.verifier, "verify").json()
    assert (row["status"], row["is_checked_independently"]) == ("verified", True)


def test_a_stricter_plan_asks_more_of_what_is_claimed_from_then_on(
    make_action, play, people, api, prove
):
    make_action("light")
    row = play(people.owner, "complete", **NOTE).json()
    assert (row["status"], row["is_checked_independently"]) == ("verified", False)
    switch(api, people, preset="strict")
    answer = play(people.verifier, "embed")
    assert missing(answer) == ["impact_check", "impact_evidence"]
    play(people.manager, "reopen", reason="To be checked.")
    assert missing(play(people.owner, "complete", **NOTE)) == ["evidence"]


def test_a_date_that_waits_is_decided_though_dates_are_only_logged_now(
    make_action, play, people, api, now
):
    make_action()
    body = {"due_on": "2026-12-18", "reason": "The tender runs late."}
    date_request = play(people.owner, "request-date", **body).json()["url"]
    switch(api, people, date_gate="logged")
    assert play(people.owner, "request-date", **body).status_code == 409
    assert str(now().due_on) == "2026-11-30"
    assert (
        play(people.manager, "approve", date_request).json()["decision"] == "approved"
    )
