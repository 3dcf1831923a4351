"""Who has which role where: given, changed and taken away by administrators. Each is on
the trail, and taking a role away leaves its last row there."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from recommendations.models import Agency, Authority, AuthorityAgency, Membership
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.recording import change, recorded


def grant(membership: Membership, *, by: User) -> None:
    """Give the role that the new membership holds."""
    _require_administrator(by)
    with transaction.atomic(), change("create", by=by):
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
        with change("delete", by=by):
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
        raise NotAllowed("Only an administrator gives and takes away roles.")
