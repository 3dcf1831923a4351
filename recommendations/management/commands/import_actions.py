"""import_actions: the action plan that a council keeps in a spreadsheet, brought into a
plan here. A second run brings in what has changed since."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.management.people import person
from recommendations.models import ActionPlan
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.consequences import going_ahead
from recommendations.workflow.errors import Refused
from recommendations.workflow.imports.outcome import ImportResult
from recommendations.workflow.imports.sheet import TEMPLATE
from recommendations.workflow.imports.writing import ImportRefused, import_file


class Command(BaseCommand):
    help = (
        "Import the actions of a CSV or Excel file into a plan: all of them, or none "
        "if any cell is wrong. Columns: ref, recommendation, action, lead, agency, "
        "start, due, status, BRAG, update. An action that the plan already has is "
        "updated; an empty cell changes nothing. No target date, or “Ongoing”, means "
        "undated; “Sept 2026” means its last day. Exit status: 1 when nothing was "
        "imported because of mistakes in the file, 2 when misused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--plan", metavar="REF", help="such as BWD-P03")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what would be done, and change nothing",
        )
        parser.add_argument(
            "--as",
            dest="username",
            metavar="USERNAME",
            help="the person to show in the history: an improvement manager of the "
            "authority; if not given, the superuser, if there is only one",
        )
        parser.add_argument(
            "--template", action="store_true", help="print an empty table and stop"
        )

        parser.add_argument(
            "--confirm-no-child-data",
            action="store_true",
            help="confirm that what looks like a child's personal data is not; the "
            "history shows this",
        )

        parser.add_argument(
            "--confirm",
            action="store_true",
            help="go ahead with target dates that move back or into the past, and with "
            "submissions that withdraw a requested date; --dry-run shows which",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["template"]:
            self.stdout.write(TEMPLATE, ending="")
            return
        if options["file"] is None or options["plan"] is None:
            raise CommandError("Name a file, and a plan with --plan.", returncode=2)
        plan = ActionPlan.objects.filter(reference=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['plan']}.", returncode=2)
        by = person(options["username"])
        try:
            data = options["file"].read_bytes()
        except OSError as wrong:
            message = f"{options['file']} cannot be read: {wrong.strerror}."
            raise CommandError(message, returncode=2) from wrong
        try:
            with (
                confirmed(options["confirm_no_child_data"]),
                going_ahead(options["confirm"]),
            ):
                result = import_file(
                    plan,
                    options["file"].name,
                    data,
                    by=by,
                    is_dry_run=options["dry_run"],
                )
        except ImportRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            raise CommandError(str(refused)) from refused
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self._tell(result, is_dry_run=options["dry_run"])

    def _tell(self, result: ImportResult, *, is_dry_run: bool) -> None:
        for done in result.rows:
            if done.verbs:
                verbs = ", ".join(done.verbs)
                # A new action has no reference before it is brought in.
                who = f"{done.reference} " if done.reference else ""
                self.stdout.write(f"row {done.row}: {who}{verbs}: {done.title}")
            if done.note:
                self.stdout.write(f"row {done.row}: {done.note}")
        for post in result.new_posts:
            self.stdout.write(f"new lead officer: {post}")
        if result.unused:
            self.stdout.write(f"Columns not used: {', '.join(result.unused)}")
        for row in result.left_out:
            self.stdout.write(
                f"row {row}: left out, because it does not describe an action"
            )
        if result.passed_over:
            sheets = ", ".join(result.passed_over)
            self.stdout.write(f"Only the sheet {result.sheet} was read, not: {sheets}")
        rows = "1 row" if len(result.rows) == 1 else f"{len(result.rows)} rows"
        self.stdout.write(
            f"{rows}: {result.new} new, {result.changed} changed, "
            f"{result.same} unchanged"
        )
        if is_dry_run:
            self.stdout.write("This was a dry run: nothing was written.")
