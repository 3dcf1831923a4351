"""The forms that make and edit the inspectors' side: inspections, what they found, and
the documents and citations that say so."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models

from recommendations.admin.forms.records import RecordForm
from recommendations.models import (
    Citation,
    Document,
    Inspection,
    Judgement,
    Recommendation,
    RecommendationAgency,
    Strength,
)
from recommendations.models.citations import TARGETS
from recommendations.workflow import records
from recommendations.workflow.records import Linked


class InspectionForm(RecordForm):
    model = Inspection


class OfInspectionForm(RecordForm):
    """Of a row that has its place in an inspection: a new one comes last."""

    def _initial(self) -> dict[str, Any]:
        begun = {**super()._initial()}
        if self.record is None and "inspection" in begun:
            rows = self.model._default_manager.filter(inspection=begun["inspection"])
            last = rows.aggregate(last=models.Max("position"))["last"]
            begun["position"] = (last or 0) + 1
        return begun


class JudgementForm(OfInspectionForm):
    model = Judgement


class StrengthForm(OfInspectionForm):
    model = Strength


class RecommendationForm(OfInspectionForm):
    """Its agencies stand in two fields, by the part that they take."""

    model = Recommendation
    apart = frozenset({"agencies"})
    links = {
        "lead_agencies": (RecommendationAgency, "recommendation", "agency"),
        "contributing_agencies": (RecommendationAgency, "recommendation", "agency"),
    }
    _PARTS = {"lead_agencies": "lead", "contributing_agencies": "contributing"}

    def linked(self, name: str) -> list[Any]:
        if name not in self._PARTS:
            return super().linked(name)
        rows = RecommendationAgency.objects.filter(
            recommendation=self.record, part=self._PARTS[name]
        )
        return [row.agency for row in rows.select_related("agency")]

    def linkings(self, names: Sequence[str]) -> list[Linked]:
        """The two fields fill one table, so that either brings both."""
        linkings = super().linkings([name for name in names if name not in self._PARTS])
        if self._PARTS.keys() & set(names):
            agencies = {
                agency: {"part": part}
                for name, part in reversed(self._PARTS.items())
                for agency in self.cleaned_data[name]
            }
            through, own, other = self.links["lead_agencies"]
            linkings.append(Linked(through, own, other, agencies))
        return linkings


class DocumentForm(RecordForm):
    """A document is known by the digest of its file, which a browser can send; the file
    itself is not kept."""

    model = Document

    def offer(self, records: Sequence[Any], user: User) -> None:
        super().offer(records, user)
        if self.record is not None:
            return
        digest = self.fields["sha256"]
        digest.required = False
        digest.label = "Or the SHA-256 of the file (optional)"
        digest.help_text = (
            "64 digits and letters. Use this if you do not have the file."
        )
        self.fields["file"] = forms.FileField(
            label="File (optional)",
            required=False,
            help_text="Only a digest that identifies the file is kept.",
        )
        names = list(self.fields)
        names.insert(names.index("sha256"), names.pop())
        self.order_fields(names)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.record is not None:
            return cleaned
        file = cleaned.pop("file", None)
        if file is not None:
            cleaned["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
        elif not cleaned.get("sha256") and "sha256" not in self.errors:
            self.add_error("file", "Choose the file, or enter its SHA-256.")
        return cleaned

    def make(self, by: Any) -> Document:
        document = Document(**self.cleaned_data)
        records.create(document, by=by)
        return document


class CitationForm(RecordForm):
    """A citation is added from the page of what it supports, which is then said above
    the form; from elsewhere one names an inspection or a recommendation."""

    model = Citation

    def offer(self, records: Sequence[Any], user: User) -> None:
        super().offer(records, user)
        target = next((name for name in TARGETS if name in self.begins), None)
        if target is not None:
            self.says = f"Supports: {self.begins[target]}"
        for name in TARGETS:
            # Nobody knows a judgement or a strength by a key.
            if target is not None or name in ("judgement", "strength"):
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.record is not None:
            return cleaned
        cleaned |= {name: self.begins[name] for name in TARGETS if name in self.begins}
        if sum(cleaned.get(name) is not None for name in TARGETS) != 1:
            raise ValidationError("Choose one inspection or one recommendation.")
        return cleaned

    def make(self, by: Any) -> Citation:
        citation = Citation(**self.cleaned_data)
        records.create(citation, by=by)
        return citation
