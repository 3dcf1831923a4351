"""Adding evidence to actions and taking it away again. A refused file leaves no row and
no file."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from recommendations.choices import EvidenceForm
from recommendations.models import ActionEvidence, ActionItem, Evidence
from recommendations.models.trail import username_of
from recommendations.workflow.errors import QuotaReached
from recommendations.workflow.files import MEBIBYTE, check_file, stored
from recommendations.workflow.moves import require
from recommendations.workflow.recording import lock, new_change, played, save_touched
from recommendations.workflow.records import require_same_authority


def add_evidence(
    actions: Collection[ActionItem],
    *,
    by: User,
    file: "File[Any] | None" = None,
    **fields: Any,
) -> Evidence:
    """Add one proof of the actions, all of one authority. Raises ValidationError for
    a file that is not what it says, TooBig for one too big."""
    first, *others = actions
    require_same_authority(first.authority_id, actions=others)
    _require_past(fields.get("proves_from"))
    evidence = Evidence(
        authority_id=first.authority_id,
        form=_form_of(file, fields),
        added_by=by,
        added_by_name=username_of(by),
        **fields,
    )
    with transaction.atomic():
        for action in sorted(actions, key=lambda action: action.pk):
            lock(action)
            require(action, "evidence", by=by)
        with (
            _stored_file(evidence, file),
            new_change("evidence", by=by, note=evidence.note) as change,
        ):
            evidence.created_at = evidence.updated_at = change.at
            evidence.full_clean()
            evidence.save()
            evidence.visible_links = []
            for action in actions:
                link = ActionEvidence(action=action, evidence=evidence, **change.stamps)
                link.save()
                evidence.visible_links.append(link)
                # Who read the action without it has an older version of it.
                save_touched(action, change)
    return evidence


def _require_past(proves_from: date | None) -> None:
    """Nothing proves a time that has not come."""
    if proves_from is not None and proves_from > timezone.localdate():
        message = "The period that the evidence covers must not start in the future."
        raise ValidationError({"proves_from": message})


def _form_of(file: "File[Any] | None", fields: Mapping[str, Any]) -> str:
    """What it is by what came: one of a file, a link or a partner's name."""
    by_form = {
        EvidenceForm.FILE: file is not None,
        EvidenceForm.LINK: bool(fields.get("url")),
        EvidenceForm.HELD: bool(fields.get("held_by")),
    }
    forms = [form for form, is_present in by_form.items() if is_present]
    if len(forms) != 1:
        raise ValidationError(
            "Give one of these: a file, a link, or the partner that holds it."
        )
    return forms[0]


def archive_evidence(evidence: Evidence, *, by: User, reason: str) -> None:
    """It no longer counts. The file stays, for those who may see what there was.
    Managers only: closures may rest on it."""
    with played(evidence, "archive", by=by, reason=reason) as change:
        evidence.archived_at = change.at


def _require_room(evidence: Evidence) -> None:
    """All files of the authority together, those archived too, stay within what the
    server gives it."""
    lock(evidence.authority)  # Two uploads at once do not both take the last room.
    stored = Evidence.objects.with_archived().filter(authority=evidence.authority_id)
    used = stored.aggregate(size=Sum("size"))["size"] or 0
    if used + (evidence.size or 0) > settings.EVIDENCE_QUOTA_MB * MEBIBYTE:
        raise QuotaReached(
            f"There is no room for “{evidence.file_name}”: {evidence.authority} has "
            f"used {used // MEBIBYTE} of {settings.EVIDENCE_QUOTA_MB} MB. Give a link "
            f"instead, or ask your administrator for more room."
        )


@contextmanager
def _stored_file(evidence: Evidence, file: "File[Any] | None") -> Iterator[None]:
    """Put the file in its place; take it away again if what follows is refused."""
    if file is None:
        yield
        return
    evidence.file_name = check_file(file)
    evidence.size = file.size
    _require_room(evidence)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    evidence.sha256 = digest.hexdigest()
    with stored(evidence.file, file, name=evidence.file_name):
        yield
