"""What admin tests share: a signed-in browser, and an action for each figure."""

from datetime import timedelta

import pytest

from recommendations.choices import ActionStatus
from recommendations.models import (
    ActionEvidence,
    ApiToken,
    DueDateChange,
    Evidence,
    ImpactCheck,
    PlanInspection,
    RecommendationLink,
)
from tests.drafts.reports import reading_of, report, save_draft
from tests.factories import (
    TODAY,
    ActionFactory,
    CitationFactory,
    InspectionFactory,
    JudgementFactory,
    PlanFactory,
    RecommendationFactory,
    StrengthFactory,
    ThemeFactory,
    UpdateFactory,
)


@pytest.fixture
def plan(authority):
    return PlanFactory(
        reference="BWD-P01",
        authority=authority,
        title="Joint plan",
        note="Illustrative data.",
        approved_on=TODAY,
    )


@pytest.fixture
def recommendation(authority, council):
    inspection = InspectionFactory(
        reference="BWD-JTAI-2023",
        authority=authority,
        published_on=TODAY.replace(year=2025, month=4, day=1),
        published_precision="month",
    )
    recommendation = RecommendationFactory(
        reference="BWD-JTAI-2023-R01", inspection=inspection
    )
    ThemeFactory(code="supervision").recommendations.add(recommendation)
    return recommendation


@pytest.fixture
def actions(authority, plan, recommendation, post, police_post, constabulary):
    """An action for each figure, the police in two of them."""

    def action(number, **facts):
        facts = {"owner": post, "answers": [recommendation], **facts}
        return ActionFactory(
            reference=f"BWD-A{number:04}", authority=authority, plan=plan, **facts
        )

    claimed, idle = ActionStatus.COMPLETE, ActionStatus.NOT_STARTED
    earlier = TODAY - timedelta(days=45)
    return {
        "overdue": action(1, due_on=TODAY - timedelta(days=3), owner=police_post),
        "due_30": action(2, due_on=TODAY + timedelta(days=30)),
        "awaiting_check": action(3, status=claimed, due_on=earlier),
        "unowned": action(4, status=idle, owner=None),
        "undated": action(5, status=idle, due_on=None),
        "stale": action(6, start_on=earlier, last_update_on=earlier),
        "blocked": action(7, is_blocked=True, blocked_reason="Waits for a system"),
        "rated_better": action(
            10,
            due_on=TODAY - timedelta(days=1),
            brag="green",
            brag_reason="It is agreed",
            brag_on=TODAY,
        ),
        "embedded": action(8, status=ActionStatus.EMBEDDED),
        "shared": action(9, with_agencies=[constabulary]),
    }


@pytest.fixture
def everything(actions, recommendation, plan, people, evidence_folder):
    """A row at least of every kind, for pages that must open."""
    inspection = recommendation.inspection
    PlanInspection.objects.create(plan=plan, inspection=inspection)
    for row in (
        JudgementFactory(inspection=inspection),
        StrengthFactory(inspection=inspection),
    ):
        name = row._meta.model_name
        CitationFactory(
            recommendation=None,
            document=None,
            page=None,
            quote="",
            external_source="The library",
            **{name: row},
        )
    CitationFactory(recommendation=recommendation)
    earlier = RecommendationFactory(inspection=inspection)
    RecommendationLink.objects.create(
        later=recommendation, earlier=earlier, kind="repeats"
    )
    UpdateFactory(action=actions["shared"])
    proof = Evidence.objects.create(
        authority=plan.authority,
        form="link",
        title="Minutes",
        url="https://example.org/minutes",
    )
    ActionEvidence.objects.create(action=actions["shared"], evidence=proof)
    DueDateChange.objects.create(
        action=actions["shared"], to_on=TODAY, reason="Late.", requested_on=TODAY
    )
    ImpactCheck.objects.create(action=actions["shared"], due_on=TODAY)
    save_draft(report(), reading_of(), by=people.manager)
    ApiToken.issue(user=people.manager, name="Spreadsheet")
    return inspection
