"""The page that makes a record. Mixed into the admin class of every record that a
person enters by form; editing one is a verb, see verb.py."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from recommendations.admin.forms.records import RecordForm
from recommendations.admin.forms.verbs import VerbForm
from recommendations.admin.pages.verb import VerbAdmin, name_of
from recommendations.admin.parts.buttons import Button
from recommendations.choices import Role
from recommendations.models import Authority
from recommendations.models.standing import Standing
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.declarations import Verb
from recommendations.workflow.errors import NotAllowed, Refused
from recommendations.workflow.moves import hindrance


class RecordAdmin(VerbAdmin):
    """A record that managers make and edit. `children` are the models of which one may
    be made from its page, each with the field that names this record there."""

    record_form: type[RecordForm]
    children: tuple[tuple[str, str, str], ...] = ()

    def has_page(self, verb: Verb) -> bool:
        return True

    def form_for(self, verb: Verb) -> type[VerbForm]:
        return self.record_form if verb.name == "revise" else super().form_for(verb)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Managers of some authority; of which one, workflow asks."""
        return Role.MANAGER in Standing.of(caller(request)).roles_anywhere()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *rest: Any, **options: Any
    ) -> HttpResponse:
        record: Any = options.get("obj")
        by = caller(request)
        if self.children and hindrance(record, "revise", by=by) is None:
            context["makes"] = [
                Button(label, f"{_add_url(model)}?{field}={record.pk}")
                for label, model, field in self.children
            ]
        return super().render_change_form(request, context, *rest, **options)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = caller(request)
        begins = self._begins(request)
        if request.method != "POST":
            form = self.record_form(records=[], user=by, begins=begins)
            return self._add_page(request, form)
        sent = request.POST, request.FILES
        form = self.record_form(*sent, records=[], user=by, begins=begins)
        if not form.is_valid():
            return self._add_page(request, form)
        try:
            with confirmed(form.is_confirmed):
                record = form.make(by)
        except (Refused, ValidationError) as refused:
            form.add_refusal(refused)
            status = 403 if isinstance(refused, NotAllowed) else 409
            return self._add_page(request, form, status=status)
        self.message_user(
            request, f"{name_of(record)} has been added.", messages.SUCCESS
        )
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(reverse(page, args=[record.pk]))

    def _begins(self, request: HttpRequest) -> dict[str, Any]:
        """What the address says that the new record belongs to, if the person may see
        it; else their authority, where they have but one."""
        begun: dict[str, Any] = {}
        for name in self.record_form.columns:
            key = _uuid(request.GET.get(name, ""))
            related: Any = self.opts.get_field(name).related_model
            if key is not None and related is not None:
                parent = related.objects.visible_to(request.user).filter(pk=key).first()
                begun |= {name: parent} if parent else {}
        if not begun and "authority" in self.record_form.columns:
            own = list(Authority.objects.visible_to(request.user)[:2])
            begun |= {"authority": own[0]} if len(own) == 1 else {}
        return begun

    def _add_page(
        self, request: HttpRequest, form: RecordForm, *, status: int = 200
    ) -> HttpResponse:
        title = f"Add {self.opts.verbose_name}"
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/add.html", context, status=status)


def _add_url(model: str) -> str:
    return reverse(f"admin:recommendations_{model}_add")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(unquote(text))
    except ValueError:
        return None
