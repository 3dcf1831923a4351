"""What records about one action have in common. Below checks, dates and progress."""

from typing import Any, Self

from django.db.models import Q

from recommendations.models.actions import ActionItem
from recommendations.models.archiving import Archivable, ArchivableQuerySet
from recommendations.models.trail import Caller


class OfActionQuerySet(ArchivableQuerySet[Any]):
    """Records that are seen with the action that they are about, and hidden with it."""

    def visible_to(self, user: Caller) -> Self:
        rows = self.filter_by_default(Q(action__archived_at=None))
        if user.is_superuser and user.is_active:
            return rows
        visible = ActionItem.objects.with_archived().visible_to(user)
        return rows.filter(action__in=visible.order_by().values("pk"))


class OfAction(Archivable):
    """A record about one action."""

    action: Any

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return super().is_archived or self.action.is_archived
