"""The verbs of a draft, the reader's guess at what a report says, up to the one that
makes records of it (accepting.py)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from recommendations.choices import (
    DraftStatus,
    RecommendationKind,
    Role,
    RowDecision,
    RowKind,
)
from recommendations.models import Authority, Draft, DraftRow
from recommendations.models.standing import Standing
from recommendations.models.trail import Change, username_of
from recommendations.reader import draft as reader_draft
from recommendations.workflow import recording
from recommendations.workflow.citing import quote_rows
from recommendations.workflow.drafting import reading
from recommendations.workflow.drafting.comparing import (
    compare,
    compare_rows,
    known_authority,
    rows_of,
    state_of,
)
from recommendations.workflow.drafting.edits import checked
from recommendations.workflow.drafting.terms import Comparison
from recommendations.workflow.errors import NotAllowed, Refused
from recommendations.workflow.files import check_report, stored
from recommendations.workflow.moves import (
    require_manager,
)
from recommendations.workflow.recording import played, save_touched

# What of an inspection a report may print, each a row of the draft.
FIELDS = (
    "framework",
    "inspectorates",
    "inspection_start",
    "inspection_end",
    "published",
    "lead_inspector",
    "expected_recommendations",
)


def require_may_read(by: User) -> None:
    if Role.MANAGER not in Standing.of(by).roles_anywhere():
        raise NotAllowed("Only an improvement manager can upload a report.")


@dataclass(frozen=True)
class Report:
    """A file, and the draft made of it that is yet to be saved: none where the person
    sees a draft of the same file already."""

    data: bytes
    sha256: str
    draft: Draft | None = None
    rows: list[DraftRow] = field(default_factory=list)


def read_document(file: "File[Any]", *, by: User) -> tuple[Draft, bool]:
    """Read a report into a draft; false where it was read before, and that draft is
    given. Managers only. Raises TooBig and Unreadable."""
    return save_once(read_report(file, by=by), by=by)


def read_report(file: "File[Any]", *, by: User) -> Report:
    """Read a report, which may take long, and write nothing yet."""
    require_may_read(by)
    name = check_report(file)
    file.seek(0)
    return report_of(file.read(), name=name, by=by)


def report_of(
    data: bytes, *, name: str, by: User, read: reader_draft.ReportDraft | None = None
) -> Report:
    """What a report says, unless the person sees a draft of it already. `read` is what
    the caller has read of it."""
    sha256 = hashlib.sha256(data).hexdigest()
    if _read_before(sha256, by) is not None:
        return Report(data, sha256)
    draft, rows = _drafted(data, read or reading.read(data), name=name, by=by)
    return Report(data, sha256, draft, rows)


def save_once(report: Report, *, by: User) -> tuple[Draft, bool]:
    """Keep what was read of a report, unless the person sees a draft of it already;
    then false, and that draft."""
    existing = _read_before(report.sha256, by)
    if existing is not None:
        return existing, False
    if report.draft is None:
        raise Refused(
            "The draft of this report has just been rejected. Send the report again."
        )
    try:
        return _save(report.draft, report.rows, report.data, by=by), True
    except IntegrityError:
        # Somebody had the same report read meanwhile.
        existing = _read_before(report.sha256, by)
        if existing is None:
            raise
        return existing, False


def _drafted(
    data: bytes, read: reader_draft.ReportDraft, *, name: str, by: User
) -> tuple[Draft, list[DraftRow]]:
    """Without saving it, and its rows, each with its quote."""
    draft = Draft(
        authority=_own_authority(read, by),
        authority_read=(read.authority or "")[:200],
        file_name=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        pages=read.pages,
        payload=reader_draft.as_json(read),
        read_by=by,
        read_by_name=username_of(by),
    )
    rows = list(_rows(draft))
    quote_rows(rows, data)
    return draft, rows


def _save(draft: Draft, rows: list[DraftRow], data: bytes, *, by: User) -> Draft:
    with (
        stored(draft.file, ContentFile(data)),
        transaction.atomic(),
        recording.new_change("read", by=by) as change,
    ):
        draft.created_at = draft.updated_at = change.at
        draft.save()
        for row in rows:
            row.created_at = row.updated_at = change.at
        compare_rows(rows, draft.authority)
        for row in rows:
            row.save()
    return draft


def revise(
    draft: Draft,
    *,
    by: User,
    authority: Authority | None = None,
    rows: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Choose the authority, and say of rows what holds and what becomes of them: each
    is `{"n", "decision", "edits"}`. What a person edits, they take, unless they say
    otherwise."""
    with played(draft, "revise", by=by) as change:
        if authority is not None:
            settle_authority(draft, authority, by=by)
        by_position = {
            row.position: row for row in compare(draft, draft.authority).rows
        }
        before = {n: _state(row) for n, row in by_position.items()}
        sent = {answer["n"]: answer for answer in rows}
        if unknown := sorted(sent.keys() - by_position.keys()):
            message = f"There is no row {unknown[0]} in this draft."
            raise ValidationError({f"rows.{unknown[0]}": message})
        for n, answer in sent.items():
            if answer.get("edits") is not None:
                by_position[n].edits = checked(by_position[n], answer["edits"])
        # What was edited may be another inspection's, or another recommendation's.
        compare_rows(list(by_position.values()), draft.authority)
        _require_matches(by_position.values())
        for n, answer in sent.items():
            edited = RowDecision.ACCEPTED if answer.get("edits") else None
            by_position[n].decision = (
                answer.get("decision") or edited or by_position[n].decision
            )
        for n, row in by_position.items():
            if _state(row) != before[n] or n in sent:
                save_touched(row, change)


def reviewed(draft: Draft) -> Comparison:
    """The rows of a draft: of an open one compared with what is recorded now, else as
    they were when it was decided on."""
    if draft.status == DraftStatus.OPEN:
        return compare(draft, draft.authority)
    return Comparison(rows_of(draft), draft.inspection)


def reject(draft: Draft, *, by: User, reason: str) -> None:
    """It is no report of ours, or was read too badly to be of use."""
    with played(draft, "reject", by=by, reason=reason) as change:
        stamp_decision(draft, change)


def stamp_decision(draft: Draft, change: Change) -> None:
    draft.decided_on = change.day
    draft.decided_by = change.by
    draft.decided_by_name = change.actor


def settle_authority(draft: Draft, authority: Authority | None, *, by: User) -> None:
    """The authority that a person chose, else the one that the report names and that
    has been made since. Who chooses it manages it. One that is known stays."""
    chosen = authority or draft.authority or _own_authority(_payload(draft), by)
    if chosen is None:
        return
    require_manager(chosen.pk, by=by)
    if draft.authority_id is not None and draft.authority_id != chosen.pk:
        message = f"The report is about {draft.authority}."
        raise ValidationError({"authority": message})
    twin = Draft.objects.filter(authority=chosen, sha256=draft.sha256)
    if twin.exclude(pk=draft.pk).exclude(status=DraftStatus.REJECTED).exists():
        message = f"{chosen} already has a draft of this report."
        raise ValidationError({"authority": message})
    draft.authority = chosen


def _require_matches(rows: Iterable[DraftRow]) -> None:
    """Each row that a person said to be a recommendation is one, and its only one."""
    matched: set[str] = set()
    for row in rows:
        reference = row.edits.get("matches")
        if not reference:
            continue
        recommendation = row.recommendation
        if recommendation is None or recommendation.reference != reference:
            message = f"“{reference}” is not one of the recommendations recorded there."
            raise ValidationError({f"rows.{row.position}": message})
        if reference in matched:
            message = f"Another row is already matched to {reference}."
            raise ValidationError({f"rows.{row.position}": message})
        matched.add(reference)


def _state(row: DraftRow) -> tuple[Any, ...]:
    return (*state_of(row), row.doubt, row.decision, row.edits)


def _payload(draft: Draft) -> reader_draft.ReportDraft:
    return reader_draft.from_json(draft.payload)


def _own_authority(read: reader_draft.ReportDraft, by: User) -> Authority | None:
    """The authority that the report names for sure, if the person manages it: to all
    others the draft is that of who brought it in, until somebody chooses one."""
    source = read.sources.get("authority")
    if source is None or source.confidence < reader_draft.SURE:
        return None
    authority = known_authority(read.authority or "", read.urn or "")
    if authority is None or Role.MANAGER not in Standing.of(by).roles_in(authority.pk):
        return None
    return authority


def _read_before(sha256: str, by: User) -> Draft | None:
    """The draft of the same file that the person may see, unless it was rejected."""
    visible = Draft.objects.visible_to(by).filter(sha256=sha256)
    return visible.exclude(status=DraftStatus.REJECTED).order_by("created_at").first()


def _rows(draft: Draft) -> Iterator[DraftRow]:
    """What was read, a row each, in the order of the story."""
    passages = enumerate(_passages(draft.payload), start=1)
    for position, (kind, name, read, page, confidence) in passages:
        yield DraftRow(
            draft=draft,
            kind=kind,
            name=name,
            position=position,
            read=read,
            page=page,
            confidence=confidence,
        )


Passage = tuple[str, str, dict[str, Any], int | None, float | None]


def _passages(plain: Mapping[str, Any]) -> Iterator[Passage]:
    for name in FIELDS:
        # Which bodies inspect follows from the kind of inspection.
        after = "framework" if name == "inspectorates" else name
        sources = plain["sources"]
        source = sources.get(name) or sources.get(after) or {}
        page, confidence = source.get("page"), source.get("confidence")
        yield RowKind.FIELD, name, {"value": plain[name]}, page, confidence
    for kind, listed in (
        (RowKind.JUDGEMENT, "judgements"),
        (RowKind.RECOMMENDATION, "recommendations"),
        (RowKind.STRENGTH, "strengths"),
        (RowKind.NEXT_STEP, "next_steps"),
    ):
        for passage in plain[listed]:
            read = dict(passage)
            page, confidence = read.pop("page"), read.pop("confidence")
            if read.pop("priority", False):
                read["kind"] = RecommendationKind.PRIORITY_ACTION
            yield kind, "", read, page, confidence
