"""A plan with gates, an action in it that `owner` carries, and files to prove it."""

import io
import zipfile
from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from recommendations.choices import GATES
from recommendations.models import ActionItem
from tests.factories import (
    ActionFactory,
    InspectionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)

ACTION = "/api/v1/actions/BWD-A0001/"
NOTE = {"note": "It is in use."}


@pytest.fixture(autouse=True)
def _stage(today, evidence_folder):
    pass


@pytest.fixture
def make_action(authority, post):
    """`make_action("strict", status="complete", impact_check_months=3)`: an action of
    a live plan with the preset and the switches that differ from it."""

    def make(preset="standard", **changed):
        switches = dict(GATES[preset])
        switches |= {name: changed.pop(name) for name in switches if name in changed}
        plan = PlanFactory(reference="BWD-P01", authority=authority, **switches)
        return ActionFactory(
            **{
                "reference": "BWD-A0001",
                "authority": authority,
                "plan": plan,
                "owner": post,
                **changed,
            }
        )

    return make


@pytest.fixture
def action(make_action):
    return make_action()


@pytest.fixture
def recommendation(authority):
    """What the action answers: a priority action, begun."""
    return RecommendationFactory(
        reference="BWD-R01",
        inspection=InspectionFactory(authority=authority),
        kind="priority_action",
        status="in_progress",
    )


@pytest.fixture
def checked(make_action, play, people, prove, recommendation):
    """An action claimed and checked today, which answers a delivered one."""
    action = make_action("strict", answers=[recommendation])
    prove()
    play(people.owner, "complete", **NOTE)
    assert play(people.verifier, "verify").status_code == 200
    assert play(people.manager, "deliver", "/api/v1/recommendations/BWD-R01/")
    return action


@pytest.fixture
def deputy(authority, council, post, people):
    """The colleague deputises for the owner."""
    post.deputy = OwnerFactory(
        authority=authority, agency=council, user=people.colleague
    )
    post.save()
    return people.colleague


@pytest.fixture
def play(api):
    """`play(person, "verify", note="Seen.")`: a verb of the action over REST."""

    def call(person, verb, address=ACTION, **body):
        return api(person).post(f"{address}{verb}/", body)

    return call


@pytest.fixture
def prove(play, people):
    """`prove(person, proves="impact")`: a link as evidence of the action."""

    def add(person=None, **fields):
        body = {"title": "The audit", "link": "https://example.org/audit", **fields}
        answer = play(person or people.owner, "evidence", **body)
        assert answer.status_code == 201, answer.content
        return answer.json()

    return add


@pytest.fixture
def later():
    """`later(minutes=9)`: so much time goes by."""
    with ExitStack() as clock:

        def wait(**time):
            clock.enter_context(
                time_machine.travel(timezone.now() + timedelta(**time), tick=False)
            )

        yield wait


@pytest.fixture
def now():
    """`now()`: the action as it is."""
    return lambda: ActionItem.objects.get(reference="BWD-A0001")


def missing(answer):
    assert answer.status_code == 409, answer.content
    return answer.json()["missing"]


def pdf(name="audit.pdf", content=b"%PDF-1.7 An audit of 40 files."):
    return SimpleUploadedFile(name, content)


def office(name, part, **more):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{part}/document.xml", **more or {"data": "<w/>"})
    return SimpleUploadedFile(name, content.getvalue())
