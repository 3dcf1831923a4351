"""What accepting a draft writes: the inspection, its document and its findings, from
rows that were compared. Called by accepting.py, inside its change."""

from typing import Any, TypeVar

from django.db.models import Manager

from recommendations.choices import (
    Addressee,
    DocumentKind,
    InspectionStatus,
    Known,
    Outcome,
    Precision,
    RowDecision,
    RowEffect,
    RowKind,
    Wording,
)
from recommendations.models import (
    Document,
    Draft,
    DraftRow,
    Framework,
    Inspection,
    InspectionInspectorate,
    Inspectorate,
    Judgement,
    Recommendation,
    Strength,
)
from recommendations.models.trail import Change, Record
from recommendations.workflow.citing import cite
from recommendations.workflow.drafting.matching import same_words
from recommendations.workflow.drafting.terms import (
    DATES,
    Comparison,
    addressee_of,
    day_of,
    grade_of,
)
from recommendations.workflow.recording import save_touched
from recommendations.workflow.references import give_reference

_Saved = TypeVar("_Saved", bound=Record)

_VISITS = frozenset(
    {"ilacs_focused_visit", "ilacs_monitoring_visit", "assurance_visit"}
)


class Writing:
    """One accepting: what is made, and in which change. Each record is saved once, so
    that it has one entry in the trail."""

    def __init__(self, draft: Draft, comparison: Comparison, change: Change) -> None:
        self.draft, self.comparison, self.change = draft, comparison, change
        self.is_new = comparison.inspection is None
        self.inspection = comparison.inspection or Inspection(
            authority=draft.authority,
            status=InspectionStatus.CONFIRMED,
            **change.stamps,
        )
        self.is_touched = False
        # Of several steps the first with a day is when the statement is due.
        steps = comparison.of_kind(RowKind.NEXT_STEP)
        dated = (row for row in steps if row.says.get("due_on") and not row.is_left_out)
        self.step = next(dated, None)

    def write(self) -> Inspection:
        for row in self.comparison.rows:
            if row.decision == RowDecision.PENDING:
                row.decision = RowDecision.ACCEPTED
        self._write_inspection()
        self.document = self._document()
        writers = {
            RowKind.FIELD: self._write_field,
            RowKind.JUDGEMENT: self._write_judgement,
            RowKind.RECOMMENDATION: self._write_recommendation,
            RowKind.STRENGTH: self._write_strength,
            RowKind.NEXT_STEP: self._write_field,
        }
        for row in self.comparison.rows:
            if self._counts(row):
                target = writers[RowKind(row.kind)](row)
                cite(row, target, self.document, self.change)
            save_touched(row, self.change)
        return self.inspection

    def _counts(self, row: DraftRow) -> bool:
        """Whether the row changes anything."""
        is_empty = row.kind == RowKind.FIELD and not row.says["value"]
        if row.is_left_out or is_empty:
            return False
        is_step = row.kind == RowKind.NEXT_STEP
        return row.effect != RowEffect.SAME and (not is_step or row is self.step)

    # --- The inspection ---------------------------------------------------------------

    def _write_inspection(self) -> None:
        rows = [*self.comparison.of_kind(RowKind.FIELD)]
        rows += self.comparison.of_kind(RowKind.NEXT_STEP)
        for row in rows:
            if self._counts(row):
                self._set(row)
        completeness = self._completeness()
        if completeness != self.inspection.recommendations_known:
            self.inspection.recommendations_known = completeness
            self.is_touched = True
        if self.is_new:
            give_reference(self.inspection)
        if self.is_new or self.is_touched:
            self._saved(self.inspection)

    def _set(self, row: DraftRow) -> None:
        inspection, value = self.inspection, row.says.get("value")
        match row.name:
            case "framework":
                inspection.framework = Framework.objects.get(code=value)
            case "inspectorates":
                return  # Rows of their own, once there is an inspection.
            case "lead_inspector":
                inspection.lead_inspector = str(value)[:200]
            case "expected_recommendations":
                inspection.expected_recommendations = value
            case "":
                inspection.statement_due_on = day_of(row.says["due_on"])
            case name:
                stem = DATES[name]
                setattr(inspection, f"{stem}_on", day_of(value))
                setattr(inspection, f"{stem}_precision", Precision.DAY)
        self.is_touched = True

    def _completeness(self) -> str:
        """Whether all recommendations are recorded with this. What was known to be
        complete stays so."""
        was = self.inspection.recommendations_known
        rows = self.comparison.of_kind(RowKind.RECOMMENDATION)
        expected = self.inspection.expected_recommendations
        if was == Known.COMPLETE or not (rows or expected == 0):
            return was
        included = [row for row in rows if not row.is_left_out]
        framework = self.inspection.framework.code
        own = [
            row for row in included if addressee_of(row, framework) != Addressee.LSCB
        ]
        if expected is not None and len(own) < expected:
            return Known.PARTIAL if included else was
        return Known.COMPLETE

    def _write_field(self, row: DraftRow) -> Inspection:
        if row.name == "inspectorates":
            present = self.inspection.inspectorates.values_list("code", flat=True)
            new = set(row.says["value"]) - set(present)
            for body in Inspectorate.objects.filter(code__in=new).order_by("code"):
                InspectionInspectorate.objects.create(
                    inspection=self.inspection, inspectorate=body, **self.change.stamps
                )
        return self.inspection

    def _document(self) -> Document:
        existing = (
            Document.objects.with_archived()
            .filter(authority=self.draft.authority, sha256=self.draft.sha256)
            .first()
        )
        if existing is not None and existing.is_archived:
            # It was archived with an inspection that it was taken for by mistake.
            existing.archived_at = None
            save_touched(existing, self.change)
        if existing is not None:
            return existing
        codes = self.comparison.field("inspectorates") or []
        bodies = Inspectorate.objects.filter(code__in=codes)
        framework = self.inspection.framework
        is_visit = framework.code in _VISITS
        return self._saved(
            Document(
                authority=self.draft.authority,
                kind=DocumentKind.LETTER if is_visit else DocumentKind.REPORT,
                title=f"{framework.name}: {'letter' if is_visit else 'report'}",
                publisher=", ".join(body.name for body in bodies)[:200],
                published_on=self.inspection.published_on,
                published_precision=self.inspection.published_precision,
                url=self.inspection.report_url,
                sha256=self.draft.sha256,
                pages=self.draft.pages,
                **self.change.stamps,
            )
        )

    # --- What it found ----------------------------------------------------------------

    def _write_judgement(self, row: DraftRow) -> Judgement:
        values = row.says
        grade = grade_of(values.get("grade"))
        judgement = row.judgement or Judgement(
            inspection=self.inspection,
            position=self._next(self.inspection.judgements),
            area=values["area"],
            **self.change.stamps,
        )
        judgement.grade = grade
        judgement.grade_printed = (values.get("grade") or "")[:200]
        if grade:
            judgement.outcome = Outcome.GRADED
        else:
            is_unsaid = self.inspection.framework.is_graded and not values.get("grade")
            judgement.outcome = Outcome.NOT_STATED if is_unsaid else Outcome.NOT_GRADED
        row.judgement = self._saved(judgement)
        return judgement

    def _write_recommendation(self, row: DraftRow) -> Recommendation:
        values = row.says
        recommendation = row.recommendation or self._new_recommendation(row)
        recommendation.kind = values["kind"]
        if not recommendation.text:
            recommendation.text = values["text"]
            is_as_read = same_words(values["text"], row.read["text"])
            recommendation.wording = (
                Wording.VERBATIM if is_as_read else Wording.ABRIDGED
            )
        row.recommendation = self._saved(recommendation)
        return recommendation

    def _new_recommendation(self, row: DraftRow) -> Recommendation:
        """At its place in the report, if nothing is there; else at the end."""
        included = [
            other
            for other in self.comparison.of_kind(RowKind.RECOMMENDATION)
            if not other.is_left_out
        ]
        place = included.index(row) + 1
        positions = set(
            self.inspection.recommendations.values_list("position", flat=True)
        )
        addressee = addressee_of(row, self.inspection.framework.code)
        responsible = row.says.get("responsible") or ""
        recommendation = Recommendation(
            inspection=self.inspection,
            position=place if place not in positions else max(positions) + 1,
            addressee=addressee,
            addressee_name=responsible[:200] if addressee == Addressee.BODY else "",
            **self.change.stamps,
        )
        give_reference(recommendation)
        return recommendation

    def _write_strength(self, row: DraftRow) -> Strength:
        strength = row.strength or Strength(
            inspection=self.inspection,
            position=self._next(self.inspection.strengths),
            **self.change.stamps,
        )
        strength.text = row.says["text"]
        row.strength = self._saved(strength)
        return strength

    def _next(self, rows: Manager[Any]) -> int:
        return max(rows.values_list("position", flat=True), default=0) + 1

    def _saved(self, record: _Saved) -> _Saved:
        record.full_clean()
        save_touched(record, self.change)
        return record
