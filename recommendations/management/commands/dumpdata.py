"""Django's own `dumpdata`, which would leave archived rows out: it asks the default
manager."""

from typing import Any

from django.core.management.commands import dumpdata

from recommendations.models.archiving import including_archived


class Command(dumpdata.Command):
    def handle(self, *app_labels: str, **options: Any) -> None:
        with including_archived():
            super().handle(*app_labels, **options)
