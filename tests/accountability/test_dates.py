"""Dates asked for, decided, moved with a reason, and what stays of the first one."""

import pytest

from recommendations.choices import Role
from recommendations.models import DueDateChange
from tests.factories import AuthorityFactory, MembershipFactory, PlanFactory

CHANGES = "/api/v1/due-date-changes/"
ASKED = {"due_on": "2026-12-18", "reason": "The tender runs late."}


@pytest.fixture
def other_manager(authority):
    return MembershipFactory(authority=authority, role=Role.MANAGER).user


@pytest.fixture
def date_request(make_action, play, people):
    """The address of a date that the owner asked for."""
    make_action(original_due_on="2026-11-30")
    answer = play(people.owner, "request-date", **ASKED)
    assert answer.status_code == 201, answer.content
    return answer.json()["url"]


def test_a_date_asked_for_waits_and_moves_nothing(date_request, api, people, now):
    row = api(people.owner).get(date_request).json()
    assert (row["decision"], row["from_on"], row["to_on"]) == (
        "requested",
        "2026-11-30",
        "2026-12-18",
    )
    assert (str(now().due_on), now().date_moves) == ("2026-11-30", 0)


def test_an_approved_date_moves_and_the_first_one_stays(
    date_request, play, people, api
):
    answer = play(people.manager, "approve", date_request, message="Agreed.")
    assert answer.status_code == 200, answer.content
    assert (answer.json()["decision"], answer.json()["is_self_approved"]) == (
        "approved",
        False,
    )
    row = api(people.owner).get("/api/v1/actions/BWD-A0001/").json()
    assert (row["due_on"], row["original_due_on"]) == ("2026-12-18", "2026-11-30")
    assert row["date_moves"] == 1


def test_a_rejection_needs_a_message_and_moves_nothing(date_request, play, people, now):
    bare = play(people.manager, "reject", date_request)
    assert bare.json()["missing"] == ["message"]
    answer = play(people.manager, "reject", date_request, message="The board needs it.")
    assert answer.json()["decision"] == "rejected"
    assert str(now().due_on) == "2026-11-30"


@pytest.mark.parametrize("person", ["owner", "verifier", "reader", "colleague"])
def test_only_managers_decide(date_request, play, people, person):
    answer = play(getattr(people, person), "approve", date_request)
    assert answer.status_code == 403
    assert (
        "the target date of 18 December 2026 for BWD-A0001" in answer.json()["detail"]
    )


def test_the_outsider_sees_no_date_asked_for(date_request, play, people, api):
    assert play(people.outsider, "approve", date_request).status_code == 404
    assert api(people.outsider).get(CHANGES).json()["results"] == []


def test_what_is_decided_stays(date_request, play, people):
    play(people.manager, "approve", date_request)
    assert (
        play(people.manager, "reject", date_request, message="No.").status_code == 409
    )


def test_nobody_asks_twice_at_a_time(date_request, play, people):
    answer = play(people.owner, "request-date", due_on="2027-01-15", reason="More.")
    assert answer.status_code == 409


def test_a_manager_does_not_decide_on_their_own_wish(
    make_action, play, people, other_manager
):
    make_action()
    date_request = play(people.manager, "request-date", **ASKED).json()["url"]
    answer = play(people.manager, "approve", date_request)
    assert answer.json()["missing"] == ["other_manager"]
    assert play(other_manager, "approve", date_request).status_code == 200


@pytest.mark.parametrize("why", ["of an agency", "inactive", "of another authority"])
def test_who_cannot_decide_is_no_other_manager(
    make_action, play, people, other_manager, constabulary, why
):
    make_action()
    member = other_manager.memberships.get()
    match why:
        case "of an agency":
            member.agency = constabulary
        case "inactive":
            other_manager.is_active = False
            other_manager.save()
        case _:
            member.authority = AuthorityFactory(code="EXS")
    member.save()
    date_request = play(people.manager, "request-date", **ASKED).json()["url"]
    answer = play(people.manager, "approve", date_request)
    assert answer.status_code == 200
    assert answer.json()["is_self_approved"] is True


def test_a_lone_manager_decides_and_it_is_flagged(make_action, play, people, api):
    make_action()
    date_request = play(people.manager, "request-date", **ASKED).json()["url"]
    assert (
        play(people.manager, "approve", date_request).json()["is_self_approved"] is True
    )
    body = api(people.reader).get(CHANGES, {"self_approved": "true"}).json()
    assert len(body["results"]) == 1


def test_a_manager_s_own_move_is_told_as_self_approved(make_action, play, people):
    make_action()
    assert play(people.manager, "reschedule", **ASKED).json()["date_moves"] == 1
    change = DueDateChange.objects.get()
    assert (change.decision, change.is_self_approved) == ("approved", True)


def test_a_manager_s_own_move_settles_what_was_asked_for(
    date_request, play, people, api
):
    body = {"due_on": "2027-01-29", "reason": "Agreed with the trust."}
    assert play(people.manager, "reschedule", **body).status_code == 200
    assert api(people.owner).get(date_request).json()["decision"] == "withdrawn"


def test_where_the_plan_says_so_a_date_moves_with_a_reason(
    make_action, play, people, now
):
    make_action(date_gate="logged")
    row = play(people.owner, "request-date", **ASKED).json()
    assert (row["decision"], row["is_self_approved"]) == ("logged", False)
    assert (str(now().due_on), now().date_moves) == ("2026-12-18", 1)


def test_every_move_needs_a_reason_and_another_day(make_action, play, people):
    make_action("light")
    for person, verb in (
        (people.owner, "request-date"),
        (people.manager, "reschedule"),
    ):
        assert play(person, verb, due_on="2026-12-18").json()["missing"] == ["reason"]
        same = play(person, verb, due_on="2026-11-30", reason="As it was.")
        assert same.status_code == 409


@pytest.mark.parametrize(
    ("who", "verb", "body"),
    [
        ("owner", "complete", {"note": "Done.", "confirm": True}),
        ("manager", "cancel", {"reason": "Overtaken."}),
        ("manager", "archive", {"reason": "Entered twice."}),
    ],
)
def test_the_end_of_an_action_withdraws_what_was_asked_for(
    date_request, play, people, api, who, verb, body
):
    assert play(getattr(people, who), verb, **body).status_code in (200, 204)
    row = api(people.owner).get(date_request).json()
    assert row["decision"] == "withdrawn"
    assert row["message"].endswith(".")
    assert play(people.manager, "approve", date_request).status_code == 409


def test_days_late_are_told_against_both_dates(make_action, api, people):
    make_action(due_on="2026-11-15", original_due_on="2026-10-31")
    row = api(people.owner).get("/api/v1/actions/BWD-A0001/").json()
    assert (row["days_late"], row["days_late_original"]) == (5, 20)


@pytest.mark.parametrize(
    ("status", "first"),
    [("draft", None), ("approved", "2027-01-29"), ("live", "2027-01-29")],
)
def test_the_first_date_is_fixed_at_creation_once_the_plan_is_approved(
    api, people, authority, post, status, first
):
    PlanFactory(reference="BWD-P02", authority=authority, status=status)
    body = {"plan": "BWD-P02", "title": "Train all", "due_on": "2027-01-29"}
    row = api(people.manager).post("/api/v1/actions/", body).json()
    assert row["original_due_on"] == first


def test_the_first_date_of_an_undated_action_is_no_move(make_action, play, people):
    make_action(status="not_started", due_on=None)
    row = play(people.manager, "reschedule", **ASKED).json()
    assert (row["original_due_on"], row["date_moves"]) == ("2026-12-18", 0)


def test_a_rating_that_differs_says_why_and_both_are_shown(
    make_action, play, people, api
):
    make_action()
    body = {"text": "Two are off sick.", "brag": "amber"}
    assert play(people.owner, "updates", **body).json()["missing"] == ["brag_reason"]
    play(people.owner, "updates", brag_reason="Half the team is away.", **body)
    row = api(people.reader).get("/api/v1/actions/BWD-A0001/").json()
    assert (row["brag"], row["brag_suggested"]) == ("amber", "green")
    assert row["brag_reason"] == "Half the team is away."


def test_a_rating_that_agrees_never_hides_that_an_action_is_late(
    make_action, play, people, api, later
):
    make_action()
    play(people.owner, "updates", text="On course.", brag="green")
    later(days=11)
    row = api(people.reader).get("/api/v1/actions/BWD-A0001/").json()
    assert (row["brag"], row["brag_suggested"]) == ("red", "red")
    updates = api(people.reader).get("/api/v1/updates/").json()["results"]
    assert [update["brag"] for update in updates] == ["green"]


def test_nobody_asks_for_a_later_date_after_a_late_claim(make_action, play, people):
    make_action("light", due_on="2026-11-15", status="complete")
    answer = play(people.owner, "request-date", **ASKED)
    assert (answer.status_code, answer.json()["from"]) == (409, "complete")


def test_a_rating_is_told_in_the_words_of_the_plan(make_action, api, people):
    plan = make_action().plan
    plan.brag_legend = {"green": {"label": "On track", "colour": "#00aa00"}}
    plan.save()
    row = api(people.reader).get("/api/v1/actions/BWD-A0001/").json()
    assert row["brag_label"] == "On track"
    legend = api(people.reader).get("/api/v1/plans/BWD-P01/").json()["brag_legend"]
    assert legend["green"] == {
        "label": "On track",
        "meaning": "On track",
        "colour": "#00aa00",
    }
    assert legend["red"]["label"] == "Red"
