"""Passwords by link: an invitation's first one, and a forgotten one. Django's own views
and forms, with our trail."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse_lazy

from recommendations.web.pages import Framed
from recommendations.workflow.access import setting_password
from recommendations.workflow.errors import Refused
from recommendations.workflow.invitations import USED, accepting, open_invitation


class InvitationTokens:
    """Django asks this of its token generator."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        return bool(user and token) and open_invitation(user, token) is not None  # type: ignore[arg-type]  # both are there


class InvitationPage(Framed, views.PasswordResetConfirmView):
    template_name = "web/password.html"
    title = "Choose your password"
    token_generator: Any = InvitationTokens()
    post_reset_login = True
    success_url = reverse_lazy("admin:index")
    extra_context = {"used": USED, "sends": "Set password and sign in"}

    def form_valid(self, form: Any) -> HttpResponse:
        secret = self.request.session[views.INTERNAL_RESET_SESSION_TOKEN]
        try:
            with accepting(form.user, secret):
                return super().form_valid(form)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)


class ForgottenPage(Framed, views.PasswordResetView):
    template_name = "web/forgotten.html"
    email_template_name = "mail/forgotten.txt"
    subject_template_name = "mail/forgotten_subject.txt"
    title = "Forgotten password"
    success_url = reverse_lazy("password_reset_done")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(has_mail=settings.HAS_MAIL, **context)


class ForgottenSentPage(Framed, views.PasswordResetDoneView):
    template_name = "web/forgotten_sent.html"
    title = "Look at your e-mail"


class NewPasswordPage(Framed, views.PasswordResetConfirmView):
    template_name = "web/password.html"
    title = "Choose a new password"
    post_reset_login = True
    success_url = reverse_lazy("admin:index")
    extra_context = {
        "used": "This link has been used already, or is more than an hour old. "
        "Ask for another on the sign-in page.",
        "sends": "Set password and sign in",
    }

    def form_valid(self, form: Any) -> HttpResponse:
        with setting_password(by=form.user):
            return super().form_valid(form)
