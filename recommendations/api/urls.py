"""The addresses of the REST interface, its schema and its documentation page."""

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from recommendations.api.pages import INLINE_STYLES
from recommendations.api.views import (
    access,
    actions,
    drafts,
    evidence,
    inspections,
    people,
)
from recommendations.api.views.nowhere import Nowhere
from recommendations.api.views.problems import problem_page

router = DefaultRouter()
for prefix, view, name in (
    ("authorities", people.AuthorityViewSet, "authority"),
    ("agencies", people.AgencyViewSet, "agency"),
    ("owners", people.OwnerViewSet, "owner"),
    ("inspectorates", people.InspectorateViewSet, "inspectorate"),
    ("frameworks", people.FrameworkViewSet, "framework"),
    ("themes", people.ThemeViewSet, "theme"),
    ("documents", inspections.DocumentViewSet, "document"),
    ("inspections", inspections.InspectionViewSet, "inspection"),
    ("judgements", inspections.JudgementViewSet, "judgement"),
    ("recommendations", inspections.RecommendationViewSet, "recommendation"),
    ("strengths", inspections.StrengthViewSet, "strength"),
    ("citations", inspections.CitationViewSet, "citation"),
    ("drafts", drafts.DraftViewSet, "draft"),
    ("plans", actions.PlanViewSet, "plan"),
    ("actions", actions.ActionViewSet, "action"),
    ("updates", actions.UpdateViewSet, "update"),
    ("evidence", evidence.EvidenceViewSet, "evidence"),
    ("due-date-changes", evidence.DueDateChangeViewSet, "due-date-change"),
    ("tokens", access.TokenViewSet, "token"),
):
    router.register(prefix, view, basename=name)


v1 = [
    path("me/", access.MeViewSet.as_view({"get": "me"}), name="me"),
    path(
        "me/actions/",
        actions.MyActionViewSet.as_view({"get": "list"}),
        name="my-action-list",
    ),
    path(
        "summary/", actions.SummaryViewSet.as_view({"get": "figures"}), name="summary"
    ),
    path(
        "documents/read/",
        drafts.DraftViewSet.as_view({"post": "read"}),
        name="document-read",
    ),
    *router.urls,
]

docs = SpectacularSwaggerSplitView.as_view(url_name="api:schema")

app_name = "api"
urlpatterns = [
    path("v1/", include(v1)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/problems/", login_required(problem_page), name="problems"),
    path("docs/", csp_replace(INLINE_STYLES)(login_required(docs)), name="docs"),
    re_path("", Nowhere.as_view()),
]
