"""Making and revising records: the verbs `create` and `revise`, for managers. What has
a verb of its own (status, owner, dates) is not: see revising.py."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from recommendations.models import (
    ActionRecommendation,
    Agency,
    AuthorityAgency,
    Citation,
    Owner,
    Recommendation,
)
from recommendations.models.archiving import is_archived
from recommendations.models.trail import Change, Record
from recommendations.workflow.errors import Refused
from recommendations.workflow.moves import require, require_role
from recommendations.workflow.recommendations import unsettle
from recommendations.workflow.recording import lock, new_change, save_touched
from recommendations.workflow.references import give_reference
from recommendations.workflow.revising import WRITABLE


@dataclass(frozen=True)
class Linked:
    """What a record shall be linked to: rows of `through`. Their column `own` is the
    record, their column `other` a key of `targets`, and the rest its value."""

    through: type[Record]
    own: str
    other: str
    targets: Mapping[Record, Mapping[str, Any]]


def create(record: Record, *, by: User, links: Collection[Linked] = ()) -> None:
    """Save a new record and its links as one change, with a reference where it came
    without one.

    Raises Django's ValidationError, by field, for what the record itself forbids.
    """
    with transaction.atomic(), new_change("create", by=by) as change:
        record.created_at = record.updated_at = change.at
        give_reference(record)
        record.full_clean()
        _require_one_authority(record, links)
        _require_member(record)
        record.save()
        for linked in links:
            _link(record, linked, change)
        require_role(record, "revise", by=by)


def revise(
    record: Record,
    *,
    by: User,
    fields: Mapping[str, Any],
    links: Collection[Linked] = (),
) -> None:
    """Change the words of a record, and what it is linked to, as one change. What
    changes nothing leaves no version and no entry.

    Raises Django's ValidationError, by field, for what is not revised: see revising.py.
    """
    _require_revised(record, fields, links)
    with transaction.atomic():
        lock(record)
        with new_change("revise", by=by) as change:
            if _write(record, change, by=by, fields=fields, links=links):
                save_touched(record, change)


def _write(
    record: Record,
    change: Change,
    *,
    by: User,
    fields: Mapping[str, Any],
    links: Collection[Linked],
) -> bool:
    """Whether anything differs from what stands."""
    was = _columns(record)
    require(record, "revise", by=by)
    _require_same_wording(record, fields)
    _require_no_open_work(record, fields)
    _unverify(record, fields)
    for name, value in fields.items():
        setattr(record, name, value)
    record.full_clean()
    _require_one_authority(record, links)
    if "user" in fields:
        _require_member(record)
    is_linked_anew = False
    for linked in links:
        added, is_changed = _link(record, linked, change)
        is_linked_anew |= is_changed
        if linked.through is ActionRecommendation:
            unsettle(added, change)
    require_role(record, "revise", by=by)
    return is_linked_anew or _columns(record) != was


def _columns(record: Record) -> dict[str, Any]:
    return {
        column.attname: getattr(record, column.attname)
        for column in record._meta.concrete_fields
    }


def _require_revised(
    record: Record, fields: Mapping[str, Any], links: Iterable[Linked]
) -> None:
    """Nothing passes a verb by, whoever calls."""
    writable = WRITABLE[type(record)]
    refused = {
        name: "This is set once and cannot be changed."
        if name in writable.once
        else "This cannot be edited: it has its own verb, or is worked out."
        for name in fields
        if name not in writable.revised
    }
    allowed = list(writable.links.values())
    for linked in links:
        if (linked.through, linked.own, linked.other) not in allowed:
            refused[linked.other] = "This record has no such links."
    if refused:
        raise ValidationError(refused)


def _require_same_wording(record: Record, fields: Mapping[str, Any]) -> None:
    """The inspector's words are filled in once."""
    if not isinstance(record, Recommendation) or not record.text:
        return
    if fields.get("text", record.text) != record.text:
        message = "The inspector's wording is already recorded and cannot be changed."
        raise ValidationError({"text": message})


def _unverify(record: Record, fields: Mapping[str, Any]) -> None:
    """Other words, or words from another place, have yet to be compared."""
    if isinstance(record, Citation) and any(
        fields.get(name, getattr(record, name)) != getattr(record, name)
        for name in ("document", "page", "paragraph", "quote")
    ):
        record.is_verified = False


def _require_no_open_work(record: Record, fields: Mapping[str, Any]) -> None:
    """A post neither ends nor begins anew while it carries open actions."""
    if not isinstance(record, Owner):
        return
    until = fields.get("active_until")
    begins = fields.get("active_from")
    ends = until not in (None, record.active_until)
    is_put_off = begins is not None and begins > timezone.localdate()
    if not ends and (begins == record.active_from or not is_put_off):
        return
    count = record.actions.open().count()
    if count:
        raise Refused(
            f"{record} has {count} open actions. Hand them over before you "
            f"{'end the post' if ends else 'move its start date'}."
        )


def _require_member(record: Record) -> None:
    """Who signs in as a post can sign in, and is a member of the post's authority."""
    if not isinstance(record, Owner) or record.user is None:
        return
    if not record.user.is_active:
        raise ValidationError({"user": f"{record.user} can no longer sign in."})
    current = record.user.memberships.current(on=timezone.localdate())
    if not current.filter(authority=record.authority_id).exists():
        message = f"{record.user} has no role in {record.authority}."
        raise ValidationError({"user": message})


def require_same_authority(authority_id: uuid.UUID, **records: Iterable[Any]) -> None:
    """Refuse, by field, what belongs to another authority."""
    for name, members in records.items():
        for record in members:
            if record is not None and not _works_in(record, authority_id):
                raise ValidationError({name: f"{record} belongs to another authority."})


def _require_one_authority(record: Any, links: Iterable[Linked]) -> None:
    """All that a record points to or is linked with belongs where it does."""
    if not hasattr(record, "authority_id"):
        return
    pointed = {
        field.name: [getattr(record, field.name)]
        for field in record._meta.concrete_fields
        if field.is_relation
    }
    linked = {link.other: list(link.targets) for link in links}
    require_same_authority(record.authority_id, **pointed, **linked)


def _works_in(record: Any, authority_id: uuid.UUID) -> bool:
    if isinstance(record, Agency):
        works = AuthorityAgency.objects.filter(agency=record, authority=authority_id)
        return works.exists()
    return bool(getattr(record, "authority_id", authority_id) == authority_id)


def _link(record: Record, linked: Linked, change: Change) -> tuple[list[Any], bool]:
    """Add, alter and take away only what differs, so that the trail says no more. What
    was added, and whether anything differed."""
    added: list[Any] = []
    is_changed = False
    rows = linked.through._default_manager.filter(**{linked.own: record})
    rows = rows.select_related(linked.other)
    existing = {getattr(row, f"{linked.other}_id"): row for row in rows}
    for target, columns in linked.targets.items():
        row = existing.pop(target.pk, None)
        if row is None:
            ends = {linked.own: record, linked.other: target}
            linked.through(**ends, **columns).save()
            added.append(target)
        elif any(getattr(row, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(row, name, value)
            save_touched(row, change)
            is_changed = True
    for row in existing.values():
        # Nobody who sent the list saw what is archived.
        if not is_archived(getattr(row, linked.other)):
            row.delete()
            is_changed = True
    return added, is_changed or bool(added)
