"""One declaration a verb, a file a kind of record. workflow/declarations.py says what a
declaration holds; importing any part of workflow brings them in."""

from recommendations.workflow.verbs import (
    actions,
    dates,
    drafts,
    evidence,
    inspections,
    owners,
    plans,
    recommendations,
    records,
)

__all__ = [
    "actions",
    "dates",
    "drafts",
    "evidence",
    "inspections",
    "owners",
    "plans",
    "recommendations",
    "records",
]
