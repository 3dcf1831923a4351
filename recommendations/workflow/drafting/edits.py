"""What a person may put in the place of what was read, by kind of row. Called by
drafts.py; the admin's forms ask for the same."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from recommendations.choices import PRINTED_KINDS, RowKind
from recommendations.models import DraftRow, Framework, Inspectorate, Recommendation

MOST_TEXT = 10_000
MOST_ASKS = 1_000
FIRST_YEAR, LAST_YEAR = 1900, 2999


def checked(row: DraftRow, edits: Mapping[str, Any]) -> dict[str, Any]:
    """The edits of a row, each of its own type. An empty one takes back what was
    edited before. Raises ValidationError, under the row's name."""
    converters = _FIELDS if row.kind == RowKind.FIELD else _EDITABLE[row.kind]
    cleaned = {}
    for name, value in edits.items():
        key = row.name if row.kind == RowKind.FIELD and name == "value" else name
        if key not in converters or (row.kind == RowKind.FIELD and name != "value"):
            names = "value" if row.kind == RowKind.FIELD else ", ".join(converters)
            raise _wrong(row, f"There is no “{name}” to edit here, only {names}.")
        try:
            cleaned[name] = converters[key](value)
        except ValueError as wrong:
            raise _wrong(row, f"{name}: {wrong}") from None
    return cleaned


def _wrong(row: DraftRow, message: str) -> ValidationError:
    return ValidationError({f"rows.{row.position}": message})


def _text(value: Any, *, most: int = MOST_TEXT) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("give some text.")
    if len(value) > most:
        raise ValueError(f"use at most {most:,} characters.")
    return value.strip()


def _name(value: Any) -> str:
    """Text of a line, or nothing."""
    return _text(value, most=200) if value not in (None, "") else ""


def _area(value: Any) -> str:
    return _text(value, most=300)


def _grade(value: Any) -> str | None:
    return _name(value) or None


def _day(value: Any) -> str | None:
    if value in (None, ""):
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or len(value) != 10 or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("use a date such as 2026-11-30.")
    return day.isoformat()


def _number(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("give a whole number.")
    if not 0 <= value <= MOST_ASKS:
        raise ValueError(f"give a number from 0 to {MOST_ASKS:,}.")
    return value


def _framework(value: Any) -> str:
    if not Framework.objects.filter(code=_text(value)).exists():
        raise ValueError(f"there is no framework “{value}”.")
    return str(value)


def _bodies(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise ValueError("give a list of inspectorates, by their codes.")
    known = set(Inspectorate.objects.values_list("code", flat=True))
    if unknown := sorted(set(value) - known):
        raise ValueError(f"there is no inspectorate “{unknown[0]}”.")
    return sorted(set(value))


def _kind(value: Any) -> str:
    if value not in PRINTED_KINDS:
        raise ValueError(f"use one of {', '.join(PRINTED_KINDS)}.")
    return str(value)


def _reference(value: Any) -> str:
    """Of the recommendation that it is; empty for none of those recorded."""
    if not isinstance(value, str) or len(value) > 60:
        raise ValueError("give the reference of a recommendation, or nothing.")
    return str(Recommendation._meta.get_field("reference").to_python(value))


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "framework": _framework,
    "inspectorates": _bodies,
    "inspection_start": _day,
    "inspection_end": _day,
    "published": _day,
    "lead_inspector": _name,
    "expected_recommendations": _number,
}
_EDITABLE: dict[str, dict[str, Callable[[Any], Any]]] = {
    RowKind.JUDGEMENT: {"area": _area, "grade": _grade},
    RowKind.RECOMMENDATION: {
        "text": _text,
        "kind": _kind,
        "responsible": _name,
        "matches": _reference,
    },
    RowKind.STRENGTH: {"text": _text},
    RowKind.NEXT_STEP: {"text": _text, "due_on": _day},
}
