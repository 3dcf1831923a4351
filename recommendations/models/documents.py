"""What comes in: reports, letters and press articles about an authority."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from recommendations.choices import DocumentKind, Precision
from recommendations.models.archiving import (
    Archivable,
    ArchivableQuerySet,
    CurrentManager,
)
from recommendations.models.constraints import once, valid_choice
from recommendations.models.people import Authority
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Trail

_LENGTHS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def dated(field: str, precision: str) -> Q:
    """A date and its precision come together or not at all."""
    return Q(**{field: None, precision: ""}) | Q(
        **{f"{field}__isnull": False, f"{precision}__in": Precision.values}
    )


def as_precise(day: date | None, precision: str) -> str | None:
    """`2025-04` for a month, `2012` for a year: as much as is known, and no more."""
    return day.isoformat()[: _LENGTHS[Precision(precision)]] if day else None


def precision_field() -> models.CharField:
    return models.CharField(max_length=5, choices=Precision, blank=True)


class DocumentQuerySet(ArchivableQuerySet["Document"]):
    def visible_to(self, user: Caller) -> Self:
        return self.filter(Standing.of(user).in_authorities("authority"))


class Document(Archivable):
    """A source. Its file is known by the SHA-256 of its bytes, not by its name."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(max_length=10, choices=DocumentKind)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_precision = precision_field()
    url = models.URLField("URL", max_length=500, blank=True)
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        validators=[
            RegexValidator(r"^[0-9a-f]{64}\Z", "Use 64 lower-case hexadecimal digits.")
        ],
    )
    pages = models.PositiveIntegerField(
        null=True, blank=True, help_text="Number of pages, for a PDF."
    )
    note = models.TextField(blank=True)

    objects = CurrentManager.from_queryset(DocumentQuerySet)()
    history = Trail()

    class Meta:
        ordering = ["authority", "-published_on", "title", "id"]
        constraints = [
            once("authority", "sha256", name="document_once_an_authority"),
            valid_choice("kind", DocumentKind, name="document_kind_known"),
            models.CheckConstraint(
                condition=dated("published_on", "published_precision"),
                name="document_published_precision",
            ),
        ]

    def __str__(self) -> str:
        return self.title
