"""“People”: who has a role in the authorities that somebody manages, “Add a person”,
the link of an invitation, and “Leaving”."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from recommendations.choices import Role
from recommendations.models import Agency, Authority, Invitation, Membership, Owner
from recommendations.models.trail import actor_name
from recommendations.web.pages import FormPage, Page, TextPage
from recommendations.web.people_forms import LeaveForm, ManyForm, PersonForm
from recommendations.workflow.access import caller
from recommendations.workflow.errors import Refused
from recommendations.workflow.imports.people import (
    COLUMNS,
    RowsRefused,
    add_from_file,
)
from recommendations.workflow.invitations import invite_again
from recommendations.workflow.inviting import link_path, send_link
from recommendations.workflow.leaving import leave, posts_to_leave
from recommendations.workflow.people import (
    Added,
    add_person,
    managed_authorities,
    people_of,
)

PER_PAGE = 50
ELSEWHERE = (
    "They have a role elsewhere and have not set a password yet, so the link is for "
    "them alone. Ask an administrator to send it."
)


class ManagersPage(Page):
    """For those who look after the people of some authority."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if caller(request).is_superuser and not self.authorities:
            return redirect("set-up")  # Nobody can be added before there is one.
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def authorities(self) -> list[Authority]:
        return list(managed_authorities(caller(self.request)))

    def check(self, by: User) -> None:
        if not self.authorities:
            raise PermissionDenied

    def person(self) -> User:
        """Whom the address names, if they are of theirs."""
        people = people_of(managed_authorities(caller(self.request)))
        user = people.filter(pk=self.kwargs["number"]).first()
        if user is None:
            raise Http404("There is no such page, or you cannot see it.")
        return user


class PeoplePage(ManagersPage, TextPage):
    template_name = "web/people.html"
    title = "People"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        rows = managed_authorities(caller(self.request))
        held = Membership.objects.filter(authority__in=rows)
        posts = Owner.objects.filter(authority__in=rows).select_related("agency")
        people = (
            people_of(rows)
            .order_by("first_name", "last_name", "pk")
            .prefetch_related(
                Prefetch("memberships", held.select_related("authority", "agency")),
                Prefetch("posts", posts),
                Prefetch(
                    "invitations",
                    Invitation.objects.open(at=timezone.now()),
                    to_attr="open_invitations",
                ),
            )
        )
        page = Paginator(people, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            rows=[
                (user, actor_name(user), user.has_usable_password()) for user in page
            ],
            today=timezone.localdate(),
            **context,
        )


class AddPersonPage(ManagersPage, FormPage):
    form_class = PersonForm
    title = "Add a person"
    sends = "Add and invite"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "authorities": self.authorities}

    def done(self, form: Any) -> HttpResponse:
        added = add_person(form.chosen, form.person(), by=caller(self.request))
        return invited_page(self, [added])


class AddManyPage(ManagersPage, FormPage):
    form_class = ManyForm
    template_name = "web/many.html"
    title = "Add many people"
    sends = "Add and invite all"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "authorities": self.authorities}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        agencies = Agency.objects.filter(authorities__in=self.authorities).distinct()
        return super().get_context_data(
            columns=COLUMNS, roles=Role.labels, agencies=agencies, **context
        )

    def done(self, form: Any) -> HttpResponse:
        by = caller(self.request)
        name, data = form.rows()
        try:
            added = add_from_file(form.chosen, name, data, by=by)
        except RowsRefused as refused:
            form.add_error(None, "Nobody was added. Correct the rows below first.")
            context = self.get_context_data(form=form, faults=refused.faults)
            return self.render_to_response(context)
        return invited_page(self, added)


class InviteAgainPage(ManagersPage, TextPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = self.person()
        try:
            invited = invite_again(user, by=caller(request))
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("people")
        return invited_page(self, [Added(user, None, invited, is_link_for_all=True)])


def invited_page(page: Any, added: list[Added]) -> HttpResponse:
    """Sends the links by mail, and shows those that no mail carries, this once."""
    outcomes = [outcome_of(page.request, person) for person in added]
    context = {
        **page.site.each_context(page.request),
        "title": "Invited",
        "outcomes": outcomes,
    }
    context["shows_links"] = any(outcome["link"] for outcome in outcomes)
    answer = TemplateResponse(page.request, "web/invited.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def outcome_of(request: HttpRequest, added: Added) -> dict[str, Any]:
    about = {"name": actor_name(added.user), "email": added.user.email, "link": ""}
    if added.invited is None:
        return {**about, "says": "They can sign in already: no invitation is needed."}
    link = request.build_absolute_uri(link_path(added.invited))
    inviter = actor_name(caller(request))
    if settings.HAS_MAIL and send_link(added.invited, link, inviter=inviter):
        return {**about, "says": f"An invitation is on its way to {added.user.email}."}
    if not added.is_link_for_all:
        return {**about, "says": ELSEWHERE}
    failed = "The mail could not be sent. " if settings.HAS_MAIL else ""
    return {**about, "says": f"{failed}Send them this link.", "link": link}


class LeavePage(ManagersPage, FormPage):
    form_class = LeaveForm
    template_name = "web/leave.html"
    sends = "End their access"

    @cached_property
    def leaver(self) -> User:
        return self.person()

    def get_form_kwargs(self) -> dict[str, Any]:
        by = caller(self.request)
        posts = posts_to_leave(self.leaver, by=by)
        kwargs = {**super().get_form_kwargs(), "user": self.leaver}
        return {**kwargs, "posts": posts}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        name = actor_name(self.leaver)
        return super().get_context_data(title=f"{name} is leaving", **context)

    def done(self, form: Any) -> HttpResponse:
        leave(
            self.leaver,
            by=caller(self.request),
            handovers=form.handovers(),
            reason=form.cleaned_data["reason"],
        )
        words = f"{actor_name(self.leaver)} no longer has a role here."
        messages.success(self.request, words)
        return redirect(reverse("people"))
