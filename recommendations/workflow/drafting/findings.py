"""What a report found and asked beside what is recorded of it: judgements, asks and
strengths. A part of draft_comparing.py."""

from typing import Any

from recommendations.choices import Addressee, RecommendationKind, RowEffect, RowKind
from recommendations.models import DraftRow, Inspection
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


def compare_judgements(read: Comparison, inspection: Inspection) -> None:
    there = list(inspection.judgements.order_by("position"))
    rows = read.of_kind(RowKind.JUDGEMENT)
    found = match([row.says["area"] for row in rows], [_known(j.area) for j in there])
    for place, one in found.items():
        row, judgement = rows[place], there[one.index]
        if not one.is_sure or judgement.pk in {r.judgement_id for r in rows}:
            continue
        row.judgement = judgement
        row.was = {"area": judgement.area, "grade": judgement.grade_printed}
        was = judgement.grade or judgement.grade_printed
        now = grade_of(row.says.get("grade")) or row.says.get("grade")
        row.effect = effect_of(was, now)


def compare_asks(read: Comparison, inspection: Inspection) -> None:
    """The board's own list is compared apart from what is asked of all others."""
    there = list(inspection.recommendations.order_by("position", InOrder("reference")))
    framework = read.said("framework")
    rows = read.of_kind(RowKind.RECOMMENDATION)
    for is_board in (False, True):
        ours = [one for one in there if (one.addressee == Addressee.LSCB) is is_board]
        asked = [
            row
            for row in rows
            if (addressee_of(row, framework) == Addressee.LSCB) is is_board
        ]
        _match_asks(asked, ours)


def _match_asks(asked: list[DraftRow], there: list[Any]) -> None:
    chosen = {row.position: row.says.get("matches") for row in asked}
    by_reference = {one.reference: one for one in there}
    free = [row for row in asked if chosen[row.position] is None]
    left = [one for one in there if one.reference not in chosen.values()]
    found = match(
        [row.says["text"] for row in free],
        [Recorded(one.text, one.summary) for one in left],
    )
    pairs = {free[n].position: (left[one.index], one) for n, one in found.items()}
    unmatched = len(left) > len(pairs)
    for row in asked:
        if (one := by_reference.get(chosen[row.position] or "")) is not None:
            _compare_ask(row, one, is_sure=True)
        elif row.position in pairs:
            recommendation, how = pairs[row.position]
            _compare_ask(row, recommendation, is_sure=how.is_sure)
        elif chosen[row.position]:
            row.doubt = GONE
        elif unmatched and chosen[row.position] is None:
            row.doubt = MAY_BE_RECORDED


def _compare_ask(row: DraftRow, there: Any, *, is_sure: bool) -> None:
    row.recommendation = there
    row.was = {"text": there.text, "summary": there.summary, "kind": there.kind}
    if _is_priority(row.says["kind"]) != _is_priority(there.kind):
        row.effect = RowEffect.DIFFERS
    else:
        row.effect = RowEffect.SAME if there.text else RowEffect.FILLS
    if not is_sure:
        row.doubt = MAY_BE_RECORDED


def _is_priority(kind: str) -> bool:
    """Whether asks are called recommendations or areas for improvement is the
    framework's habit; that one is urgent is not."""
    return kind == RecommendationKind.PRIORITY_ACTION


def compare_strengths(read: Comparison, inspection: Inspection) -> None:
    there = list(inspection.strengths.order_by("position"))
    rows = read.of_kind(RowKind.STRENGTH)
    found: dict[int, Match] = match(
        [row.says["text"] for row in rows],
        [Recorded(one.text, one.summary) for one in there],
    )
    for place, row in enumerate(rows):
        one = found.get(place)
        if one is None:
            row.doubt = MAY_BE_RECORDED if len(there) > len(found) else ""
            continue
        row.strength = there[one.index]
        row.was = {"text": row.strength.text, "summary": row.strength.summary}
        row.effect = RowEffect.SAME if row.strength.text else RowEffect.FILLS
        row.doubt = "" if one.is_sure else MAY_BE_RECORDED


def _known(text: str) -> Recorded:
    return Recorded(text, "")
