"""When the database or the disk does not do its part, the answer is 503 and nothing is
half done; two writers who wait for each other are tried again."""

import resource
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from recommendations.models import ApiToken, Evidence
from tracker.faults import RETRIES, FaultMiddleware

from .factories import ActionFactory

ADDRESS = "/api/v1/actions/BWD-A0001/"


@pytest.fixture
def action(authority, post):
    return ActionFactory(reference="BWD-A0001", authority=authority, owner=post)


@pytest.fixture
def client(people):
    """A manager's program."""
    _, key = ApiToken.issue(user=people.manager, name="job")
    return Client(headers={"Authorization": f"Bearer {key}"})


@contextmanager
def read_only():
    """A database that reads and does not write, as a full one or a replica."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET TRANSACTION READ ONLY")
        yield
        return
    connection.connection.execute("PRAGMA query_only = 1")
    try:
        yield
    finally:
        connection.connection.execute("PRAGMA query_only = 0")


@contextmanager
def full_disk(size):
    """No file grows beyond the size, refused by the system as by a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def check(answer):
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["status"]) == ("unavailable", 503)


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k1"}])
def test_a_write_that_the_database_refuses_is_503(client, action, headers):
    body = {"text": "As planned."}
    with read_only():
        answer = client.post(
            f"{ADDRESS}updates/", body, "application/json", headers=headers
        )
    check(answer)


@pytest.mark.django_db
def test_what_cannot_be_written_to_can_still_be_read(client, action):
    with read_only():
        check(client.patch(ADDRESS, {"title": "New"}, "application/json"))
        assert client.get(ADDRESS).status_code == 200


@pytest.mark.django_db
def test_the_admin_answers_with_a_plain_page(sign_in, people, action):
    browser = sign_in(people.manager)
    page = f"/admin/recommendations/actionitem/{action.pk}/do/block/"
    form = {"reason": "No lease.", "version": 1}
    with read_only():
        answer = browser.post(page, form)
    assert answer.status_code == 503
    assert "Try again in a moment" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [200_000, 4_000_000])
def test_a_full_disk_is_503_and_leaves_no_piece_of_a_file(
    client, action, evidence_folder, size
):
    """A big upload is put on the disk as it comes, a small one when it is kept."""
    file = ContentFile(b"%PDF-" + bytes(size), "audit.pdf")
    with full_disk(100_000):
        check(client.post(f"{ADDRESS}evidence/", {"title": "Audit", "file": file}))
    assert not any(path.is_file() for path in evidence_folder.rglob("*"))
    assert not Evidence.objects.exists()


# What a monitor is told


@pytest.mark.django_db
def test_health_tells_of_a_database_that_takes_no_writes(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert client.get("/health/").content == b"ok\n"
    with read_only():
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.content == b"The database cannot be written to.\n"


@pytest.mark.django_db
def test_health_tells_of_a_full_disk(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with full_disk(1000):
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.content == b"The disk for evidence cannot be written to.\n"
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


# Tried again


def run(*statements):
    """What the middleware makes of a view that runs one statement each time."""
    remaining = list(statements)

    def view(request):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(remaining.pop(0))
        return HttpResponse("Done.")

    middleware = FaultMiddleware(HttpResponse)
    request = RequestFactory().post("/admin/")
    return middleware.process_view(request, view, (), {}), remaining


def raising(code):
    return f"DO $$ BEGIN RAISE EXCEPTION 'Made so.' USING ERRCODE = '{code}'; END $$"


@pytest.fixture
def postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time.")


@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_a_collision_is_tried_again(postgresql, code):
    answer, remaining = run(*[raising(code)] * RETRIES, "SELECT 1")
    assert (answer.status_code, remaining) == (200, [])


def test_a_collision_that_does_not_end_is_503(postgresql):
    answer, remaining = run(*[raising("40P01")] * (RETRIES + 1), "SELECT 1")
    assert (answer.status_code, remaining) == (503, ["SELECT 1"])
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("code", ["53100", "57P01", "57014", "25006", "08006"])
def test_a_fault_of_the_database_is_503_at_once(postgresql, code):
    answer, remaining = run(raising(code), "SELECT 1")
    assert (answer.status_code, len(remaining)) == (503, 1)
