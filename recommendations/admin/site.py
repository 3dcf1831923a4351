"""The admin site: who may enter, the head of every page, and the index that sums up a
person's scope. The admin classes of this folder register on `site`."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Case, Count, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from recommendations.admin.forms.pickers import OfferedView
from recommendations.admin.parts.returned import returned
from recommendations.admin.parts.sections import (
    figure_url,
    inspection_rows,
    list_url,
    own_rows,
)
from recommendations.choices import Brag, PlanStatus, Role
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Authority,
    Inspection,
    Membership,
)
from recommendations.models.actions import ActionItemQuerySet
from recommendations.models.keys import InOrder
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, actor_name
from recommendations.reports.figures import (
    ACTIONS,
    OPEN,
    OVERDUE,
    RATED_BETTER,
    WAITING_FIGURES,
    Figure,
    counts,
)
from recommendations.reports.summary import summary_of
from recommendations.workflow.access import (
    MUST_CHOOSE,
    caller,
    has_own_password,
    setting_password,
)

CHOOSE_YOUR_OWN = "Somebody else typed in your password. Choose one that only you know."
NO_ROLE = (
    "You have an account, but you do not have a role in any authority yet. "
    "Ask your improvement manager to add you."
)
OWN_ACTIONS = 20
PLANS = 12
LATEST_INSPECTIONS = 6

# How the lists are grouped on the index, and those that every page links to.
GROUPS = (
    (
        "What we do",
        (
            "ActionItem",
            "ActionPlan",
            "ProgressUpdate",
            "Evidence",
            "DueDateChange",
            "ImpactCheck",
            "Owner",
        ),
    ),
    (
        "What inspectors said",
        ("Draft", "Inspection", "Recommendation", "Judgement", "Strength"),
    ),
    ("Sources", ("Document", "Citation")),
    ("Reference", ("Authority", "Agency", "Framework", "Inspectorate", "Theme")),
    ("Access", ("ApiToken", "User", "Membership")),
)
MAIN_LISTS = (
    ("Actions", "actionitem"),
    ("Plans", "actionplan"),
    ("Recommendations", "recommendation"),
    ("Inspections", "inspection"),
    ("Updates", "progressupdate"),
    ("Lead officers", "owner"),
)


def may_enter(user: Caller) -> bool:
    """Active, and a superuser or a member of some authority; staff or not."""
    standing = Standing.of(user)
    return standing.everything or bool(standing.held)


def scope_of(user: Caller) -> list[str]:
    """What a person sees and as what, in words, a line for each membership."""
    if user.is_superuser:
        return ["Administrator, all authorities"]
    today = timezone.localdate()
    memberships = Membership.objects.current(on=today).filter(user=user.pk)
    return [
        f"{held.get_role_display()}, "
        + (f"{held.agency} in {held.authority}" if held.agency else str(held.authority))
        for held in memberships.select_related("authority", "agency")
    ]


class SignInForm(AuthenticationForm):
    """Lets in members and superusers, and tells others plainly what is missing."""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not may_enter(user):
            raise ValidationError(NO_ROLE, code="no_role")


class TrackerSite(admin.AdminSite):
    site_header = "Recommendation Tracker"
    site_title = "Recommendation Tracker"
    index_title = "Where things stand"
    site_url = None
    enable_nav_sidebar = False  # it needs script and room; links in the head do not
    empty_value_display = "–"
    login_form: type[forms.Form] = SignInForm  # type: ignore[assignment]  # no second kind of form

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request.user)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if context["has_permission"]:
            context["person_name"] = actor_name(caller(request))
            context["person_scope"] = scope_of(request.user)
            context["main_lists"] = [
                (label, list_url(model)) for label, model in MAIN_LISTS
            ]
            standing = Standing.of(request.user)
            if standing.everything or standing.authorities_with(Role.MANAGER):
                context["main_lists"].append(("People", reverse("people")))
        context["no_role"] = NO_ROLE
        return context

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        answer = super().login(request, extra_context)
        if request.method == "POST" and answer.status_code == 302:
            by = caller(request)
            if by.is_authenticated and not has_own_password(by):
                request.session[MUST_CHOOSE] = True
                messages.warning(request, CHOOSE_YOUR_OWN)
        return answer

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        page: Any = super().password_change
        if request.method != "POST":
            return page(request, extra_context)
        by = caller(request)
        with setting_password(by=by):
            answer = page(request, extra_context)
        if answer.status_code == 302:
            request.session.pop(MUST_CHOOSE, None)
        return answer

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        answer: Any = OfferedView.as_view(admin_site=self)(request)
        return answer

    def get_urls(self) -> list[Any]:
        """Without the redirect to a record's page elsewhere: there is none."""
        return [
            url
            for url in super().get_urls()
            if getattr(url, "name", "") != "view_on_site"
        ]

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        """The lists in the order of the story, not of the alphabet."""
        by_name = {
            listed["object_name"]: listed
            for app in super().get_app_list(request, app_label)
            for listed in app["models"]
        }
        return [
            {
                "name": name,
                "app_label": name.lower().replace(" ", "-"),
                "app_url": reverse("admin:index"),
                "has_module_perms": True,
                "models": [by_name[model] for model in models if model in by_name],
            }
            for name, models in GROUPS
            if any(model in by_name for model in models)
        ]

    def app_index(  # type: ignore[override]  # no page of its own
        self,
        request: HttpRequest,
        app_label: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The index has every list already."""
        return redirect("admin:index")

    def index(  # type: ignore[override]  # leads on where there is nothing to sum up
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        user = caller(request)
        if user.is_superuser and not Authority.objects.exists():
            return redirect("set-up")
        on = timezone.localdate()
        actions = ActionItem.objects.visible_to(user)
        summary = summary_of(actions, on=on)
        standing = Standing.of(user)

        def counted(figure: Figure) -> int:
            count: int | None = summary.get(figure.key)
            return figure.count(user, on=on) if count is None else count

        context = {
            "on": on,
            "figures": [
                (figure, summary[figure.key], figure_url(figure)) for figure in ACTIONS
            ],
            "ratings": [
                (
                    code,
                    label,
                    summary["by_brag"][code],
                    list_url("actionitem", brag=code),
                    summary["rated_better_by_brag"][code],
                    figure_url(RATED_BETTER, brag=code),
                )
                for code, label in Brag.choices
            ],
            "waiting": [
                (figure, counted(figure), figure_url(figure))
                for figure in WAITING_FIGURES
                if figure.roles & standing.roles_in_any_part()
            ],
            "own": own_rows(user, on=on, most=OWN_ACTIONS),
            "returned": returned(user, on=on),
            "own_url": figure_url(OPEN, whose="mine"),
            "plans": self._plans(user, actions, on),
            "inspections": inspection_rows(
                Inspection.objects.visible_to(user), most=LATEST_INSPECTIONS
            ),
            "may_read": Role.MANAGER in standing.roles_anywhere(),
            "noted": Authority.objects.visible_to(user).exclude(note=""),
            **(extra_context or {}),
        }
        return super().index(request, context)

    def _plans(
        self, user: User, actions: ActionItemQuerySet, on: date
    ) -> list[dict[str, Any]]:
        """Plans, closed ones last, with figures of the actions that the user sees."""
        of_plans = (OPEN, OVERDUE)
        counted = (
            actions.order_by()
            .values("plan")
            .annotate(of_all=Count("pk"), **counts(of_plans, actions, on=on))
        )
        numbers = {row["plan"]: row for row in counted}
        closed_last = Case(When(status=PlanStatus.CLOSED, then=Value(1)), default=0)
        plans = ActionPlan.objects.visible_to(user).order_by(
            closed_last, InOrder("reference")
        )
        return [
            {
                "plan": plan,
                "all": numbers.get(plan.pk, {}).get("of_all", 0),
                "url": list_url("actionitem", plan=plan.reference),
                "figures": [
                    (
                        figure,
                        numbers.get(plan.pk, {}).get(figure.key, 0),
                        figure_url(figure, plan=plan.reference),
                    )
                    for figure in of_plans
                ],
            }
            for plan in plans[:PLANS]
        ]


site = TrackerSite(name="admin")
