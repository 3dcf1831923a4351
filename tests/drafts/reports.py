"""A report made up for these tests, and what the reader would make of it."""

import hashlib
from dataclasses import replace
from datetime import date

from recommendations.reader.draft import (
    Mark,
    NextStep,
    Note,
    PrintedJudgement,
    PrintedRecommendation,
    PrintedStrength,
    ReportDraft,
    Source,
)
from recommendations.workflow.drafting.drafts import report_of, save_once
from tests.tiny_pdf import tiny_pdf

HELP = "The experiences and progress of children who need help"
ASKS = (
    "The speed with which new referrals are read by a manager.",
    "How well plans say who does what, and by when, for every family.",
    "The use that is made of what young carers tell their workers.",
)
PRAISE = "Foster carers are trained well and stay for many years."
PAGES = (
    "Inspection of Blackburn with Darwen\nInspection dates: 2 to 13 February 2026\n"
    "Lead inspector: Ada Example\n"
    f"{HELP} Good\nOverall effectiveness Requires improvement to be good\n{PRAISE}",
    "What needs to improve?\n" + "\n".join(ASKS),
)


def report(*pages):
    """The bytes of a report with these pages."""
    return tiny_pdf(*(pages or PAGES))


def printed(text, page=2, confidence=0.99, **facts):
    facts = {"kind": "area_for_improvement", **facts}
    mark = Mark(page=page, left=0.1, top=0.2, right=0.9, bottom=0.25)
    return PrintedRecommendation(
        text=text, page=page, confidence=confidence, marks=(mark,), **facts
    )


READING = ReportDraft(
    sha256="",
    pages=2,
    framework="ilacs_standard",
    inspectorates=("ofsted",),
    authority="Blackburn with Darwen",
    inspection_start=date(2026, 2, 2),
    inspection_end=date(2026, 2, 13),
    lead_inspector="Ada Example",
    expected_recommendations=3,
    judgements=(
        PrintedJudgement(HELP, "Good", 1, 0.98),
        PrintedJudgement(
            "Overall effectiveness", "Requires improvement to be good", 1, 0.98
        ),
    ),
    strengths=(PrintedStrength(PRAISE, 1, 0.95),),
    recommendations=tuple(map(printed, ASKS)),
    sources={
        name: Source(1, 0.99)
        for name in (
            "framework",
            "inspectorates",
            "authority",
            "inspection_start",
            "inspection_end",
            "lead_inspector",
            "expected_recommendations",
        )
    },
    notes=(Note("no_publication", "No date of publication was found."),),
)
STATEMENT = NextStep(
    "Send a written statement by 1 June 2026.", 2, 0.97, due_on=date(2026, 6, 1)
)


def reading_of(data=None, **changes):
    """What the reader makes of the report, but for the changes."""
    digest = hashlib.sha256(report() if data is None else data).hexdigest()
    return replace(READING, sha256=digest, **changes)


def unsure(name):
    """The sources with one of which the reader is not sure."""
    return {**READING.sources, name: Source(1, 0.5)}


def save_draft(data, read, *, name="report.pdf", by):
    """The draft of a report that was read so, kept by the person."""
    draft, _ = save_once(report_of(data, name=name, by=by, read=read), by=by)
    return draft
