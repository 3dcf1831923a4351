"""Brings the rows of a spreadsheet into a plan by the workflow's own verbs: all of them
or none; or tells what would come of it, and only reads. Called by the command
import_actions and by the admin."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from recommendations.models import ActionItem, ActionPlan, Owner
from recommendations.workflow.confirming import check_words
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.drafting import reading
from recommendations.workflow.errors import PossibleChildData, Refused
from recommendations.workflow.imports.checking import check_claim, check_status
from recommendations.workflow.imports.inferring import (
    Contradiction,
    implied_status,
    status_column,
)
from recommendations.workflow.imports.matching import Names, NotFound
from recommendations.workflow.imports.outcome import ImportResult
from recommendations.workflow.imports.playing import ResolvedRow, RowPlayer
from recommendations.workflow.imports.rows import Fault, SheetRow
from recommendations.workflow.imports.runners import DryRunner, LiveRunner, Runner
from recommendations.workflow.imports.sheet import PlanSheet, parse
from recommendations.workflow.moves import require_manager
from recommendations.workflow.recording import lock

# Each changed row takes about ten milliseconds, in which nobody else can write to an
# SQLite database; others wait twenty seconds at most.
MOST_CHANGED = 1_000
# The cell that a field of a record is filled from.
_CELLS = {"title": "action", "detail": "ref", "text": "update", "post_title": "lead"}
_MEND = "Remove it, or confirm that it is not personal data."


class ImportRefused(Refused):
    """Nothing was written; `faults` says what is wrong, row by row."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = sorted(faults, key=lambda fault: fault.row)
        count = len(self.faults)
        mistakes = f"{count} mistakes" if count > 1 else "1 mistake"
        super().__init__(f"Nothing was imported: the file has {mistakes}.")


def import_file(
    plan: ActionPlan,
    name: str,
    data: bytes,
    *,
    by: User,
    is_dry_run: bool = False,
    digest: str | None = None,
) -> ImportResult:
    """Bring the file into the plan, or only say what would come of it. With `digest`,
    of what the person was told, it is brought in only if that still holds.

    Raises NotAllowed, Unreadable, or ImportRefused with every fault of the file; and
    PossibleChildData where its name looks like a child's data.
    """
    require_manager(plan.authority_id, by=by)
    check_words([("file", name)])
    sheet = parse(reading.tables(name, data))
    source = f"From the spreadsheet {name}"
    if is_dry_run:
        return _Import(plan, sheet, source, DryRunner(by, source)).run()
    with transaction.atomic():
        lock(plan)  # So that two imports of one file do not both make its actions.
        _hold_actions(plan)
        # Who saw what will happen confirmed it.
        with going_ahead(digest is not None):
            result = _Import(plan, sheet, source, LiveRunner(by, source)).run()
        result.is_written = digest in (None, result.digest())
        if not result.is_written:
            transaction.set_rollback(True)
    return result


def _hold_actions(plan: ActionPlan) -> None:
    """Nobody changes the plan's actions between what we read and what we write."""
    rows = ActionItem.objects.filter(plan=plan).select_for_update().order_by("pk")
    len(rows.values_list("pk"))


class _Import:
    """One file on its way into one plan."""

    def __init__(
        self, plan: ActionPlan, sheet: PlanSheet, source: str, runner: Runner
    ) -> None:
        self.names = Names(plan)
        self.plan = plan
        self.sheet = sheet
        self.source = source
        self.runner = runner
        self.today = timezone.localdate()
        self.faults = list(sheet.faults)
        self.changed = 0
        self.result = ImportResult(
            unused=sheet.unused,
            left_out=sheet.left_out,
            sheet=sheet.name,
            passed_over=sheet.passed_over,
        )

    def run(self) -> ImportResult:
        faulty = self.sheet.faulty
        for row in self.sheet.rows:
            before = len(self.faults)
            resolved = self._find(row)
            if row.number not in faulty and len(self.faults) == before:
                self._play(resolved)
        if self.faults:
            headings = self.sheet.headings
            raise ImportRefused(
                replace(fault, heading=headings.get(fault.column, ""))
                for fault in self.faults
            )
        return self.result

    def _find(self, row: SheetRow) -> ResolvedRow:
        """Look up every name in the row, so that all that is unknown is named."""
        resolved = ResolvedRow(row)
        with self._faults_of(row, "ref" if row.ref else "action"):
            resolved.action = self.names.action(row)
        if (
            resolved.action is None
            and not row.action
            and not self._has_fault(row, "ref")
        ):
            with self._faults_of(row, "action"):
                raise NotFound("Enter what will be done.")
        with self._faults_of(row, "recommendation"):
            resolved.recommendations = self.names.recommendations(
                row.recommendation, resolved.action
            )
        with self._faults_of(row, "agency"):
            resolved.agency = self.names.agency(row.agency) if row.agency else None
        if row.lead:
            current = resolved.action.owner if resolved.action else None
            with self._faults_of(row, "lead"):
                resolved.owner = self.names.owner(row.lead, resolved.agency, current)
                if resolved.owner is None and not self._has_fault(row, "agency"):
                    self.names.agency_of_new_post(row.lead, resolved.agency)
        self._infer(resolved)
        return resolved

    def _infer(self, resolved: ResolvedRow) -> None:
        """What the row tells of its status, unless it is what is recorded."""
        row, action = resolved.row, resolved.action
        if action is not None and (row.status, row.completed_on, row.brag) == (
            action.status,
            action.completed_on,
            action.brag,
        ):
            return
        try:
            status = implied_status(row, self.sheet.headings, on=self.today)
        except Contradiction as wrong:
            self.faults.append(Fault(row.number, wrong.column, str(wrong)))
            return
        if status != row.status:
            column = status_column(row)
            name = self.sheet.headings[column]
            resolved.note = (
                f"Treated as complete, because “{name}” says "
                f"“{row.status_words[column]}”."
            )
            resolved.row = replace(row, status=status)
        with self._faults_of(row, status_column(row)):
            check_status(action, status)
        with self._faults_of(row, "completed"):
            check_claim(action, row.completed_on)

    def _play(self, resolved: ResolvedRow) -> None:
        row = resolved.row
        with self._faults_of(row, "lead"):
            self._make_post(resolved)
        player = RowPlayer(self.plan, resolved, self.runner, self.source)
        for column, step in player.steps():
            with self._faults_of(row, column):
                step()
                continue
            break  # What comes after would only fail for the same reason.
        if resolved.action is not None:
            self.result.rows.append(player.done())
            self.changed += bool(player.verbs)
            if self.changed > MOST_CHANGED:
                raise Refused(
                    f"The file adds or changes more than {MOST_CHANGED:,} actions. "
                    "Import it in parts."
                )

    def _make_post(self, resolved: ResolvedRow) -> None:
        """The post, which an earlier row may have made."""
        row = resolved.row
        if not row.lead or resolved.owner is not None:
            return
        agency = self.names.agency_of_new_post(row.lead, resolved.agency)
        resolved.owner = self.names.owner(row.lead, agency, None)
        if resolved.owner is None:
            resolved.owner = Owner(
                authority=self.plan.authority, agency=agency, post_title=row.lead
            )
            self.runner.make_post(resolved.owner)
            self.names.add_owner(resolved.owner)
            self.result.new_posts.append(f"{resolved.owner.post_title} ({agency})")

    @contextmanager
    def _faults_of(self, row: SheetRow, column: str) -> Iterator[None]:
        """What is not found or refused inside becomes a fault of the cell."""
        try:
            yield
        except PossibleChildData as wrong:
            for suspect in wrong.suspects:
                cell = _CELLS.get(suspect.field, column)
                self.faults.append(
                    Fault(row.number, cell, f"{suspect} {_MEND}", may_stand=True)
                )
        except (NotFound, Refused) as wrong:
            self.faults.append(Fault(row.number, column, str(wrong)))
        except ValidationError as wrong:
            self.faults.append(Fault(row.number, column, " ".join(wrong.messages)))

    def _has_fault(self, row: SheetRow, column: str) -> bool:
        return any(f.row == row.number and f.column == column for f in self.faults)
