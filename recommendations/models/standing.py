"""What one person may see, and the roles they have: the standing that every queryset's
`visible_to(user)` and every question about roles reads. Memberships are reached through
the user, so that this module stands below every record."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from recommendations.choices import Role
from recommendations.models.trail import Caller, holding

# An authority, the agency in whose part of it the role is (None: the whole), the role.
Held = tuple[uuid.UUID, uuid.UUID | None, str]


@dataclass(frozen=True)
class Standing:
    """A person's memberships of today, read at once. Superusers have `everything`, who
    may not sign in has nothing.

    `person` is the user's key, for what one sees because one carries it.
    """

    person: int | None
    everything: bool = False
    held: frozenset[Held] = frozenset()

    @classmethod
    def of(cls, user: Caller) -> "Standing":
        """The person's standing: within a request as it was when first asked for, else
        as it is now."""
        if not isinstance(user, User) or not user.is_active:
            return cls(None)
        if user.is_superuser:
            return cls(user.pk, everything=True)
        cache = _cache.get()
        if cache is None:
            return cls._read(user)
        if user.pk not in cache:
            cache[user.pk] = cls._read(user)
        return cache[user.pk]

    @classmethod
    def _read(cls, user: User) -> "Standing":
        # The clock is asked here, whatever day a list is about: who may see is a
        # question of today.
        rows = user.memberships.current(on=timezone.localdate()).order_by()
        held = rows.values_list("authority_id", "agency_id", "role")
        return cls(user.pk, held=frozenset(held))

    @cached_property
    def whole_authorities(self) -> frozenset[uuid.UUID]:
        """The authorities seen whole."""
        return frozenset(
            authority for authority, agency, _ in self.held if agency is None
        )

    @cached_property
    def agency_parts(self) -> frozenset[tuple[uuid.UUID, uuid.UUID]]:
        """The agencies' parts seen of other authorities: (authority, agency)."""
        return frozenset(
            (authority, agency)
            for authority, agency, _ in self.held
            if agency is not None and authority not in self.whole_authorities
        )

    @property
    def authorities(self) -> frozenset[uuid.UUID]:
        return frozenset(authority for authority, _, _ in self.held)

    def in_authorities(self, path: str) -> Q:
        """The inspectors' side: rows whose authority (at `path`) is one of theirs."""
        return Q() if self.everything else Q(**{f"{path}__in": self.authorities})

    def sees_whole(self, authority_id: uuid.UUID) -> bool:
        return self.everything or authority_id in self.whole_authorities

    def sees_agency(self, authority_id: uuid.UUID, agency_id: uuid.UUID) -> bool:
        return (
            self.sees_whole(authority_id)
            or (authority_id, agency_id) in self.agency_parts
        )

    def roles_anywhere(self) -> frozenset[str]:
        """The roles in the whole of some authority."""
        return self._roles(role for _, agency, role in self.held if agency is None)

    def roles_in_any_part(self) -> frozenset[str]:
        """The roles in whatever part of any authority: what menus offer."""
        return self._roles(role for _, _, role in self.held)

    def roles_in(
        self, authority_id: uuid.UUID, *, agencies: Iterable[uuid.UUID] = ()
    ) -> frozenset[str]:
        """The roles in the whole of an authority, or in the part of it of one of the
        agencies."""
        agencies_or_whole = {None, *agencies}
        return self._roles(
            role
            for authority, agency, role in self.held
            if authority == authority_id and agency in agencies_or_whole
        )

    def roles_in_any_part_of(self, authority_id: uuid.UUID) -> frozenset[str]:
        """The roles in whatever part of one authority."""
        return self._roles(
            role for authority, _, role in self.held if authority == authority_id
        )

    def authorities_with(self, role: str) -> frozenset[uuid.UUID]:
        """The authorities in the whole of which they have the role by membership."""
        return frozenset(
            authority
            for authority, agency, held in self.held
            if agency is None and held == role
        )

    def _roles(self, held: Iterable[str]) -> frozenset[str]:
        return frozenset(Role.values if self.everything else held)


# What has been read of each person, by their key. None outside of a request.
_cache: ContextVar[dict[int, Standing] | None] = ContextVar("standings", default=None)


@contextmanager
def cached_standings() -> Iterator[None]:
    """Inside, each person's memberships are read once: for the length of a request."""
    with holding(_cache, {}):
        yield


def forget_standings() -> None:
    """What is asked from here on is read anew: something was waited for, or written."""
    cache = _cache.get()
    if cache is not None:
        cache.clear()
