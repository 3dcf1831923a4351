"""An authority's records by the row, for tests of what many rows cost."""

from recommendations.models import PlanInspection

from .factories import (
    ActionFactory,
    CitationFactory,
    InspectionFactory,
    JudgementFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    StrengthFactory,
    ThemeFactory,
    UpdateFactory,
)


def grow(authority, constabulary, user, rows):
    for _ in range(rows):
        inspection = InspectionFactory(authority=authority)
        JudgementFactory(inspection=inspection)
        StrengthFactory(inspection=inspection)
        recommendation = RecommendationFactory(inspection=inspection)
        CitationFactory(recommendation=recommendation)
        ThemeFactory(code="health").recommendations.add(recommendation)
        ThemeFactory()
        plan = PlanFactory(authority=authority)
        PlanInspection.objects.create(plan=plan, inspection=inspection)
        owner = OwnerFactory(authority=authority, agency=constabulary, user=user)
        action = ActionFactory(
            authority=authority,
            plan=plan,
            owner=owner,
            answers=[recommendation],
            with_agencies=[constabulary],
        )
        UpdateFactory(action=action)
