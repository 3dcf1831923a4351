"""The page of a verb: what the table says happens; a refusal is said plainly."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from recommendations.choices import ActionStatus
from recommendations.models import (
    ActionItem,
    ActionPlan,
    ProgressUpdate,
    Recommendation,
)
from recommendations.workflow import actions as workflow
from recommendations.workflow import dates
from recommendations.workflow.declarations import moves_of, verbs_of
from recommendations.workflow.evidence import add_evidence
from tests.factories import (
    TODAY,
    ActionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LATER = date(2026, 12, 31)

WORDS = {
    "note": "It is in use.",
    "reason": "The board asked.",
    "text": "The panel met.",
}
OTHERS = {"Add update", "Put on hold"}
ROLES = ["manager", "verifier", "owner", "colleague", "reader"]


def verb_page(record, verb):
    return page_of(type(record), "verb", record.pk, verb)


def send(client, record, verb, **submitted):
    fields = {"version": record.version, **WORDS, **submitted}
    return client.post(verb_page(record, verb), fields)


@pytest.fixture
def make(authority, plan, post):
    def make(**fields):
        return ActionFactory(
            **{"authority": authority, "plan": plan, "owner": post, **fields}
        )

    return make


def labels(client, record):
    page = client.get(page_of(type(record), "change", record.pk))
    return {button.label: button for button in page.context["buttons"]}


@pytest.mark.access
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("move", moves_of(ActionItem), ids=lambda move: move.name)
def test_the_form_leads_where_the_table_says(sign_in, people, make, move, role):
    may = role in move.roles and role != "colleague"
    client = sign_in(getattr(people, role))
    for status in ActionStatus.values:
        action = make(status=status)
        answer = send(client, action, move.name)
        action.refresh_from_db()
        if may and status in move.sources:
            assert answer.status_code == 302, status
            assert action.status == move.to
        else:
            assert answer.status_code == (409 if may else 403), status
            assert action.status == status
            assert 'role="alert"' in answer.text


@pytest.mark.parametrize("role", ROLES)
def test_the_page_of_an_action_offers_what_the_table_says(sign_in, people, make, role):
    client = sign_in(getattr(people, role))
    for status in ActionStatus.values:
        offered = labels(client, make(status=status))
        for move in moves_of(ActionItem):
            may = role in move.roles and role != "colleague"
            assert (move.label in offered) == (may and status in move.sources), status


def test_a_button_whose_move_wants_something_says_what(sign_in, people, make):
    action = make(status="not_started", owner=None, due_on=None)
    offered = labels(sign_in(people.manager), action)
    assert offered["Start"].url == ""
    assert offered["Start"].missing == "a lead officer, a target date"
    page = sign_in(people.manager).get(page_of(ActionItem, "change", action.pk))
    assert "It needs a lead officer, a target date" in page.text
    answer = sign_in(people.manager).get(verb_page(action, "start"))
    assert answer.status_code == 409
    main = answer.text.split('id="content-main"')[1].split("<footer")[0]
    assert "<button" not in main


ASKED = {"Add evidence", "Ask for a new target date"}
OF_MANAGERS = {"Reassign", "Change target date", "Carry forward", "Edit", "Archive"}


@pytest.mark.parametrize(
    ("role", "others"),
    [
        ("manager", {*OTHERS, *ASKED, *OF_MANAGERS}),
        ("owner", {*OTHERS, *ASKED}),
        ("verifier", {"Add evidence"}),
        ("reader", set()),
    ],
)
def test_other_verbs_are_offered_by_role(sign_in, people, make, role, others):
    offered = labels(sign_in(getattr(people, role)), make())
    moves = {move.label for move in moves_of(ActionItem)}
    assert set(offered) - moves == others


@pytest.mark.parametrize(
    ("role", "status", "fields", "label"),
    [
        ("owner", "not_started", {}, "Start"),
        ("owner", "in_progress", {}, "Add update"),
        (
            "owner",
            "in_progress",
            {"is_blocked": True, "blocked_reason": "The supplier."},
            "Take off hold",
        ),
        ("verifier", "complete", {}, "Confirm"),
        ("verifier", "verified", {}, "Mark as embedded"),
        ("verifier", "embedded", {}, "Record impact review"),
        ("manager", "not_started", {"owner": None}, "Reassign"),
        ("manager", "not_started", {"due_on": None}, "Change target date"),
        ("manager", "cancelled", {}, None),
        ("reader", "in_progress", {}, None),
    ],
)
def test_what_a_person_most_likely_does_next_stands_out(
    sign_in, people, make, role, status, fields, label
):
    offered = labels(sign_in(getattr(people, role)), make(status=status, **fields))
    leading = [button.label for button in offered.values() if button.leads]
    assert leading == ([label] if label else [])
    assert list(offered)[:1] == leading or not label


def test_a_checker_is_led_to_send_back_what_they_cannot_confirm(
    sign_in, people, authority, make
):
    plan = PlanFactory(authority=authority, evidence_gate="verify")
    offered = labels(sign_in(people.verifier), make(status="complete", plan=plan))
    assert offered["Send back"].leads
    assert offered["Confirm"].missing


def test_cancelling_and_archiving_are_in_a_menu(sign_in, people, make):
    page = sign_in(people.manager).get(page_of(ActionItem, "change", make().pk))
    row, menu = page.text.split("<summary>More</summary>")
    menu = menu.split("</details>")[0]
    for label in ("Cancel", "Archive"):
        assert f">{label}</a>" in menu
        assert f">{label}</a>" not in row


@pytest.mark.parametrize("verb", ["verify", "return"])
def test_a_checker_sees_claim_measure_and_evidence_side_by_side(
    sign_in, people, make, verb
):
    action = make(status="in_progress", success_measure="Nine in ten on time.")
    add_evidence([action], by=people.owner, title="Audit", held_by="Police")
    workflow.complete(action, by=people.owner, note="Forty files were looked at.")
    workflow.add_update(action, by=people.owner, text="A later word.")
    page = sign_in(people.verifier).get(verb_page(action, verb))
    check = page.text.split('<div class="check">')[1].split("<form")[0]
    for words in ("Forty files were looked at.", "Nine in ten on time.", "Audit"):
        assert words in check
    assert "A later word." not in check


def test_the_page_of_the_check_offers_both_ways(sign_in, people, make):
    action = make(status="complete")
    page = sign_in(people.verifier).get(verb_page(action, "verify"))
    assert "Confirm it is done</button>" in page.text
    assert f'href="{verb_page(action, "return")}">Send back</a>' in page.text


def test_an_update_says_what_happened_and_what_comes_next(sign_in, people, make):
    action = make()
    submitted = {
        "next_steps": "Train the team.",
        "brag": "amber",
        "brag_reason": "The supplier is late.",
        "forecast_on": "2027-03-31",
    }
    send(sign_in(people.owner), action, "updates", **submitted)
    action.refresh_from_db()
    update = ProgressUpdate.objects.get()
    assert (update.text, update.next_steps) == ("The panel met.", "Train the team.")
    assert (action.brag, action.brag_reason) == ("amber", "The supplier is late.")
    assert action.forecast_on.isoformat() == "2027-03-31"


def test_a_block_is_put_on_and_taken_off(sign_in, people, make):
    action, client = make(), sign_in(people.owner)
    send(client, action, "block", reason="Waits for the police.")
    action.refresh_from_db()
    assert (action.is_blocked, action.blocked_reason) == (True, "Waits for the police.")
    assert "Take off hold" in labels(client, action)
    send(client, action, "unblock", reason="")
    action.refresh_from_db()
    assert not action.is_blocked


def test_a_manager_reassigns_and_moves_the_date(sign_in, people, make, police_post):
    action, client = make(), sign_in(people.manager)
    send(client, action, "reassign", owner=police_post.reference)
    action.refresh_from_db()
    assert action.owner == police_post
    send(client, action, "reschedule", due_on="2027-06-30")
    action.refresh_from_db()
    assert action.due_on.isoformat() == "2027-06-30"
    assert action.history.first().history_change_reason == "The board asked."


def test_only_owners_of_the_authority_who_are_active_are_offered(
    sign_in, people, make, authority, post
):
    ended = OwnerFactory(authority=authority, active_until=TODAY - timedelta(days=1))
    elsewhere = OwnerFactory()
    page = sign_in(people.admin).get(verb_page(make(), "reassign"))
    assert post.reference in page.text
    for other in (ended, elsewhere):
        assert other.reference not in page.text
        submitted = {"owner": other.reference}
        answer = send(sign_in(people.admin), make(), "reassign", **submitted)
        assert answer.status_code == 200
        assert "owner" in answer.context["form"].errors


def test_a_stale_form_shows_both_and_loses_no_word(sign_in, people, make):
    action = make()
    read = action.version
    dates.reschedule(
        action, by=people.manager, due_on=LATER, reason="The board said later."
    )
    client = sign_in(people.owner)
    submitted = {
        "version": read,
        "text": "We met on Monday.",
        "next_steps": "Then train.",
    }
    answer = client.post(verb_page(action, "updates"), submitted)
    assert answer.status_code == 409
    assert not ProgressUpdate.objects.exists()
    for words in (
        "Somebody else changed this",
        "The board said later.",
        "31 December 2026",
        "We met on Monday.",
        "Then train.",
    ):
        assert words in answer.text
    submitted["version"] = answer.context["version"]
    assert client.post(verb_page(action, "updates"), submitted).status_code == 302
    assert ProgressUpdate.objects.get().text == "We met on Monday."


def test_a_wrongly_filled_form_does_not_pass_for_a_newer_one(sign_in, people, make):
    action = make()
    read = action.version
    workflow.block(action, by=people.manager, reason="On hold.")
    submitted = {"version": read, "text": "", "next_steps": "Then train."}
    answer = sign_in(people.owner).post(verb_page(action, "updates"), submitted)
    assert answer.context["version"] == read
    assert "Then train." in answer.text


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 30])
def test_a_form_without_its_version_changes_nothing(sign_in, people, make, version):
    answer = send(sign_in(people.owner), make(), "updates", version=version)
    assert "was not sent in full" in answer.text
    assert not ProgressUpdate.objects.exists()


def test_errors_are_announced_and_tied_to_their_fields(sign_in, people, make):
    answer = send(sign_in(people.owner), make(), "complete", note="  ")
    assert answer.text.count("Enter a note on what was done.") == 2
    assert 'role="alert"' in answer.text
    assert 'href="#id_note"' in answer.text
    assert 'aria-describedby="id_note_helptext id_note_error"' in answer.text
    assert 'id="id_note_error"' in answer.text
    assert '<label for="id_note">' in answer.text
    assert "<title>Error: " in answer.text


def test_a_refused_verb_keeps_the_words(sign_in, people, make):
    action = make(status="complete", completed_by=people.verifier)
    answer = send(sign_in(people.verifier), action, "verify", note="All in order.")
    assert answer.status_code == 409
    assert "has not submitted it as complete" in answer.text.replace("\n", " ")
    assert "All in order." in answer.text


@pytest.mark.parametrize("who", ["police", "outsider"])
@pytest.mark.parametrize("verb", sorted(verbs_of(ActionItem)))
def test_a_verb_on_anothers_action_is_not_found(sign_in, people, make, who, verb):
    action, client = make(), sign_in(getattr(people, who))
    assert client.get(verb_page(action, verb)).status_code == 404
    assert send(client, action, verb).status_code == 404


def test_a_verb_that_there_is_not_is_not_found(sign_in, people, make):
    assert sign_in(people.manager).get(verb_page(make(), "burn")).status_code == 404


def test_reading_a_verbs_page_changes_nothing(sign_in, people, make):
    action = make(status="not_started")
    answer = sign_in(people.owner).get(verb_page(action, "start") + "?version=1")
    assert answer.status_code == 200
    action.refresh_from_db()
    assert (action.status, action.version) == ("not_started", 1)


def test_a_post_without_its_token_is_refused(people, make):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.owner)
    action = make()
    assert send(client, action, "complete").status_code == 403
    assert send(Client(), action, "complete").status_code == 302
    action.refresh_from_db()
    assert action.status == "in_progress"


@pytest.mark.access
@pytest.mark.parametrize("move", moves_of(ActionPlan), ids=lambda move: move.name)
@pytest.mark.parametrize("role", ["manager", "verifier", "reader", "police"])
def test_a_plan_moves_as_its_table_says(sign_in, people, authority, move, role):
    plan = PlanFactory(authority=authority, status=move.sources[0])
    ActionFactory(authority=authority, plan=plan)
    answer = send(sign_in(getattr(people, role)), plan, move.name)
    plan.refresh_from_db()
    assert (plan.status == move.to) == (role in move.roles)
    assert answer.status_code in ((302,) if role in move.roles else (403, 404))


@pytest.mark.access
@pytest.mark.parametrize("move", moves_of(Recommendation), ids=lambda move: move.name)
@pytest.mark.parametrize("role", ["manager", "verifier", "owner", "police"])
def test_a_recommendation_moves_as_its_table_says(
    sign_in, people, recommendation, make, move, role
):
    make(status="embedded", answers=[recommendation], owner=OwnerFactory())
    recommendation.status = move.sources[0]
    recommendation.save()
    later = RecommendationFactory(inspection=recommendation.inspection)
    submitted = {"response": "partly", "recheck_on": "2027-05-01"}
    submitted["by"] = later.reference
    answer = send(
        sign_in(getattr(people, role)), recommendation, move.name, **submitted
    )
    recommendation.refresh_from_db()
    may = role in move.roles
    assert answer.status_code == (302 if may else 403)
    assert recommendation.status == (move.to or "open" if may else move.sources[0])


def test_a_response_that_wants_a_reason_says_so_beside_it(
    sign_in, people, recommendation
):
    submitted = {"response": "not_accepted", "reason": ""}
    answer = send(sign_in(people.manager), recommendation, "respond", **submitted)
    assert answer.status_code == 409
    assert "reason" in answer.context["form"].errors


def test_an_inspection_is_confirmed_by_a_manager(sign_in, people, recommendation):
    inspection = recommendation.inspection
    inspection.status = "draft"
    inspection.save()
    assert "Confirm" in labels(sign_in(people.manager), inspection)
    assert not labels(sign_in(people.reader), inspection)
    send(sign_in(people.manager), inspection, "confirm")
    inspection.refresh_from_db()
    assert inspection.status == "confirmed"


def test_an_owner_posts_an_update_and_claims_in_few_clicks(
    sign_in, people, make, police_post
):
    action = make(owner=police_post)
    client = sign_in(people.police)
    index = client.get(reverse("admin:index"))
    (row,) = index.context["own"]
    update, claim = row.buttons
    assert (update.label, claim.label) == ("Add update", "Submit as complete")
    page = client.get(update.url)
    submitted = {
        "version": page.context["version"],
        "text": "Two officers are in post.",
    }
    assert client.post(update.url, submitted, follow=True).status_code == 200
    page = client.get(claim.url)
    submitted = {"version": page.context["version"], "note": "The unit is staffed."}
    page = client.post(claim.url, submitted, follow=True)
    assert f"{action.reference} has been submitted as complete." in page.text
    action.refresh_from_db()
    assert action.status == "complete"
    assert action.updates.count() == 2


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"status": "not_started"}, ["Add update", "Start"]),
        ({"status": "not_started", "due_on": None}, ["Add update"]),
        ({"status": "in_progress"}, ["Add update", "Submit as complete"]),
        ({"status": "complete"}, ["Add update"]),
    ],
)
def test_my_actions_offer_the_move_that_comes_next(
    sign_in, people, make, facts, expected
):
    make(**facts)
    (row,) = sign_in(people.owner).get(reverse("admin:index")).context["own"]
    assert [button.label for button in row.buttons] == expected


def test_a_deputy_from_a_contributing_agency_has_the_same_buttons(
    sign_in, people, make, post, police_post, constabulary
):
    post.user, post.deputy = None, police_post
    post.save()
    make(owner=post, with_agencies=[constabulary])
    (row,) = sign_in(people.police).get(reverse("admin:index")).context["own"]
    assert [button.label for button in row.buttons] == [
        "Add update",
        "Submit as complete",
    ]
    assert sign_in(people.police).get(row.buttons[1].url).status_code == 200


def test_my_actions_cost_the_same_for_one_and_fifteen(
    sign_in, people, make, django_assert_num_queries
):
    client, index = sign_in(people.owner), reverse("admin:index")
    make()
    client.get(index)
    with django_assert_num_queries(40, exact=False) as few:
        client.get(index)
    for _ in range(14):
        make()
    with django_assert_num_queries(len(few)):
        client.get(index)


def test_what_has_an_answer_already_is_not_called_optional(sign_in, people, make):
    page = sign_in(people.owner).get(verb_page(make(), "evidence")).text
    assert "What it proves</label>" in page
    assert "Note (optional)</label>" in page
