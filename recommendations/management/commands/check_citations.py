"""check_citations: are the quotes in the records really in the documents they cite?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.reports.citations import check, files_by_sha256


class Command(BaseCommand):
    help = (
        "Check every citation against its document. Files are looked for in the "
        "folders given and all below them, and are known by their SHA-256, not by "
        "name. Exit status: 0 when all hold, 1 when some fail, 2 when misused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--documents",
            action="append",
            required=True,
            type=Path,
            metavar="DIR",
            help="a folder with source documents; may be given more than once",
        )
        parser.add_argument(
            "--allow-missing",
            action="store_true",
            help="do not fail citations of documents that are not in the folders",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in options["documents"]:
            if not folder.is_dir():
                raise CommandError(f"{folder} is not a folder.", returncode=2)
        result = check(
            files_by_sha256(options["documents"]),
            allow_missing=options["allow_missing"],
        )
        for failure in result.failures:
            self.stdout.write(str(failure))
        if options["allow_missing"] and result.unchecked:
            self.stderr.write(
                f"{result.unchecked} not checked: their documents were not found."
            )
        failed = len(result.failures)
        self.stdout.write(f"{result.total} citations, {failed} failed")
        if failed:
            raise CommandError("Some citations do not hold.", returncode=1)
