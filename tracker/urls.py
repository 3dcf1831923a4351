"""Every address of the product."""

from django.urls import include, path
from django.views.generic import RedirectView

from recommendations.admin.site import site

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", site.urls),
    path("api/", include("recommendations.api.urls")),
]
