"""Links by which a new person sets their own password: each good once, for seven days.
The plain secret is handed to whoever sends the link, and kept and logged nowhere."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from recommendations.models import Authority, Invitation, Owner
from recommendations.models.access import digest_of
from recommendations.models.standing import Standing
from recommendations.models.trail import Change
from recommendations.workflow.errors import NotAllowed, Refused
from recommendations.workflow.recording import lock_all, new_change, save_touched

VALID_FOR = timedelta(days=7)
USED = (
    "This link has been used already, has been replaced by a newer one, or is more "
    "than 7 days old. Ask whoever invited you for another."
)


@dataclass(frozen=True)
class Invited:
    """`secret` is said this once."""

    invitation: Invitation
    secret: str


def write_invitation(
    user: User,
    change: Change,
    *,
    authority: Authority | None = None,
    role: str = "",
    post: Owner | None = None,
) -> Invited:
    """A new invitation, inside a change; those before it are no longer good."""
    withdraw_invitations(user, change)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        user=user,
        authority=authority,
        role=role,
        owner=post,
        digest=digest_of(secret),
        expires_at=change.at + VALID_FOR,
        **change.stamps,
    )
    invitation.save()
    return Invited(invitation, secret)


def withdraw_invitations(user: User, change: Change) -> None:
    for held in lock_all(Invitation.objects.open(at=change.at).filter(user=user)):
        held.expires_at = change.at
        save_touched(held, change)


def invite_again(user: User, *, by: User) -> Invited:
    """Another link for somebody who has not set a password yet."""
    with transaction.atomic():
        require_may_invite(user, by=by)
        if user.has_usable_password():
            raise Refused(
                "They have set their password already. If they forgot it, they can ask "
                "for another on the sign-in page."
            )
        last = user.invitations.select_related("authority", "owner").first()
        with new_change("invite", by=by) as change:
            return write_invitation(
                user,
                change,
                authority=last.authority if last else None,
                role=last.role if last else "",
                post=last.owner if last else None,
            )


def may_invite(user: User, *, by: User) -> bool:
    """Whoever has the link becomes the person: so it is for those who manage all that
    the person may see, and an administrator's is for administrators."""
    if by.is_superuser:
        return by.is_active
    current = user.memberships.current(on=timezone.localdate())
    everywhere = set(current.values_list("authority", flat=True))
    managed = Standing.of(by).authorities_with("manager")
    return not user.is_superuser and bool(everywhere) and everywhere <= managed


def require_may_invite(user: User, *, by: User) -> None:
    if not may_invite(user, by=by):
        raise NotAllowed(
            "They also have a role elsewhere, so only an administrator can invite them."
        )


def open_invitation(user: User, secret: str) -> Invitation | None:
    """The invitation that this secret opens, if it still does."""
    invitations = Invitation.objects.open(at=timezone.now())
    return invitations.filter(
        user=user, user__is_active=True, digest=digest_of(secret)
    ).first()


@contextmanager
def accepting(user: User, secret: str) -> Iterator[None]:
    """Django's own form sets the person's password inside; the link is used up with it.
    Of two who use it at once the second is refused."""
    with transaction.atomic():
        lock_all(Invitation.objects.filter(user=user))
        invitation = open_invitation(user, secret)
        if invitation is None:
            raise Refused(USED)
        with new_change("accept", by=user) as change:
            yield
            invitation.used_at = change.at
            save_touched(invitation, change)
