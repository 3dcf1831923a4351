"""What tests of the import share: a plan with three recommendations, and a manager who
brings rows in."""

import pytest

from recommendations.models import PlanInspection
from recommendations.workflow.imports.writing import import_file
from tests.factories import InspectionFactory, PlanFactory, RecommendationFactory

from .rows import as_csv


@pytest.fixture
def plan(authority, council):
    plan = PlanFactory(reference="BWD-P01", authority=authority)
    inspection = InspectionFactory(reference="BWD-JTAI-2023", authority=authority)
    PlanInspection.objects.create(plan=plan, inspection=inspection)
    for number in (1, 2, 3):
        RecommendationFactory(
            reference=f"BWD-JTAI-2023-R0{number}",
            inspection=inspection,
            position=number,
            summary=f"Ask number {number}.",
        )
    return plan


@pytest.fixture
def bring_in(plan, people):
    """`bring_in({"action": ...}, ...)`: rows of a file, brought in by the manager."""

    def bring_in(*rows, **options):
        data = options.pop("data", None) or as_csv(*rows)
        name = options.pop("name", "plan.csv")
        return import_file(plan, name, data, **{"by": people.manager, **options})

    return bring_in
