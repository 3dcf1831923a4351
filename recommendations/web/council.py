"""“Set up your council”: choose the authority, its partner agencies and first manager,
then where the plan comes from. Each step is kept when it is sent, so that one may leave
and go on another day. For administrators; what it leads to, for managers."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from recommendations.choices import AgencyKind, Role
from recommendations.models import Authority
from recommendations.web.council_forms import CouncilForm, FirstPlanForm, PartnersForm
from recommendations.web.pages import FormPage
from recommendations.web.people import outcome_of
from recommendations.workflow.access import caller
from recommendations.workflow.council import add_agencies, prepare, start_authority
from recommendations.workflow.people import add_person
from recommendations.workflow.plans import create_plan

SPREADSHEET = "spreadsheet"


class SetUpPage(FormPage):
    def check(self, by: User) -> None:
        if not by.is_superuser:
            raise PermissionDenied

    @cached_property
    def authority(self) -> Authority:
        authority = Authority.objects.filter(code=self.kwargs["code"]).first()
        if authority is None:
            raise Http404("There is no such council here yet.")
        return authority


class CouncilPage(SetUpPage):
    template_name = "web/council.html"
    form_class = CouncilForm
    title = "Set up your council"
    sends = "Continue"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        begun = Authority.objects.order_by(Lower("name"))
        return super().get_context_data(begun=begun, **context)

    def done(self, form: Any) -> HttpResponse:
        prepare()
        code, name = form.chosen()
        authority = start_authority(code, name, by=caller(self.request))
        return redirect("set-up-partners", authority.code)


class PartnersPage(SetUpPage):
    template_name = "web/partners.html"
    form_class = PartnersForm
    title = "Partner agencies and first manager"
    sends = "Continue"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "authority": self.authority}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        there = self.authority.agencies.all()
        return super().get_context_data(
            authority=self.authority, there=there, **context
        )

    def done(self, form: Any) -> HttpResponse:
        by = caller(self.request)
        with transaction.atomic():
            add_agencies(self.authority, form.agencies(), by=by)
            councils = self.authority.agencies.filter(kind=AgencyKind.LOCAL_AUTHORITY)
            manager = form.manager(councils.first())
            added = manager and add_person(self.authority, manager, by=by)
        if not added:
            return redirect("set-up-plan", self.authority.code)
        page = PlanPage(site=self.site)
        page.setup(self.request, **self.kwargs)
        return page.shown(outcomes=[outcome_of(self.request, added)])


class PlanPage(SetUpPage):
    """How far the set-up is, and where the first plan comes from."""

    template_name = "web/first_plan.html"
    form_class = FirstPlanForm
    title = "Begin your plan"

    def get_initial(self) -> dict[str, Any]:
        return {"title": f"{self.authority.name} improvement plan"}

    def shown(self, **context: Any) -> HttpResponse:
        """The page with what has just been done. It may hold a link to copy."""
        form = self.form_class(initial=self.get_initial())
        answer = self.render_to_response(self.get_context_data(form=form, **context))
        answer["Cache-Control"] = "no-store"
        return answer

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        held = self.authority.memberships
        return super().get_context_data(
            authority=self.authority,
            agencies=self.authority.agencies.count(),
            has_manager=held.filter(role=Role.MANAGER).exists(),
            people=held.values("user").distinct().count(),
            shows_links=any(row["link"] for row in context.get("outcomes", ())),
            action=reverse("set-up-plan", args=[self.authority.code]),
            **context,
        )

    def done(self, form: Any) -> HttpResponse:
        by = caller(self.request)
        plan = create_plan(self.authority, by=by, title=form.cleaned_data["title"])
        page = SPREADSHEET if SPREADSHEET in self.request.POST else "change"
        return redirect(f"admin:recommendations_actionplan_{page}", plan.pk)
