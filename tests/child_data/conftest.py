"""Words that look like a child's data, and the records that they are written to."""

from types import SimpleNamespace

import pytest

from recommendations.models import ActionRecommendation
from tests.drafts.reports import reading_of, report, save_draft
from tests.factories import (
    ActionFactory,
    InspectionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)

NHS = "Seen again: NHS 943 476 5919."
ADDRESS = "/api/v1/actions/BWD-A0001/"
CONFIRM = {"confirm_no_child_data": True}


@pytest.fixture
def private(settings, tmp_path):
    """Files of evidence lie in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path


@pytest.fixture
def world(authority, council, people, post, private, evidence_folder):
    """A plan without gates, with an action in progress."""
    plan = PlanFactory(reference="BWD-P01", authority=authority)
    inspection = InspectionFactory(reference="BWD-JTAI-2023", authority=authority)

    def action(**fields):
        return ActionFactory(
            **{"authority": authority, "plan": plan, "owner": post, **fields}
        )

    other_post = OwnerFactory(authority=authority, agency=council)

    def make_recommendation(**fields):
        row = RecommendationFactory(inspection=inspection, **fields)
        done = action(status="verified", owner=other_post)
        ActionRecommendation.objects.create(action=done, recommendation=row)
        return row

    def draft():
        return save_draft(report(), reading_of(), by=people.manager)

    return SimpleNamespace(
        draft=draft,
        people=people,
        authority=authority,
        plan=plan,
        later_plan=PlanFactory(reference="BWD-P02", authority=authority),
        inspection=inspection,
        post=post,
        other_post=other_post,
        make=action,
        recommendation=make_recommendation,
        action=action(reference="BWD-A0001"),
    )
