"""The page that shows a plan as it was approved against the plan as it is. Mixed into
the admin class of plans."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from recommendations.admin.pages.verb import VerbAdmin
from recommendations.admin.parts.buttons import Button
from recommendations.choices import ActionStatus
from recommendations.models import Owner
from recommendations.reports.baseline import LABELS, against_baseline


class BaselineAdmin(VerbAdmin):
    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.baseline_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_baseline"
        return [
            path("<path:object_id>/baseline/", page, name=name),
            *super().get_urls(),
        ]

    def offered(self, request: HttpRequest, record: Any) -> list[Button]:
        if not record.is_seen_whole:
            return super().offered(request, record)
        return [*super().offered(request, record), Button("Baseline", _url(record))]

    def baseline_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """For those who see the plan whole."""
        plan = self.get_object(request, unquote(object_id))
        if plan is None:
            raise Http404("There is no such page, or you cannot see it.")
        if not plan.is_seen_whole:
            raise PermissionDenied
        compared = against_baseline(plan)
        difference = request.GET.get("difference", "")
        posts = dict(
            Owner.objects.filter(authority=plan.authority_id).values_list(
                "reference", "post_title"
            )
        )
        rows = [
            {
                "comparison": comparison,
                "words": [LABELS[code] for code in comparison.difference],
                "then": posts.get(comparison.owner_then, comparison.owner_then),
                "now": posts.get(comparison.owner_now, comparison.owner_now),
                "status": _status_words(comparison.status),
            }
            for comparison in compared.actions
            if difference not in LABELS or difference in comparison.difference
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Baseline",
            "heading": self.heading(plan),
            "original": plan,
            "opts": self.opts,
            "compared": compared,
            "rows": rows,
            "difference": difference if difference in LABELS else "",
            "total": len(compared.actions),
            "filters": [
                (code, label, compared.counts[code]) for code, label in LABELS.items()
            ],
        }
        return TemplateResponse(request, "admin/baseline.html", context)


def _url(plan: Any) -> str:
    return reverse("admin:recommendations_actionplan_baseline", args=[plan.pk])


def _status_words(status: str | None) -> str:
    return ActionStatus(status).label if status else "Removed"
