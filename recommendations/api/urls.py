"""The addresses of the REST interface, its schema and its documentation page."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from recommendations.api.views import actions, inspections, people

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
    ("plans", actions.PlanViewSet, "plan"),
    ("actions", actions.ActionViewSet, "action"),
    ("updates", actions.UpdateViewSet, "update"),
):
    router.register(prefix, view, basename=name)


v1 = [
    path(
        "me/actions/",
        actions.MyActionViewSet.as_view({"get": "list"}),
        name="my-action-list",
    ),
    path(
        "summary/", actions.SummaryViewSet.as_view({"get": "figures"}), name="summary"
    ),
    *router.urls,
]

app_name = "api"
urlpatterns = [
    path("v1/", include(v1)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        login_required(SpectacularSwaggerSplitView.as_view(url_name="api:schema")),
        name="docs",
    ),
]
