"""How the rows of a draft stand on its review page: those that a person must decide on
first, then page by page, beside the picture of the page with the passages marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst

from recommendations.admin.forms.drafts import FIELD_LABELS, RowForm
from recommendations.choices import RowEffect, RowKind
from recommendations.models import DraftRow
from recommendations.workflow.drafting.terms import Comparison

# An accepted or rejected row that says nothing is not worth a line.
_NOTHING: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class Rect:
    """A passage on a page, in thousandths of its width and height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class ShownRow:
    """A row as people read it."""

    row: DraftRow
    form: RowForm
    title: str
    effect: str
    was: str

    @property
    def rects(self) -> list[Rect]:
        return [
            Rect(
                round(1000 * mark["left"]),
                round(1000 * mark["top"]),
                max(1, round(1000 * (mark["right"] - mark["left"]))),
                max(1, round(1000 * (mark["bottom"] - mark["top"]))),
            )
            for mark in self.row.read.get("marks", ())
            if mark["page"] == self.row.page
        ]


@dataclass(frozen=True)
class PageOfRows:
    """The rows that stand on one page of the report; those without one together."""

    number: int | None
    rows: Sequence[ShownRow]

    @property
    def rects(self) -> list[Rect]:
        return [rect for row in self.rows for rect in row.rects]

    @property
    def alternative(self) -> str:
        """What the picture shows, in words."""
        marked = [str(row.row.position) for row in self.rows if row.rects]
        if not marked:
            return f"Page {self.number} of the report"
        rows = "row" if len(marked) == 1 else "rows"
        return f"Page {self.number} of the report, {rows} {', '.join(marked)} marked"


@dataclass(frozen=True)
class Arrangement:
    """The review page: what comes first, then the pages, then what is recorded."""

    first: Sequence[PageOfRows] = ()
    pages: Sequence[PageOfRows] = ()
    same: Sequence[ShownRow] = field(default_factory=list)


def arrange(comparison: Comparison, forms: dict[int, RowForm]) -> Arrangement:
    shown = [_shown(row, forms[row.position]) for row in comparison.rows]
    first = [item for item in shown if needs_a_person(item.row)]
    same = [item for item in shown if _is_same(item.row) and item not in first]
    rest = [item for item in shown if item not in first and item not in same]
    numbers = {item.row.page for item in rest}
    ordered = sorted(numbers, key=lambda page: (page is None, page or 0))
    return Arrangement(
        first=[PageOfRows(item.row.page, [item]) for item in first],
        pages=[
            PageOfRows(number, [item for item in rest if item.row.page == number])
            for number in ordered
        ],
        same=same,
    )


def needs_a_person(row: DraftRow) -> bool:
    lacks = row.name == "framework" and not row.says["value"]
    return row.needs_decision or lacks


def shown_rows(rows: Iterable[DraftRow]) -> list[tuple[str, str, str]]:
    """The rows of a draft that was decided on: what, its words, what became of it."""
    return [
        (_title(row), says(row, row.says), str(row.get_decision_display()))
        for row in rows
        if not (row.kind == RowKind.FIELD and row.says["value"] in _NOTHING)
    ]


def says(row: DraftRow, content: dict[str, Any] | None) -> str:
    """What a row, or the record that it matches, says in one line."""
    if content is None:
        return ""
    if row.kind == RowKind.FIELD or "value" in content:
        value = content["value"]
        return ", ".join(value) if isinstance(value, list) else str(value or "")
    if row.kind == RowKind.JUDGEMENT:
        return f"{content['area']}: {content.get('grade') or 'no grade'}"
    return str(content.get("text") or content.get("summary") or "")


def _shown(row: DraftRow, form: RowForm) -> ShownRow:
    effect = str(row.get_effect_display())
    if row.effect == RowEffect.FILLS and row.recommendation is not None:
        effect = f"Fills in the wording of {row.recommendation.reference}"
    return ShownRow(row, form, _title(row), effect, says(row, row.was))


def _title(row: DraftRow) -> str:
    if row.kind == RowKind.FIELD:
        return FIELD_LABELS[row.name]
    return str(capfirst(row.get_kind_display()))


def _is_same(row: DraftRow) -> bool:
    is_empty = row.kind == RowKind.FIELD and row.says["value"] in _NOTHING
    return row.effect == RowEffect.SAME and not is_empty
