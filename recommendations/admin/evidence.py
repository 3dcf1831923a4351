"""Admin pages of evidence with its files, of changes of due dates, of impact checks."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from recommendations.admin.pages.base import ReadOnlyAdmin
from recommendations.admin.pages.verb import VerbAdmin
from recommendations.admin.parts.evidence_sections import counts, decision_words, period
from recommendations.admin.parts.filters import (
    ArchivedListFilter,
    AuthorityFilter,
    DueFilter,
    PlanFilter,
    along,
    coded,
)
from recommendations.admin.parts.sections import Section
from recommendations.admin.site import site
from recommendations.models import (
    ActionItem,
    DueDateChange,
    Evidence,
    ImpactCheck,
)
from recommendations.reports.downloads import evidence_file


def _action_link(action: ActionItem) -> str:
    page = reverse("admin:recommendations_actionitem_change", args=[action.pk])
    return format_html('<a href="{}">{}</a>', page, action)


@admin.register(Evidence, site=site)
class EvidenceAdmin(VerbAdmin):
    related = ("authority", "added_by")
    list_display = ["title", "form", "proves", "period_shown", "added", "counts", "of"]
    list_filter = [
        coded("form"),
        coded("proves", "what it proves"),
        AuthorityFilter,
        ArchivedListFilter,
    ]
    search_fields = ["title", "note", "file_name"]
    fields = [
        "title",
        "download",
        "link",
        "held_by",
        "held_where",
        "held_reference",
        "shown_by",
        "proves",
        "period_shown",
        "counts",
        "of",
        "added",
        "note",
        "sha256",
    ]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.file_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_file"
        return [path("<path:object_id>/file/", page, name=name), *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        evidence: Any = self.get_object(request, unquote(object_id))
        answer = evidence_file(evidence) if evidence is not None else None
        if answer is None:
            raise Http404("There is no such file, or you cannot see it.")
        return answer

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.with_visible_links(request.user)

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        """What a form has no place for stays away."""
        unmade = {"download"} if not record.file else set()
        return frozenset(unmade | ({"link"} if not record.url else set()))

    @admin.display(description="file")
    def download(self, evidence: Evidence) -> str:
        page = reverse("admin:recommendations_evidence_file", args=[evidence.pk])
        return format_html('<a href="{}">{}</a>', page, evidence.file_name)

    @admin.display(description="link")
    def link(self, evidence: Evidence) -> str:
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', evidence.url)

    @admin.display(description="period covered")
    def period_shown(self, evidence: Evidence) -> str:
        return period(evidence.proves_from, evidence.proves_to)

    @admin.display(description="valid")
    def counts(self, evidence: Evidence) -> str:
        return counts(evidence, timezone.localdate())

    @admin.display(description="added", ordering="created_at")
    def added(self, evidence: Evidence) -> str:
        day = formats.date_format(timezone.localdate(evidence.created_at))
        return f"{day}, {evidence.added_by_shown or 'not recorded'}"

    @admin.display(description="evidence of")
    def of(self, evidence: Any) -> str:
        links = ((_action_link(link.action),) for link in evidence.shown_links)
        return format_html_join("", "{}<br>", links)


class OfActionAdmin(ReadOnlyAdmin):
    """Records that are seen with an action, and hidden with it."""

    @admin.display(description="action", ordering="action__reference")
    def action_shown(self, record: Any) -> str:
        return _action_link(record.action)


@admin.register(DueDateChange, site=site)
class DueDateChangeAdmin(OfActionAdmin, VerbAdmin):
    related = (
        "action__owner__agency",
        "action__plan",
        "requested_by",
        "decided_by",
    )
    list_display = [
        "requested_day",
        "action_shown",
        "from_on",
        "to_on",
        "reason",
        "requester",
        "decision_shown",
    ]
    list_display_links = ["requested_day"]
    list_filter = [
        coded("decision"),
        along("action__plan", PlanFilter),
        along("action__authority", AuthorityFilter),
        ArchivedListFilter,
    ]
    search_fields = ["reason", "message", "action__reference", "action__title"]
    fields = [
        "action_shown",
        "from_on",
        "to_on",
        "first_due",
        "reason",
        "requester",
        "requested_on",
        "decision_shown",
        "decided_on",
        "message",
    ]

    def heading(self, record: Any) -> str:
        return f"{record.action.reference} to {formats.date_format(record.to_on)}"

    def named(self, record: Any) -> str:
        return str(capfirst(str(record)))

    def facts(self, record: Any) -> list[tuple[str, str]]:
        return [
            ("Action", self.action_shown(record)),
            ("Target date now", _day(record.action.due_on)),
            ("Date requested", _day(record.to_on)),
            ("First target date", self.first_due(record)),
            ("Times revised", str(record.action.date_moves)),
            ("Reason", record.reason),
            ("Requested by", self.requester(record)),
        ]

    @admin.display(description="requested on", ordering="requested_on")
    def requested_day(self, change: DueDateChange) -> str:
        return _day(change.requested_on)

    @admin.display(description="requested by", ordering="requested_by_name")
    def requester(self, change: DueDateChange) -> str:
        return change.requested_by_shown or "Not recorded"

    @admin.display(description="first target date")
    def first_due(self, change: DueDateChange) -> str:
        return _day(change.action.original_due_on)

    @admin.display(description="decision", ordering="decision")
    def decision_shown(self, change: DueDateChange) -> str:
        return decision_words(change)


@admin.register(ImpactCheck, site=site)
class ImpactCheckAdmin(OfActionAdmin):
    related = ("action", "checker")
    list_display = [
        "outcome_shown",
        "action_shown",
        "due_on",
        "checked_on",
        "checked_by",
    ]
    list_filter = [
        DueFilter,
        coded("outcome"),
        along("action__plan", PlanFilter),
        ArchivedListFilter,
    ]
    search_fields = ["note", "action__reference", "action__title"]
    fields = [
        "outcome_shown",
        "action_shown",
        "due_on",
        "checked_on",
        "checked_by",
        "note",
    ]

    def heading(self, record: Any) -> str:
        return f"Impact review of {record.action.reference}"

    @admin.display(description="outcome", ordering="outcome")
    def outcome_shown(self, check: ImpactCheck) -> str:
        return str(check.get_outcome_display()) or "To do"

    @admin.display(description="reviewed by", ordering="checker_name")
    def checked_by(self, check: ImpactCheck) -> str:
        return check.checker_shown or "–"

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        proofs = record.evidence.visible_to(request.user)
        return [Section("Supporting evidence", "proofs", list(proofs))]


def _day(day: Any) -> str:
    return formats.date_format(day) if day else "Not set"
