"""The demo: the fixtures with the illustrative story moved to a day, and one user a
role to look at them with. Used by the command `demo` only."""

import base64
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from recommendations.choices import Role
from recommendations.models import (
    ActionPlan,
    Agency,
    ApiToken,
    Authority,
    Invitation,
    Membership,
    Owner,
)
from recommendations.models.trail import change
from recommendations.workflow.access import MOST
from recommendations.workflow.errors import Refused
from recommendations.workflow.recording import save_touched
from recommendations.workflow.redating import redated, story_day

FACTS = ("reference.json", "blackburn_with_darwen.json")
STORY = "demo_plans.json"
SUPERUSER = "superuser"


@dataclass(frozen=True)
class Person:
    """A user of the demo. `agency`: sees that agency's part only. `carries`: signs in
    as the owner whose post is the person's title."""

    username: str
    title: str
    role: str
    authority: str = "BWD"
    agency: str = ""
    carries: bool = False


PEOPLE = (
    Person("manager", "Improvement Manager", Role.MANAGER),
    Person("verifier", "Quality Assurance Lead", Role.VERIFIER),
    Person(
        "owner",
        "Service Lead, Leaving Care",
        Role.OWNER,
        agency="bwd-council",
        carries=True,
    ),
    Person(
        "police",
        "Detective Inspector, Public Protection Unit",
        Role.OWNER,
        agency="lancashire-police",
        carries=True,
    ),
    Person("reader", "Scrutiny Officer", Role.READER),
    Person("outsider", "Improvement Programme Lead", Role.MANAGER, authority="EXS"),
    Person("admin", "Administrator", SUPERUSER, authority=""),
)


@dataclass(frozen=True)
class SignIn:
    """How one person of the demo signs in: by form, and by program."""

    person: Person
    password: str
    token: str


def set_up(*, today: date, reset: bool = False) -> bool:
    """Load the demo as of `today`, all of it or nothing; False when it is there.

    Refused when the database holds anything else, unless it is to be `reset`.
    """
    with transaction.atomic():
        if holds_a_council():
            raise Refused(
                "This database holds a council's own data, so nothing was done, and "
                "--reset deletes none of it. Name another database in DATABASE_URL."
            )
        if reset:
            call_command("flush", interactive=False, verbosity=0)
        elif is_loaded():
            return False
        elif Authority.objects.exists() or User.objects.exists():
            raise Refused(
                "The database holds data that the demo did not make, so nothing was "
                "done. Name another database in DATABASE_URL, or delete all that this "
                "one holds with --reset."
            )
        _load_fixtures(today)
        for person in PEOPLE:
            _create_user(person)
    return True


def sign_ins() -> list[SignIn]:
    """How to sign in. Passwords and tokens follow from SECRET_KEY, so that they can be
    said again though the database keeps neither."""
    accounts = [
        SignIn(person, _password(person), _token(person))
        for person in PEOPLE
        if _has_token(person)
    ]
    if not accounts:
        raise Refused(
            "The demo here was made with another SECRET_KEY, or so long ago that its "
            "tokens have ended, so there is nothing to sign in with. Set that key "
            "again, or start afresh with --reset."
        )
    return accounts


def loaded_on() -> date:
    """The day as of which the demo here reads."""
    first = ApiToken.objects.filter(name="demo").earliest("created_at")
    return timezone.localdate(first.created_at)


def is_loaded() -> bool:
    """Whether this database is the demo's."""
    plans = ActionPlan.objects.filter(reference="EXS-P01", authority__code="EXS")
    return plans.exists() and ApiToken.objects.filter(name="demo").exists()


def holds_a_council() -> bool:
    """Whether somebody began to set a council up here: the demo invites nobody."""
    return not is_loaded() and Invitation.objects.exists()


def _load_fixtures(today: date) -> None:
    fixtures = Path(settings.BASE_DIR) / "fixtures"
    rows = json.loads((fixtures / STORY).read_text(encoding="utf-8"))
    moved = redated(rows, days=(today - story_day(rows)).days)
    with TemporaryDirectory() as folder:
        story = Path(folder) / STORY
        story.write_text(json.dumps(moved), encoding="utf-8")
        facts = (fixtures / name for name in FACTS)
        call_command("loaddata", *facts, story, verbosity=0)


def _create_user(person: Person) -> None:
    user = User.objects.create_user(
        person.username,
        password=_password(person),
        first_name=person.title,
        is_staff=person.role == SUPERUSER,
        is_superuser=person.role == SUPERUSER,
    )
    ends = timezone.now() + MOST
    ApiToken.issue(key=_token(person), user=user, name="demo", expires_at=ends)
    if person.role == SUPERUSER:
        return
    authority = Authority.objects.get(code=person.authority)
    agency = Agency.objects.get(code=person.agency) if person.agency else None
    with change("create", by=None):
        Membership.objects.create(
            user=user, authority=authority, agency=agency, role=person.role
        )
    if person.carries:
        owner = Owner.objects.get(authority=authority, post_title=person.title)
        with change("link", by=None) as linking:
            owner.user = user
            save_touched(owner, linking)


def _password(person: Person) -> str:
    return f"{person.username}-{_derived('password', person)[:10].lower()}"


def _token(person: Person) -> str:
    prefix = _derived("prefix", person)[:12].lower()
    return f"{prefix}.{_derived('secret', person)}"


def _derived(purpose: str, person: Person) -> str:
    """Letters and digits that nobody can work out without SECRET_KEY."""
    salt = f"recommendations.workflow.demo.{purpose}"
    digest = salted_hmac(salt, person.username, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().rstrip("=")


def _has_token(person: Person) -> bool:
    prefix, _, secret = _token(person).partition(".")
    usable = ApiToken.objects.usable(at=timezone.now())
    token = usable.filter(prefix=prefix).first()
    return token is not None and token.matches(secret)
