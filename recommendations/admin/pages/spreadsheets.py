"""“Import a spreadsheet” on a plan's page: upload, look row by row at what will
happen, then do it, all or nothing. Mixed into the admin class of plans."""

import base64
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from recommendations.admin.forms.verbs import CONFIRM
from recommendations.admin.pages.verb import VerbAdmin
from recommendations.admin.parts.buttons import Button
from recommendations.choices import PlanStatus
from recommendations.models import ActionPlan
from recommendations.models.trail import Caller
from recommendations.reader.spreadsheets import MOST_BYTES, MOST_ROWS
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.errors import NotAllowed, Refused
from recommendations.workflow.imports.outcome import ImportResult
from recommendations.workflow.imports.rows import Fault
from recommendations.workflow.imports.sheet import TEMPLATE
from recommendations.workflow.imports.writing import ImportRefused, import_file
from recommendations.workflow.moves import require_manager

# More would not help anybody to mend the file.
MOST_FAULTS = 200
CHANGED_SINCE = (
    "Nothing was imported, because somebody changed the plan after you checked the "
    "file. This is what would happen now."
)
NOT_WHOLE = "This page was not sent in full. Choose the file again."


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Spreadsheet",
        help_text=f"A .csv or .xlsx file of at most {MOST_ROWS:,} rows and "
        f"{MOST_BYTES // 1_000_000} MB. You will see what will change before anything "
        "is saved.",
        max_length=200,
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty.",
            "max_length": "The name of the file is too long.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            megabytes = MOST_BYTES // 1_000_000
            raise ValidationError(f"The file is bigger than {megabytes} MB.")
        return file


class SeenForm(forms.Form):
    """What the preview sends back: the file itself, so that nothing is kept here
    meanwhile, and what it said. Neither is trusted: the file is read again."""

    name = forms.CharField(max_length=200)
    content = forms.CharField(max_length=MOST_BYTES * 5 // 4 + 5)
    seen = forms.CharField(max_length=64)

    def clean_content(self) -> bytes:
        try:
            return base64.b85decode(self.cleaned_data["content"])
        except ValueError as wrong:
            raise ValidationError(NOT_WHOLE) from wrong


def import_url(plan: ActionPlan | None, user: Caller) -> str:
    """Where this person brings a spreadsheet into the plan; empty if they may not."""
    if plan is None or plan.status == PlanStatus.CLOSED:
        return ""
    try:
        require_manager(plan.authority_id, by=user)
    except NotAllowed:
        return ""
    return reverse("admin:recommendations_actionplan_spreadsheet", args=[plan.pk])


class SpreadsheetAdmin(VerbAdmin):
    """The pages below `spreadsheet/` of a plan, and the template of the file."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_spreadsheet"
        wrap = self.admin_site.admin_view
        return [
            path(
                "spreadsheet-template/",
                wrap(self.template_view),
                name=f"{name}_template",
            ),
            path(
                "<path:object_id>/spreadsheet/", wrap(self.spreadsheet_view), name=name
            ),
            *super().get_urls(),
        ]

    def offered(self, request: HttpRequest, record: Any) -> list[Button]:
        url = import_url(record, request.user)
        own = [Button("Import a spreadsheet", url)] if url else []
        return [*super().offered(request, record), *own]

    def template_view(self, request: HttpRequest) -> HttpResponse:
        named = 'attachment; filename="action-import-template.csv"'
        return HttpResponse(
            TEMPLATE,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": named},
        )

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def spreadsheet_view(self, request: HttpRequest, object_id: str) -> Any:
        plan = self.get_object(request, unquote(object_id))
        if plan is None:
            raise Http404("There is no such page, or you cannot see it.")
        by = caller(request)
        try:
            require_manager(plan.authority_id, by=by)
        except NotAllowed as refused:
            return self._upload_page(request, plan, refused=str(refused), status=403)
        if request.method != "POST":
            return self._upload_page(request, plan)
        if "content" in request.POST:
            return self._bring_in(request, plan)
        return self._look(request, plan)

    def _look(self, request: HttpRequest, plan: Any) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._upload_page(request, plan, problem=str(form.errors["file"][0]))
        file = form.cleaned_data["file"]
        return self._import(request, plan, file.name, file.read(), digest=None)

    def _bring_in(self, request: HttpRequest, plan: Any) -> HttpResponse:
        sent = SeenForm(request.POST)
        if not sent.is_valid():
            return self._upload_page(request, plan, problem=NOT_WHOLE)
        cleaned = sent.cleaned_data
        return self._import(
            request, plan, cleaned["name"], cleaned["content"], digest=cleaned["seen"]
        )

    def _import(
        self,
        request: HttpRequest,
        plan: Any,
        name: str,
        data: bytes,
        *,
        digest: str | None,
    ) -> HttpResponse:
        """Look at the file, or bring it in if it does what `digest` stands for."""
        by = caller(request)
        try:
            with confirmed(CONFIRM in request.POST):
                result = import_file(
                    plan, name, data, by=by, is_dry_run=digest is None, digest=digest
                )
        except ImportRefused as refused:
            problem = f"{name}: {refused}"
            return self._upload_page(
                request, plan, problem=problem, faults=refused.faults
            )
        except Refused as refused:
            return self._upload_page(request, plan, problem=f"{name}: {refused}")
        if not result.is_written:
            return self._preview(request, plan, name, data, result, digest is not None)
        self.message_user(request, _done(result, name), messages.SUCCESS)
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(reverse(address, args=[plan.pk]))

    def _upload_page(
        self,
        request: HttpRequest,
        plan: Any,
        *,
        problem: str = "",
        faults: Sequence[Fault] = (),
        refused: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """The page that asks for a file, with what was wrong with the last one."""
        context = {
            "title": "Import a spreadsheet",
            "form": UploadForm(),
            "problem": problem,
            "faults": faults[:MOST_FAULTS],
            "more_faults": max(0, len(faults) - MOST_FAULTS),
            "refused": refused,
            "asks_to_confirm": any(fault.may_stand for fault in faults),
        }
        return self._shown(request, plan, "admin/spreadsheet.html", context, status)

    def _preview(
        self,
        request: HttpRequest,
        plan: Any,
        name: str,
        data: bytes,
        result: ImportResult,
        is_changed_since: bool,
    ) -> HttpResponse:
        context = {
            "title": "Check what will be imported",
            "name": name,
            "is_confirmed": CONFIRM in request.POST,
            "content": base64.b85encode(data).decode(),
            "result": result,
            "counted": _counted(result.new + result.changed),
            "same_rows": [done.row for done in result.rows if not done.verbs],
            "changed_since": CHANGED_SINCE if is_changed_since else "",
        }
        status = 409 if is_changed_since else 200
        return self._shown(
            request, plan, "admin/spreadsheet_preview.html", context, status
        )

    def _shown(
        self,
        request: HttpRequest,
        plan: Any,
        template: str,
        context: dict[str, Any],
        status: int,
    ) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "heading": self.heading(plan),
            "original": plan,
            "opts": self.opts,
        }
        return TemplateResponse(request, template, shared | context, status=status)


def _counted(count: int) -> str:
    return "1 action" if count == 1 else f"{count} actions"


def _done(result: ImportResult, name: str) -> str:
    """What was done, in a sentence or two."""
    words = (
        f"Imported {_counted(result.new + result.changed)} from {name}: "
        f"{result.new} new, {result.changed} changed. {result.same} unchanged."
    )
    if result.new_posts:
        words += f" New lead officers: {', '.join(result.new_posts)}."
    return words
