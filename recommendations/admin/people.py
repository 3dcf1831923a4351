"""Admin pages of authorities, agencies and owners."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Q, Value, When
from django.db.models.query import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from recommendations.admin.forms.plans import AgencyForm, OwnerForm
from recommendations.admin.pages.base import ReadOnlyAdmin
from recommendations.admin.pages.record import RecordAdmin
from recommendations.admin.parts.display import person
from recommendations.admin.parts.filters import AgencyFilter, AuthorityFilter, coded
from recommendations.admin.parts.sections import (
    Section,
    actions_section,
    figure_url,
    inspections_section,
    plans_section,
)
from recommendations.admin.site import site
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Authority,
    Inspection,
    Owner,
)
from recommendations.models.people import INNER_FIELDS
from recommendations.models.standing import Standing
from recommendations.reports.figures import OPEN


@admin.register(Authority, site=site)
class AuthorityAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "region", "note"]
    search_fields = ["code", "name"]
    fields = ["name", "code", "urn", "gss_code", "dfe_code", "region"]

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        inspections = Inspection.objects.visible_to(request.user)
        plans = ActionPlan.objects.visible_to(request.user)
        agencies = Agency.objects.visible_to(request.user).filter(authorities=record)
        return [
            inspections_section(inspections.filter(authority=record)),
            plans_section("Plans", plans.filter(authority=record)),
            Section("Agencies", "agencies", list(agencies)),
        ]


@admin.register(Agency, site=site)
class AgencyAdmin(RecordAdmin):
    record_form = AgencyForm
    list_display = ["name", "code", "kind", "alias"]
    list_filter = [coded("kind")]
    search_fields = ["code", "name", "alias"]
    fields = ["name", "code", "alias", "kind"]

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        visible = ActionItem.objects.visible_to(request.user).open()
        return [
            actions_section(
                "Open actions that this agency leads or contributes to",
                visible.for_agency(record.code),
                on=timezone.localdate(),
                more=figure_url(OPEN, agency=record.code),
            )
        ]


@admin.register(Owner, site=site)
class OwnerAdmin(RecordAdmin):
    """Who holds a post is shown to those who see the whole authority, and to people of
    the same agency; others that meet the owner on a shared action see the post."""

    record_form = OwnerForm
    related = ("agency", "authority", "deputy", "user")
    list_display = ["post_title", "reference", "agency", "holder"]
    list_filter = [AuthorityFilter, AgencyFilter]
    fields = [
        "post_title",
        "reference",
        "agency",
        "authority",
        "holder_name",
        "email",
        "deputy",
        "signs_in_as",
        "active_from",
        "active_until",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        standing = Standing.of(request.user)
        visible = Q(authority__in=standing.whole_authorities)
        for authority, agency in standing.agency_parts:
            visible |= Q(authority=authority, agency=agency)
        knows = (
            Value(True)
            if standing.everything
            else Case(When(visible, then=Value(True)), default=Value(False))
        )
        return super().get_queryset(request).annotate(holder_is_seen=knows)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """By name only for those who see every name: what is found tells too."""
        by_post = ["reference", "post_title", "agency__name"]
        return (
            by_post
            if Standing.of(request.user).agency_parts
            else [*by_post, "holder_name"]
        )

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        if record.holder_is_seen:
            return frozenset()
        return INNER_FIELDS | {"signs_in_as"}

    @admin.display(description="held by")
    def holder(self, owner: Any) -> str:
        return owner.holder_name if owner.holder_is_seen else ""

    @admin.display(description="signs in as")
    def signs_in_as(self, owner: Owner) -> str:
        return person(owner.user) if owner.user else "Nobody"

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        visible = (
            ActionItem.objects.visible_to(request.user).open().filter(owner=record)
        )
        return [actions_section("Open actions", visible, on=timezone.localdate())]
