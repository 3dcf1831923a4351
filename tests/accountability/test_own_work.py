"""Nobody checks their own work or signs it off, whatever is changed in between."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.admin.parts.buttons import verb_url
from recommendations.models import ActionRecommendation
from recommendations.workflow.carriers import has_carried
from tests.factories import (
    ActionFactory,
    MembershipFactory,
    OwnerFactory,
    UserFactory,
)

from .conftest import NOTE, missing

ASKED = "/api/v1/recommendations/BWD-R01/"
POST = "/api/v1/owners/BWD-O001/"
CLOSE = {"recheck_on": "2027-01-04"}
WHY = {"reason": "They moved on."}


@pytest.fixture
def other(authority, council, people):
    """The post of the colleague, to which work goes."""
    return OwnerFactory(
        reference="BWD-O009",
        authority=authority,
        agency=council,
        user=people.colleague,
    )


@pytest.fixture
def manager_carries(post, people):
    post.user = people.manager
    post.save()


@pytest.fixture
def owner_may_check(people, authority):
    MembershipFactory(user=people.owner, authority=authority, role="verifier")
    return people.owner


@pytest.fixture
def change_post(api, people):
    def change(**fields):
        answer = api(people.admin).patch(POST, fields)
        assert answer.status_code == 200, answer.content

    return change


def ok(answer):
    assert answer.status_code == 200, answer.content
    return answer


def close(play, person):
    return play(person, "close", ASKED, **CLOSE)


# Signing off what one's own action answers


def test_a_manager_who_steps_off_the_post_for_a_moment_signs_off_nothing(
    make_action, play, people, recommendation, change_post, manager_carries, later
):
    recommendation.status = "delivered"
    recommendation.save()
    make_action("light", status="verified", answers=[recommendation])
    later(minutes=1)
    change_post(username=None)
    later(minutes=1)
    assert missing(close(play, people.manager)) == ["independent_signatory"]
    change_post(username="manager")
    assert ok(close(play, people.verifier)).json()["status"] == "closed"


@pytest.mark.parametrize("verb", ["cancel", "archive"])
def test_who_carried_a_cancelled_or_archived_answer_signs_off_nothing(
    make_action, play, people, recommendation, other, owner_may_check, later, verb
):
    make_action("light", answers=[recommendation])
    done = ActionFactory(
        authority=other.authority,
        owner=other,
        status="verified",
        answers=[recommendation],
    )
    assert done.status == "verified"
    recommendation.status = "delivered"
    recommendation.save()
    ok(play(people.manager, verb, reason="Not needed."))
    later(minutes=1)
    assert missing(close(play, people.owner)) == ["independent_signatory"]
    assert ok(close(play, people.verifier))


def test_a_link_taken_away_was_still_an_answer(
    make_action, play, people, recommendation, other, owner_may_check, api, later
):
    make_action("light", answers=[recommendation])
    ActionFactory(
        authority=other.authority,
        owner=other,
        status="verified",
        answers=[recommendation],
    )
    later(minutes=1)
    ok(api(people.manager).patch("/api/v1/actions/BWD-A0001/", {"recommendations": []}))
    assert ActionRecommendation.objects.count() == 1
    recommendation.status = "delivered"
    recommendation.save()
    assert missing(close(play, people.owner)) == ["independent_signatory"]


def test_moves_say_that_who_carried_it_may_not_sign_it_off(
    make_action, people, recommendation, change_post, manager_carries, api, later
):
    recommendation.status = "delivered"
    recommendation.save()
    make_action("light", status="verified", answers=[recommendation])
    later(minutes=1)
    change_post(username=None)
    moves = api(people.manager).get(f"{ASKED}moves/").json()["moves"]
    (close,) = [move for move in moves if move["verb"] == "close"]
    assert "independent_signatory" in close["missing"]


# Checking one's own work


@pytest.mark.parametrize("claimant", ["colleague", "manager"])
def test_who_did_the_work_checks_it_no_more_when_an_accomplice_claims_it(
    make_action, play, people, other, owner_may_check, later, claimant
):
    make_action("light", has_independent_check=True, status="not_started")
    ok(play(people.owner, "start"))
    later(days=3)
    ok(play(people.manager, "reassign", owner=other.reference, **WHY))
    later(days=3)
    ok(play(getattr(people, claimant), "complete", **NOTE))
    later(days=3)
    assert missing(play(people.owner, "verify")) == ["independent_checker"]
    ok(play(people.verifier, "verify"))


@pytest.mark.parametrize(
    "swap", [{"username": "colleague"}, {"username": None}, {"username": "verifier"}]
)
def test_who_was_swapped_out_of_the_post_checks_nothing_of_its_work(
    make_action, play, people, owner_may_check, change_post, later, swap
):
    make_action("light", has_independent_check=True)
    later(days=1)
    change_post(**swap)
    later(days=1)
    ok(play(people.manager, "complete", **NOTE))
    later(days=1)
    assert missing(play(people.owner, "verify")) == ["independent_checker"]


@pytest.mark.parametrize("swap", ["deputy leaves", "deputy signs in as another"])
def test_who_deputised_for_a_while_checks_nothing_of_it(
    make_action, play, people, deputy, change_post, authority, later, post, swap
):
    MembershipFactory(user=deputy, authority=authority, role="verifier")
    make_action("light", has_independent_check=True)
    later(days=1)
    if swap == "deputy leaves":
        change_post(deputy=None)
    else:
        post.deputy.user = None
        post.deputy.save()
    later(days=1)
    ok(play(people.owner, "complete", **NOTE))
    later(days=1)
    assert missing(play(deputy, "verify")) == ["independent_checker"]
    ok(play(people.verifier, "verify"))


def test_the_deputy_at_the_claim_does_not_check_it_once_replaced(
    make_action, play, people, deputy, change_post, authority, later
):
    MembershipFactory(user=deputy, authority=authority, role="verifier")
    make_action("light", has_independent_check=True)
    ok(play(people.owner, "complete", **NOTE))
    later(minutes=1)
    change_post(deputy=None)
    later(minutes=1)
    assert missing(play(deputy, "verify")) == ["independent_checker"]


def test_who_claimed_it_once_checks_it_no_more_after_it_was_returned(
    make_action, play, people, later
):
    make_action("light", has_independent_check=True)
    ok(play(people.manager, "complete", **NOTE))
    ok(play(people.verifier, "return", reason="Where is it?"))
    later(days=1)
    ok(play(people.owner, "complete", **NOTE))
    assert missing(play(people.manager, "verify")) == ["independent_checker"]


def test_who_carried_it_makes_no_impact_check_either(
    make_action, play, people, owner_may_check, change_post, later
):
    make_action("light", has_independent_check=True)
    ok(play(people.manager, "complete", **NOTE))
    ok(play(people.verifier, "verify"))
    later(days=1)
    change_post(username=None)
    later(days=90)
    body = {"outcome": "passed", **NOTE}
    answer = play(people.owner, "impact-check", **body)
    assert missing(answer) == ["independent_checker"]
    ok(play(people.verifier, "impact-check", **body))


def test_many_at_once_are_no_way_round_it(
    make_action, play, people, other, owner_may_check, api, later
):
    make_action("light", has_independent_check=True)
    later(days=1)
    ok(play(people.manager, "reassign", owner=other.reference, **WHY))
    ok(play(people.colleague, "complete", **NOTE))
    later(days=1)
    items = [{"reference": "BWD-A0001", "verb": "verify"}]
    answer = ok(api(people.owner).post("/api/v1/actions/bulk/", {"items": items}))
    (result,) = answer.json()["results"]
    assert result["problem"]["missing"] == ["independent_checker"]


def test_the_admin_offers_no_check_to_who_carried_it(
    make_action, play, people, other, owner_may_check, sign_in, later
):
    action = make_action("light", has_independent_check=True)
    later(days=1)
    ok(play(people.manager, "reassign", owner=other.reference, **WHY))
    ok(play(people.colleague, "complete", **NOTE))
    later(days=1)
    action.refresh_from_db()
    page = verb_url(action, "verify")
    body = {"version": action.version, "note": "Fine."}
    answer = sign_in(people.owner).post(page, body)
    assert answer.status_code == 409
    assert "has not submitted it as complete" in answer.text
    assert sign_in(people.verifier).post(page, body).status_code == 302


# From when on


def test_the_work_begins_anew_when_it_is_reopened(
    make_action, play, people, owner_may_check, change_post, later
):
    make_action("light", has_independent_check=True)
    ok(play(people.owner, "complete", **NOTE))
    ok(play(people.verifier, "verify"))
    later(days=1)
    change_post(username="colleague")
    later(days=1)
    ok(play(people.manager, "reopen", reason="It slipped."))
    later(days=1)
    ok(play(people.colleague, "complete", **NOTE))
    ok(play(people.owner, "verify"))


def test_who_carries_it_when_it_is_reopened_does_not_check_it(
    make_action, play, people, owner_may_check, other, later
):
    make_action("light", has_independent_check=True)
    ok(play(people.owner, "complete", **NOTE))
    ok(play(people.verifier, "verify"))
    later(days=1)
    ok(play(people.manager, "reopen", reason="It slipped."))
    later(days=1)
    ok(play(people.manager, "reassign", owner=other.reference, **WHY))
    later(days=1)
    ok(play(people.colleague, "complete", **NOTE))
    assert missing(play(people.owner, "verify")) == ["independent_checker"]


def test_a_reopening_taken_back_is_no_new_beginning(
    make_action, play, people, owner_may_check, change_post, later
):
    make_action("light", has_independent_check=True)
    ok(play(people.owner, "complete", **NOTE))
    ok(play(people.verifier, "verify"))
    later(days=1)
    change_post(username=None)
    later(days=1)
    ok(play(people.manager, "reopen", reason="A slip."))
    ok(play(people.manager, "undo"))
    body = {"outcome": "passed", **NOTE}
    answer = play(people.owner, "impact-check", **body)
    assert missing(answer) == ["independent_checker"]


def test_to_cancel_ones_own_work_and_take_it_up_again_is_no_new_beginning(
    make_action, play, people, other, manager_carries, later
):
    make_action("light", has_independent_check=True)
    later(days=1)
    ok(play(people.manager, "reassign", owner=other.reference, **WHY))
    ok(play(people.manager, "cancel", reason="Not needed."))
    ok(play(people.manager, "reopen", reason="Needed after all."))
    later(days=1)
    ok(play(people.colleague, "complete", **NOTE))
    later(days=1)
    assert missing(play(people.manager, "verify")) == ["independent_checker"]


def test_who_carried_the_action_that_this_one_goes_on_with_does_not_check_it(
    make_action, play, people, other, owner_may_check, later, authority
):
    make_action("light", has_independent_check=True)
    later(days=1)
    ok(play(people.manager, "reassign", owner=other.reference, **WHY))
    later(days=1)
    plan = ActionFactory(authority=authority, status="not_started").plan
    body = {"plan": plan.reference, "due_on": "2027-03-01", "reason": "A new plan."}
    answer = play(people.manager, "carry-forward", **body)
    assert answer.status_code == 201, answer.content
    on = f"/api/v1/actions/{answer.json()['reference']}/"
    ok(play(people.colleague, "complete", on, **NOTE))
    assert missing(play(people.owner, "verify", on)) == ["independent_checker"]


def test_whoever_never_carried_it_stays_independent(
    make_action, play, people, other, later
):
    """A post changes hands before it gets the action, and after it gave it away."""
    passer_by = people.verifier
    other.user = passer_by
    other.save()
    later(days=1)
    other.user = people.colleague
    other.save()
    later(days=1)
    make_action("light", has_independent_check=True, owner=other)
    ok(play(people.colleague, "complete", **NOTE))
    ok(play(passer_by, "verify"))


def test_it_costs_the_same_for_one_action_and_for_thirty(authority, post, people):
    def cost(actions):
        keys = [action.pk for action in actions]
        with CaptureQueriesContext(connection) as queries:
            assert not has_carried(people.verifier, keys)
        return len(queries)

    def actions(count):
        return [
            ActionFactory(
                authority=authority,
                owner=OwnerFactory(
                    authority=authority,
                    user=UserFactory(),
                    deputy=OwnerFactory(authority=authority, user=UserFactory()),
                ),
            )
            for _ in range(count)
        ]

    assert cost(actions(1)) == cost(actions(30)) <= 3
