"""Where the plain pages are. Included by tracker/urls.py."""

from typing import Any

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from recommendations.web import council, passwords, people
from recommendations.web.health import health


def patterns(site: AdminSite) -> list[URLPattern]:
    """In the frame of the admin's pages. Those of passwords stand where Django's own
    guide has them."""
    framed: dict[str, tuple[Any, str]] = {
        "set-up/": (council.CouncilPage, "set-up"),
        "set-up/<slug:code>/": (council.PartnersPage, "set-up-partners"),
        "set-up/<slug:code>/plan/": (council.PlanPage, "set-up-plan"),
        "people/": (people.PeoplePage, "people"),
        "people/add/": (people.AddPersonPage, "add-person"),
        "people/add-many/": (people.AddManyPage, "add-people"),
        "people/<int:number>/invite/": (people.InviteAgainPage, "invite-again"),
        "people/<int:number>/leave/": (people.LeavePage, "leave"),
        "invitations/<uidb64>/<token>/": (passwords.InvitationPage, "invitation"),
        "admin/password_reset/": (passwords.ForgottenPage, "admin_password_reset"),
        "admin/password_reset/done/": (
            passwords.ForgottenSentPage,
            "password_reset_done",
        ),
        "reset/<uidb64>/<token>/": (
            passwords.NewPasswordPage,
            "password_reset_confirm",
        ),
    }
    return [
        path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
        path("health/", health, name="health"),
        *(
            path(address, page.as_view(site=site), name=name)
            for address, (page, name) in framed.items()
        ),
    ]
