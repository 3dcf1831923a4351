"""In the admin: slips with recommendations, plans and inspections, taken back."""

import pytest

from tests.factories import (
    ActionFactory,
    InspectionFactory,
    PlanFactory,
    RecommendationFactory,
)

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture(
    params=[
        ("start", "Start", "started"),
        ("submit", "Mark as submitted", "marked as submitted"),
        ("confirm", "Confirm", "confirmed"),
    ],
    ids=["recommendation", "plan", "inspection"],
)
def case(request, authority):
    """A record, and a verb of its own: its name, its label and what is said of it."""
    verb, label, done = request.param
    inspection = InspectionFactory(authority=authority)
    record = {
        "start": RecommendationFactory(inspection=inspection),
        "submit": PlanFactory(authority=authority, status="approved"),
        "confirm": inspection,
    }[verb]
    return record, verb, label, done


def verb_page(record, name):
    return page_of(type(record), "verb", record.pk, name)


def send(client, record, name, **submitted):
    record.refresh_from_db()
    submitted = {"version": record.version, **submitted}
    return client.post(verb_page(record, name), submitted, follow=True)


def offered(client, record):
    answer = client.get(page_of(type(record), "change", record.pk))
    return {button.label: button for button in answer.context["buttons"]}


def test_a_slip_is_taken_back_from_the_message(sign_in, people, case):
    record, verb, label, done = case
    before, client = record.status, sign_in(people.manager)
    answer = send(client, record, verb)
    undo = verb_page(record, "undo")
    assert f'has been {done}. <a href="{undo}">Undo</a>' in answer.text
    assert f"This undoes “{label}”" in client.get(undo).text
    assert "has been put back as it was" in send(client, record, "undo").text
    record.refresh_from_db()
    assert record.status == before
    newest = record.history.first()
    assert (newest.verb, newest.history_change_reason) == ("undo", "slip")


def test_only_who_slipped_has_the_button_and_only_once(sign_in, people, case):
    record, verb, *_ = case
    assert "Undo" not in offered(sign_in(people.manager), record)
    send(sign_in(people.manager), record, verb)
    assert "Undo" in offered(sign_in(people.manager), record)
    assert "Undo" not in offered(sign_in(people.admin), record)
    assert sign_in(people.admin).get(verb_page(record, "undo")).status_code == 409
    send(sign_in(people.manager), record, "undo")
    assert "Undo" not in offered(sign_in(people.manager), record)
    assert send(sign_in(people.manager), record, "undo").status_code == 409


def test_an_approval_that_set_a_first_due_date_says_why_it_stays(
    sign_in, people, authority
):
    plan = PlanFactory(authority=authority, status="draft")
    ActionFactory(reference="BWD-A0001", authority=authority, plan=plan)
    client = sign_in(people.manager)
    assert "Undo" not in send(client, plan, "approve").text
    answer = client.get(verb_page(plan, "undo"))
    assert answer.status_code == 409
    assert (
        "This set the first target date of BWD-A0001, which cannot change."
        in answer.text
    )
