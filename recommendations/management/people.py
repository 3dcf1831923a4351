"""In whose name a command acts, as the trail will have it."""

from django.contrib.auth.models import User
from django.core.management.base import CommandError


def person(username: str | None) -> User:
    """The user of that name; without one the superuser, where there is only one."""
    if username is not None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no user {username}.", returncode=2)
        return user
    superusers = User.objects.filter(is_superuser=True, is_active=True)[:2]
    if len(superusers) != 1:
        raise CommandError(
            "Say with --as in whose name to do it: the trail needs one.", returncode=2
        )
    return superusers[0]
