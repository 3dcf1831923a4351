"""The lists on an action's page that make it one to trust: its evidence, who looked,
how its dates moved, and which gates it was let through without."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats

from recommendations.admin.parts.buttons import Button, verb_url
from recommendations.admin.parts.display import person
from recommendations.admin.parts.sections import Section
from recommendations.choices import CheckOutcome, DateDecision, ImpactOutcome
from recommendations.models import (
    ActionItem,
    DueDateChange,
    Evidence,
    GateOverride,
    ImpactCheck,
)
from recommendations.models.trail import actor_today
from recommendations.workflow.declarations import (
    Verb,
    missing_words,
    verb_label,
    verbs_of,
)
from recommendations.workflow.moves import hindrance


@dataclass(frozen=True)
class ListLine:
    """One line of a list: what, when and by whom, and the words that go with it."""

    heading: str
    when: str
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class EvidenceRow:
    evidence: Evidence
    period: str
    counts: str
    archive_url: str = ""


@dataclass(frozen=True)
class Check:
    """What a checker compares: what was submitted and by whom, what was to be reached,
    and the evidence; and what they can do instead of the page's verb."""

    claim: str
    signed: str
    measure: str
    evidence: list[EvidenceRow]
    instead: Button | None


def period(start: date | None, end: date | None) -> str:
    """The time that evidence tells about, in words."""
    if start and end:
        return f"{formats.date_format(start)} to {formats.date_format(end)}"
    if start:
        return f"From {formats.date_format(start)}"
    return f"Until {formats.date_format(end)}" if end else "Not stated"


def counts(evidence: Evidence, on: date) -> str:
    """Until when it counts, or why it no longer does."""
    if evidence.is_archived:
        return "No: archived"
    if evidence.expires_on is None:
        return "Yes"
    day = formats.date_format(evidence.expires_on)
    return f"No: expired on {day}" if evidence.expires_on < on else f"Until {day}"


def _evidence(record: ActionItem, on: date) -> list[EvidenceRow]:
    return [
        EvidenceRow(
            evidence,
            period(evidence.proves_from, evidence.proves_to),
            counts(evidence, on),
            verb_url(evidence, "archive"),
        )
        for evidence in record.evidence.select_related("added_by")
    ]


def check_of(record: ActionItem, verb: Verb, *, on: date) -> Check:
    claims: Any = record.history.filter(verb="complete")
    claim = claims.order_by("-history_date", "-history_id").first()
    name = (actor_today(claim) if claim else "") or person(record.completed_by)
    back = verbs_of(ActionItem)["return"]
    return Check(
        claim.history_change_reason if claim else "",
        _signed(name, record.completed_on) if record.completed_on else "",
        record.success_measure,
        _evidence(record, on),
        Button(back.label, verb_url(record, back.name)) if verb is not back else None,
    )


def evidence_section(record: ActionItem, user: Any, *, on: date) -> Section:
    rows = _evidence(record, on)
    may = bool(rows) and hindrance(rows[0].evidence, "archive", by=user) is None
    extra = {"may_archive": may}
    return Section("Evidence", "evidence", rows, empty="No evidence yet.", extra=extra)


def checks_section(record: ActionItem) -> Section:
    """Those that were made, the newest first, after those that are to come."""
    impact = list(
        record.impact_checks.select_related("checker").prefetch_related("evidence")
    )
    coming = [
        ListLine(f"Impact review due on {formats.date_format(check.due_on)}", "")
        for check in impact
        if not check.outcome and check.due_on
    ]
    done: list[Any] = [
        *record.verifications.select_related("checker"),
        *(check for check in impact if check.outcome),
    ]
    done.sort(key=lambda check: (check.checked_on, check.updated_at), reverse=True)
    lines = [
        _impact_line(check) if isinstance(check, ImpactCheck) else _checked(check)
        for check in done
    ]
    return Section("Checks", "lines", [*coming, *lines], empty="No checks yet.")


def _checked(check: Any) -> ListLine:
    passed = check.outcome == CheckOutcome.PASSED
    heading = "Confirmed" if passed else "Sent back to the lead officer"
    return ListLine(heading, _signed(check.checker_shown, check.checked_on), check.note)


def _impact_line(check: Any) -> ListLine:
    passed = check.outcome == ImpactOutcome.PASSED
    proofs = ", ".join(str(evidence) for evidence in check.evidence.all())
    words = f"{check.note}\nSupporting evidence: {proofs}" if proofs else check.note
    return ListLine(
        "Impact review passed" if passed else "Impact review failed",
        _signed(check.checker_shown, check.checked_on),
        words,
    )


def _signed(name: str, day: date) -> str:
    return f"{name or 'Not recorded'}, {formats.date_format(day)}"


def decision_words(change: DueDateChange) -> str:
    """What became of it, by whom; somebody's own approval is called so."""
    if change.decision == DateDecision.REQUESTED:
        return "Waiting for a decision"
    words = str(change.get_decision_display())
    if change.decided_by_shown and change.decision != DateDecision.WITHDRAWN:
        words = f"{words} by {change.decided_by_shown}"
    return (
        f"{words} (by the person who requested it)"
        if change.is_self_approved
        else words
    )


def dates_section(record: ActionItem) -> Section:
    rows = [
        {"change": change, "decision": decision_words(change)}
        for change in record.date_changes.select_related("requested_by", "decided_by")
    ]
    return Section(
        "Changes to the target date", "dates", rows, empty="The date has not changed."
    )


def overrides_section(record: Any) -> list[Section]:
    """None where the record met every gate."""
    labels = missing_words()
    overrides: Iterable[GateOverride] = record.overrides.select_related("made_by")
    rows = [
        ListLine(
            f"{verb_label(type(record), override.move)} without: "
            + ", ".join(labels.get(code, code) for code in override.gates),
            _signed(override.made_by_shown, override.made_on),
            override.reason,
        )
        for override in overrides
    ]
    return (
        [Section("Requirements waived, with a reason", "lines", rows)] if rows else []
    )
