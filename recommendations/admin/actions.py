"""Admin pages of actions and of the updates on them."""

from typing import Any

from django.contrib import admin
from django.db.models import (
    OrderBy,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from recommendations.admin.forms.plans import ActionForm
from recommendations.admin.pages.base import ReadOnlyAdmin
from recommendations.admin.pages.bulk import BulkAdmin
from recommendations.admin.pages.spreadsheets import import_url
from recommendations.admin.parts.display import (
    brag_badge,
    brag_words,
    due_line,
    due_words,
    lateness_words,
    person,
    rating_line,
    shortened,
    status_line,
    status_words,
    two_lines,
)
from recommendations.admin.parts.evidence_sections import (
    Check,
    check_of,
    checks_section,
    dates_section,
    evidence_section,
    overrides_section,
)
from recommendations.admin.parts.filters import (
    AnsweredFrameworkFilter,
    AnsweredThemeFilter,
    AnyPartAgencyFilter,
    ArchivedListFilter,
    AuthorityFilter,
    BeforeTrackerFilter,
    BragFilter,
    PlanFilter,
    ShowFilter,
    WhoseFilter,
    coded,
)
from recommendations.admin.parts.sections import (
    Section,
    recommendations_section,
    update_rows,
)
from recommendations.admin.site import site
from recommendations.models import (
    ActionItem,
    ActionPlan,
    ProgressUpdate,
    Recommendation,
)
from recommendations.models.keys import InOrder
from recommendations.models.rules import Last
from recommendations.workflow.declarations import Verb

# Of the recommendations that an action answers, so many stand in its row of the list.
MOST_ANSWERED = 2


class DueDate(Last):
    """Sorts by due date with the undated last, whichever way it is sorted."""

    def desc(self, **options: Any) -> OrderBy:
        return Last("due_on", descending=True).desc(**options)


@admin.register(ActionItem, site=site)
class ActionItemAdmin(BulkAdmin):
    record_form = ActionForm
    related = (
        "owner__agency",
        "plan",
        "authority",
        "completed_by",
        "verified_by",
        "carried_from",
    )
    list_display = [
        "rating_listed",
        "action_listed",
        "lead_listed",
        "due_listed",
        "status_listed",
        "update_listed",
    ]
    list_display_links = ["action_listed"]
    list_filter = [
        ShowFilter,
        WhoseFilter,
        BragFilter,
        PlanFilter,
        AnyPartAgencyFilter,
        AnsweredThemeFilter,
        coded("status"),
        BeforeTrackerFilter,
        AnsweredFrameworkFilter,
        AuthorityFilter,
        ArchivedListFilter,
    ]
    search_fields = ["reference", "title", "detail", "recommendations__summary"]
    search_help_text = (
        "Searches references, titles, details and the recommendations answered."
    )
    date_hierarchy = "due_on"
    ordering = [DueDate("due_on"), "pk"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "reference",
                    "title",
                    "status_shown",
                    "archived_at",
                    "brag_shown",
                    "brag_computed",
                    "brag_why",
                    "brag_since",
                    "blocked_shown",
                    "blocked_reason",
                    "owner_page",
                    "contributors",
                    "plan",
                    "carried_from_page",
                    "carried_to_pages",
                    "authority",
                    "detail",
                    "success_measure",
                ]
            },
        ),
        (
            "Dates",
            {
                "fields": [
                    "start_on",
                    "due_shown",
                    "days_late",
                    "original_due_on",
                    "date_moves",
                    "forecast_on",
                    "started_on",
                    "completed_on",
                    "claimed_by",
                    "verified_on",
                    "checked_by",
                    "last_update_on",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.with_brag(on=timezone.localdate())

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """With its agencies, which every button of its page asks for."""
        action = super().get_object(request, object_id, from_field)
        if action is not None:
            prefetch_related_objects([action], "agency_parts")
        return action

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        answered = Recommendation.objects.order_by(InOrder("reference"))
        newest = ProgressUpdate.objects.filter(action=OuterRef("pk"))
        return rows.annotate(
            latest_update=Subquery(newest.values("text")[:1])
        ).prefetch_related(Prefetch("recommendations", answered, to_attr="answered"))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The actions of one plan may be brought in from a spreadsheet."""
        reference = request.GET.get("plan", "")
        plans = ActionPlan.objects.visible_to(request.user)
        plan = plans.filter(reference=reference).first() if reference else None
        context = {
            "import_url": import_url(plan, request.user),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def hidden_fields(self, request: HttpRequest, record: Any) -> frozenset[str]:
        """Nothing is secret here; what has not happened yet is not told."""
        unmade = set()
        if record.completed_on is None:
            unmade.add("claimed_by")
        if record.verified_on is None:
            unmade.add("checked_by")
        if record.carried_from is None:
            unmade.add("carried_from_page")
        return frozenset(unmade)

    def compared(self, record: Any, verb: Verb) -> Check | None:
        if verb.name not in ("verify", "return"):
            return None
        return check_of(record, verb, on=timezone.localdate())

    def facts(self, record: Any) -> list[tuple[str, str]]:
        newest = record.updates.first()
        update = (
            f"{formats.date_format(newest.made_on)}: {newest.text}" if newest else ""
        )
        return [
            ("Status", status_words(record)),
            ("Lead officer", self.owner_shown(record)),
            ("Target date", self.due_shown(record)),
            ("BRAG", brag_words(record)),
            *([("On hold", record.blocked_reason)] if record.is_blocked else []),
            *([("Last update", update)] if update else []),
        ]

    @admin.display(description="status")
    def status_shown(self, action: ActionItem) -> str:
        return status_words(action)

    @admin.display(description="lead officer")
    def owner_shown(self, action: ActionItem) -> str:
        owner = action.owner
        return f"{owner.post_title}, {owner.agency}" if owner else "No lead officer"

    @admin.display(description="BRAG", ordering="brag_in_force")
    def rating_listed(self, action: Any) -> str:
        return rating_line(action)

    @admin.display(description="action", ordering=InOrder("reference"))
    def action_listed(self, action: Any) -> str:
        """What the row is about, and where it belongs."""
        answered = [shortened(row.reference, action) for row in action.answered]
        recommendation = ", ".join(answered[:MOST_ANSWERED])
        if len(answered) > MOST_ANSWERED:
            recommendation += f" and {len(answered) - MOST_ANSWERED} more"
        belongs = [action.reference, recommendation, action.plan.title]
        return two_lines(action.title, " · ".join(filter(None, belongs)))

    @admin.display(description="lead officer", ordering="owner__post_title")
    def lead_listed(self, action: ActionItem) -> str:
        owner = action.owner
        if owner is None:
            return "No lead officer"
        return two_lines(owner.post_title, owner.agency.alias or owner.agency.name)

    @admin.display(description="target date", ordering=DueDate("due_on"))
    def due_listed(self, action: ActionItem) -> str:
        return due_line(action, on=timezone.localdate())

    @admin.display(description="status", ordering="status")
    def status_listed(self, action: ActionItem) -> str:
        return status_line(action)

    @admin.display(description="latest update", ordering="last_update_on")
    def update_listed(self, action: Any) -> str:
        if action.last_update_on is None:
            return "–"
        day = formats.date_format(action.last_update_on, "j M Y")
        return two_lines(day, Truncator(action.latest_update or "").chars(60))

    @admin.display(description="on hold or blocked")
    def blocked_shown(self, action: ActionItem) -> str:
        return "Yes" if action.is_blocked else "No"

    @admin.display(description="lead officer")
    def owner_page(self, action: ActionItem) -> str:
        if action.owner is None:
            return "No lead officer"
        page = reverse("admin:recommendations_owner_change", args=[action.owner_id])
        return format_html('<a href="{}">{}</a>', page, self.owner_shown(action))

    @admin.display(description="target date")
    def due_shown(self, action: ActionItem) -> str:
        return due_words(action)

    @admin.display(description="days late")
    def days_late(self, action: ActionItem) -> str:
        return lateness_words(action, on=timezone.localdate())

    @admin.display(description="BRAG")
    def brag_shown(self, action: Any) -> str:
        return brag_words(action)

    @admin.display(description="BRAG suggested")
    def brag_computed(self, action: Any) -> str:
        return brag_badge(action.brag_suggested, action.plan)

    @admin.display(description="BRAG reason")
    def brag_why(self, action: Any) -> str:
        return action.brag_reason if action.brag_given else "–"

    @admin.display(description="BRAG rated by a person on")
    def brag_since(self, action: Any) -> str:
        return formats.date_format(action.brag_on) if action.brag_given else "–"

    @admin.display(description="contributing agencies")
    def contributors(self, action: ActionItem) -> str:
        rows = action.agency_parts.select_related("agency").order_by("agency__code")
        return ", ".join(str(row.agency) for row in rows) or "None"

    @admin.display(description="carried forward from")
    def carried_from_page(self, action: ActionItem) -> str:
        return _page_of(action.carried_from)

    @admin.display(description="carried forward to")
    def carried_to_pages(self, action: ActionItem) -> str:
        pages = ((_page_of(successor),) for successor in action.carried_to.all())
        return format_html_join(", ", "{}", pages) or "Not carried forward"

    @admin.display(description="submitted by")
    def claimed_by(self, action: ActionItem) -> str:
        return person(action.completed_by)

    @admin.display(description="checked by")
    def checked_by(self, action: ActionItem) -> str:
        return person(action.verified_by)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        recommendations = Recommendation.objects.visible_to(request.user)
        return [
            evidence_section(record, request.user, on=timezone.localdate()),
            checks_section(record),
            *overrides_section(record),
            dates_section(record),
            recommendations_section(
                "Recommendations answered", recommendations.filter(actions=record)
            ),
            Section("Updates", "updates", update_rows(record), empty="No updates yet."),
        ]


def _page_of(action: ActionItem | None) -> str:
    if action is None:
        return "–"
    page = reverse("admin:recommendations_actionitem_change", args=[action.pk])
    return format_html('<a href="{}">{}</a>', page, action)


@admin.register(ProgressUpdate, site=site)
class ProgressUpdateAdmin(ReadOnlyAdmin):
    related = ("action__plan", "author")
    list_display = ["made_on", "action", "text", "author_shown", "brag_shown"]
    list_filter = [ArchivedListFilter]
    search_fields = ["text", "next_steps", "action__reference", "action__title"]
    date_hierarchy = "made_on"
    fields = [
        "made_on",
        "action",
        "text",
        "next_steps",
        "brag_shown",
        "forecast_on",
        "author_shown",
    ]

    def heading(self, record: Any) -> str:
        day = formats.date_format(record.made_on)
        return f"Update of {day} on {record.action.reference}"

    @admin.display(description="by")
    def author_shown(self, update: ProgressUpdate) -> str:
        return update.author_shown or "Not recorded"

    @admin.display(description="BRAG", ordering="brag")
    def brag_shown(self, update: ProgressUpdate) -> str:
        return brag_badge(update.brag, update.action.plan)
