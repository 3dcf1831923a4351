"""The judgements, recommendations and strengths of a report beside what is recorded of
its inspection. A part of comparing.py."""

from recommendations.choices import Addressee, RecommendationKind, RowEffect, RowKind
from recommendations.models import DraftRow, Inspection, Recommendation
from recommendations.models.keys import InOrder
from recommendations.workflow.drafting.matching import Match, Recorded, match
from recommendations.workflow.drafting.terms import (
    GONE,
    MAY_BE_RECORDED,
    Comparison,
    addressee_of,
    effect_of,
    grade_of,
)


def compare_judgements(comparison: Comparison, inspection: Inspection) -> None:
    recorded = list(inspection.judgements.order_by("position"))
    rows = comparison.of_kind(RowKind.JUDGEMENT)
    matches = match(
        [row.says["area"] for row in rows], [_as_recorded(j.area) for j in recorded]
    )
    for place, pair in matches.items():
        row, judgement = rows[place], recorded[pair.index]
        if not pair.is_sure or judgement.pk in {r.judgement_id for r in rows}:
            continue
        row.judgement = judgement
        row.was = {"area": judgement.area, "grade": judgement.grade_printed}
        was = judgement.grade or judgement.grade_printed
        read = grade_of(row.says.get("grade")) or row.says.get("grade")
        row.effect = effect_of(was, read)


def compare_recommendations(comparison: Comparison, inspection: Inspection) -> None:
    """The board's own list is compared apart from what is asked of all others."""
    recorded = list(
        inspection.recommendations.order_by("position", InOrder("reference"))
    )
    framework = comparison.printed("framework")
    rows = comparison.of_kind(RowKind.RECOMMENDATION)
    for is_board in (False, True):
        comparable = [
            recommendation
            for recommendation in recorded
            if (recommendation.addressee == Addressee.LSCB) is is_board
        ]
        read = [
            row
            for row in rows
            if (addressee_of(row, framework) == Addressee.LSCB) is is_board
        ]
        _match_recommendations(read, comparable)


def _match_recommendations(
    rows: list[DraftRow], recorded: list[Recommendation]
) -> None:
    chosen = {row.position: row.says.get("matches") for row in rows}
    by_reference = {
        recommendation.reference: recommendation for recommendation in recorded
    }
    free = [row for row in rows if chosen[row.position] is None]
    unclaimed = [
        recommendation
        for recommendation in recorded
        if recommendation.reference not in chosen.values()
    ]
    matches = match(
        [row.says["text"] for row in free],
        [
            Recorded(recommendation.text, recommendation.summary)
            for recommendation in unclaimed
        ],
    )
    pairs = {
        free[n].position: (unclaimed[pair.index], pair) for n, pair in matches.items()
    }
    unmatched = len(unclaimed) > len(pairs)
    for row in rows:
        if (recommendation := by_reference.get(chosen[row.position] or "")) is not None:
            _compare_recommendation(row, recommendation, is_sure=True)
        elif row.position in pairs:
            recommendation, pair = pairs[row.position]
            _compare_recommendation(row, recommendation, is_sure=pair.is_sure)
        elif chosen[row.position]:
            row.doubt = GONE
        elif unmatched and chosen[row.position] is None:
            row.doubt = MAY_BE_RECORDED


def _compare_recommendation(
    row: DraftRow, recommendation: Recommendation, *, is_sure: bool
) -> None:
    row.recommendation = recommendation
    row.was = {
        "text": recommendation.text,
        "summary": recommendation.summary,
        "kind": recommendation.kind,
    }
    is_urgent = _is_priority(row.says["kind"])
    was_only_reported = recommendation.kind == RecommendationKind.REPORTED
    if was_only_reported or is_urgent != _is_priority(recommendation.kind):
        row.effect = RowEffect.DIFFERS
    else:
        row.effect = RowEffect.SAME if recommendation.text else RowEffect.FILLS
    if not is_sure:
        row.doubt = MAY_BE_RECORDED


def _is_priority(kind: str) -> bool:
    """Whether asks are called recommendations or areas for improvement is the
    framework's habit; that one is urgent is not."""
    return kind == RecommendationKind.PRIORITY_ACTION


def compare_strengths(comparison: Comparison, inspection: Inspection) -> None:
    recorded = list(inspection.strengths.order_by("position"))
    rows = comparison.of_kind(RowKind.STRENGTH)
    matches: dict[int, Match] = match(
        [row.says["text"] for row in rows],
        [Recorded(strength.text, strength.summary) for strength in recorded],
    )
    for place, row in enumerate(rows):
        pair = matches.get(place)
        if pair is None:
            row.doubt = MAY_BE_RECORDED if len(recorded) > len(matches) else ""
            continue
        row.strength = recorded[pair.index]
        row.was = {"text": row.strength.text, "summary": row.strength.summary}
        row.effect = RowEffect.SAME if row.strength.text else RowEffect.FILLS
        row.doubt = "" if pair.is_sure else MAY_BE_RECORDED


def _as_recorded(text: str) -> Recorded:
    return Recorded(text, "")
