"""Every address of the product."""

from django.urls import include, path

from recommendations.admin.site import site

urlpatterns = [
    path("", include("recommendations.web.urls")),
    path("admin/", site.urls),
    path("api/", include("recommendations.api.urls")),
]
