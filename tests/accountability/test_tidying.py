"""Files that an upload left behind without a record are removed, and no others."""

import os
import time
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from recommendations.models import Evidence
from tests.drafts.reports import reading_of, report, save_draft

from .conftest import ACTION, pdf

pytestmark = pytest.mark.usefixtures("action")


@pytest.fixture(autouse=True)
def _same_folder(settings, evidence_folder):
    """The command asks the settings where files lie."""
    storage = settings.STORAGES["evidence"]
    where = {**storage["OPTIONS"], "location": str(evidence_folder)}
    settings.STORAGES = {**settings.STORAGES, "evidence": {**storage, "OPTIONS": where}}


@pytest.fixture
def files(evidence_folder):
    """`files()`: the names of all files there."""
    return lambda: {
        str(path.relative_to(evidence_folder))
        for path in evidence_folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def named_file(api, people, files, evidence_folder):
    """The name of a file that a record names, though it is archived."""
    body = {"file": pdf(), "title": "Audit"}
    answer = api(people.owner).post(f"{ACTION}evidence/", body, format="multipart")
    api(people.manager).post(f"{answer.json()['url']}archive/", {"reason": "No."})
    (name,) = files()
    age(evidence_folder / name, days=40)
    return name


@pytest.fixture
def orphan(evidence_folder):
    """`orphan(days=2)`: what a stopped upload leaves behind, so many days ago."""

    def leave(days):
        proof = Evidence(form="file", title="Lost")
        proof.file.save("lost.pdf", ContentFile(b"%PDF-"), save=False)
        age(evidence_folder / proof.file.name, days)
        return proof.file.name

    return leave


def age(file, days):
    then = time.time() - days * 24 * 60 * 60
    os.utime(file, (then, then))


def tidy(*options):
    out = StringIO()
    call_command("tidy_evidence", *options, stdout=out)
    return out.getvalue().splitlines()


def test_an_old_file_without_a_record_is_removed_and_named(named_file, orphan, files):
    lost = orphan(days=2)
    assert tidy() == [lost, "Removed 1 file."]
    assert files() == {named_file}


def test_a_report_that_was_read_is_left_alone(people, files, evidence_folder):
    save_draft(report(), reading_of(), by=people.manager)
    (name,) = files()
    age(evidence_folder / name, days=40)
    assert tidy() == ["Removed 0 files."]
    assert files() == {name}


def test_an_upload_on_its_way_is_left_alone(named_file, orphan, files):
    young = orphan(days=0.9)
    assert tidy() == ["Removed 0 files."]
    assert files() == {named_file, young}


def test_a_dry_run_keeps_what_it_names(named_file, orphan, files):
    lost = orphan(days=2)
    assert tidy("--dry-run") == [lost, "1 file would be removed."]
    assert files() == {named_file, lost}


def test_the_files_of_another_database_are_left_alone(named_file, orphan, files):
    Evidence.objects.with_archived().delete()
    Evidence.history.all().delete()
    with pytest.raises(CommandError, match="belong together"):
        tidy()
    assert files() == {named_file}


def test_where_nobody_brought_in_a_file_there_is_nothing_to_do(
    evidence_folder, named_file, files
):
    (evidence_folder / named_file).unlink()
    (evidence_folder / named_file).parent.rmdir()
    evidence_folder.rmdir()
    assert tidy() == ["Removed 0 files."]
