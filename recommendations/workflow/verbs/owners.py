"""The verbs of an owner."""

from collections.abc import Sequence

from recommendations.models import ActionItem, Owner
from recommendations.workflow.declarations import Pick, Verb, declare
from recommendations.workflow.handover import hand_over
from recommendations.workflow.verbs.common import REASON, revising


def _how_many_go(records: Sequence[Owner]) -> str:
    count = ActionItem.objects.open().filter(owner__in=records).count()
    counted = "1 open action moves" if count == 1 else f"{count} open actions move"
    return f"{counted} to the other post."


declare(
    Owner,
    Verb(
        "hand-over", "Hand over", "The open actions were handed over.",
        says=_how_many_go, play=hand_over,
        takes=(
            Pick("to", "Post to hand over to", source=(ActionItem, "owner"),
                 among=lambda rows, records: rows.exclude(
                     pk__in=[record.pk for record in records]),
                 needed=True, lack="the post to hand over to"),
            REASON,
        ),
    ),
    revising(),
)
