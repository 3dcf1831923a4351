"""What our plain pages share: the head of the admin's pages, who may come in, and forms
whose refusals are sentences beside their fields."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView
from django.views.generic.base import ContextMixin, View

from recommendations.workflow.access import caller
from recommendations.workflow.errors import Refused


class Framed(ContextMixin):
    """A page in the frame of the admin's `site`, with whose head it looks alike."""

    site: AdminSite = AdminSite()  # tracker/urls.py gives ours
    title = ""
    request: HttpRequest

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        shared = {**self.site.each_context(self.request), "title": self.title}
        return super().get_context_data(**shared | context)


class Page(Framed, View):
    """A page for people who signed in."""

    @method_decorator(never_cache)
    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not self.site.has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        self.check(caller(request))
        return super().dispatch(request, *args, **kwargs)

    def check(self, by: User) -> None:
        """Raises PermissionDenied or Http404 for whom the page is not for."""


class PlainForm(forms.Form):
    """A form as the pages of verbs show theirs; `folded` names what few need."""

    folded: frozenset[str] = frozenset()
    folds = "More"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.folded]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        return any(field.errors or field.data for field in self.folded_fields)

    @contextmanager
    def saying(self) -> Iterator[None]:
        """What is refused inside is said on the form."""
        try:
            yield
        except ValidationError as refused:
            self._say(refused.message_dict if hasattr(refused, "error_dict") else {})
            if not hasattr(refused, "error_dict"):
                self.add_error(None, refused)
        except Refused as refused:
            self.add_error(None, str(refused))

    def _say(self, errors: Mapping[str, list[str]]) -> None:
        for name, messages in errors.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


class FormPage(Page, FormView):
    """A form in the middle of a page; `sends` are the words on its button."""

    template_name = "web/form.html"
    sends = "Save"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(sends=self.sends, **context)

    def form_valid(self, form: Any) -> HttpResponse:
        with form.saying():
            return self.done(form)
        return self.form_invalid(form)

    def done(self, form: Any) -> HttpResponse:
        """Does what the form is for, and says where to go on."""
        raise NotImplementedError


class TextPage(Page, TemplateView):
    pass
