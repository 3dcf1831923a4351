"""A manager's client, and the records that the bodies of `bodies.py` name."""

import pytest

from tests.factories import (
    ActionFactory,
    FrameworkFactory,
    InspectionFactory,
    PlanFactory,
    ThemeFactory,
)


@pytest.fixture
def manager(api, people):
    return api(people.manager)


@pytest.fixture
def action(authority, post):
    plan = PlanFactory(reference="BWD-P01", authority=authority)
    return ActionFactory(
        reference="BWD-A0001", authority=authority, plan=plan, owner=post
    )


@pytest.fixture
def inspection(authority):
    return InspectionFactory(
        reference="BWD-JTAI-2023", authority=authority, framework=FrameworkFactory()
    )


@pytest.fixture
def surroundings(action, inspection, council):
    ThemeFactory(code="health")
