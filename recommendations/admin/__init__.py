"""The admin. Django imports this; a file a kind of record registers its pages.
`pages/` are those that records share, `forms/` what they ask for, `parts/` what stands
on them.
"""

from recommendations.admin import (
    access,
    actions,
    documents,
    drafts,
    evidence,
    inspections,
    people,
    plans,
    recommendations,
)

__all__ = [
    "access",
    "actions",
    "documents",
    "drafts",
    "evidence",
    "inspections",
    "people",
    "plans",
    "recommendations",
]
