"""The command check_citations: every quote is where its citation says, or it fails."""

import hashlib
import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recommendations.models import (
    Authority,
    Citation,
    Document,
    Framework,
    Inspection,
    Judgement,
    Strength,
)
from tests.tiny_pdf import tiny_pdf

REPOSITORY = Path(__file__).resolve().parent.parent
ARTICLE = b"A heading\n\nThe report made nine recommendations to the council.\n"
REPORT = tiny_pdf("A cover", "Supervision was too rare and its records were thin.")


@pytest.fixture
def folder(tmp_path):
    """Both documents, deep down and under names that say nothing."""
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "article").write_bytes(ARTICLE)
    (tmp_path / "deep" / "down" / "1.bin").write_bytes(REPORT)
    return tmp_path


@pytest.fixture
def inspection(db):
    return Inspection.objects.create(
        reference="XX-SIF-2017",
        authority=Authority.objects.create(code="XX", name="Somewhere"),
        framework=Framework.objects.create(code="sif", name="Single", asks_called="x"),
        start_on=date(2017, 9, 25),
        start_precision="day",
    )


def document(inspection, data, title):
    return Document.objects.create(
        authority=inspection.authority,
        kind="report",
        title=title,
        sha256=hashlib.sha256(data).hexdigest(),
    )


@pytest.fixture
def in_article(inspection):
    return Citation.objects.create(
        inspection=inspection,
        document=document(inspection, ARTICLE, "An article"),
        paragraph=2,
        quote="made nine recommendations",
    )


@pytest.fixture
def in_report(inspection):
    return Citation.objects.create(
        inspection=inspection,
        document=document(inspection, REPORT, "A report"),
        page=2,
        quote="its records were thin",
    )


def check(*folders, **options):
    """Exit status and the lines on standard output."""
    out = io.StringIO()
    try:
        call_command(
            "check_citations",
            *(f"--documents={folder}" for folder in folders),
            stdout=out,
            stderr=io.StringIO(),
            **options,
        )
    except CommandError as error:
        return error.returncode, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_quotes_that_are_where_they_should_be_pass(folder, in_article, in_report):
    assert check(folder) == (0, ["2 citations, 0 failed"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "made ten recommendations"}, "the quote is not there"),
        ({"paragraph": 1}, "the quote is not there"),
        ({"paragraph": 3}, "no such place: the document is a text of 2 paragraphs"),
        ({"paragraph": None, "page": 2}, "no such place: the document is a text"),
        ({"quote": "made nine " + "very " * 11 + "good"}, "the quote has 14 words"),
    ],
)
def test_a_changed_quote_or_paragraph_fails(folder, in_article, change, reason):
    Citation.objects.filter(pk=in_article.pk).update(**change)
    status, (failure, last) = check(folder)
    assert status == 1
    assert failure.startswith("XX-SIF-2017 | An article | ")
    assert reason in failure
    assert last == "1 citations, 1 failed"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "its records were thick"}, "the quote is not there"),
        ({"page": 1}, "the quote is not there"),
        ({"page": 3}, "no such place: the document is a PDF of 2 pages"),
        ({"page": None, "paragraph": 2}, "no such place: the document is a PDF"),
    ],
)
def test_a_changed_quote_or_page_fails(folder, in_report, change, reason):
    Citation.objects.filter(pk=in_report.pk).update(**change)
    status, (failure, last) = check(folder)
    assert status == 1
    assert reason in failure
    assert last == "1 citations, 1 failed"


def test_a_changed_file_fails(folder, in_article):
    (folder / "deep" / "article").write_bytes(ARTICLE + b" ")
    status, lines = check(folder)
    assert status == 1
    assert in_article.document.sha256 in lines[0]


def test_a_missing_document_fails_unless_allowed(tmp_path, in_article):
    assert check(tmp_path)[0] == 1
    assert check(tmp_path, allow_missing=True) == (0, ["1 citations, 0 failed"])


def test_other_citations_still_fail_when_documents_may_be_missing(
    folder, in_article, in_report
):
    (folder / "deep" / "article").unlink()
    Citation.objects.filter(pk=in_report.pk).update(page=1)
    status, lines = check(folder, allow_missing=True)
    assert (status, lines[-1]) == (1, "2 citations, 1 failed")


def test_a_file_that_cannot_be_read_fails_and_says_why(tmp_path, inspection):
    data = tiny_pdf("Secret", is_encrypted=True)
    (tmp_path / "secret.pdf").write_bytes(data)
    Citation.objects.create(
        inspection=inspection,
        document=document(inspection, data, "A secret"),
        page=1,
        quote="Secret",
    )
    assert "cannot be read (encrypted)" in check(tmp_path)[1][0]


def test_the_documents_may_lie_in_several_folders(tmp_path, in_article, in_report):
    for name, data in {"one": ARTICLE, "two": REPORT}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(data)
    assert check(tmp_path / "one", tmp_path / "two")[0] == 0
    assert check(tmp_path / "one")[0] == 1


def test_facts_from_elsewhere_do_not_count(tmp_path, inspection):
    Citation.objects.create(inspection=inspection, external_source="A listing")
    assert check(tmp_path) == (0, ["0 citations, 0 failed"])


def test_judgements_and_strengths_are_named_by_their_place(tmp_path, inspection):
    article = document(inspection, ARTICLE, "An article")
    place = {"document": article, "paragraph": 1, "quote": "heading"}
    judgement = Judgement.objects.create(
        inspection=inspection, position=4, area="Overall", outcome="not_stated"
    )
    strength = Strength.objects.create(inspection=inspection, position=2, summary="x")
    Citation.objects.create(judgement=judgement, **place)
    Citation.objects.create(strength=strength, **place)
    rows = {line.split(" | ")[0] for line in check(tmp_path)[1][:-1]}
    assert rows == {"XX-SIF-2017 judgement 4", "XX-SIF-2017 strength 2"}


def test_the_number_of_queries_does_not_grow(
    folder, in_article, in_report, django_assert_num_queries
):
    for _ in range(10):
        in_report.pk = None
        in_report._state.adding = True
        in_report.id = Citation().id
        in_report.save()
    with django_assert_num_queries(1):
        assert check(folder) == (0, ["12 citations, 0 failed"])


@pytest.mark.parametrize("folder", ["no/such/folder", __file__])
def test_a_folder_that_is_none_is_misuse(db, folder):
    assert check(folder) == (2, [])


def test_naming_no_folder_is_misuse_and_ends_with_status_2():
    done = subprocess.run(
        [sys.executable, "manage.py", "check_citations"],
        cwd=REPOSITORY,
        env={**os.environ, "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--documents" in done.stderr
