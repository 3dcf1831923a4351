"""From an empty database to a council that can work: the authority, its partner
agencies and its first manager. Called by the pages of set-up and by `start_council`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils.text import slugify

from recommendations.choices import AgencyKind
from recommendations.models import (
    Agency,
    Authority,
    AuthorityAgency,
    Framework,
)
from recommendations.models.columns import ends_of
from recommendations.workflow import demo
from recommendations.workflow.errors import NotAllowed, Refused
from recommendations.workflow.invitations import Invited, write_invitation
from recommendations.workflow.recording import new_change
from recommendations.workflow.records import Linked, create

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
ADMINISTRATOR = "admin"
# An agency's code has at most so many characters.
_LONGEST_CODE = 40


@dataclass(frozen=True)
class Listed:
    """An authority of England with children's services, of fixtures/authorities.json.
    `neighbours` are its statistical neighbours and `successors` what took its place,
    both by their codes here; without a `valid_from` it is older than the list."""

    code: str
    name: str
    urn: str
    gss_code: str
    dfe_code: str
    region: str
    neighbours: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]

    def ended(self, *, on: date) -> bool:
        return self.valid_to is not None and self.valid_to < on


@dataclass(frozen=True)
class Partner:
    """A kind of agency that most plans need; `named` is what it is likely called."""

    key: str
    label: str
    kind: AgencyKind
    named: str = ""
    are_many: bool = False


# The safeguarding partnership is none: a board oversees, and owns no action.
PARTNERS = (
    Partner("council", "Council", AgencyKind.LOCAL_AUTHORITY, "{name} Council"),
    Partner("police", "Police force", AgencyKind.POLICE),
    Partner("board", "Integrated care board", AgencyKind.NHS),
    Partner("trusts", "NHS provider trusts", AgencyKind.NHS, are_many=True),
    Partner("schools", "Education settings", AgencyKind.SCHOOL, are_many=True),
    Partner(
        "justice", "Youth justice", AgencyKind.OTHER, "{name} Youth Justice Service"
    ),
    Partner("probation", "Probation", AgencyKind.PROBATION, "Probation Service"),
)


@cache
def listed_authorities() -> dict[str, Listed]:
    """By code, in the order of their names."""
    rows = json.loads((FIXTURES / "authorities.json").read_text(encoding="utf-8"))
    return {row["code"]: _listed(row) for row in rows}


def _listed(row: dict[str, Any]) -> Listed:
    days = {
        name: date.fromisoformat(row[name]) if row[name] else None
        for name in ("valid_from", "valid_to")
    }
    lists = {name: tuple(row[name]) for name in ("neighbours", "successors")}
    return Listed(**{**row, **days, **lists})


def prepare() -> None:
    """The frameworks, inspectorates and themes, where there are none yet. Refused in
    the database of the demo."""
    if demo.is_loaded():
        raise Refused(
            "This database holds the demo, which a council does not start from. Name "
            "another one in DATABASE_URL. Nothing was done."
        )
    if not Framework.objects.exists():
        call_command("loaddata", FIXTURES / "reference.json", verbosity=0)


def invite_administrator() -> Invited | None:
    """A link for the first administrator to set their password; None where one can
    sign in already."""
    with transaction.atomic():
        administrators = User.objects.filter(is_superuser=True, is_active=True)
        if any(user.has_usable_password() for user in administrators):
            return None
        with new_change("invite", by=None) as change:
            user = administrators.first()
            if user is None:
                user = User(username=ADMINISTRATOR, first_name="Administrator")
                user.is_superuser = user.is_staff = True
                user.set_unusable_password()
                user.save()
            return write_invitation(user, change)


def start_authority(code: str, name: str = "", *, by: User) -> Authority:
    """The authority of this code, made if it is not there: from the list, or with the
    name that was typed.

    Raises Django's ValidationError, by field.
    """
    _require_administrator(by)
    code = code.upper()
    there: Authority | None = Authority.objects.filter(code=code).first()
    if there is not None:
        return there
    listed = listed_authorities().get(code)
    if listed is None:
        authority = Authority(code=code, name=name)
    else:
        authority = Authority(
            code=code,
            name=listed.name,
            urn=listed.urn,
            gss_code=listed.gss_code,
            dfe_code=listed.dfe_code,
            region=listed.region,
        )
    create(authority, by=by)
    return authority


def proposed_names(authority: Authority) -> dict[str, str]:
    """What each kind of partner is likely called; empty where that is anybody's guess,
    and for those that are there already."""
    kinds = set(authority.agencies.values_list("kind", flat=True))
    return {
        partner.key: partner.named.format(name=authority.name)
        for partner in PARTNERS
        if partner.kind not in kinds
    }


def add_agencies(
    authority: Authority, named: Iterable[tuple[str, AgencyKind]], *, by: User
) -> None:
    """Those of these names that do not work in the authority yet. One that works
    elsewhere already, as a police force may, is the same one here."""
    _require_administrator(by)
    with transaction.atomic():
        for name, kind in named:
            agency = Agency.objects.filter(name__iexact=name, kind=kind).first()
            if agency is None:
                agency = Agency(code=_free_code(name), name=name, kind=kind)
                ends = ends_of(Agency, "authorities")
                create(agency, by=by, links=[Linked(*ends, {authority: {}})])
            link = {"authority": authority, "agency": agency}
            if not AuthorityAgency.objects.filter(**link).exists():
                with new_change("link", by=by) as change:
                    AuthorityAgency(**link, **change.stamps).save()


def _free_code(name: str) -> str:
    stem = slugify(name)[: _LONGEST_CODE - 3].strip("-")
    if len(stem) < 2:
        raise ValidationError(f"“{name}” needs at least two letters or digits.")
    used = set(
        Agency.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in used:
        number += 1
    return code


def _require_administrator(by: User) -> None:
    if not (by.is_active and by.is_superuser):
        raise NotAllowed("Only an administrator can set a council up.")
