"""Who may come in and how: users and their roles, which are administrators' work, and
the API tokens that people make for themselves. Each is on the trail, and what is taken
away leaves its last row there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from recommendations.models import (
    Agency,
    ApiToken,
    Authority,
    AuthorityAgency,
    Membership,
)
from recommendations.models.access import last_day
from recommendations.models.accounts import SET_PASSWORD
from recommendations.models.trail import trail_of
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.recording import new_change, recorded

# How long a token may be good for at most.
MOST = timedelta(days=365)


# In a session: its person must choose a password before they do anything else.
MUST_CHOOSE = "must_choose_password"


def caller(request: Any) -> User:
    """Who makes a request that only people who signed in may make."""
    user: User = request.user
    return user


def create_user(user: User, *, by: User) -> None:
    """Save a new user."""
    _require_administrator(by)
    with transaction.atomic(), new_change("create", by=by):
        user.save()


def change_user(user: User, *, by: User, fields: Mapping[str, Any]) -> None:
    """Change these fields of the user, and leave the others as they are now. Whoever is
    made inactive loses their tokens for good."""
    _require_administrator(by)
    with transaction.atomic():
        user.refresh_from_db(from_queryset=User.objects.select_for_update())
        with new_change("revise", by=by):
            for name, value in fields.items():
                setattr(user, name, value)
            user.save()


@contextmanager
def setting_password(*, by: User) -> Iterator[None]:
    """Django's own form, which saves the user inside, sets a password by `by`: their
    own, or as an administrator another's. Their tokens end with the old one."""
    with transaction.atomic(), new_change(SET_PASSWORD, by=by):
        yield


def has_own_password(user: User) -> bool:
    """Whether they chose it themselves, or a command set it, as the trail has it; a
    password that another person typed in is known to two."""
    entries = trail_of(User).filter(
        id=user.pk, verb__in=("create", SET_PASSWORD, "accept")
    )
    newest = entries.order_by("history_id").last()
    return newest is None or newest.history_user_id in (None, user.pk)


def make_token(
    *,
    by: User,
    user: User,
    name: str,
    is_read_only: bool = False,
    expires_at: datetime | None = None,
    made_with: ApiToken | None = None,
) -> tuple[ApiToken, str]:
    """A new token of the user, and its key, which is told this once. A token makes
    none that may do more or is good for longer than itself, and ends what it made."""
    if user != by:
        _require_administrator(by)
    if made_with is not None and made_with.is_read_only:
        raise NotAllowed("A read-only token cannot create another token.")
    now = timezone.now()
    most = made_with.expires_at if made_with else now + MOST
    ends = expires_at or min(last_day(), most)
    if ends <= now:
        raise ValidationError({"expires_at": "Choose a day in the future."})
    if ends > most:
        words = "when the token that creates it does" if made_with else "in a year"
        raise ValidationError({"expires_at": f"It must expire {words} at the latest."})
    with transaction.atomic(), new_change("create", by=by) as change:
        return ApiToken.issue(
            user=user,
            name=name,
            is_read_only=is_read_only,
            expires_at=ends,
            made_with=made_with,
            created_at=change.at,
        )


def revoke_token(token: ApiToken, *, by: User) -> None:
    """From now on neither the token nor any that was made with it is good."""
    if token.user_id != by.pk:
        _require_administrator(by)
    with transaction.atomic(), new_change("revoke", by=by):
        ApiToken.objects.filter(pk=token.pk).delete()


def grant(membership: Membership, *, by: User) -> None:
    """Give the role that the new membership holds."""
    _require_administrator(by)
    with transaction.atomic(), new_change("create", by=by):
        require_works_in(membership.authority, membership.agency)
        membership.save()


def change_role(membership: Membership, *, by: User, fields: Mapping[str, Any]) -> None:
    """Change these fields of the membership, and leave the others as they are now."""
    _require_administrator(by)
    with recorded(membership, "revise", by=by):
        for name, value in fields.items():
            setattr(membership, name, value)
        require_works_in(membership.authority, membership.agency)


def revoke(membership: Membership, *, by: User) -> None:
    """Take the role away. From then on the person sees and does no more by it."""
    _require_administrator(by)
    with transaction.atomic():
        held = Membership.objects.select_for_update().filter(pk=membership.pk).first()
        if held is None:
            return  # Somebody else has just taken it away, and the trail tells it.
        with new_change("delete", by=by):
            held.delete()


def require_works_in(authority: Authority, agency: Agency | None) -> None:
    """A role in an agency's part is given where the agency works."""
    if agency is None:
        return
    works = AuthorityAgency.objects.filter(authority=authority, agency=agency)
    if not works.exists():
        raise ValidationError({"agency": f"{agency} does not work in {authority}."})


def _require_administrator(by: User) -> None:
    if not (by.is_active and by.is_superuser):
        raise NotAllowed("Only an administrator can add people and give them roles.")
