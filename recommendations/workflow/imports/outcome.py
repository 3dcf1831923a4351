"""What a spreadsheet comes to, row by row, to be shown before it is brought in and
after. Made by playing.py and writing.py, shown by the command and the admin."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format

from recommendations.models import Owner

CellContent = str | int | date | Owner | None


@dataclass(frozen=True)
class CellChange:
    """What a cell of the file changes, in words for people."""

    column: str
    was: str
    now: str


@dataclass(frozen=True)
class RowOutcome:
    """What a row came to: `verbs` is empty where it changed nothing. `note` is what
    the person should know who brings it in."""

    row: int
    reference: str
    title: str
    verbs: tuple[str, ...]
    changes: tuple[CellChange, ...] = ()
    note: str = ""

    @property
    def is_new(self) -> bool:
        return "create" in self.verbs


@dataclass
class ImportResult:
    """`is_written` is false where it only says what would be done. `left_out` are rows
    that say nothing of an action, `passed_over` other sheets that look like a plan."""

    rows: list[RowOutcome] = field(default_factory=list)
    new_posts: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    sheet: str = ""
    passed_over: list[str] = field(default_factory=list)
    is_written: bool = False

    def count(self, *, is_new: bool) -> int:
        """How many actions were made, or else changed."""
        return sum(1 for done in self.rows if done.verbs and done.is_new == is_new)

    @property
    def new(self) -> int:
        return self.count(is_new=True)

    @property
    def changed(self) -> int:
        return self.count(is_new=False)

    @property
    def same(self) -> int:
        return len(self.rows) - self.new - self.changed

    def digest(self) -> str:
        """Alike for two results that tell a person the same. The numbers that new
        actions get do not count: somebody may have taken the next one."""
        shown = [
            (
                "" if done.is_new else done.reference,
                *(done.row, done.verbs, done.changes, done.note),
            )
            for done in self.rows
        ]
        return hashlib.sha256(repr((shown, self.new_posts)).encode()).hexdigest()


def in_words(value: CellContent) -> str:
    """A value in the words of the preview."""
    match value:
        case None:
            return ""
        case date():
            return date_format(value)
        case Owner():
            return f"{value.post_title} ({value.agency})"
    return str(value)
