"""verify_trail: is the trail still as it was sealed?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.reports.seals import is_in_chain, verify


class Command(BaseCommand):
    help = (
        "Compare the trail with its seals, and the records with the trail. Prints one "
        "line for each history row that was changed, removed or inserted (the word, "
        "its table, its history id) and for each record that differs from its newest "
        "one (the word, its table, its id). Exit status: 0 when there are none, else "
        "1. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="HASH",
            help="a seal's digest that you kept elsewhere; it must still be there",
        )

    def handle(self, **options: Any) -> None:
        expected = options["expect"]
        is_missing = expected is not None and not is_in_chain(expected.lower())
        verdict = verify()
        for fault in sorted(verdict.faults):
            self.stdout.write(str(fault))
        if is_missing:
            self.stdout.write(f"There is no seal {expected}.")
        if verdict.faults or is_missing:
            raise CommandError(
                "The trail is not as it was sealed, or a record is not as it says."
            )
        self.stdout.write(f"ok, {verdict.rows} rows, {verdict.unsealed} not yet sealed")
