"""“Read a report”, and the review of what was read: rows beside the page that they come
from, to be corrected, accepted or left out. Nothing counts before it is accepted."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe

from recommendations.admin.forms.drafts import AcceptForm, ReportForm
from recommendations.admin.forms.verbs import CONFIRM
from recommendations.admin.pages.draft_review import ReviewMixin
from recommendations.admin.pages.verb import VerbAdmin
from recommendations.admin.parts.filters import AuthorityFilter, coded
from recommendations.admin.site import site
from recommendations.choices import Role
from recommendations.models import Draft
from recommendations.models.standing import Standing
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.drafting import reading
from recommendations.workflow.drafting.drafts import read_document, require_may_read
from recommendations.workflow.errors import (
    Busy,
    NotAllowed,
    PossibleChildData,
    Refused,
    Unreadable,
)

# Wide enough to read by, on a desk.
_WIDTH = 900
_UNREADABLE = {
    "not_pdf": "It is not a PDF or a plain text file, or it is damaged.",
    "encrypted": "It is protected by a password. Save it without one.",
    "empty": "The file is empty.",
    "no_text": "It is a scan with no text. Use the PDF that the inspectorate "
    "published.",
}


@admin.register(Draft, site=site)
class DraftAdmin(ReviewMixin, VerbAdmin):
    verb_forms = {"accept": AcceptForm}
    related = ("authority", "inspection", "read_by", "decided_by")
    list_display = ["file_name", "about", "status", "read", "asks", "became"]
    list_filter = [coded("status"), AuthorityFilter]
    search_fields = ["file_name", "authority_read"]
    fields = ["file_name", "about", "status", "read", "asks", "became", "sha256"]
    ordering = ["-created_at"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return Role.MANAGER in Standing.of(request.user).roles_anywhere()

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.with_related()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("read/", wrap(self.read_view), name=f"{name}_read"),
            path(
                "<path:object_id>/page/<int:number>/",
                wrap(self.page_view),
                name=f"{name}_page",
            ),
            path("<path:object_id>/file/", wrap(self.file_view), name=f"{name}_file"),
            *super().get_urls(),
        ]

    @admin.display(description="about", ordering="authority_read")
    def about(self, draft: Draft) -> str:
        printed = draft.authority_read or "not found in the report"
        return str(draft.authority or f"Not known ({printed})")

    @admin.display(description="read", ordering="created_at")
    def read(self, draft: Draft) -> Any:
        return draft.created_at

    @admin.display(description="recommendations")
    def asks(self, draft: Any) -> int:
        count: int = draft.recommendation_count
        return count

    @admin.display(description="inspection")
    def became(self, draft: Draft) -> str:
        return str(draft.inspection or "–")

    # --- Bringing a report in ---------------------------------------------------------

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def read_view(self, request: HttpRequest) -> HttpResponse:
        by = caller(request)
        try:
            require_may_read(by)
        except NotAllowed as refused:
            return self._upload_page(
                request, ReportForm(), refused=str(refused), status=403
            )
        if request.method != "POST":
            return self._upload_page(request, ReportForm())
        form = ReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._upload_page(request, form)
        try:
            with confirmed(CONFIRM in request.POST):
                draft, is_new = read_document(form.cleaned_data["file"], by=by)
        except (Refused, ValidationError) as refused:
            asks = isinstance(refused, PossibleChildData)
            form.add_error("file", _why(refused))
            return self._upload_page(request, form, asks_to_confirm=asks, status=409)
        if not is_new:
            message = "This report has already been read. This is its draft."
            self.message_user(request, message, messages.INFO)
        return redirect(reverse("admin:recommendations_draft_change", args=[draft.pk]))

    def _upload_page(
        self,
        request: HttpRequest,
        form: ReportForm,
        *,
        refused: str = "",
        asks_to_confirm: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Read a report",
            "form": form,
            "refused": refused,
            "asks_to_confirm": asks_to_confirm,
            "opts": self.opts,
        }
        return TemplateResponse(
            request, "admin/draft_read.html", context, status=status
        )

    # --- The report itself ------------------------------------------------------------

    @method_decorator(require_safe)
    def page_view(self, request: HttpRequest, object_id: str, number: int) -> Any:
        """A picture of one page. It never changes, so a browser may keep it for a day,
        but nobody on the way."""
        draft = self._draft(request, object_id)
        if not 1 <= number <= draft.pages:
            raise Http404("The report has no such page.")
        with draft.file.open("rb") as file:
            data = file.read()
        try:
            picture = reading.draw(data, number, _WIDTH)
        except Unreadable as problem:
            raise Http404("The page cannot be shown.") from problem
        except Busy as busy:
            wait = {"Retry-After": str(busy.retry_after)}
            return HttpResponse(str(busy), "text/plain", status=503, headers=wait)
        answer = HttpResponse(picture, content_type="image/png")
        answer["X-Content-Type-Options"] = "nosniff"
        patch_cache_control(answer, private=True, max_age=86_400)
        return answer

    @method_decorator(require_safe)
    def file_view(self, request: HttpRequest, object_id: str) -> FileResponse:
        """The report, always as an attachment."""
        draft = self._draft(request, object_id)
        return FileResponse(
            draft.file.open("rb"),
            as_attachment=True,
            filename=draft.file_name,
            content_type="application/octet-stream",
        )


def _why(refused: Refused | ValidationError) -> Any:
    """What to tell the person who chose the file."""
    if isinstance(refused, Unreadable):
        return f"The report cannot be read. {_UNREADABLE.get(refused.code, refused)}"
    return refused.messages if isinstance(refused, ValidationError) else str(refused)
