"""The three published reports on Blackburn with Darwen fill in the demo's facts. The
reports are no part of the project: `REPORTS` names the folder that holds them."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from recommendations.models import Authority, Inspection, Recommendation
from recommendations.reader.draft import (
    PrintedJudgement,
    PrintedRecommendation,
    ReportDraft,
    Source,
)
from recommendations.workflow.drafting import reading
from recommendations.workflow.drafting.accepting import accept
from tests.drafts.reports import save_draft
from tests.factories import MembershipFactory, UserFactory

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("REPORTS") or ROOT.parent / "shared" / "reports" / "dev")
TRUTH = FOLDER / "truth.jsonl"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
    pytest.mark.skipif(not TRUTH.is_file(), reason=f"No reports at {FOLDER}."),
]

FRAMEWORKS = {"sif": "sif", "ilacs": "ilacs_standard", "jtai": "jtai"}
BODIES = {"Ofsted": "ofsted", "Care Quality Commission": "cqc", "HMICFRS": "hmicfrs"}


@pytest.fixture
def manager(evidence_folder):
    for name in ("reference", "blackburn_with_darwen"):
        call_command("loaddata", ROOT / "fixtures" / f"{name}.json", verbosity=0)
    user = UserFactory(username="manager")
    MembershipFactory(user=user, authority=Authority.objects.get(code="BWD"))
    return user


def truth_of(kind):
    lines = TRUTH.read_text(encoding="utf-8").splitlines()
    return next(
        row
        for row in map(json.loads, lines)
        if row.get("urn") == "80430" and row["kind"] == kind
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


@pytest.mark.parametrize("read", [read_without_mistake, read_by_the_reader])
@pytest.mark.parametrize(
    ("kind", "reference", "filled", "added"),
    [
        ("sif", "BWD-SIF-2017", 9, 3),
        ("ilacs", "BWD-ILACS-2022", 10, 0),
        ("jtai", "BWD-JTAI-2023", 8, 0),
    ],
)
def test_each_ask_fills_the_row_that_sums_it_up(
    manager, read, kind, reference, filled, added
):
    truth = truth_of(kind)
    before = Recommendation.objects.count(), Inspection.objects.count()
    data = (FOLDER / truth["file"]).read_bytes()
    inspection = accept(save_draft(data, read(data, truth), by=manager), by=manager)
    assert inspection.reference == reference
    after = Recommendation.objects.count(), Inspection.objects.count()
    assert after == (before[0] + added, before[1])
    own = [
        expected
        for expected in truth["recommendations"]
        if expected.get("body") != "LSCB"
    ]
    rows = inspection.recommendations.exclude(addressee="lscb").order_by("position")
    assert [row.text for row in rows] == [expected["text"] for expected in own]
    assert len(rows) == filled
    board = inspection.recommendations.filter(addressee="lscb")
    assert board.count() == added
    assert all(row.citations.filter(is_verified=True).exists() for row in rows)
    assert all(row.citations.filter(is_verified=True).exists() for row in board)
