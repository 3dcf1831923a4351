"""tidy_evidence: remove files that were left behind without a record. For a nightly
timer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from recommendations.workflow.errors import Refused
from recommendations.workflow.tidying import left_over, remove


class Command(BaseCommand):
    help = (
        "Remove files of evidence that no record names and that are older than a day: "
        "what is left when the server stops in the middle of an upload. Files of "
        "archived evidence stay. Exit status: 0, or 1 when no file there belongs to "
        "this database; then nothing is removed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Name the files, and keep them."
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        try:
            names = left_over(now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for name in names:
            self.stdout.write(name)
        count = "1 file" if len(names) == 1 else f"{len(names)} files"
        if dry_run:
            self.stdout.write(f"{count} would be removed.")
            return
        remove(names)
        self.stdout.write(f"Removed {count}.")
