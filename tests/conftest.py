"""What tests share: the day, the people, and a client that signs in as one of them."""

import gc
from collections import namedtuple
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from recommendations.choices import AgencyKind, Role
from recommendations.models import Draft, Evidence
from tracker.storage import WholeFileStorage

from .factories import (
    TODAY,
    AgencyFactory,
    AuthorityFactory,
    MembershipFactory,
    OwnerFactory,
    UserFactory,
)
from .replay import Replay

People = namedtuple(
    "People", "manager verifier owner colleague police reader outsider admin"
)


def pytest_collection_finish():
    """What is loaded by now stays: to look through it for garbage again and again would
    be a twentieth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A hash that is slow on purpose would be most of what some tests wait for."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def reader_places(settings, tmp_path_factory):
    """Tests that run beside these hold places of their own. Where their locks lie."""
    settings.READER_LOCKS = tmp_path_factory.getbasetemp() / "readers"
    return settings.READER_LOCKS


@pytest.fixture
def today():
    """20 November 2026, ten in the morning in London."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=ZoneInfo("UTC"))
    with time_machine.travel(noon, tick=False):
        yield TODAY


@pytest.fixture
def evidence_folder(tmp_path, monkeypatch):
    """Where files of evidence, and reports, lie while the test runs."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    for model in (Evidence, Draft):
        file = model._meta.get_field("file")
        monkeypatch.setattr(file, "storage", WholeFileStorage(location=folder))
    return folder


@pytest.fixture
def authority(db, replay):
    def make():
        return {"": AuthorityFactory(code="BWD", name="Blackburn with Darwen")}

    return replay("authority", make)[""]


@pytest.fixture
def council(authority, replay):
    def make():
        return {"": AgencyFactory(code="council", works_in=authority)}

    return replay("council", make)[""]


@pytest.fixture
def constabulary(authority, replay):
    def make():
        return {
            "": AgencyFactory(
                code="constabulary", kind=AgencyKind.POLICE, works_in=authority
            )
        }

    return replay("constabulary", make)[""]


@pytest.fixture(scope="session")
def replay():
    return Replay()


# The numbers of the people: those of whom else a test makes do not reach so far.
NUMBERS = count(2_000_000_001)


@pytest.fixture
def people(replay, authority, council, constabulary):
    """One person a role; `colleague` owns too, `police` sees one agency's part."""

    def user(name, **fields):
        return UserFactory(pk=next(NUMBERS), username=name, **fields)

    def member(name, role, agency=None, where=authority):
        person = user(name)
        MembershipFactory(user=person, authority=where, agency=agency, role=role)
        return person

    def make():
        return {
            "manager": member("manager", Role.MANAGER),
            "verifier": member("verifier", Role.VERIFIER),
            "owner": member("owner", Role.OWNER),
            "colleague": member("colleague", Role.OWNER),
            "police": member("police", Role.OWNER, constabulary),
            "reader": member("reader", Role.READER),
            "outsider": member(
                "outsider", Role.MANAGER, where=AuthorityFactory(code="EXS")
            ),
            "admin": user("admin", is_superuser=True, is_staff=True),
        }

    return People(**replay("people", make))


@pytest.fixture
def post(authority, council, people):
    """The post of the person `owner`."""
    return OwnerFactory(
        reference="BWD-O001", authority=authority, agency=council, user=people.owner
    )


@pytest.fixture
def police_post(authority, constabulary, people):
    return OwnerFactory(
        reference="BWD-O002",
        authority=authority,
        agency=constabulary,
        user=people.police,
    )


@pytest.fixture
def sign_in():
    """`sign_in(user)`: a browser in which that person has signed in."""

    def client(user):
        client = Client()
        client.force_login(user)
        return client

    return client


@pytest.fixture
def api():
    """`api(user)`: a client signed in as that person; `api()`: nobody."""

    def client(user=None):
        client = APIClient()
        client.default_format = "json"
        if user is not None:
            client.force_authenticate(user)
        return client

    return client
