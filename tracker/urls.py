"""Every address of the product."""

from django.urls import include, path
from django.views.generic import RedirectView

from recommendations.admin.site import site
from tracker.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", site.urls),
    path("health/", health, name="health"),
    path("api/", include("recommendations.api.urls")),
]
