"""What somebody said of words that look as if they named a child."""

from django.db import models

from recommendations.models.columns import person_field
from recommendations.models.trail import Record, Trail


class ChildDataConfirmation(Record):
    """The person who wrote it confirmed that a field holds no child's data. Its own
    trail row shares the `change_id` of what they wrote, and is told with it."""

    field = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    confirmed_by = person_field()
    confirmed_by_name = models.CharField(max_length=200, blank=True)

    history = Trail()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.field}: {self.kind}"
