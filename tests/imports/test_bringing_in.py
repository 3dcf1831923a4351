"""Rows become actions by the workflow's own verbs; a second time without a trace."""

from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.choices import ActionStatus, Brag, EvidenceGate
from recommendations.models import ActionItem, Owner
from recommendations.workflow import actions, checks
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.errors import Unmet
from recommendations.workflow.evidence import add_evidence
from recommendations.workflow.imports.writing import ImportRefused

from .rows import FULL, faults_of, trail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_row_becomes_an_action_with_all_that_it_says(bring_in, people):
    bring_in(FULL)
    action = ActionItem.objects.get()
    assert action.title == "Train every supervisor"
    assert action.detail == "Number in the spreadsheet: 1.1"
    assert action.status == ActionStatus.IN_PROGRESS
    assert action.start_on == date(2026, 3, 1)
    assert action.due_on == action.original_due_on == date(2026, 9, 30)
    assert action.owner.post_title == "Head of Safeguarding"
    assert action.owner.agency.code == "council"
    assert action.brag == Brag.AMBER
    references = action.recommendations.values_list("reference", flat=True)
    assert set(references) == {"BWD-JTAI-2023-R01", "BWD-JTAI-2023-R02"}
    assert action.updates.get().text == "Half of them are trained."
    verbs = list(action.history.order_by("history_id").values_list("verb", flat=True))
    assert verbs == ["create", "start", "updates"]
    assert {row.history_user for row in action.history.all()} == {people.manager}


def test_an_undated_action_that_nobody_leads_may_come_in(bring_in):
    bring_in({"action": "Think about it", "due": "Ongoing", "lead": "TBC"})
    action = ActionItem.objects.get()
    assert (action.due_on, action.owner, action.status) == (None, None, "not_started")


def test_a_complete_action_comes_in_as_a_claim_with_the_update_as_its_note(bring_in):
    done = {"Status": "Completed", "BRAG": "Green", "Update": "All are trained."}
    bring_in({**FULL, **done})
    action = ActionItem.objects.get()
    assert action.status == ActionStatus.COMPLETE
    assert [update.text for update in action.updates.all()].count(
        "All are trained."
    ) == 1
    assert action.brag == ""  # The claim ended it.


def test_a_second_run_changes_nothing_and_leaves_no_trail(bring_in):
    rows = [
        FULL,
        {
            "Action": "Second",
            "Status": "Completed",
            "BRAG": "Green",
            "Due": "1/2/2026",
            "Lead": "Head of Practice",
        },
        {"Action": "Third", "BRAG": "G"},
    ]
    bring_in(*rows)
    before = trail()
    result = bring_in(*rows)
    assert [done.verbs for done in result.rows] == [(), (), ()]
    assert trail() == before


def test_a_second_run_brings_in_what_has_changed(bring_in):
    bring_in(FULL)
    changed = {
        **FULL,
        "Action": "Train every supervisor and manager",
        "Lead": "Head of Practice",
        "Due": "31/12/2026",
        "BRAG": "Green",
        "Update": "Nearly there.",
        "Recommendation": "R03",
    }
    (done,) = bring_in(changed).rows
    assert done.verbs == ("revise", "reassign", "reschedule", "updates")
    action = ActionItem.objects.get()
    assert action.title == "Train every supervisor and manager"
    assert action.owner.post_title == "Head of Practice"
    assert (action.due_on, action.date_moves) == (date(2026, 12, 31), 1)
    assert action.brag == Brag.GREEN
    assert action.recommendations.get().position == 3
    reasons = action.history.filter(verb="reschedule").values_list(
        "history_change_reason", flat=True
    )
    assert list(reasons) == ["From the spreadsheet plan.csv"]


def test_an_empty_cell_leaves_what_is_there(bring_in):
    bring_in(FULL)
    before = trail()
    bring_in({**dict.fromkeys(FULL, ""), "Ref": "1.1", "Action": FULL["Action"]})
    assert trail() == before


def test_a_claim_that_was_checked_since_satisfies_complete(bring_in, people):
    row = {**FULL, "Status": "Complete", "BRAG": "Blue"}
    bring_in(row)
    checks.verify(ActionItem.objects.get(), by=people.verifier)
    (done,) = bring_in(row).rows
    assert done.verbs == ()


def test_a_dry_run_tells_all_and_writes_nothing(bring_in):
    result = bring_in(FULL, is_dry_run=True)
    assert result.rows[0].verbs == ("create", "start", "updates")
    assert not ActionItem.objects.exists()
    assert not Owner.objects.exists()


def test_an_excel_workbook_is_read_with_its_own_dates(bring_in, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Plan")
    sheet.append(["Joint action plan"])
    sheet.append(["Ref", "Action", "Lead", "Due date", "RAG"])
    sheet.append([1.0, "Do it", "Head of Practice", date(2026, 12, 24), "Red"])
    book.save(tmp_path / "plan.xlsx")
    bring_in(name="plan.xlsx", data=(tmp_path / "plan.xlsx").read_bytes())
    action = ActionItem.objects.get()
    assert action.due_on == date(2026, 12, 24)
    assert action.detail == "Number in the spreadsheet: 1"


DONE = {"Action": "Do", "Lead": "Me", "Due": "1/9/2026", "Status": "Complete"}


def test_a_claim_is_dated_as_the_file_says(bring_in):
    row = {**DONE, "Date completed": "28/8/2026"}
    (done,) = bring_in(row).rows
    action = ActionItem.objects.get()
    assert action.completed_on == action.started_on == date(2026, 8, 28)
    assert action.days_late(on=date(2026, 11, 20)) == 0
    assert "dated today" not in done.note
    assert bring_in(row).rows[0].verbs == ()


def test_a_claim_without_a_day_is_dated_today_and_that_is_told(bring_in):
    (done,) = bring_in(DONE).rows
    assert ActionItem.objects.get().completed_on == date(2026, 11, 20)
    assert "completion date is today, 20 November 2026" in done.note


def test_what_was_complete_when_it_came_in_is_marked_and_not_let_past_a_gate(
    bring_in, plan, people
):
    plan.evidence_gate = EvidenceGate.COMPLETE
    plan.save()
    bring_in(DONE)
    action = ActionItem.objects.get()
    assert action.claimed_before_tracker
    assert not action.overrides.exists()
    assert action.history.latest("history_id").claimed_before_tracker
    with pytest.raises(Unmet) as refused:
        checks.verify(action, by=people.verifier)
    assert refused.value.missing == ["evidence"]


def test_the_preview_says_which_rows_are_marked_as_completed_before(bring_in):
    running = {**DONE, "Status": "In progress", "Action": "Write the policy"}
    bring_in(running)
    look = bring_in(DONE, {**running, "Status": "Complete"}, is_dry_run=True)
    marked = ["completed before the tracker" in row.note for row in look.rows]
    assert marked == [True, False]


def test_an_action_that_was_here_before_meets_the_gate_like_any_other(
    bring_in, plan, people
):
    plan.evidence_gate = EvidenceGate.COMPLETE
    plan.save()
    bring_in({**DONE, "Status": "In progress"})
    faults = faults_of(bring_in, DONE)
    assert "evidence that it was done" in faults[2, "status"]
    add_evidence(
        [ActionItem.objects.get()],
        by=people.manager,
        title="Minutes",
        url="https://example.org/minutes",
        proves_from=date(2026, 10, 1),
    )
    bring_in(DONE)
    assert not ActionItem.objects.get().claimed_before_tracker


@pytest.mark.parametrize("is_here", [True, False])
def test_a_file_closes_nothing_even_where_claims_are_not_checked(
    bring_in, plan, is_here
):
    plan.has_independent_check = False
    plan.evidence_gate = EvidenceGate.NONE
    plan.save()
    if is_here:
        bring_in({**DONE, "Status": "In progress"})
    bring_in(DONE)
    assert ActionItem.objects.get().status == ActionStatus.COMPLETE


@pytest.mark.parametrize("end", ["return", "reopen", "cancel"])
def test_the_mark_goes_with_the_claim_and_stays_through_the_check(
    bring_in, people, plan, end
):
    plan.evidence_gate = EvidenceGate.NONE
    plan.save()
    bring_in(DONE)
    action = ActionItem.objects.get()
    if end == "return":
        checks.return_claim(action, by=people.verifier, reason="Not so.")
    elif end == "cancel":
        actions.cancel(action, by=people.manager, reason="Not ours.")
    else:
        checks.verify(action, by=people.verifier)
        assert action.claimed_before_tracker
        actions.reopen(action, by=people.manager, reason="Not so.")
    assert not action.claimed_before_tracker


@pytest.mark.parametrize("row", [FULL, DONE, {**FULL, "Lead": "Head of Practice"}])
def test_a_preview_only_reads_and_tells_what_is_then_done(bring_in, row):
    bring_in({**FULL, "Due": "1/8/2026", "Status": "Not started", "BRAG": ""})
    with CaptureQueriesContext(connection) as queries:
        preview = bring_in(
            row, {**FULL, "Ref": "9", "Action": "Other"}, is_dry_run=True
        )
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    done = bring_in(
        row, {**FULL, "Ref": "9", "Action": "Other"}, digest=preview.digest()
    )
    assert done.is_written


def test_what_a_file_calls_blue_comes_in_as_a_claim_and_that_is_told(bring_in):
    (done,) = bring_in({**DONE, "Status": "", "RAG rating": "Blue"}).rows
    action = ActionItem.objects.get()
    assert (action.status, action.brag) == (ActionStatus.COMPLETE, "")
    assert "Treated as complete, because “RAG rating” says “Blue”." in done.note


def test_a_date_that_moves_back_is_told_by_a_dry_run_and_confirmed_by_who_saw_it(
    bring_in,
):
    bring_in(FULL)
    earlier = {**FULL, "Due": "1/9/2026"}
    preview = bring_in(earlier, is_dry_run=True)
    assert "1 September 2026 is earlier than the target date" in preview.rows[0].note
    assert "1 September 2026 has passed." in preview.rows[0].note
    with pytest.raises(ImportRefused) as caught:
        bring_in(earlier)
    assert [fault.column for fault in caught.value.faults] == ["due"]
    assert bring_in(earlier, digest=preview.digest()).is_written
    assert ActionItem.objects.get().due_on == date(2026, 9, 1)
    with going_ahead():
        bring_in({**FULL, "Due": "31/8/2026"})
    assert ActionItem.objects.get().due_on == date(2026, 8, 31)
