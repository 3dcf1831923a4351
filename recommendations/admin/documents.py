"""Admin pages of documents and citations: where each fact stands."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from recommendations.admin.forms.inspections import CitationForm, DocumentForm
from recommendations.admin.pages.record import RecordAdmin
from recommendations.admin.parts.display import printed_date
from recommendations.admin.parts.filters import (
    ArchivedListFilter,
    AuthorityFilter,
    coded,
)
from recommendations.admin.parts.sections import Section
from recommendations.admin.site import site
from recommendations.choices import Precision
from recommendations.models import Citation, Document

TARGETS = (
    "inspection",
    "judgement__inspection",
    "recommendation__inspection",
    "strength__inspection",
)


@admin.register(Document, site=site)
class DocumentAdmin(RecordAdmin):
    record_form = DocumentForm
    children = (("Add citation", "citation", "document"),)
    related = ("authority",)
    list_display = ["title", "kind", "publisher", "published", "pages"]
    list_filter = [coded("kind"), AuthorityFilter, ArchivedListFilter]
    search_fields = ["title", "publisher"]
    fields = [
        "title",
        "kind",
        "publisher",
        "published",
        "authority",
        "link",
        "pages",
        "sha256",
    ]

    @admin.display(description="published", ordering="published_on")
    def published(self, document: Document) -> str:
        return printed_date(
            document.published_on, document.published_precision or Precision.DAY
        )

    @admin.display(description="address")
    def link(self, document: Document) -> str:
        if not document.url:
            return "Not known"
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', document.url)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        cited = record.citations.select_related(*TARGETS).order_by("page", "paragraph")
        return [Section("Facts taken from this document", "facts", list(cited))]


@admin.register(Citation, site=site)
class CitationAdmin(RecordAdmin):
    record_form = CitationForm
    related = ("document", *TARGETS)
    list_display = ["supports", "about", "document", "location", "quote", "is_verified"]
    list_filter = [ArchivedListFilter]
    search_fields = ["quote", "about", "document__title", "external_source"]
    fields = [
        "supports",
        "about",
        "document",
        "location",
        "quote",
        "is_verified",
    ]

    @admin.display(description="supports")
    def supports(self, citation: Citation) -> str:
        return str(citation.target)

    @admin.display(description="place")
    def location(self, citation: Citation) -> str:
        place = citation.place
        return f"External: {place}" if citation.is_external else place

    def heading(self, record: Any) -> str:
        return f"Source of {record.target}"
