"""What must never be false is refused by the database itself, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from recommendations.models import RecommendationLink

from .factories import (
    ActionFactory,
    CitationFactory,
    DocumentFactory,
    InspectionFactory,
    JudgementFactory,
    MembershipFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def refused(constraint, make, **fields):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make(**fields)
    assert constraint in str(caught.value)


@pytest.mark.parametrize(
    ("constraint", "make", "fields"),
    [
        ("action_status_known", ActionFactory, {"status": "finished"}),
        ("action_begun_has_owner_and_date", ActionFactory, {"owner": None}),
        ("action_begun_has_owner_and_date", ActionFactory, {"due_on": None}),
        ("action_blocked_has_reason", ActionFactory, {"is_blocked": True}),
        (
            "action_claimed_has_date",
            ActionFactory,
            {"status": "complete", "completed_on": None},
        ),
        (
            "action_checked_has_date",
            ActionFactory,
            {"status": "verified", "verified_on": None},
        ),
        (
            "action_before_tracker_is_claimed",
            ActionFactory,
            {"claimed_before_tracker": True},
        ),
        ("action_brag_given", ActionFactory, {"brag": "pink"}),
        ("judgement_grade_when_graded", JudgementFactory, {"outcome": "graded"}),
        ("judgement_grade_when_graded", JudgementFactory, {"grade": "good"}),
        ("inspection_start_precision", InspectionFactory, {"start_precision": ""}),
        (
            "document_published_precision",
            DocumentFactory,
            {"published_precision": "day"},
        ),
        ("recommendation_says_something", RecommendationFactory, {"summary": ""}),
        ("recommendation_wording_known", RecommendationFactory, {"text": "Do it."}),
        ("citation_place_or_external", CitationFactory, {"page": None}),
        ("citation_place_or_external", CitationFactory, {"quote": ""}),
        ("citation_place_or_external", CitationFactory, {"paragraph": 3}),
        (
            "citation_of_one_row",
            CitationFactory,
            {"recommendation": None, "document": None},
        ),
        ("plan_statutory_basis", PlanFactory, {"statutory_basis": "stated"}),
        ("membership_role_known", MembershipFactory, {"role": "boss"}),
    ],
)
def test_the_database_refuses(constraint, make, fields):
    refused(constraint, make, **fields)


def test_the_database_refuses_a_checker_who_made_the_claim():
    person = UserFactory()
    refused(
        "action_checker_not_claimant",
        ActionFactory,
        status="verified",
        completed_by=person,
        verified_by=person,
    )


def test_the_database_refuses_an_owner_who_deputises_for_themselves():
    owner = OwnerFactory()
    owner.deputy = owner
    with pytest.raises(IntegrityError, match="owner_not_own_deputy"):
        owner.save()


def test_the_database_refuses_a_recommendation_that_repeats_itself():
    recommendation = RecommendationFactory()
    with pytest.raises(IntegrityError, match="recommendation_link_not_itself"):
        RecommendationLink.objects.create(
            later=recommendation, earlier=recommendation, kind="repeats"
        )


def test_a_role_for_the_whole_authority_is_held_once():
    held = MembershipFactory()
    with pytest.raises(IntegrityError):
        MembershipFactory(user=held.user, authority=held.authority)
