"""The records, by stage of the story. Import them from here."""

from recommendations.models.access import ApiToken, Membership
from recommendations.models.actions import (
    ActionAgency,
    ActionItem,
    ActionRecommendation,
)
from recommendations.models.citations import Citation
from recommendations.models.documents import Document
from recommendations.models.idempotency import KeptAnswer
from recommendations.models.inspections import (
    Framework,
    Inspection,
    InspectionInspectorate,
    Inspectorate,
    Judgement,
    Strength,
)
from recommendations.models.people import Agency, Authority, AuthorityAgency, Owner
from recommendations.models.plans import ActionPlan, PlanInspection, ReferenceCounter
from recommendations.models.progress import ProgressUpdate
from recommendations.models.recommendations import (
    Recommendation,
    RecommendationAgency,
    RecommendationLink,
)
from recommendations.models.themes import RecommendationTheme, Theme

__all__ = [
    "ActionAgency",
    "ActionItem",
    "ActionPlan",
    "ActionRecommendation",
    "Agency",
    "ApiToken",
    "Authority",
    "AuthorityAgency",
    "Citation",
    "Document",
    "Framework",
    "Inspection",
    "InspectionInspectorate",
    "Inspectorate",
    "Judgement",
    "KeptAnswer",
    "Membership",
    "Owner",
    "PlanInspection",
    "ProgressUpdate",
    "Recommendation",
    "RecommendationAgency",
    "RecommendationLink",
    "RecommendationTheme",
    "ReferenceCounter",
    "Strength",
    "Theme",
]
