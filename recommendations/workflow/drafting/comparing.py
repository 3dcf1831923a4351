"""What accepting a draft would do: each of its rows beside what is recorded. Changes
the rows in hand and saves nothing; the verbs of a draft and its pages call it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from recommendations.choices import Precision, RowDecision, RowEffect, RowKind
from recommendations.models import Authority, Draft, DraftRow, Inspection
from recommendations.reader.draft import SURE
from recommendations.workflow.drafting.findings import (
    compare_judgements,
    compare_recommendations,
    compare_strengths,
)
from recommendations.workflow.drafting.matching import (
    authority_key,
    joined,
    overlap,
    same_words,
    span,
)
from recommendations.workflow.drafting.terms import (
    DATES,
    DIFFERS,
    UNSURE,
    Comparison,
    day_of,
    effect_of,
)

# Kinds of inspection that a report does not tell apart.
_SAME_FRAMEWORK = {"ilacs_short": "ilacs_standard"}


def known_authority(name: str, urn: str) -> Authority | None:
    """The one authority that a report names, by Ofsted's number or by its name."""
    if urn and (by_urn := list(Authority.objects.filter(urn=urn)[:2])):
        return by_urn[0] if len(by_urn) == 1 else None
    key = authority_key(name)
    same = [
        authority
        for authority in Authority.objects.all()
        if authority_key(authority.name) == key
    ]
    return same[0] if key and len(same) == 1 else None


def other_authority(draft: Draft) -> str:
    """The authority that the report names, as printed, where it is another than the one
    that the draft is for; else nothing."""
    authority, printed = draft.authority, draft.authority_read
    if authority is None or not printed:
        return ""
    by_number = authority.urn and draft.payload.get("urn") == authority.urn
    is_same = by_number or authority_key(printed) == authority_key(authority.name)
    return "" if is_same else printed


def compare(draft: Draft, authority: Authority | None) -> Comparison:
    """Compare the rows of an open draft with what the authority has. A decision about
    what has changed since counts no more."""
    return compare_rows(rows_of(draft), authority)


def rows_of(draft: Draft) -> list[DraftRow]:
    related = draft.rows.select_related("judgement", "recommendation", "strength")
    rows = list(related.order_by("position"))
    for row in rows:
        row.draft = draft
    return rows


def compare_rows(rows: list[DraftRow], authority: Authority | None) -> Comparison:
    before = [state_of(row) for row in rows]
    for row in rows:
        row.judgement = row.recommendation = row.strength = None
        row.effect, row.was, row.doubt = RowEffect.NEW, None, ""
    comparison = Comparison(rows, None)
    inspection = _existing_inspection(comparison, authority) if authority else None
    comparison = Comparison(rows, inspection)
    if inspection is not None:
        _compare_fields(comparison, inspection)
        compare_judgements(comparison, inspection)
        compare_recommendations(comparison, inspection)
        compare_strengths(comparison, inspection)
    for row, state in zip(rows, before, strict=True):
        _doubt(row)
        if row.doubt and state_of(row) != state:
            row.decision = RowDecision.PENDING
    return comparison


def state_of(row: DraftRow) -> tuple[Any, ...]:
    keys = (row.judgement_id, row.recommendation_id, row.strength_id)
    return (*keys, row.effect, row.was)


def _doubt(row: DraftRow) -> None:
    """Say why a person must decide on the row, if one must. What would change nothing
    needs nobody, once it is sure which record it tells of."""
    if row.doubt or row.effect == RowEffect.SAME or _is_empty(row):
        return
    if row.effect == RowEffect.DIFFERS:
        row.doubt = DIFFERS
    elif (row.confidence is None or row.confidence < SURE) and not row.edits:
        row.doubt = UNSURE


def _is_empty(row: DraftRow) -> bool:
    """A field that the report does not have and nobody has filled in, or a step that
    sets no day: neither changes anything."""
    if row.kind == RowKind.NEXT_STEP:
        return not row.says.get("due_on")
    return row.kind == RowKind.FIELD and row.says.get("value") in (None, "", [])


# --- The inspection ------------------------------------------------------------------


def _existing_inspection(
    comparison: Comparison, authority: Authority
) -> Inspection | None:
    """The one that was at the same time or published on the same day, under the same
    framework. Where a report prints neither, the one that its document is cited for."""
    framework = _family(comparison.printed("framework"))
    days = {name: day_of(comparison.printed(name)) for name in DATES}
    inspected = joined(
        span(days["inspection_start"], Precision.DAY),
        span(days["inspection_end"], Precision.DAY),
    )
    published = span(days["published"], Precision.DAY)
    candidates: list[Inspection] = [
        candidate
        for candidate in authority.inspections.select_related("framework").order_by(
            "start_on", "reference"
        )
        if _family(candidate.framework.code) == framework
    ]
    for candidate in candidates:
        if overlap(inspected, _inspected(candidate)) or overlap(
            published, _published(candidate)
        ):
            return candidate
    if inspected or published or not comparison.rows:
        return None
    cited = set(
        Inspection.objects.filter(
            citations__document__sha256=comparison.rows[0].draft.sha256,
            authority=authority,
        ).values_list("pk", flat=True)
    )
    return next((candidate for candidate in candidates if candidate.pk in cited), None)


def _family(framework: str | None) -> str | None:
    return _SAME_FRAMEWORK.get(framework or "", framework)


def _inspected(inspection: Inspection) -> tuple[date, date] | None:
    return joined(
        span(inspection.start_on, inspection.start_precision),
        span(inspection.end_on, inspection.end_precision),
    )


def _published(inspection: Inspection) -> tuple[date, date] | None:
    return span(inspection.published_on, inspection.published_precision)


def _compare_fields(comparison: Comparison, inspection: Inspection) -> None:
    bodies = sorted(inspection.inspectorates.values_list("code", flat=True))
    for row in (
        *comparison.of_kind(RowKind.FIELD),
        *comparison.of_kind(RowKind.NEXT_STEP),
    ):
        if row.kind == RowKind.NEXT_STEP:
            was, read = _iso_day(inspection.statement_due_on), row.says.get("due_on")
            row.effect = effect_of(was, read) if read else RowEffect.SAME
        else:
            was, read = (
                _recorded_value(row.name, inspection, bodies),
                row.says.get("value"),
            )
            row.effect = _FIELDS.get(row.name, effect_of)(was, read)
        row.was = {"value": was}


def _recorded_value(name: str, inspection: Inspection, bodies: list[str]) -> Any:
    if name in DATES:
        day = getattr(inspection, f"{DATES[name]}_on")
        precision = getattr(inspection, f"{DATES[name]}_precision")
        short = {Precision.MONTH: 7, Precision.YEAR: 4}
        return day.isoformat()[: short.get(precision, 10)] if day else None
    return {
        "framework": inspection.framework.code,
        "inspectorates": bodies,
        "lead_inspector": inspection.lead_inspector,
        "expected_recommendations": inspection.expected_recommendations,
    }[name]


def _iso_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _effect_of_framework(was: Any, read: Any) -> RowEffect:
    return effect_of(_family(was), _family(read))


def _effect_of_bodies(was: Any, read: Any) -> RowEffect:
    """Bodies are added and none taken away, so that they never differ."""
    return RowEffect.FILLS if set(read or ()) - set(was) else RowEffect.SAME


def _effect_of_name(was: Any, read: Any) -> RowEffect:
    return effect_of(was, was if was and read and same_words(was, read) else read)


_FIELDS: dict[str, Callable[[Any, Any], RowEffect]] = {
    "framework": _effect_of_framework,
    "inspectorates": _effect_of_bodies,
    "lead_inspector": _effect_of_name,
}
