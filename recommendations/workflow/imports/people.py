"""Many people at once, from pasted rows or a file: plain rows of name, e-mail address,
post, agency and role, and what is wrong in which. All of them are added, or nobody."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from recommendations.choices import AgencyKind, Role
from recommendations.models import Agency, Authority
from recommendations.reader.spreadsheets import Table, TableLine
from recommendations.workflow.drafting import reading
from recommendations.workflow.errors import Unreadable
from recommendations.workflow.imports.rows import Fault, cell_text
from recommendations.workflow.people import Added, NewPerson, add_people

# In the order in which they are taken where no row names them.
COLUMNS = {
    "name": ("name", "fullname", "holder", "person"),
    "e-mail": ("email", "emailaddress", "mail"),
    "post": ("post", "posttitle", "jobtitle", "title"),
    "agency": ("agency", "organisation", "partner"),
    "role": ("role",),
}
MOST = 200
_LONGEST = 200
_ADDRESS = re.compile(r"[^\s,;]+@[^\s,;]+")
_ROLES = {
    **{role.label.lower(): role for role in Role},
    **{role.value: role for role in Role},
    "manager": Role.MANAGER,
}


class RowsRefused(Exception):
    """Nobody was added; `faults` says what to correct."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__("Nobody was added.")
        self.faults = list(faults)


def add_from_file(
    authority: Authority, name: str, data: bytes, *, by: User
) -> list[Added]:
    """Add everybody whom the rows name; `name` says by its end what kind of file.

    Raises Unreadable for what holds no rows, and RowsRefused with all faults.
    """
    lines, places = _people_in(reading.tables(name, data))
    if len(lines) > MOST:
        raise Unreadable(
            f"There are {len(lines)} rows. Add at most {MOST} people at a time.",
            code="too_big",
        )
    names = _Names(authority)
    people, faults = [], []
    for line in lines:
        try:
            people.append(_person(line, places, names))
        except ValidationError as wrong:
            faults += [
                Fault(line.number, column, said)
                for column, messages in wrong.message_dict.items()
                for said in messages
            ]
    if faults:
        raise RowsRefused(faults)
    try:
        return add_people(authority, people, by=by)
    except ValidationError as wrong:
        raise RowsRefused(
            [
                Fault(lines[int(number)].number, "", said)
                for number, messages in wrong.message_dict.items()
                for said in messages
            ]
        ) from wrong


def _people_in(tables: Sequence[Table]) -> tuple[list[TableLine], dict[str, int]]:
    """The rows of the table with most addresses in it, and which column is which."""
    table = max(tables, key=_addresses)
    if not _addresses(table):
        raise Unreadable(
            "No row has an e-mail address in a cell of its own. Each row is: "
            f"{', '.join(COLUMNS)}.",
            code="not_table",
        )
    first, *rest = table.lines
    heads = [re.sub("[^a-z]", "", cell_text(cell).lower()) for cell in first.cells]
    known = {
        column: heads.index(head)
        for column, headings in COLUMNS.items()
        for head in headings
        if head in heads
    }
    if {"name", "e-mail"} <= known.keys():
        return rest, known
    return table.lines, {column: place for place, column in enumerate(COLUMNS)}


def _addresses(table: Table) -> int:
    return sum(
        any(_ADDRESS.fullmatch(cell_text(cell)) for cell in line.cells)
        for line in table.lines
    )


class _Names:
    """The agencies of the authority by what a row may call them."""

    def __init__(self, authority: Authority) -> None:
        self.agencies: dict[str, Agency] = {}
        agencies = list(authority.agencies.all())
        for agency in agencies:
            for name in (agency.code, agency.name, agency.alias):
                self.agencies.setdefault(name.casefold(), agency)
        councils = [row for row in agencies if row.kind == AgencyKind.LOCAL_AUTHORITY]
        self.council = councils[0] if len(councils) == 1 else None

    def agency(self, text: str) -> Agency | None:
        if not text:
            return self.council
        agency = self.agencies.get(text.casefold())
        if agency is None:
            raise ValidationError(
                f"“{text}” is not an agency here. Add it in the list of agencies, or "
                f"use one of: {'; '.join(map(str, self.known()))}."
            )
        return agency

    def known(self) -> list[Agency]:
        return list(dict.fromkeys(self.agencies.values()))


def _person(line: TableLine, places: dict[str, int], names: _Names) -> NewPerson:
    """Raises ValidationError by column, with all that is wrong in the row."""
    said = {
        column: cell_text(line.cells[place]) if place < len(line.cells) else ""
        for column, place in places.items()
    }
    wrong: dict[str, Any] = {
        column: f"This has more than {_LONGEST} characters."
        for column, text in said.items()
        if len(text) > _LONGEST
    }
    if not said["name"]:
        wrong["name"] = "Enter their name."
    agency, role = None, Role.OWNER
    try:
        validate_email(said["e-mail"])
    except ValidationError:
        wrong["e-mail"] = f"“{said['e-mail']}” is not an e-mail address."
    try:
        agency = names.agency(said.get("agency", ""))
    except ValidationError as unknown:
        wrong["agency"] = unknown.messages
    if text := said.get("role", ""):
        if text.lower() in _ROLES:
            role = _ROLES[text.lower()]
        else:
            roles = ", ".join(str(role.label) for role in Role)
            wrong["role"] = f"“{text}” is not a role. Use one of: {roles}."
    if wrong:
        raise ValidationError(wrong)
    return NewPerson(
        name=said["name"],
        email=said["e-mail"],
        role=role,
        agency=agency,
        post_title=said.get("post", ""),
    )
