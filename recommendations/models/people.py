"""Who takes part: authorities, the agencies beside them, and owners (named posts)."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from recommendations.choices import AgencyKind
from recommendations.models.archiving import ArchivableQuerySet
from recommendations.models.columns import person_field
from recommendations.models.constraints import once, valid_choice
from recommendations.models.keys import (
    AGENCY_CODE,
    InOrder,
    LowerKey,
    UpperKey,
    agency_code_shape,
    authority_code_shape,
    code_shape,
    one_case,
)
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller, Record, Trail


class CodedQuerySet(models.QuerySet[Any]):
    """Lets fixtures name a record by its code."""

    def get_by_natural_key(self, code: str) -> Any:
        return self.get(code=code)


class ReferenceDataQuerySet(CodedQuerySet):
    """Frameworks, inspectorates, themes: the same for everybody who signs in."""

    def visible_to(self, user: Caller) -> Self:
        return self if user.is_active else self.none()


class ReferencedQuerySet(models.QuerySet[Any]):
    """Lets fixtures name a record by its reference."""

    def get_by_natural_key(self, reference: str) -> Any:
        return self.get(reference=reference)


class ArchivableReferencedQuerySet(ArchivableQuerySet[Any]):
    """The same for records that can be archived: the archived ones have theirs, too."""

    def get_by_natural_key(self, reference: str) -> Any:
        return self.with_archived().get(reference=reference)


class Coded:
    """A record that has a code and a name."""

    code: Any
    name: Any

    def __str__(self) -> str:
        return str(self.name)

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Referenced:
    """A record that people know by its reference."""

    reference: Any

    def natural_key(self) -> tuple[str]:
        return (self.reference,)


class HoldsActionsQuerySet(ReferencedQuerySet):
    """For records that an agency's members see by the actions of theirs that they
    hold. The relation names the actions' model, which stands later in the story."""

    def _holding_actions_of(self, standing: Standing) -> Q:
        relation: Any = self.model._meta.get_field("actions")
        shared = relation.related_model._default_manager.in_parts_of(standing)
        return Q(pk__in=shared.values(relation.remote_field.name))


class AuthorityQuerySet(CodedQuerySet):
    def visible_to(self, user: Caller) -> Self:
        return self.filter(Standing.of(user).in_authorities("pk"))


class Authority(Coded, Record):
    """An English local authority whose children's services are inspected."""

    code = UpperKey(max_length=20, unique=True, validators=[authority_code_shape])
    name = models.CharField(max_length=200)
    urn = models.CharField("Ofsted URN", max_length=20, blank=True)
    gss_code = models.CharField("GSS code", max_length=9, blank=True)
    dfe_code = models.CharField("DfE code", max_length=3, blank=True)
    region = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)

    objects = AuthorityQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "authorities"
        constraints = [one_case("code", "authority_code_upper")]


class AgencyQuerySet(CodedQuerySet):
    def visible_to(self, user: Caller) -> Self:
        standing = Standing.of(user)
        if standing.everything:
            return self
        return self.filter(
            pk__in=AuthorityAgency.objects.filter(
                standing.in_authorities("authority")
            ).values("agency")
        )


class Agency(Coded, Record):
    """A body that carries out actions: council, police, an NHS body, schools."""

    code = LowerKey(
        max_length=60,
        unique=True,
        validators=[agency_code_shape],
        error_messages={"unique": AGENCY_CODE},
    )
    name = models.CharField(max_length=200)
    alias = models.CharField(
        max_length=200, blank=True, help_text="Another name for it."
    )
    kind = models.CharField(max_length=20, choices=AgencyKind)
    authorities = models.ManyToManyField(
        Authority, through="AuthorityAgency", related_name="agencies"
    )

    objects = AgencyQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "agencies"
        constraints = [
            valid_choice("kind", AgencyKind, name="agency_kind_known"),
            one_case("code", "agency_code_lower", lower=True),
        ]


class AuthorityAgency(Record):
    """An agency works in an authority; the police work in several."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)

    history = Trail()

    class Meta:
        ordering = ["authority", "agency"]
        verbose_name = "agency of an authority"
        verbose_name_plural = "agencies of authorities"
        constraints = [
            once("authority", "agency", name="authority_agency_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} in {self.authority}"


class OwnerQuerySet(HoldsActionsQuerySet):
    def visible_to(self, user: Caller) -> Self:
        """Whole members see all owners; an agency's members see their own agency's
        and those of the actions they see."""
        standing = Standing.of(user)
        if standing.everything:
            return self
        visible = Q(authority__in=standing.whole_authorities)
        for authority, agency in standing.agency_parts:
            visible |= Q(authority=authority, agency=agency)
        return self.filter(visible | self._holding_actions_of(standing))

    def carried_by(
        self, person: int | None, *, authorities: Collection[uuid.UUID]
    ) -> Self:
        """The posts in these authorities that the user holds, or deputises for."""
        return self.filter(
            Q(user_id=person) | Q(deputy__user_id=person), authority__in=authorities
        )

    def active(self, *, on: date) -> Self:
        return self.filter(
            Q(active_from=None) | Q(active_from__lte=on),
            Q(active_until=None) | Q(active_until__gte=on),
        )


# Of a post: who holds it and who stands in is for its authority and its agency.
INNER_FIELDS = frozenset({"holder_name", "email", "deputy", "user"})


class Owner(Referenced, Record):
    """A named post in an agency that carries actions. Who holds the post, and their
    e-mail address, are optional and kept out of the trail."""

    reference = UpperKey(max_length=40, unique=True, validators=[code_shape])
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="owners"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="owners")
    post_title = models.CharField(max_length=200)
    holder_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    deputy = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputises_for",
    )
    user = person_field(
        related_name="posts", help_text="The person who signs in as this lead officer."
    )
    active_from = models.DateField(null=True, blank=True)
    active_until = models.DateField(null=True, blank=True)

    objects = OwnerQuerySet.as_manager()
    history = Trail(excluded_fields=["holder_name", "email"])

    class Meta:
        verbose_name = "lead officer"
        ordering = [InOrder("reference")]
        indexes = [models.Index(InOrder("reference"), F("id"), name="owner_in_order")]
        constraints = [
            one_case("reference", "owner_reference_upper"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("id")),
                name="owner_not_own_deputy",
                violation_error_message="A lead officer cannot be their own deputy.",
            ),
            models.CheckConstraint(
                condition=Q(active_from=None)
                | Q(active_until=None)
                | Q(active_until__gte=F("active_from")),
                name="owner_active_in_order",
                violation_error_message="A post cannot end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.post_title

    def is_active(self, *, on: date) -> bool:
        return (self.active_from is None or self.active_from <= on) and (
            self.active_until is None or on <= self.active_until
        )
