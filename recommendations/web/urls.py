"""Where the plain pages are. Included by tracker/urls.py."""

from django.urls import path
from django.views.generic import RedirectView

from recommendations.web.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("health/", health, name="health"),
]
