"""Every address of the product."""

from django.urls import include, path

from recommendations.admin.site import site
from recommendations.web.urls import patterns

urlpatterns = [
    path("", include(patterns(site))),
    path("admin/", site.urls),
    path("api/", include("recommendations.api.urls")),
]
