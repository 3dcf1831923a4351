"""The page of a verb: what it asks for, and a plain word when it is refused. Mixed into
the admin class of every record that has verbs."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from recommendations.admin.forms.verbs import VerbForm, form_of
from recommendations.admin.pages.base import ReadOnlyAdmin
from recommendations.admin.pages.timeline import EntryLine, entry_lines
from recommendations.admin.parts.buttons import Button, buttons, verb_url
from recommendations.reports.trail import timeline, without
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.declarations import Verb, verbs_of
from recommendations.workflow.errors import NotAllowed, Refused, Stale
from recommendations.workflow.moves import hindrance, require_role
from recommendations.workflow.recording import unchanged
from recommendations.workflow.transactions import as_a_whole
from recommendations.workflow.undo import bar_to_undo

STALE = (
    "Nothing was saved, because somebody else changed this while you were writing. "
    "Read what they changed, check what you wrote, and send it again if it still holds."
)


def version_in(text: str) -> int | None:
    """The version that a form was made from; none where the form does not say."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def name_of(record: Any) -> str:
    return str(getattr(record, "reference", record))


class VerbAdmin(ReadOnlyAdmin):
    """A record whose verbs are played from its page, one page a verb."""

    # For verbs that ask for what they take in a way of their own.
    verb_forms: Mapping[str, type[VerbForm]] = {}

    @property
    def verbs(self) -> dict[str, Verb]:
        """Each verb that has a page here, by its place in addresses."""
        return {
            verb.address: verb
            for verb in verbs_of(self.model).values()
            if self.has_page(verb)
        }

    def has_page(self, verb: Verb) -> bool:
        return verb.name != "revise"

    def form_for(self, verb: Verb) -> type[VerbForm]:
        return self.verb_forms.get(verb.name) or form_of(verb)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_verb"
        page = self.admin_site.admin_view(self.verb_view)
        return [
            path("<path:object_id>/do/<slug:name>/", page, name=name),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *rest: Any, **options: Any
    ) -> HttpResponse:
        record = options.get("obj")
        if record is not None:
            context["buttons"] = self.offered(request, record)
        return super().render_change_form(request, context, *rest, **options)

    def offered(self, request: HttpRequest, record: Any) -> list[Button]:
        """What this person may do to the record, as buttons on its page."""
        by = caller(request)
        return buttons(record, self.verbs, by)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def verb_view(self, request: HttpRequest, object_id: str, name: str) -> Any:
        record = self.get_object(request, unquote(object_id))
        if record is None or name not in self.verbs:
            raise Http404("There is no such page, or you cannot see it.")
        verb, by = self.verbs[name], caller(request)
        if request.method != "POST":
            refused = hindrance(record, verb.name, by=by, can_waive=True)
            form = self.form_for(verb)(records=[record], user=by)
            return self._page(request, record, verb, form, refused=refused)
        sent = request.POST, request.FILES
        form = self.form_for(verb)(*sent, records=[record], user=by)
        version = version_in(request.POST.get("version", ""))
        try:
            require_role(record, verb.name, by=by)
        except NotAllowed as refused:
            form.add_refusal(refused)
            return self._page(request, record, verb, form, version=version, status=403)
        if version is None:
            form.add_error(None, "This page was not sent in full. Send it again.")
        if not form.is_valid():
            return self._page(request, record, verb, form, version=version)
        try:
            with (
                as_a_whole(),
                confirmed(form.is_confirmed),
                going_ahead(form.accepted),
                unchanged(record, version),
            ):
                verb.play(record, by=by, **form.arguments())
        except (Refused, ValidationError) as refused:
            # The verb may have touched the row in hand before it was refused.
            fresh = self.get_object(request, unquote(object_id))
            if fresh is None:
                raise Http404("It is no longer there.") from refused
            if isinstance(refused, Stale):
                form = form.rebased(fresh)
                return self._page(request, fresh, verb, form, stale_since=version)
            form.add_refusal(refused)
            status = 403 if isinstance(refused, NotAllowed) else 409
            return self._page(request, fresh, verb, form, status=status)
        self.message_user(request, self._done(record, verb, by), messages.SUCCESS)
        return redirect(self._after(request, record))

    def named(self, record: Any) -> str:
        """What the record is called in a sentence."""
        return name_of(record)

    def _done(self, record: Any, verb: Verb, by: Any) -> SafeString:
        """What has been done; and the way back, as long as it may have been a slip."""
        words = verb.done_to(self.named(record))
        can_undo = verb.undoable and "undo" in self.verbs
        if not can_undo or bar_to_undo(record, by) is not None:
            return format_html("{}", words)
        page = verb_url(record, "undo")
        label = self.verbs["undo"].label
        return format_html('{} <a href="{}">{}</a>', words, page, label)

    def _after(self, request: HttpRequest, record: Any) -> str:
        """The record's page; or the list, where the verb took it out of their sight."""
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if self.get_object(request, str(record.pk)) is None:
            return reverse(f"{address}_changelist")
        return reverse(f"{address}_change", args=[record.pk])

    def _page(
        self,
        request: HttpRequest,
        record: Any,
        verb: Verb,
        form: VerbForm,
        *,
        version: int | None = None,
        stale_since: int | None = None,
        refused: Refused | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form, or why there is none. `version`: the one that a wrongly filled
        form was made from, which must not pass for a newer one."""
        if refused is not None:
            status = 403 if isinstance(refused, NotAllowed) else 409
        compared = self.compared(record, verb)
        if compared:
            form.begin_above()
        if refused is None and not form.foreseen:
            form.foreseen = verb.foresees(record, timezone.localdate())
        by = caller(request)
        hidden = self.hidden_fields(request, record)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.label}: {self.named(record)}",
            "name": self.named(record),
            "heading": self.heading(record),
            "verb": verb,
            "form": form,
            "version": version or record.version,
            "refused": refused,
            "stale": STALE if stale_since is not None else "",
            "since": self._since(request, record, stale_since),
            "facts": [] if "status" in hidden else self.facts(record),
            "buttons": buttons(record, self.verbs, by) if refused else [],
            "check": compared,
            "original": record,
            "opts": self.opts,
        }
        if stale_since is not None:
            status = 409
        return TemplateResponse(request, "admin/verb.html", context, status=status)

    def _since(
        self, request: HttpRequest, record: Any, version: int | None
    ) -> list[EntryLine]:
        """What the trail tells of the time since the person read that version."""
        if version is None:
            return []
        later = record.history.filter(version__gt=version)
        ids = set(later.values_list("history_id", flat=True))
        hidden = self.hidden_fields(request, record)
        by = caller(request)
        entries = [entry for entry in timeline(record, by=by) if entry.id in ids]
        return list(entry_lines(without(entries, hidden), type(record)))

    def compared(self, record: Any, verb: Verb) -> Any:
        """What stands side by side above the form of a verb that checks something."""
        return None

    def facts(self, record: Any) -> list[tuple[str, str]]:
        """How the record stands, in a few lines above the form."""
        if not hasattr(record, "status"):
            return []
        return [("Status", str(record.get_status_display()))]
