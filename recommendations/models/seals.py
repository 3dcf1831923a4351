"""The seals on the trail: a digest of each history row, and a chain of seals over them,
so that a row changed, removed or slipped in afterwards is found out."""

from django.db import models
from django.utils import timezone

from recommendations.models.constraints import once


class Seal(models.Model):
    """One run of sealing: over its entries and the seal before it."""

    made_at = models.DateTimeField(default=timezone.now)
    fields = models.JSONField(help_text="By table: the columns that were sealed.")
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.digest}"


class SealedRow(models.Model):
    """One history row as it was sealed."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="rows")
    table = models.CharField(max_length=80)
    history_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["table", "history_id"]
        constraints = [
            once("table", "history_id", name="sealed_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.history_id}"
