"""The review page of a draft, which stands where other records have their facts. Mixed
into the admin class of drafts."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from recommendations.admin.forms.drafts import (
    LABELS,
    Choices,
    RowForm,
    authority_field,
    is_pdf,
    may_be_of_another,
)
from recommendations.admin.forms.verbs import CONFIRM, MEND
from recommendations.admin.pages.verb import STALE, version_in
from recommendations.admin.parts.draft_rows import arrange, needs_a_person, shown_rows
from recommendations.choices import DraftStatus
from recommendations.models import Authority, Draft
from recommendations.workflow.access import caller
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.declarations import missing_words
from recommendations.workflow.drafting.accepting import accept
from recommendations.workflow.drafting.drafts import reviewed, revise
from recommendations.workflow.errors import (
    NotAllowed,
    PossibleChildData,
    Refused,
    Stale,
    Unmet,
)
from recommendations.workflow.recording import unchanged

NOT_WHOLE = "This page was not sent in full. Send it again."
# A fault, and where on the page it is mended.
Fault = tuple[str, str]


class ReviewMixin:
    """GET shows the rows, POST keeps what was changed of them and may accept all."""

    admin_site: Any
    opts: Any
    get_object: Any
    heading: Any
    offered: Any
    message_user: Any

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        draft = self._draft(request, object_id)
        if request.method != "POST" or draft.status != DraftStatus.OPEN:
            return self._review(request, draft)
        faults, is_confirming = self._save(request, draft)
        if faults:
            fresh = self._draft(request, object_id)
            return self._review(
                request, fresh, faults, is_sent=True, asks_to_confirm=is_confirming
            )
        address = reverse("admin:recommendations_draft_change", args=[draft.pk])
        if request.POST.get("do") != "accept":
            self.message_user(
                request, "Your decisions have been saved.", messages.SUCCESS
            )
            return redirect(address)
        return self._accept(request, self._draft(request, object_id))

    def _draft(self, request: HttpRequest, object_id: str) -> Draft:
        draft: Draft | None = self.get_object(request, unquote(object_id))
        if draft is None:
            raise Http404("There is no such draft, or you cannot see it.")
        return draft

    def _save(self, request: HttpRequest, draft: Draft) -> tuple[list[Fault], bool]:
        """Keep what the person changed; what is wrong with it, and whether they may
        confirm that it holds no child's data."""
        by = caller(request)
        version = version_in(request.POST.get("version", ""))
        if version is None:
            return [(NOT_WHOLE, "")], False
        forms = _forms(draft, request.POST)
        faults = [
            (f"Row {n}: {error}", f"row-{n}")
            for n, form in forms.items()
            for errors in form.errors.values()
            for error in errors
        ]
        if faults:
            return faults, False
        rows = [changes for form in forms.values() if (changes := form.row_changes())]
        try:
            with confirmed(CONFIRM in request.POST), unchanged(draft, version):
                if rows:
                    revise(draft, by=by, rows=rows)
        except (Refused, ValidationError) as refused:
            return _faults(refused), isinstance(refused, PossibleChildData)
        return [], False

    def _accept(self, request: HttpRequest, draft: Draft) -> HttpResponse:
        by = caller(request)
        authority = None
        if chosen := request.POST.get("authority"):
            field = authority_field(by)
            try:
                authority = field.clean(chosen)
            except ValidationError as wrong:
                return self._review(request, draft, _faults(wrong))
        try:
            with confirmed(CONFIRM in request.POST):
                inspection = accept(
                    draft,
                    by=by,
                    authority=authority,
                    authority_name=request.POST.get("authority_name", "")[:200],
                )
        except (Refused, ValidationError) as refused:
            fresh = self._draft(request, str(draft.pk))
            asks = isinstance(refused, PossibleChildData)
            return self._review(
                request, fresh, _faults(refused), chosen=authority, asks_to_confirm=asks
            )
        message = f"The draft has been accepted. It is now recorded in {inspection}."
        self.message_user(request, message, messages.SUCCESS)
        page = "admin:recommendations_inspection_change"
        return redirect(reverse(page, args=[inspection.pk]))

    def _review(
        self,
        request: HttpRequest,
        draft: Draft,
        faults: list[Fault] | None = None,
        *,
        is_sent: bool = False,
        chosen: Authority | None = None,
        asks_to_confirm: bool = False,
    ) -> HttpResponse:
        """The page, with what was sent still in its fields where it was not kept."""
        comparison = reviewed(draft)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Review of {draft}",
            "heading": self.heading(draft),
            "original": draft,
            "draft": draft,
            "notes": draft.payload["notes"],
            "completes": comparison.inspection,
            "has_pages": is_pdf(draft),
            "faults": faults or [],
            "asks_to_confirm": asks_to_confirm,
            "opts": self.opts,
        }
        if draft.status != DraftStatus.OPEN:
            context["rows"] = shown_rows(comparison.rows)
            template = "admin/draft_decided.html"
        else:
            choices = Choices.of(comparison.inspection)
            sent = request.POST if is_sent else None
            forms = {
                row.position: RowForm(row, choices, sent) for row in comparison.rows
            }
            context["arranged"] = arrange(comparison, forms)
            context["undecided"] = sum(map(needs_a_person, comparison.rows))
            context["buttons"] = [
                button
                for button in self.offered(request, draft)
                if button.label != "Accept"
            ]
            if draft.authority_id is None:
                field = authority_field(request.user)
                context["authorities"] = field.queryset
                context["chosen"] = chosen
            if may_be_of_another(draft):
                context["other_name"] = LABELS["authority_name"]
                context["other_named"] = request.POST.get("authority_name", "")[:200]
            template = "admin/draft_review.html"
        status = 409 if faults else 200
        return TemplateResponse(request, template, context, status=status)


def _forms(draft: Draft, sent: Any) -> dict[int, RowForm]:
    """A form for each row that the page had; those recorded already have none."""
    comparison = reviewed(draft)
    choices = Choices.of(comparison.inspection)
    return {
        row.position: RowForm(row, choices, sent)
        for row in comparison.rows
        if f"r{row.position}-shown" in sent
    }


def _faults(refused: Refused | ValidationError) -> list[Fault]:
    """Why it was refused, each with the place that mends it."""
    if isinstance(refused, Stale):
        return [(STALE, "")]
    if isinstance(refused, PossibleChildData):
        return [(f"{suspect} {MEND}", "") for suspect in refused.suspects]
    if isinstance(refused, Unmet):
        return [_missing(code) for code in refused.missing]
    if isinstance(refused, ValidationError) and hasattr(refused, "error_dict"):
        return [
            (message, _place(name))
            for name, messages_ in refused.message_dict.items()
            for message in messages_
        ]
    if isinstance(refused, ValidationError):
        return [(message, "id_authority") for message in refused.messages]
    place = "id_authority" if isinstance(refused, NotAllowed) else ""
    return [(str(refused), place)]


def _missing(code: str) -> Fault:
    if code.startswith("rows."):
        return f"Decide on row {code.removeprefix('rows.')}.", _place(code)
    return f"Give {missing_words()[code]}.", _place(code)


def _place(name: str) -> str:
    if name.startswith("rows."):
        return f"row-{name.removeprefix('rows.')}"
    places = {
        "authority": "id_authority",
        "authority_name": "id_authority_name",
        "framework": "row-1",
    }
    return places.get(name, "")
