"""The fixtures of facts: what the source documents say of Blackburn with Darwen."""

import io
import json
import os
import re
from calendar import monthrange
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count

from recommendations.models import (
    Agency,
    Citation,
    Document,
    Framework,
    Inspection,
    Inspectorate,
    Judgement,
    Recommendation,
    RecommendationAgency,
    RecommendationLink,
    Strength,
    Theme,
)
from recommendations.reader.quotes import MOST_WORDS, word_count

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = [
    REPOSITORY / "fixtures" / name
    for name in ("reference.json", "blackburn_with_darwen.json")
]


def load():
    call_command("loaddata", *FIXTURES, verbosity=0)


@pytest.fixture(scope="module")
def facts(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, and taken back after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(facts, db):
    """What each test changes is taken back at its end."""


def document_folders():
    """Where the source documents lie: beside the checkout, or as the environment
    says. They are not part of the repository."""
    if named := os.environ.get("TRACKER_DOCUMENTS"):
        return [Path(folder) for folder in named.split(os.pathsep)]
    beside = REPOSITORY.parent / "shared"
    reports = beside / "reports"
    return [beside / "seeds", reports / "dev", reports / "newer"]


@pytest.mark.parametrize(
    ("reference", "framework", "judgements", "asks", "strengths", "known", "expected"),
    [
        ("BWD-PRE-2012", "other", 2, 0, 0, "none", None),
        ("BWD-SIF-2017", "sif", 7, 9, 12, "complete", 9),
        ("BWD-FV-2018", "ilacs_focused_visit", 1, 5, 0, "complete", 5),
        ("BWD-FV-2020", "ilacs_focused_visit", 1, 4, 0, "complete", 4),
        ("BWD-ILACS-2022", "ilacs_standard", 4, 10, 0, "complete", 10),
        ("BWD-JTAI-2023", "jtai", 1, 8, 7, "complete", 8),
        ("BWD-FV-2024", "ilacs_focused_visit", 1, 3, 6, "complete", 3),
        ("BWD-ILACS-2025", "ilacs_standard", 5, 4, 9, "complete", 4),
    ],
)
def test_each_inspection_has_what_the_documents_say(
    loaded, reference, framework, judgements, asks, strengths, known, expected
):
    inspection = Inspection.objects.get(reference=reference)
    assert inspection.framework.code == framework
    assert inspection.judgements.count() == judgements
    assert inspection.recommendations.counted().count() == asks
    assert inspection.strengths.count() == strengths
    assert inspection.recommendations_known == known
    assert inspection.expected_recommendations == expected
    assert inspection.status == "confirmed"
    assert inspection.received_on is None


def test_there_are_no_other_inspections_and_twelve_documents(loaded):
    assert Inspection.objects.count() == 8
    assert Document.objects.count() == 12
    assert Document.objects.filter(pages__isnull=False).count() == 7


@pytest.mark.parametrize(
    ("reference", "start", "end", "published"),
    [
        ("BWD-PRE-2012", "2012-01-01 month", "2012-01-01 month", "None "),
        ("BWD-SIF-2017", "2017-09-25 day", "2017-10-19 day", "2017-12-08 day"),
        ("BWD-FV-2018", "2018-11-07 day", "2018-11-07 day", "2018-11-30 day"),
        ("BWD-FV-2020", "2020-02-19 day", "2020-02-19 day", "2020-03-23 day"),
        ("BWD-ILACS-2022", "2022-01-24 day", "2022-02-04 day", "2022-03-18 day"),
        ("BWD-JTAI-2023", "2023-05-22 day", "2023-05-26 day", "2023-07-14 day"),
        ("BWD-FV-2024", "2024-04-23 day", "2024-04-24 day", "2024-05-24 day"),
        ("BWD-ILACS-2025", "2025-03-03 day", "2025-03-14 day", "2025-04-23 day"),
    ],
)
def test_dates_are_as_precise_as_their_source(loaded, reference, start, end, published):
    row = Inspection.objects.get(reference=reference)
    assert f"{row.start_on} {row.start_precision}" == start
    assert f"{row.end_on} {row.end_precision}" == end
    assert f"{row.published_on} {row.published_precision}" == published


def test_the_written_statement_of_2023_is_due_on_the_day_that_the_report_states(loaded):
    inspection = Inspection.objects.get(reference="BWD-JTAI-2023")
    assert str(inspection.statement_due_on) == "2023-10-23"
    about = inspection.citations.filter(about="written statement due")
    assert {citation.page or citation.paragraph for citation in about} == {7, 20}


@pytest.mark.parametrize(
    ("reference", "source"),
    [("BWD-ILACS-2022", "The Shuttle"), ("BWD-ILACS-2025", "Overview of inspections")],
)
def test_a_day_that_the_report_does_not_print_is_marked_as_known_from_elsewhere(
    loaded, reference, source
):
    inspection = Inspection.objects.get(reference=reference)
    external = inspection.citations.get(document=None, about="publication")
    assert source in external.external_source
    assert not external.is_verified
    reports = inspection.citations.filter(document__kind="report")
    assert not reports.filter(about="publication").exists()


@pytest.mark.parametrize(
    ("reference", "kind", "sources"),
    [
        ("BWD-FV-2024-R01", "area_for_improvement", {"letter 2", "press 15"}),
        ("BWD-FV-2024-R02", "area_for_improvement", {"letter 2", "press 15"}),
        ("BWD-FV-2024-R03", "reported", {"letter 4", "press 15"}),
        ("BWD-FV-2024-R04", "area_for_improvement", {"letter 2", "letter 3"}),
    ],
)
def test_the_letter_of_2024_stands_beside_what_the_council_released(
    loaded, reference, kind, sources
):
    row = Recommendation.objects.get(reference=reference)
    assert row.kind == kind
    assert {
        f"{citation.document.kind} {citation.page or citation.paragraph}"
        for citation in row.citations.select_related("document")
    } == sources


def test_each_area_of_2025_says_its_place_in_the_national_framework(loaded):
    rows = Recommendation.objects.filter(inspection__reference="BWD-ILACS-2025")
    places = [
        row.citations.get(about="National Framework").quote
        for row in rows.order_by("position")
    ]
    assert places == [
        "Outcome 1, National Framework",
        "Outcome 3, National Framework",
        "Outcome 4, National Framework",
        "Enabler 3, National Framework",
    ]


def grades(reference):
    rows = Judgement.objects.filter(inspection__reference=reference)
    return [(row.outcome, row.grade) for row in rows.order_by("position")]


def test_grades_are_those_of_the_documents(loaded):
    good = ("graded", "good")
    improve = ("graded", "requires_improvement")
    assert grades("BWD-PRE-2012") == [good, good]
    assert grades("BWD-SIF-2017") == [good, improve, good, good, good, good, good]
    assert grades("BWD-ILACS-2022") == [improve] * 4
    assert grades("BWD-JTAI-2023") == [("not_graded", "")]
    assert grades("BWD-FV-2024") == [("not_graded", "")]
    assert grades("BWD-FV-2018") == grades("BWD-FV-2020") == [("not_graded", "")]
    assert grades("BWD-ILACS-2025") == [good] * 3 + [improve, good]


@pytest.mark.parametrize("model", [Inspection, Judgement, Recommendation, Strength])
def test_every_row_has_a_citation(loaded, model):
    uncited = model.objects.annotate(cited=Count("citations")).filter(cited=0)
    assert list(uncited) == []


def test_quotes_are_short_parts_of_sentences(loaded):
    for quote in Citation.objects.exclude(document=None).values_list(
        "quote", flat=True
    ):
        assert word_count(quote) <= MOST_WORDS, quote
        assert not quote.endswith("."), quote


def test_recommendations_are_in_our_words_until_a_report_is_read_in(loaded):
    for row in Recommendation.objects.all():
        assert row.text == ""
        assert row.wording == "unknown"
        assert 5 <= len(row.summary.split()) <= 15, row.summary


def test_every_recommendation_has_themes_one_lead_and_a_reference_by_its_place(loaded):
    for row in Recommendation.objects.select_related("inspection"):
        assert row.reference == f"{row.inspection.reference}-R{row.position:02d}"
        assert row.theme_links.exists()
        assert row.agency_parts.get(part="lead").agency.code == "bwd-council"


def test_asks_of_the_partnership_name_who_else_takes_part(loaded):
    alone = Recommendation.objects.filter(addressee="partnership").exclude(
        pk__in=RecommendationAgency.objects.filter(part="contributing").values(
            "recommendation"
        )
    )
    assert not alone.exists()
    assert Recommendation.objects.filter(addressee="partnership").count() == 8


def test_every_agency_works_in_the_authority(loaded):
    assert not Agency.objects.exclude(authorities__code="BWD").exists()


def test_links_point_to_an_earlier_inspection_and_say_why(loaded):
    for link in RecommendationLink.objects.all():
        assert link.note
        assert link.earlier.inspection.start_on < link.later.inspection.start_on


def test_the_reference_lists_are_complete(loaded):
    assert Theme.objects.count() == 25
    positions = Theme.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, 26))
    assert Framework.objects.count() == 14
    inspectorates = set(Inspectorate.objects.values_list("code", flat=True))
    assert inspectorates == {"ofsted", "cqc", "hmicfrs", "hmi_probation"}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_no_address_of_a_person_stands_in_a_fixture(path):
    assert "@" not in path.read_text(encoding="utf-8")


def test_nobody_is_named_but_lead_inspectors(loaded):
    text = FIXTURES[1].read_text(encoding="utf-8")
    honours = re.findall(r"\b(?:Councillor|Cllr|Mrs?|Ms|Professor|Dr|Sir) [A-Z]", text)
    assert honours == []
    leads = Inspection.objects.exclude(lead_inspector="").order_by("start_on")
    assert [row.lead_inspector for row in leads] == [
        "Neil Penswick",
        "Paula Thomson-Jones",
        "Paula Thomson-Jones",
        "Kathryn Grindrod",
        "Rebecca Dubbins",
        "Gareth Dakin",
    ]


def everything():
    """All records and all history rows, as text."""
    rows = [
        row
        for model in apps.get_app_config("recommendations").get_models()
        for row in model._default_manager.order_by("pk")
    ]
    return serializers.serialize("json", rows)


def test_loading_again_changes_nothing_at_all(loaded):
    before = everything()
    assert len(json.loads(before)) > 2 * 400
    load()
    assert everything() == before


def test_what_is_loaded_is_on_the_trail_once(loaded):
    for model in (Inspection, Recommendation, Citation, Document):
        assert model.history.count() == model.objects.count()
        assert set(model.history.values_list("verb", flat=True)) == {"loaddata"}


@pytest.mark.parametrize(
    ("reference", "both"), [("BWD-SIF-2017", 5), ("BWD-JTAI-2023", 8)]
)
def test_press_and_report_are_both_cited_where_both_speak(loaded, reference, both):
    rows = Recommendation.objects.filter(inspection__reference=reference)
    assert all(row.citations.filter(page__isnull=False).exists() for row in rows)
    assert rows.filter(citations__paragraph__isnull=False).distinct().count() == both


def test_every_quote_is_in_its_document(loaded):
    folders = document_folders()
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("The source documents are not here; set TRACKER_DOCUMENTS.")
    out = io.StringIO()
    options = [f"--documents={folder}" for folder in folders]
    call_command("check_citations", *options, stdout=out)
    assert out.getvalue().splitlines()[-1].endswith(" citations, 0 failed")


def test_each_fact_is_dated_when_it_was_published(loaded):
    """By month: on its last day, when it was out for sure. Not known: when the
    inspection ended. What a report is known by from elsewhere: when both were out."""
    days = {
        inspection.pk: (
            inspection.published_on or inspection.end_on,
            inspection.published_precision or inspection.end_precision,
        )
        for inspection in Inspection.objects.all()
    }
    out = {key: _last_day(*day) for key, day in days.items()}
    for model in (Judgement, Recommendation, Strength):
        for row in model.objects.all():
            assert row.updated_at.date() == out[row.inspection_id], row
    for document in Document.objects.all():
        day = _last_day(document.published_on, document.published_precision)
        assert document.updated_at.date() == day, document
    for citation in Citation.objects.all():
        records = (
            citation.inspection,
            citation.judgement,
            citation.recommendation,
            citation.strength,
            citation.document,
        )
        assert citation.updated_at == max(part.updated_at for part in records if part)
    for link in RecommendationLink.objects.all():
        assert link.updated_at == link.later.updated_at
    for part in RecommendationAgency.objects.all():
        assert part.updated_at == part.recommendation.updated_at
    assert min(out.values()) > Theme.objects.latest("updated_at").updated_at.date()


def _last_day(day, precision):
    if precision == "month":
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day.replace(month=12, day=31) if precision == "year" else day
