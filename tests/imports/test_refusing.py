"""What a file may not do, told by row and cell: then none of it comes in."""

import pytest

from recommendations.models import ActionItem, Owner
from recommendations.workflow.errors import NotAllowed, Unreadable
from tests.factories import (
    ActionFactory,
)

from .rows import FULL, faults_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.pdf", b"action,lead"),
        ("x.xlsx", b"not a workbook"),
        ("x.csv", b"action\x00,lead"),
        ("x.csv", b"colour,size\nred,1"),
        ("x.csv", b""),
    ],
)
def test_what_is_no_table_of_actions_is_refused(bring_in, name, data):
    with pytest.raises(Unreadable):
        bring_in(name=name, data=data or b" ")


def test_every_mistake_is_told_at_once_by_row_and_cell(bring_in):
    faults = faults_of(
        bring_in,
        {**FULL, "Due": "Septober", "Agency": "Fire service", "BRAG": "pink"},
        {
            **FULL,
            "Ref": "1.2",
            "Action": "Other",
            "Recommendation": "R09",
            "Status": "Nearly",
        },
        {**FULL, "Ref": "1.3", "Action": ""},
        {**FULL, "Ref": "1.4", "Action": "Fine"},
        {**FULL, "Ref": "BWD-A9999", "Action": "Unknown"},
        {**FULL, "Ref": "1.6", "Action": "x" * 301, "Status": "Embedded", "BRAG": ""},
        {**FULL, "Ref": "1.4", "Action": "Again"},
    )
    assert set(faults) == {
        (2, "due"),
        (2, "agency"),
        (2, "BRAG"),
        (3, "recommendation"),
        (3, "status"),
        (4, "action"),
        (6, "ref"),
        (7, "action"),
        (7, "status"),
        (8, "ref"),
    }
    assert "“Mark as embedded”" in faults[7, "status"]
    assert "Use one of: The constabulary, The council." in faults[2, "agency"]


def test_one_mistake_keeps_the_whole_file_out(bring_in):
    faults_of(bring_in, FULL, {**FULL, "Ref": "2", "Due": "never"})
    assert not ActionItem.objects.exists()
    assert not Owner.objects.exists()


@pytest.mark.parametrize("status", ["In progress", "Complete"])
def test_what_has_begun_asks_for_a_lead_and_a_date(bring_in, status):
    faults = faults_of(
        bring_in, {"action": "Do it", "status": status, "due": "Ongoing"}
    )
    assert "a lead officer and a target date" in faults[2, "action"]


@pytest.mark.parametrize(
    ("now", "message", "verb"),
    [
        ("complete", "In progress", "“Send back”"),
        ("complete", "Checked", "“Confirm”"),
        ("in_progress", "Cancelled", "“Cancel”"),
        ("verified", "In progress", "“Reopen”"),
        ("in_progress", "Not started", "It cannot go back"),
    ],
)
def test_a_status_that_a_file_may_not_bring_names_the_verb(
    bring_in, plan, post, now, message, verb
):
    action = ActionFactory(
        authority=plan.authority, plan=plan, owner=post, status=now, reference="BWD-A1"
    )
    faults = faults_of(
        bring_in, {"ref": "BWD-A1", "action": action.title, "status": message}
    )
    assert verb in faults[2, "status"]


def test_an_action_of_another_plan_is_refused(bring_in, plan):
    ActionFactory(authority=plan.authority, reference="BWD-A0007")
    faults = faults_of(bring_in, {"ref": "bwd-a0007", "action": "Mine"})
    assert "another plan" in faults[2, "ref"]


def test_a_date_is_not_taken_away_by_a_file(bring_in):
    bring_in(FULL)
    faults = faults_of(bring_in, {**FULL, "Due": "Ongoing"})
    assert "A file cannot remove it" in faults[2, "due"]


@pytest.mark.parametrize("who", ["owner", "verifier", "outsider", "reader"])
def test_only_a_manager_of_the_authority_brings_a_file_in(bring_in, people, who):
    with pytest.raises(NotAllowed):
        bring_in(FULL, by=getattr(people, who))
    assert not ActionItem.objects.exists()


def test_an_error_of_the_spreadsheet_is_not_taken_for_words(bring_in):
    faults = faults_of(bring_in, {"action": "Do it", "lead": "#REF!"})
    assert list(faults) == [(2, "lead")]


@pytest.mark.parametrize(
    ("status", "day", "message"),
    [
        ("Complete", "21/11/2026", "in the future"),
        ("In progress", "1/11/2026", "but “status” says “In progress”"),
        ("Complete", "soon", "is not a date"),
    ],
)
def test_a_day_of_completion_that_cannot_be_is_refused(bring_in, status, day, message):
    row = {"action": "Do", "lead": "Me", "due": "1/12/2026"}
    faults = faults_of(bring_in, {**row, "status": status, "completed": day})
    assert message in faults[2, "completed"]


def test_the_day_of_a_claim_is_not_changed_by_a_file(bring_in):
    row = {"action": "Do", "lead": "Me", "due": "1/12/2026", "status": "Complete"}
    bring_in({**row, "completed": "1/11/2026"})
    faults = faults_of(bring_in, {**row, "completed": "2/11/2026"})
    assert "submitted as complete on 1 November 2026" in faults[2, "completed"]


def test_a_row_with_a_wrong_reference_has_one_fault(bring_in):
    faults = faults_of(bring_in, {"ref": "BWD-A9999", "due": "1/12/2026", "action": ""})
    assert list(faults) == [(2, "ref")]
