"""What the comparing of a draft speaks of: its rows together, why a person must look at
one, and what printed words mean in our codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from recommendations.choices import Addressee, Grade, RowEffect
from recommendations.models import DraftRow, Inspection

UNSURE = "The reader is not sure of this. Compare it with the page."
DIFFERS = "This differs from what is recorded. Decide which is right."
GONE = "The recommendation that this was matched to is no longer there."
MAY_BE_RECORDED = "This may already be recorded in other words. Compare the two."

# The dates that are read of a report, by the stem of what an inspection calls them.
DATES = {
    "inspection_start": "start",
    "inspection_end": "end",
    "published": "published",
}
# Inspections of several bodies together: what they ask, they ask of all.
_JOINT = frozenset({"jtai", "area_send"})
_GRADES = {
    **{grade.label.lower(): grade.value for grade in Grade},
    "requires improvement to be good": Grade.REQUIRES_IMPROVEMENT.value,
}


@dataclass(frozen=True)
class Comparison:
    """The rows of a draft, compared, and the inspection that is there already."""

    rows: list[DraftRow]
    inspection: Inspection | None

    def field(self, name: str) -> Any:
        """The value of a field as it stands to be accepted; nothing where left out."""
        row = self._row(name)
        return row.says.get("value") if row and not row.is_left_out else None

    def printed(self, name: str) -> Any:
        """What the report says of a field, whether or not a person takes it."""
        row = self._row(name)
        return row.says.get("value") if row else None

    def _row(self, name: str) -> DraftRow | None:
        return next((row for row in self.rows if row.name == name), None)

    def of_kind(self, kind: str) -> list[DraftRow]:
        return [row for row in self.rows if row.kind == kind]


def addressee_of(row: DraftRow, framework: str | None) -> str:
    """Whom a recommendation is for, as the report says or as its framework has it."""
    values = row.says
    if values.get("body") == "LSCB":
        return Addressee.LSCB
    if values.get("responsible"):
        return Addressee.BODY
    return Addressee.PARTNERSHIP if framework in _JOINT else Addressee.AUTHORITY


def grade_of(printed: str | None) -> str:
    """The code of a grade as printed; empty for one that is none of ours."""
    return _GRADES.get((printed or "").strip().lower(), "")


def day_of(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def effect_of(was: Any, read: Any) -> RowEffect:
    """Nothing read says nothing of what is recorded."""
    if read in (None, "", []) or read == was:
        return RowEffect.SAME
    return RowEffect.FILLS if was in (None, "", []) else RowEffect.DIFFERS


def names(rows: Iterable[DraftRow]) -> list[str]:
    """How refusals name rows."""
    return [f"rows.{row.position}" for row in rows]
