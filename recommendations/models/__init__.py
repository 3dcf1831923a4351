"""The records, by stage of the story. Import them from here."""

from recommendations.models import accounts
from recommendations.models.access import ApiToken, Invitation, Membership
from recommendations.models.actions import (
    ActionAgency,
    ActionItem,
    ActionRecommendation,
)
from recommendations.models.checks import (
    GateOverride,
    ImpactCheck,
    ImpactCheckEvidence,
    Verification,
)
from recommendations.models.citations import Citation
from recommendations.models.confirmations import ChildDataConfirmation
from recommendations.models.dates import DueDateChange
from recommendations.models.documents import Document
from recommendations.models.drafts import Draft, DraftRow
from recommendations.models.evidence import ActionEvidence, Evidence
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
from recommendations.models.plans import (
    ActionPlan,
    Baseline,
    PlanInspection,
    ReferenceCounter,
)
from recommendations.models.progress import ProgressUpdate
from recommendations.models.recommendations import (
    Recommendation,
    RecommendationAgency,
    RecommendationLink,
)
from recommendations.models.seals import Seal, SealedRow
from recommendations.models.themes import RecommendationTheme, Theme
