"""The published reports and letters on Blackburn with Darwen fill in the demo's facts.
They are no part of the project: `REPORTS` names the folder that holds their folders."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from recommendations.models import Authority, Inspection, Recommendation
from recommendations.reader.draft import (
    SURE,
    PrintedJudgement,
    PrintedRecommendation,
    ReportDraft,
    Source,
)
from recommendations.workflow.drafting import drafts, reading
from recommendations.workflow.drafting.accepting import accept
from tests.drafts.reports import save_draft
from tests.factories import MembershipFactory, UserFactory

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("REPORTS") or ROOT.parent / "shared" / "reports")
TRUTHS = [FOLDER / name / "truth.jsonl" for name in ("dev", "newer")]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
    pytest.mark.skipif(
        not all(truth.is_file() for truth in TRUTHS), reason=f"No reports at {FOLDER}."
    ),
]

FRAMEWORKS = {
    "sif": "sif",
    "ilacs": "ilacs_standard",
    "jtai": "jtai",
    "focused-visit": "ilacs_focused_visit",
}
BODIES = {"Ofsted": "ofsted", "Care Quality Commission": "cqc", "HMICFRS": "hmicfrs"}
# Which of a letter's items our rows are, where the order is another: one came later.
PLACES = {"BWD-FV-2024": (0, 2, 1)}


@pytest.fixture
def manager(evidence_folder):
    for name in ("reference", "blackburn_with_darwen"):
        call_command("loaddata", ROOT / "fixtures" / f"{name}.json", verbosity=0)
    user = UserFactory(username="manager")
    MembershipFactory(user=user, authority=Authority.objects.get(code="BWD"))
    return user


def truth_of(file):
    """What the file says, and the file itself."""
    return next(
        (row, truth.parent / row["file"])
        for truth in TRUTHS
        for row in map(json.loads, truth.read_text(encoding="utf-8").splitlines())
        if row.get("urn") == "80430" and row["file"].endswith(f"{file}.pdf")
    )


def drafted(truth):
    """The draft of a reader that makes no mistake."""

    def day(name):
        return date.fromisoformat(truth[name]) if truth[name] else None

    is_sif = truth["kind"] == "sif"
    names = ("framework", "inspectorates", "authority", "inspection_start")
    names += ("inspection_end", "published", "lead_inspector")
    return ReportDraft(
        sha256=truth["sha256"],
        pages=1,
        framework=FRAMEWORKS[truth["kind"]],
        inspectorates=tuple(BODIES[name] for name in truth["inspectorates"]),
        authority=truth["authority"],
        urn=truth["urn"],
        inspection_start=day("inspection_start"),
        inspection_end=day("inspection_end"),
        published=day("published"),
        lead_inspector=truth["lead_inspector"],
        judgements=tuple(
            PrintedJudgement(row["area"], row["grade"], 1, 1.0)
            for row in truth["judgements"]
        ),
        recommendations=tuple(
            PrintedRecommendation(
                row["text"],
                row["page"],
                1.0,
                kind="recommendation" if is_sif else "area_for_improvement",
                body=row.get("body", ""),
            )
            for row in truth["recommendations"]
        ),
        sources={name: Source(1, 1.0) for name in names},
    )


def read_by_the_reader(data, truth):
    return reading.read(data)


def read_without_mistake(data, truth):
    return drafted(truth)


def look_at_what_is_unsure(draft, *, by):
    """A person finds that the reader read it right, if not for sure."""
    rows = draft.rows.filter(confidence__lt=SURE)
    seen = [{"n": row.position, "decision": "accepted"} for row in rows]
    drafts.revise(draft, by=by, rows=seen)


@pytest.mark.parametrize("read", [read_without_mistake, read_by_the_reader])
@pytest.mark.parametrize(
    ("file", "reference", "filled", "added"),
    [
        ("2017-12-08", "BWD-SIF-2017", 9, 3),
        ("2018-11-30", "BWD-FV-2018", 5, 0),
        ("2020-03-23", "BWD-FV-2020", 4, 0),
        ("2022-03-18", "BWD-ILACS-2022", 10, 0),
        ("2023-07-14", "BWD-JTAI-2023", 8, 0),
        ("2024-05-24", "BWD-FV-2024", 3, 0),
        ("2025-04-23", "BWD-ILACS-2025", 4, 0),
    ],
)
def test_each_ask_fills_the_row_that_sums_it_up(
    manager, read, file, reference, filled, added
):
    truth, path = truth_of(file)
    before = Recommendation.objects.count(), Inspection.objects.count()
    data = path.read_bytes()
    draft = save_draft(data, read(data, truth), by=manager)
    look_at_what_is_unsure(draft, by=manager)
    inspection = accept(draft, by=manager)
    assert inspection.reference == reference
    after = Recommendation.objects.count(), Inspection.objects.count()
    assert after == (before[0] + added, before[1])
    own = [
        expected["text"]
        for expected in truth["recommendations"]
        if expected.get("body") != "LSCB"
    ]
    rows = inspection.recommendations.counted().exclude(addressee="lscb")
    places = PLACES.get(reference, range(len(own)))
    assert [row.text for row in rows.order_by("position")] == [own[n] for n in places]
    assert len(rows) == filled
    board = inspection.recommendations.filter(addressee="lscb")
    assert board.count() == added
    assert all(row.citations.filter(is_verified=True).exists() for row in rows)
    assert all(row.citations.filter(is_verified=True).exists() for row in board)
