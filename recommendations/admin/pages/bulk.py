"""A verb on many selected actions: one page asks for what it needs and shows for each
row what will happen, or why not; then each is played, and the result told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recommendations.admin.forms.verbs import VerbForm, form_of
from recommendations.admin.pages.record import RecordAdmin
from recommendations.admin.pages.verb import version_in
from recommendations.admin.parts.buttons import verb_url
from recommendations.choices import ActionStatus
from recommendations.models import ActionItem
from recommendations.models.standing import Standing
from recommendations.workflow.access import caller
from recommendations.workflow.actions import add_update
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.declarations import Verb, verbs_of
from recommendations.workflow.errors import (
    ConfirmationNeeded,
    Consequence,
    PossibleChildData,
    Refused,
)
from recommendations.workflow.moves import hindrance
from recommendations.workflow.recording import lock_all, unchanged

MOST = 200
# So many rows have the way to undo what was done to them in the message.
MOST_UNDONE = 20
NOTHING_NEW = "No change this month."
_VERBS = verbs_of(ActionItem)
# What the list's menu offers, in its order: an update in one click stands after the
# update that one writes oneself.
MENU: dict[str, Verb] = {
    "updates": _VERBS["updates"],
    "no-change": replace(
        _VERBS["updates"],
        label="No change this month",
        takes=(),
        play=partial(add_update, text=NOTHING_NEW),
        effect=f"The update “{NOTHING_NEW}” is added",
    ),
    **{name: verb for name, verb in _VERBS.items() if verb.bulk},
}


class ListVerbForm(ActionForm):
    action = forms.ChoiceField(label="With selected:")


@dataclass(frozen=True)
class PreviewRow:
    """`refused` says why the verb is not for this row; `version` is what was read."""

    action: ActionItem
    version: int
    outcome: str
    refused: str = ""
    is_done: bool = False
    suspected: PossibleChildData | None = None
    consequences: Sequence[Consequence] = ()


def _counted(count: int) -> str:
    return "1 action" if count == 1 else f"{count} actions"


def _reason_for(refused: Refused | ValidationError) -> str:
    if isinstance(refused, ValidationError):
        return " ".join(refused.messages)
    return str(refused)


def _menu(name: str) -> Any:
    """What the list's menu runs for the verb: its page, with the selected rows."""

    def chosen(
        model_admin: "BulkAdmin", request: HttpRequest, rows: QuerySet[Any]
    ) -> HttpResponse | None:
        return model_admin.ask(request, name, rows)

    verb = MENU[name]
    label = f"Change status: {verb.label.lower()}" if verb.is_move else verb.label
    return chosen, name, label


class BulkAdmin(RecordAdmin):
    """The list of actions with a menu of verbs for the selected rows."""

    action_form = ListVerbForm
    actions_on_top, actions_on_bottom = False, True
    actions_selection_counter = True

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_many"
        page = self.admin_site.admin_view(self.many_view)
        return [path("many/<slug:name>/", page, name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The verbs that some role of theirs may play: a reader selects nothing."""
        held = Standing.of(request.user).roles_in_any_part()
        return {
            name: _menu(name)
            for name, verb in MENU.items()
            if held.intersection(verb.roles)
        }

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = (("", "Choose…"),)
    ) -> list[tuple[str, str]]:
        return super().get_action_choices(request, list(default_choices))

    def response_action(  # type: ignore[override]  # Django may give None too
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        """Django's own, given no key of a wrong shape, on which it would fail."""
        sent = request.POST.copy()
        keys = sent.getlist(ACTION_CHECKBOX_NAME)
        sent.setlist(ACTION_CHECKBOX_NAME, [key for key in keys if _key(key)])
        request.POST = sent  # type: ignore[assignment]  # a copy that may be changed
        return super().response_action(request, queryset)

    def ask(self, request: HttpRequest, name: str, rows: Any) -> HttpResponse | None:
        selected = list(rows.with_parts()[: MOST + 1])
        if len(selected) > MOST:
            self.message_user(
                request, f"Select at most {MOST} actions.", messages.WARNING
            )
            return None
        by = caller(request)
        verb = MENU[name]
        form = form_of(verb)(records=selected, user=by)
        preview = [_foreseen(action, action.version, verb, by) for action in selected]
        form.foreseen = _consequences(preview)
        return self._many_page(request, name, form, preview)

    def many_view(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in self.get_actions(request):
            raise Http404("There is no such page, or you cannot see it.")
        if request.method != "POST":
            return redirect(self._list(request))
        by = caller(request)
        verb = MENU[name]
        versions = _versions(request.POST.getlist("row"))
        rows: Any = self.get_queryset(request).filter(pk__in=versions)
        selected = list(rows.with_parts().order_by(*self.get_ordering(request)))
        form = form_of(verb)(request.POST, records=selected, user=by)
        if not form.is_valid():
            preview = [_foreseen(row, versions[row.pk], verb, by) for row in selected]
            form.foreseen = _consequences(preview)
            return self._many_page(request, name, form, preview)
        with (
            transaction.atomic(),
            confirmed(form.is_confirmed),
            going_ahead(form.accepted),
        ):
            keys = [row.pk for row in selected]
            lock_all(ActionItem.objects.with_archived().filter(pk__in=keys))
            results = [
                _played(row, versions[row.pk], verb, by, form.arguments())
                for row in selected
            ]
        # The same words go to each row, so that one question is enough.
        suspected = next((row.suspected for row in results if row.suspected), None)
        if suspected is not None:
            form.add_refusal(suspected)
        needed = _consequences(results)
        if needed:
            form.add_refusal(ConfirmationNeeded(needed))
        done = sum(row.is_done for row in results)
        if done:
            words = format_html(
                "{}{}", verb.done_to(_counted(done), done), _undo(verb, results)
            )
            self.message_user(request, words, messages.SUCCESS)
        if done == len(results):
            return redirect(self._list(request))
        return self._many_page(request, name, form, results, is_played=True)

    def _list(self, request: HttpRequest) -> str:
        """Back to the list as it was filtered."""
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        preserved = QueryDict(self.get_preserved_filters(request))
        filters = preserved.get("_changelist_filters", "")
        return f"{reverse(address)}?{filters}" if filters else reverse(address)

    def _many_page(
        self,
        request: HttpRequest,
        name: str,
        form: VerbForm,
        rows: list[PreviewRow],
        *,
        is_played: bool = False,
    ) -> HttpResponse:
        verb = MENU[name]
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_many"
        preserved = self.get_preserved_filters(request)
        ready = [row for row in rows if not row.is_done and not row.refused]
        refused = [row for row in rows if row.refused]
        to_send = refused if is_played else ready
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.label}: {_counted(len(rows))}",
            "verb": verb,
            "form": form,
            "rows": rows,
            "to_send": to_send,
            "counted": _counted(len(to_send)),
            "refused_count": len(refused),
            "refused_counted": _counted(len(refused)),
            "is_played": is_played,
            "address": f"{reverse(address, args=[name])}?{preserved}",
            "list_url": self._list(request),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/bulk.html", context)


def _undo(verb: Verb, results: Sequence[PreviewRow]) -> SafeString:
    """The way back for each row that was changed, where there are not too many."""
    done = [row.action for row in results if row.is_done]
    if not verb.undoable or len(done) > MOST_UNDONE:
        return SafeString("")
    ways = [(verb_url(action, "undo"), action.reference) for action in done]
    return format_html(" Undo: {}", format_html_join(", ", '<a href="{}">{}</a>', ways))


def _key(text: str) -> Any:
    """A row's key; none where the text has another shape."""
    try:
        return ActionItem._meta.pk.to_python(text)
    except ValidationError:
        return None


def _versions(sent: Iterable[str]) -> dict[Any, int]:
    """`key:version` of each row that was sent; what has another shape is no row."""
    versions: dict[Any, int] = {}
    for text in list(sent)[:MOST]:
        key, _, number = text.partition(":")
        version = version_in(number)
        if version is not None and _key(key):
            versions[_key(key)] = version
    return versions


def _effect(verb: Verb) -> str:
    return verb.effect or f"Becomes “{ActionStatus(verb.to or '').label}”"


def _foreseen(action: ActionItem, version: int, verb: Verb, by: User) -> PreviewRow:
    hindered = hindrance(action, verb.name, by=by)
    if hindered:
        return PreviewRow(action, version, outcome="", refused=str(hindered))
    consequences = verb.foresees(action, timezone.localdate())
    outcome = ". ".join(
        [_effect(verb), *(consequence.message for consequence in consequences)]
    )
    return PreviewRow(action, version, outcome, consequences=consequences)


def _consequences(rows: Iterable[PreviewRow]) -> list[Consequence]:
    """What will happen to all the rows, each said once."""
    return list(
        dict.fromkeys(consequence for row in rows for consequence in row.consequences)
    )


def _played(
    action: ActionItem, version: int, verb: Verb, by: User, arguments: dict[str, Any]
) -> PreviewRow:
    """Play it as one transaction of its own. After a refusal the row stands as it is
    now, so that sending it again is a choice made in sight of that."""
    try:
        with unchanged(action, version):
            verb.play(action, by=by, **arguments)
    except (Refused, ValidationError) as refused:
        action.refresh_from_db()
        suspected = refused if isinstance(refused, PossibleChildData) else None
        needed = refused.consequences if isinstance(refused, ConfirmationNeeded) else ()
        return PreviewRow(
            action,
            action.version,
            outcome="",
            refused=_reason_for(refused),
            suspected=suspected,
            consequences=needed,
        )
    return PreviewRow(action, action.version, outcome="Done", is_done=True)
