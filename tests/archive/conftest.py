"""One record of each kind that can be archived, and one that is."""

import pytest
from django.apps import apps
from django.utils import timezone

from recommendations import models
from recommendations.choices import EvidenceForm
from recommendations.models.archiving import Archivable, is_archived
from tests.factories import (
    ActionFactory,
    CitationFactory,
    DocumentFactory,
    InspectionFactory,
    JudgementFactory,
    PlanFactory,
    RecommendationFactory,
    StrengthFactory,
    ThemeFactory,
    UpdateFactory,
)

GONE = "Gonewithareason"


@pytest.fixture(autouse=True)
def _stage(today):
    pass


@pytest.fixture
def world(authority, post, council):
    """By model: a current record, and an archived one that says `GONE` wherever it says
    anything. Both hang on the same action, recommendation and inspection."""
    plan = PlanFactory(reference="BWD-P01", authority=authority)
    inspection = InspectionFactory(reference="BWD-JTAI-2023", authority=authority)
    models.PlanInspection.objects.create(plan=plan, inspection=inspection)
    theme = ThemeFactory(code="supervision")
    current, archived = {}, {}
    for records, says, at in (
        (current, "It is here", None),
        (archived, GONE, timezone.now()),
    ):
        ask = RecommendationFactory(
            reference=f"BWD-R-{says.replace(' ', '-')}",
            inspection=inspection,
            summary=says,
            status="not_accepted",
            review_on="2026-11-01",
            archived_at=at,
        )
        models.RecommendationTheme.objects.create(recommendation=ask, theme=theme)
        action = ActionFactory(
            reference=f"BWD-A-{says.replace(' ', '-')}",
            title=says,
            authority=authority,
            plan=plan,
            owner=post,
            archived_at=at,
        )
        records |= {models.Recommendation: ask, models.ActionItem: action}
        records |= {
            models.Inspection: inspection
            if at is None
            else InspectionFactory(
                reference="BWD-GONE", authority=authority, focus=GONE, archived_at=at
            ),
            models.Judgement: JudgementFactory(
                inspection=inspection, area=says, archived_at=at
            ),
            models.Strength: StrengthFactory(
                inspection=inspection, summary=says, archived_at=at
            ),
            models.Document: DocumentFactory(
                authority=authority, title=says, archived_at=at
            ),
        }
        records[models.Citation] = CitationFactory(
            recommendation=current[models.Recommendation],
            document=current[models.Document],
            quote=says,
            archived_at=at,
        )
        about = current[models.ActionItem]
        for answering in {about, action}:
            models.ActionRecommendation.objects.create(
                action=answering, recommendation=ask
            )
        records[models.ProgressUpdate] = UpdateFactory(
            action=about, text=says, archived_at=at
        )
        records[models.Evidence] = models.Evidence.objects.create(
            authority=authority,
            title=says,
            form=EvidenceForm.LINK,
            url="https://example.org/",
            archived_at=at,
        )
        models.ActionEvidence.objects.create(
            action=about, evidence=records[models.Evidence]
        )
        records[models.Verification] = models.Verification.objects.create(
            action=about,
            outcome="returned",
            note=says,
            checked_on="2026-11-02",
            archived_at=at,
        )
        records[models.ImpactCheck] = models.ImpactCheck.objects.create(
            action=about,
            outcome="failed",
            note=says,
            checked_on="2026-11-03",
            archived_at=at,
        )
        models.ImpactCheckEvidence.objects.create(
            impact_check=records[models.ImpactCheck], evidence=records[models.Evidence]
        )
        records[models.DueDateChange] = models.DueDateChange.objects.create(
            action=about,
            to_on="2026-12-24",
            reason=says,
            requested_on="2026-11-04",
            archived_at=at,
        )
        records[models.GateOverride] = models.GateOverride.objects.create(
            action=about,
            move="verify",
            gates=["evidence"],
            reason=says,
            made_on="2026-11-05",
            archived_at=at,
        )
    # What is new and can be archived is to be met here as well.
    kinds = {model for model in apps.get_models() if issubclass(model, Archivable)}
    assert set(current) == set(archived) == kinds
    assert not any(map(is_archived, current.values()))
    return current, archived
