"""Where the link of an invitation leads, and its mail. Called by pages and commands
once the invitation is written."""

import logging
import smtplib

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from recommendations.workflow.invitations import Invited

logger = logging.getLogger(__name__)


def link_path(invited: Invited) -> str:
    uid = urlsafe_base64_encode(force_bytes(invited.invitation.user_id))
    return reverse("invitation", args=[uid, invited.secret])


def send_link(invited: Invited, link: str, *, inviter: str) -> bool:
    """Whether the mail went out. The log does not say what stood in it."""
    invitation = invited.invitation
    text = render_to_string(
        "mail/invitation.txt",
        {"invitation": invitation, "link": link, "inviter": inviter},
    )
    subject = "You are invited to Recommendation Tracker"
    try:
        send_mail(subject, text, None, [invitation.user.email])
    except (smtplib.SMTPException, OSError):
        logger.exception("An invitation could not be mailed")
        return False
    return True
