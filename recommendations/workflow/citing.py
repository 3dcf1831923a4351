"""Where in a report each row of a draft stands, in a few of its own words: looked for
when it is read, and made citations when it is accepted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from recommendations.choices import RowKind
from recommendations.models import Citation, Document, DraftRow
from recommendations.models.trail import Change
from recommendations.reader.quotes import LONGEST_QUOTE, MOST_WORDS
from recommendations.workflow.drafting import reading
from recommendations.workflow.drafting.terms import day_of

ABOUT = {
    "framework": "framework",
    "inspectorates": "inspectorates",
    "inspection_start": "start",
    "inspection_end": "end",
    "published": "date of publication",
    "lead_inspector": "lead inspector",
    "expected_recommendations": "number of recommendations",
}
_ABOUT_PARTS = {
    RowKind.JUDGEMENT: "grade",
    RowKind.NEXT_STEP: "written statement",
}


def quote_rows(rows: Sequence[DraftRow], data: bytes) -> None:
    """Give each row, where its words are found on its page, a quote from there."""
    places = [(row.page, _candidates(row)) for row in rows]
    for row, match in zip(rows, reading.quotes(data, places), strict=True):
        if match is not None:
            row.paragraph, row.quote = match


def cite(row: DraftRow, target: Any, document: Document, change: Change) -> None:
    """A citation of what the row became, if it has none from that page. A field without
    a quote has none; words of inspectors have one that nobody verified."""
    quote = row.quote or (_opening(row) if row.kind != RowKind.FIELD else "")
    place = {"paragraph": row.paragraph} if row.paragraph else {"page": row.page}
    if not quote or None in place.values():
        return
    field = str(target._meta.model_name)
    about = ABOUT.get(row.name) or _ABOUT_PARTS.get(RowKind(row.kind), "wording")
    citations = target.citations.filter(document=document, **place)
    if citations.filter(quote=quote).exists():
        return
    Citation.objects.create(
        **{field: target},
        about=about,
        document=document,
        quote=quote,
        is_verified=bool(row.quote),
        **place,
        **change.stamps,
    )


def _opening(row: DraftRow) -> str:
    return " ".join(next(iter(_candidates(row)), "").split()[:MOST_WORDS])[
        :LONGEST_QUOTE
    ]


def _candidates(row: DraftRow) -> list[str]:
    """What may stand on the page of what was read, the best first."""
    read = row.read
    match row.kind:
        case RowKind.JUDGEMENT:
            grade = read["grade"] or ""
            # A grade may stand in a sentence.
            candidates = (f"{read['area']} {grade}", read["area"], grade, grade.lower())
            return [words for words in candidates if words]
        case RowKind.FIELD:
            return _of_field(row.name, read["value"])
    return [read["text"]]


def _of_field(name: str, value: Any) -> list[str]:
    if not value:
        return []
    if name in ("inspection_start", "inspection_end", "published"):
        day = day_of(value)
        return _printed(day) if day else []
    return [value] if name == "lead_inspector" else []


def _printed(day: date) -> list[str]:
    """How reports print a day, from the fullest."""
    month = f"{day:%B}"
    return [
        f"{day.day} {month} {day.year}",
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month:02}/{day.year}",
        f"{day.day} {month}",
        f"{day.day:02} {month}",
    ]
