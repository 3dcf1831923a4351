"""What one person may see, and the roles they have: the scope that every queryset's
`visible_to(user)` reads. Memberships are reached through the user, so that this
module stands below every record."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from recommendations.choices import Role
from recommendations.models.trail import Caller


@dataclass(frozen=True)
class Scope:
    """What one person may see, read from their memberships at once.

    `whole`: authorities seen whole. `parts`: (authority, agency) pairs. `person`: the
    user's key, for what one sees because one carries it. Superusers see `everything`.
    Turned into conditions by the querysets' `visible_to`.
    """

    everything: bool
    whole: frozenset[uuid.UUID]
    parts: frozenset[tuple[uuid.UUID, uuid.UUID]]
    person: int | None = None

    @classmethod
    def of(cls, user: Caller) -> "Scope":
        if not user.is_active:
            return cls(False, frozenset(), frozenset())
        if user.is_superuser:
            return cls(True, frozenset(), frozenset())
        pairs = set(
            user.memberships.order_by().values_list("authority_id", "agency_id")  # type: ignore[union-attr]
        )
        whole = frozenset(authority for authority, agency in pairs if agency is None)
        parts = frozenset(
            (authority, agency)
            for authority, agency in pairs
            if agency is not None and authority not in whole
        )
        return cls(False, whole, parts, user.pk)

    @property
    def authorities(self) -> frozenset[uuid.UUID]:
        return self.whole | {authority for authority, _ in self.parts}

    def inside(self, path: str) -> Q:
        """The inspectors' side: rows whose authority (at `path`) is one of theirs."""
        return Q() if self.everything else Q(**{f"{path}__in": self.authorities})

    def sees_whole(self, authority_id: uuid.UUID) -> bool:
        return self.everything or authority_id in self.whole

    def sees_agency(self, authority_id: uuid.UUID, agency_id: uuid.UUID) -> bool:
        return self.sees_whole(authority_id) or (authority_id, agency_id) in self.parts


def roles_anywhere(user: Caller) -> frozenset[str]:
    """The roles a person has in the whole of some authority; a superuser has all."""
    return _roles(user, Q(agency=None))


def roles_in_any_part(user: Caller) -> frozenset[str]:
    """The roles a person has in whatever part of any authority: what menus offer."""
    return _roles(user, Q())


def roles_in(
    user: Caller, authority_id: uuid.UUID, *, agencies: Iterable[uuid.UUID] = ()
) -> frozenset[str]:
    """The roles a person has in the whole of an authority, or in the part of it of one
    of the agencies; a superuser has all."""
    part = Q(agency=None) | Q(agency__in=set(agencies))
    return _roles(user, Q(authority_id=authority_id) & part)


def roles_in_any_part_of(user: Caller, authority_id: uuid.UUID) -> frozenset[str]:
    """The roles a person has in whatever part of one authority."""
    return _roles(user, Q(authority_id=authority_id))


def authorities_of(user: Caller, role: str) -> frozenset[uuid.UUID]:
    """The authorities in the whole of which a person has the role by membership."""
    held = user.memberships.filter(role=role, agency=None).order_by()  # type: ignore[union-attr]
    return frozenset(held.values_list("authority_id", flat=True))


def _roles(user: Caller, where: Q) -> frozenset[str]:
    if not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role.values)
    held = user.memberships.filter(where).order_by()  # type: ignore[union-attr]
    return frozenset(held.values_list("role", flat=True))
