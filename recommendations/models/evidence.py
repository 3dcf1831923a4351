"""What proves that an action was done, or that it made a difference: a file, a link, or
what a partner holds and can show."""

from datetime import date
from typing import Any, Self

from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from recommendations.choices import EvidenceForm, EvidenceOf
from recommendations.models.actions import ActionItem
from recommendations.models.archiving import (
    Archivable,
    ArchivableQuerySet,
    CurrentManager,
)
from recommendations.models.columns import person_field
from recommendations.models.constraints import once, valid_choice
from recommendations.models.people import Authority
from recommendations.models.trail import Caller, Record, Trail, shown


def private_storage() -> Any:
    """Where files lie: no address leads there but the view that checks who asks."""
    return storages["evidence"]


def path_of(evidence: "Evidence", name: str) -> str:
    """A file is kept under its record's id; its own name is only a column."""
    return f"{evidence.pk.hex[:2]}/{evidence.pk}"


class EvidenceQuerySet(ArchivableQuerySet["Evidence"]):
    def visible_to(self, user: Caller) -> Self:
        """Evidence is seen with any action that it is about, and hidden with the last
        of them."""
        links = ActionEvidence.objects.filter(evidence=OuterRef("pk"))
        shown = links.filter(action__archived_at=None)
        if user.is_superuser and user.is_active:
            return self.filter_by_default(Exists(shown))
        visible = ActionItem.objects.with_archived().visible_to(user)
        carried = Q(action__in=visible.order_by().values("pk"))
        rows = self.filter(Exists(links.filter(carried)))
        return rows.filter_by_default(Exists(shown.filter(carried)))

    def with_visible_links(self, user: Caller) -> Self:
        """With the links to those of its actions that the person may see, archived or
        not: what `shown_links` and `is_archived` read."""
        visible = ActionItem.objects.with_archived().visible_to(user)
        links = ActionEvidence.objects.filter(
            action__in=visible.order_by().values("pk")
        )
        return self.prefetch_related(
            Prefetch(
                "action_links", links.select_related("action"), to_attr="visible_links"
            )
        )

    def usable(self, *, on: date) -> Self:
        """What counts on a day: it has not expired."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on))

    def of_delivery(self) -> Self:
        return self.filter(proves=EvidenceOf.DELIVERY)

    def of_impact_since(self, day: date | None) -> Self:
        """Of impact, about a time after the day on which the work was done; none while
        it is not done."""
        if day is None:
            return self.none()
        return self.filter(proves=EvidenceOf.IMPACT, proves_from__gte=day)


class Evidence(Archivable):
    """One proof, for one action or several. `proves_from` and `proves_to` are the
    period that it tells about, `created_at` is when it was added."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="evidence"
    )
    actions = models.ManyToManyField(
        ActionItem, through="ActionEvidence", related_name="evidence"
    )
    form = models.CharField(max_length=5, choices=EvidenceForm)
    proves = models.CharField(
        max_length=10, choices=EvidenceOf, default=EvidenceOf.DELIVERY
    )
    title = models.CharField(max_length=300, help_text="What the evidence is.")
    note = models.TextField(blank=True)
    proves_from = models.DateField("covers the period from", null=True, blank=True)
    proves_to = models.DateField("covers the period to", null=True, blank=True)
    expires_on = models.DateField(
        "valid until",
        null=True,
        blank=True,
        help_text="The last day on which it counts.",
    )
    file = models.FileField(
        storage=private_storage, upload_to=path_of, max_length=200, blank=True
    )
    file_name = models.CharField(max_length=255, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="In bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    url = models.URLField("link", max_length=1000, blank=True)
    held_by = models.CharField(
        max_length=200, blank=True, help_text="The partner that holds it."
    )
    held_where = models.CharField("where it is held", max_length=300, blank=True)
    held_reference = models.CharField("their reference", max_length=200, blank=True)
    shown_by = models.CharField(
        "can be shown by",
        max_length=200,
        blank=True,
        help_text="The post that can show it.",
    )
    added_by = person_field()
    added_by_name = models.CharField(max_length=200, blank=True)
    added_by_shown = shown("added_by")

    objects = CurrentManager.from_queryset(EvidenceQuerySet)()
    history = Trail()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            valid_choice("proves", EvidenceOf, name="evidence_proves_known"),
            models.CheckConstraint(
                condition=Q(
                    ~Q(file=""),
                    ~Q(file_name=""),
                    ~Q(sha256=""),
                    form=EvidenceForm.FILE,
                    url="",
                    size__isnull=False,
                )
                | Q(~Q(url=""), form=EvidenceForm.LINK, file="")
                | Q(~Q(held_by=""), form=EvidenceForm.HELD, file="", url=""),
                name="evidence_is_one_form",
            ),
            models.CheckConstraint(
                condition=Q(proves_from=None)
                | Q(proves_to=None)
                | Q(proves_to__gte=models.F("proves_from")),
                name="evidence_period_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "created_at", "id"], name="evidence_added"
            ),
        ]

    # Of `with_visible_links`, or of what made it.
    visible_links: "list[ActionEvidence]"

    def __str__(self) -> str:
        return self.title

    @property
    def shown_links(self) -> "list[ActionEvidence]":
        """Those to current actions; where it is hidden with the last of them, all."""
        current = [link for link in self.visible_links if not link.action.is_archived]
        return current or self.visible_links

    @property
    def is_hidden(self) -> bool:
        """Archived itself, or with all its actions."""
        return self.is_archived or all(
            link.action.is_archived for link in self.visible_links
        )


class ActionEvidence(Record):
    """Evidence is about an action."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="evidence_links"
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, related_name="action_links"
    )

    history = Trail(indexes=[("action",)])

    class Meta:
        ordering = ["action", "evidence"]
        verbose_name = "evidence of an action"
        verbose_name_plural = "evidence of actions"
        constraints = [
            once("action", "evidence", name="action_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} proves {self.action_id}"
