"""Brings the rows of a spreadsheet into a plan by the workflow's own verbs: all of them
or none. Called by the command import_actions and by the admin."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from recommendations.models import ActionPlan, Owner
from recommendations.workflow import records
from recommendations.workflow.errors import Refused
from recommendations.workflow.imports.files import read_file
from recommendations.workflow.imports.matching import Names, NotFound
from recommendations.workflow.imports.playing import RowPlayer, Wanted, check_status
from recommendations.workflow.imports.sheet import Fault, Sheet, SheetRow, parse
from recommendations.workflow.moves import require_manager
from recommendations.workflow.recording import lock
from recommendations.workflow.references import next_reference


class ImportRefused(Refused):
    """Nothing was written; `faults` says what is wrong, row by row."""

    def __init__(self, faults: list[Fault]):
        count = f"{len(faults)} mistakes" if len(faults) > 1 else "1 mistake"
        super().__init__(f"Nothing was brought in: the file has {count}.")
        self.faults = sorted(faults, key=lambda fault: fault.row)


@dataclass(frozen=True)
class Done:
    """What a row came to: `verbs` is empty where it changed nothing."""

    row: int
    reference: str
    title: str
    verbs: tuple[str, ...]


@dataclass
class ImportResult:
    rows: list[Done] = field(default_factory=list)
    new_posts: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def count(self, *, is_new: bool) -> int:
        """How many actions were made, or else changed."""
        return sum(1 for d in self.rows if d.verbs and ("create" in d.verbs) == is_new)


def import_file(
    plan: ActionPlan, name: str, data: bytes, *, by: User, is_dry_run: bool = False
) -> ImportResult:
    """Bring the file into the plan, or only say what would come of it.

    Raises NotAllowed, Unreadable, or ImportRefused with every fault of the file.
    """
    require_manager(plan.authority_id, by=by)
    sheet = parse(read_file(name, data))
    with transaction.atomic():
        lock(plan)  # So that two imports of one file do not both make its actions.
        result = _Import(plan, sheet, by, f"From the spreadsheet {name}").run()
        if is_dry_run:
            transaction.set_rollback(True)
    return result


class _Import:
    """One file on its way into one plan."""

    def __init__(self, plan: ActionPlan, sheet: Sheet, by: User, source: str) -> None:
        self.names = Names(plan)
        self.plan = plan
        self.sheet = sheet
        self.by = by
        self.source = source
        self.faults = list(sheet.faults)
        self.result = ImportResult(unused=sheet.unused)

    def run(self) -> ImportResult:
        faulty = self.sheet.faulty
        for row in self.sheet.rows:
            before = len(self.faults)
            wanted = self._find(row)
            if row.number not in faulty and len(self.faults) == before:
                self._play(wanted)
        if self.faults:
            raise ImportRefused(self.faults)
        return self.result

    def _find(self, row: SheetRow) -> Wanted:
        """Look up every name in the row, so that all that is unknown is told."""
        wanted = Wanted(row)
        with self._faults_of(row, "ref" if row.ref else "action"):
            wanted.action = self.names.action(row)
        if wanted.action is None and not row.action:
            with self._faults_of(row, "action"):
                raise NotFound("Say what will be done.")
        with self._faults_of(row, "recommendation"):
            wanted.recommendations = self.names.recommendations(row.recommendation)
        with self._faults_of(row, "agency"):
            wanted.agency = self.names.agency(row.agency) if row.agency else None
        if row.lead:
            now = wanted.action.owner if wanted.action else None
            with self._faults_of(row, "lead"):
                wanted.owner = self.names.owner(row.lead, wanted.agency, now)
                if wanted.owner is None and not self._has_fault(row, "agency"):
                    self.names.agency_of_new_post(row.lead, wanted.agency)
        with self._faults_of(row, "status"):
            check_status(wanted.action, row.status)
        return wanted

    def _play(self, wanted: Wanted) -> None:
        row = wanted.row
        with self._faults_of(row, "lead"):
            self._make_post(wanted)
        player = RowPlayer(self.plan, wanted, self.by, self.source)
        for column, step in player.steps():
            with self._faults_of(row, column):
                step()
                continue
            break  # What comes after would only fail for the same reason.
        if wanted.action is not None:
            self.result.rows.append(
                Done(
                    row.number,
                    wanted.action.reference,
                    wanted.action.title,
                    tuple(player.verbs),
                )
            )

    def _make_post(self, wanted: Wanted) -> None:
        """The post, which an earlier row may have made."""
        row = wanted.row
        if not row.lead or wanted.owner is not None:
            return
        agency = self.names.agency_of_new_post(row.lead, wanted.agency)
        wanted.owner = self.names.owner(row.lead, agency, None)
        if wanted.owner is None:
            wanted.owner = Owner(
                reference=next_reference(Owner, self.plan.authority),
                authority=self.plan.authority,
                agency=agency,
                post_title=row.lead,
            )
            records.create(wanted.owner, by=self.by)
            self.names.add_owner(wanted.owner)
            self.result.new_posts.append(f"{wanted.owner.post_title} ({agency})")

    @contextmanager
    def _faults_of(self, row: SheetRow, column: str) -> Iterator[None]:
        """What is not found or refused inside becomes a fault of the cell."""
        try:
            yield
        except (NotFound, Refused) as wrong:
            self.faults.append(Fault(row.number, column, str(wrong)))
        except ValidationError as wrong:
            self.faults.append(Fault(row.number, column, " ".join(wrong.messages)))

    def _has_fault(self, row: SheetRow, column: str) -> bool:
        return any(f.row == row.number and f.column == column for f in self.faults)
