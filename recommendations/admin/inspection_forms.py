"""The forms that make and edit the inspectors' side: inspections, what they found, and
the documents and citations that say so."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from recommendations.admin.record_forms import RecordForm
from recommendations.models import (
    Inspection,
    InspectionInspectorate,
    Judgement,
    Recommendation,
    RecommendationAgency,
    RecommendationTheme,
    Strength,
)
from recommendations.workflow.records import Linked


class InspectionForm(RecordForm):
    model = Inspection
    columns = (
        "authority",
        "framework",
        "focus",
        "start_on",
        "start_precision",
        "end_on",
        "end_precision",
        "published_on",
        "published_precision",
        "received_on",
        "statement_due_on",
        "lead_inspector",
        "report_url",
        "recommendations_known",
        "expected_recommendations",
        "note",
    )
    once = frozenset({"authority"})
    links = {"inspectorates": (InspectionInspectorate, "inspection", "inspectorate")}


class OfInspectionForm(RecordForm):
    """Of a row that has its place in an inspection: a new one comes last."""

    once = frozenset({"inspection"})

    def _initial(self) -> dict[str, Any]:
        begun = {**super()._initial()}
        if self.record is None and "inspection" in begun:
            rows = self.model._default_manager.filter(inspection=begun["inspection"])
            last = rows.aggregate(last=models.Max("position"))["last"]
            begun["position"] = (last or 0) + 1
        return begun


class JudgementForm(OfInspectionForm):
    model = Judgement
    columns = (
        "inspection",
        "position",
        "area",
        "outcome",
        "grade",
        "grade_printed",
        "note",
    )


class StrengthForm(OfInspectionForm):
    model = Strength
    columns = ("inspection", "position", "summary", "text", "note")


class RecommendationForm(OfInspectionForm):
    """Its agencies stand in two fields, by the part that they take."""

    model = Recommendation
    columns = (
        "inspection",
        "position",
        "kind",
        "addressee",
        "addressee_name",
        "text",
        "wording",
        "summary",
        "note",
    )
    links = {
        "themes": (RecommendationTheme, "recommendation", "theme"),
        "lead_agencies": (RecommendationAgency, "recommendation", "agency"),
        "contributing_agencies": (RecommendationAgency, "recommendation", "agency"),
    }
    _PARTS = {"lead_agencies": "lead", "contributing_agencies": "contributing"}

    def linked(self, name: str) -> list[Any]:
        if name not in self._PARTS:
            return super().linked(name)
        parts = RecommendationAgency.objects.filter(
            recommendation=self.record, part=self._PARTS[name]
        )
        return [part.agency for part in parts.select_related("agency")]

    def linkings(self, names: Sequence[str]) -> list[Linked]:
        """The two fields fill one table, so that either brings both."""
        found = super().linkings([name for name in names if name not in self._PARTS])
        if self._PARTS.keys() & set(names):
            wanted = {
                agency: {"part": part}
                for name, part in reversed(self._PARTS.items())
                for agency in self.cleaned_data[name]
            }
            through, own, other = self.links["lead_agencies"]
            found.append(Linked(through, own, other, wanted))
        return found
