"""The verbs of an inspection."""

from recommendations.choices import InspectionStatus
from recommendations.models import Inspection
from recommendations.workflow import inspections, recommendations
from recommendations.workflow.declarations import Lead, Verb, declare
from recommendations.workflow.verbs.common import archiving, revising, undoing

CONFIRM = Verb(
    "confirm", "Confirm", "confirmed",
    sources=(InspectionStatus.DRAFT,), to=InspectionStatus.CONFIRMED,
    play=recommendations.confirm, undoable=True,
)

declare(
    Inspection,
    CONFIRM,
    undoing(),
    revising(),
    archiving(
        inspections.archive_inspection, undoable=True,
        says="Use this for an inspection that was recorded by mistake. Its judgements, "
             "recommendations, strengths and citations are archived with it. So are "
             "documents that nothing else cites.",
    ),
    leads=(Lead(CONFIRM),),
)
