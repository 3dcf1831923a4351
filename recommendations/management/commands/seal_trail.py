"""seal_trail: put a seal on all that the trail says so far. For a nightly timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.workflow.sealing import seal


class Command(BaseCommand):
    help = (
        "Seal every row of the trail that is not sealed yet, so that verify_trail can "
        "tell later whether any was changed, removed or slipped in. Run it each night. "
        "Prints the digest of the latest seal: give it to somebody outside. Exit "
        "status: 0, or 1 when rows were slipped in; these are named and not sealed."
    )

    def handle(self, **options: Any) -> None:
        done = seal()
        for fault in sorted(done.slipped):
            self.stdout.write(str(fault))
        rows = "1 row" if done.rows == 1 else f"{done.rows} rows"
        latest = f"The latest seal is {done.latest}." if done.latest else "No seal yet."
        self.stdout.write(f"Sealed {rows}. {latest}")
        if done.slipped:
            raise CommandError(
                f"Not sealed, because the product did not write them: "
                f"{len(done.slipped)}."
            )
