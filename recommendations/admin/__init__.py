"""The admin: reading and finding. Django imports this; each file registers its own."""

from recommendations.admin import (
    access,
    actions,
    documents,
    drafts,
    inspections,
    people,
    plans,
    recommendations,
    trust,
)

__all__ = [
    "access",
    "actions",
    "documents",
    "drafts",
    "inspections",
    "people",
    "plans",
    "recommendations",
    "trust",
]
