"""Only so many files are read at once, by all workers together."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.core.files import locks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recommendations.workflow.drafting import reading
from recommendations.workflow.errors import Busy
from tests.samples import SAMPLES

GOOD = SAMPLES[0].pdf()
REPOSITORY = Path(__file__).resolve().parents[2]

HOLDS_A_PLACE = """
    import sys, time
    from django.core.files import locks
    file = open(sys.argv[1], "ab")
    assert locks.lock(file, locks.LOCK_EX)
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def one_place(settings, tmp_path, monkeypatch):
    settings.READER_JOBS = 1
    settings.READER_LOCKS = tmp_path / "places"
    settings.READER_LOCKS.mkdir()
    monkeypatch.setattr(reading, "TRIES", 3)


@pytest.fixture
def other_worker(settings):
    """Another process that reads something."""
    place = settings.READER_LOCKS / "reader-0.lock"
    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(HOLDS_A_PLACE), place],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
    )
    with worker:
        assert worker.stdout.readline() == b"held\n"
        yield worker
        worker.kill()


def test_a_file_waits_for_a_place_and_is_told_when_there_is_none(other_worker):
    with pytest.raises(Busy, match="Other files are being read"):
        reading.read(GOOD)


def test_a_worker_that_was_killed_gives_its_place_back(other_worker):
    other_worker.send_signal(signal.SIGKILL)
    other_worker.wait()
    assert reading.read(GOOD).pages


def test_a_file_that_could_not_be_read_gives_its_place_back():
    for _ in range(2):
        with pytest.raises(reading.Unreadable):
            reading.read(b"%PDF-1.7 broken")


def test_threads_of_one_worker_share_the_places(settings):
    with (settings.READER_LOCKS / "reader-0.lock").open("ab") as file:
        assert locks.lock(file, locks.LOCK_EX)
        with pytest.raises(Busy):
            reading.read(GOOD)
    assert reading.read(GOOD).pages


def test_there_are_as_many_places_as_the_setting_says(other_worker, settings):
    settings.READER_JOBS = 2
    assert reading.read(GOOD).pages


def test_a_csv_file_needs_no_place(other_worker):
    assert reading.tables("plan.csv", b"action,lead\nDo,Me")


@pytest.mark.django_db
def test_over_rest_it_is_503_with_when_to_come_again(
    other_worker, api, people, tmp_path
):
    file = tmp_path / "report.pdf"
    file.write_bytes(GOOD)
    with file.open("rb") as opened:
        answer = api(people.manager).post(
            "/api/v1/documents/read/", {"file": opened}, format="multipart"
        )
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json()["code"] == "busy"


@pytest.mark.django_db
def test_in_admin_it_is_a_plain_message(other_worker, client, people):
    client.force_login(people.manager)
    body = {"file": SimpleUploadedFile("report.pdf", GOOD)}
    answer = client.post(reverse("admin:recommendations_draft_read"), body)
    assert "Other files are being read. Try again in a moment." in (
        answer.content.decode()
    )
