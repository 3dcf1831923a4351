"""Files, links and what partners hold: brought in over REST, refused, and given out."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recommendations.models import Evidence, KeptAnswer
from tests.factories import ActionFactory

from .conftest import ACTION, office, pdf

pytestmark = pytest.mark.usefixtures("action")

MAIL = b"From: board@example.org\r\nSubject: Minutes\r\n\r\nAgreed."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def send(api, people, evidence_folder):
    """`send(file)`: the owner brings a file in."""

    def call(file, person=None, address=f"{ACTION}evidence/", headers=None, **fields):
        body = {"file": file, "title": "Audit of supervision", **fields}
        client = api(person or people.owner)
        return client.post(address, body, format="multipart", headers=headers)

    return call


@pytest.fixture
def stored(evidence_folder):
    """`stored()`: the number of rows and of files."""

    def count():
        files = [path for path in evidence_folder.rglob("*") if path.is_file()]
        return Evidence.objects.count(), len(files)

    return count


def test_a_file_is_kept_with_its_name_size_and_digest(send, stored):
    answer = send(pdf(), proves_from="2026-10-01", proves_to="2026-10-31")
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["form"], row["file_name"], row["size"]) == ("file", "audit.pdf", 30)
    assert len(row["sha256"]) == 64
    assert (row["proves_from"], row["added_at"][:10]) == ("2026-10-01", "2026-11-20")
    assert answer["ETag"] == '"1"'
    assert stored() == (1, 1)


@pytest.mark.parametrize(
    "file",
    [
        pdf(),
        pdf("AUDIT.PDF"),
        office("a.docx", "word"),
        office("a.xlsx", "xl"),
        office("a.pptx", "ppt"),
        SimpleUploadedFile("a.csv", b"Date,Share\n2026-10-01,90 %\n"),
        SimpleUploadedFile("a.txt", "Café".encode("cp1252")),
        SimpleUploadedFile("a.txt", "Café".encode("utf-16")),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n...."),
        SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0"),
        SimpleUploadedFile("a.msg", OLE),
        SimpleUploadedFile("a.eml", MAIL),
    ],
    ids=lambda file: file.name,
)
def test_every_type_of_the_settings_is_taken(send, file):
    assert send(file).status_code == 201


def newer_zip():
    """A zip that says it needs a version nobody has."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    content_bytes = bytearray(content.getvalue())
    content_bytes[content_bytes.rindex(b"PK\x01\x02") + 6] = 255
    return bytes(content_bytes)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.exe", b"MZ"),
        SimpleUploadedFile("noextension", b"%PDF-1.7"),
        SimpleUploadedFile("a.pdf.exe", b"%PDF-1.7"),
        SimpleUploadedFile("a.svg", b"<svg/>"),
        SimpleUploadedFile("a.pdf", b"<html><script>"),
        SimpleUploadedFile("a.png", b"%PDF-1.7"),
        SimpleUploadedFile("a.docx", b"%PDF-1.7"),
        SimpleUploadedFile("a.docx", b"PK\x03\x04 but no more"),
        SimpleUploadedFile("a.docx", newer_zip()),
        SimpleUploadedFile("a.docx", b"MZ" + office("a.docx", "word").read()),
        office("a.docx", "xl"),
        SimpleUploadedFile("a.txt", b"MZ\x90\x00\x03"),
        SimpleUploadedFile("a.csv", b"\xff\xfe\x00\x00\x01\x00"),
        SimpleUploadedFile("a.eml", b"Dear all,"),
        SimpleUploadedFile("a.pdf", b""),
    ],
    ids=lambda file: f"{file.name} {file.size}",
)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(send, stored, file):
    answer = send(file)
    assert answer.status_code == 400
    assert answer.json()["errors"]["file"][0].endswith(".")
    assert stored() == (0, 0)


def test_too_big_a_file_is_refused_and_leaves_nothing(send, stored, settings):
    settings.EVIDENCE_MAX_MB = 1
    assert send(pdf(content=b"%PDF-" + bytes(2**20))).status_code == 413
    assert stored() == (0, 0)


def test_types_come_from_the_settings(send, settings):
    settings.EVIDENCE_TYPES = ["docx"]
    answer = send(pdf())
    assert answer.status_code == 400
    assert "docx" in answer.json()["detail"]


def test_a_zip_bomb_is_taken_without_unpacking_it(send):
    file = office("bomb.docx", "word", data="0" * 50_000_000)
    assert file.size < 100_000
    assert send(file).status_code == 201


@pytest.mark.parametrize(
    ("sent_name", "name"),
    [
        ("../../etc/audit.pdf", "audit.pdf"),
        ("C:\\Users\\lead\\audit.pdf", "audit.pdf"),
        ("aud\u202eit\u0007.pdf", "audit.pdf"),
        ("Prüfung “eins”.pdf", "Prüfung “eins”.pdf"),
    ],
)
def test_a_name_is_kept_without_its_path_and_what_does_not_print(
    send, sent_name, name, evidence_folder
):
    file = pdf()
    file._name = sent_name
    assert send(file).json()["file_name"] == name
    assert not list(evidence_folder.rglob("*audit*"))


def test_the_same_file_twice_is_two_proofs(send, stored):
    assert send(pdf()).json()["sha256"] == send(pdf()).json()["sha256"]
    assert stored() == (2, 2)


@pytest.mark.parametrize(
    ("fields", "form"),
    [
        ({"link": "https://example.org/minutes"}, "link"),
        (
            {"held_by": "NHS trust", "held_reference": "12", "shown_by": "Lead"},
            "held",
        ),
    ],
)
def test_a_link_and_what_a_partner_holds_are_evidence_too(prove, fields, form):
    assert prove(**{"link": "", **fields})["form"] == form


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"link": "https://example.org", "held_by": "NHS trust"},
        {"link": "javascript:alert(1)"},
        {"link": "https://example.org", "title": ""},
        {"link": "https://example.org", "proves": "luck"},
        {
            "link": "https://example.org",
            "proves_from": "2026-10-02",
            "proves_to": "2026-10-01",
        },
    ],
)
def test_evidence_of_no_shape_is_refused(play, people, stored, fields):
    answer = play(people.owner, "evidence", **{"title": "Audit", **fields})
    assert answer.status_code == 400
    assert stored() == (0, 0)


@pytest.mark.parametrize(
    ("proves_from", "status"), [("2026-11-21", 400), ("2026-11-20", 201)]
)
def test_nothing_proves_a_time_that_has_not_come(send, stored, proves_from, status):
    answer = send(pdf(), proves="impact", proves_from=proves_from)
    assert answer.status_code == status
    assert stored() == ((1, 1) if status == 201 else (0, 0))
    if status == 400:
        (error,) = answer.json()["errors"]["proves_from"]
        assert (
            error == "The period that the evidence covers must not start in the future."
        )


# Refused for another reason, a file is not left behind either.


def test_a_file_refused_by_role_version_or_record_leaves_nothing(
    send, stored, people, now
):
    stale = {"If-Match": '"7"'}
    assert send(pdf(), people.reader).status_code == 403
    assert send(pdf(), people.colleague).status_code == 403
    assert send(pdf(), people.outsider).status_code == 404
    assert send(pdf(), headers=stale).status_code == 412
    assert send(pdf(), title="").status_code == 400
    assert send(pdf(), proves_from="2026-02-02", proves_to="2026-02-01").status_code
    assert stored() == (0, 0)
    assert now().version == 1


def test_a_file_for_an_archived_action_is_refused_and_leaves_nothing(
    send, stored, play, people
):
    play(people.manager, "archive", reason="Twice.")
    assert send(pdf()).status_code == 409
    assert stored() == (0, 0)


def test_evidence_for_several_actions_is_all_or_nothing(
    send, stored, people, authority
):
    ActionFactory(reference="BWD-A0002", authority=authority)
    both = {"address": "/api/v1/evidence/", "actions": ["BWD-A0001", "BWD-A0002"]}
    assert send(pdf(), **both).status_code == 403
    assert stored() == (0, 0)
    answer = send(pdf(), people.manager, **both)
    assert answer.status_code == 201
    references = [action["reference"] for action in answer.json()["actions"]]
    assert sorted(references) == both["actions"]


def test_who_may_add_no_evidence_is_told_before_what_is_wrong_with_it(api, people):
    assert api(people.reader).post("/api/v1/evidence/", {}).status_code == 403
    assert api(people.owner).post("/api/v1/evidence/", {}).status_code == 400


# Room for files


def test_an_authority_has_so_much_room_for_its_files(send, stored, settings):
    settings.EVIDENCE_QUOTA_MB = 1
    half = b"%PDF-" + bytes(2**19)
    first, second = send(pdf(content=half)), send(pdf(content=half))
    assert (first.status_code, second.status_code) == (201, 413)
    assert second.json()["code"] == "quota_reached"
    assert "used 0 of 1 MB" in second.json()["detail"]
    assert stored() == (1, 1)


def test_what_is_archived_still_takes_room(send, api, people, settings):
    settings.EVIDENCE_QUOTA_MB = 1
    most = b"%PDF-" + bytes(2**20 - 5)
    uid = send(pdf(content=most)).json()["uid"]
    archived = api(people.manager).post(
        f"/api/v1/evidence/{uid}/archive/", {"reason": "Another plan's."}
    )
    assert archived.status_code == 200
    assert send(pdf()).status_code == 413


# With a key


def test_the_same_upload_again_is_answered_as_before(send, stored):
    key = {"Idempotency-Key": "audit-1"}
    first, second = send(pdf(), headers=key), send(pdf(), headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert stored() == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"file": pdf(content=b"%PDF-1.7 Another.")},
        {"file": pdf("other.pdf")},
        {"file": pdf(), "note": "Mended."},
    ],
)
def test_another_upload_with_the_key_is_refused_and_leaves_nothing(send, stored, other):
    key = {"Idempotency-Key": "audit-1"}
    send(pdf(), headers=key)
    assert send(headers=key, **other).status_code == 422
    assert stored() == (1, 1)


def test_a_big_upload_goes_with_a_key(send, stored):
    content = b"%PDF-" + bytes(20 * 2**20 - 5)
    answer = send(pdf(content=content), headers={"Idempotency-Key": "big"})
    assert answer.status_code == 201, answer.content
    assert stored() == (1, 1)


def test_a_refused_upload_keeps_no_key(send, stored):
    key = {"Idempotency-Key": "audit-1"}
    assert send(SimpleUploadedFile("a.pdf", b"no"), headers=key).status_code == 400
    assert not KeptAnswer.objects.exists()
    assert send(pdf(), headers=key).status_code == 201


# Giving it out


def test_a_file_is_offered_as_an_attachment_only(send, api, people):
    url = send(pdf("Prüfung.pdf")).json()["file_url"]
    answer = api(people.reader).get(url)
    assert b"".join(answer.streaming_content) == pdf().read()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    disposition = answer["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''Pr%C3%BCfung.pdf"


def test_a_file_is_given_to_those_only_who_see_an_action_of_it(send, api, people):
    url = send(pdf()).json()["file_url"]
    assert api(people.police).get(url).status_code == 404
    assert api(people.outsider).get(url).status_code == 404
    assert api().get(url).status_code == 401


def test_evidence_tells_of_those_actions_only_that_one_sees(
    send, api, people, authority, police_post
):
    ActionFactory(reference="BWD-A0002", authority=authority, owner=police_post)
    both = ["BWD-A0001", "BWD-A0002"]
    url = send(pdf(), people.manager, address="/api/v1/evidence/", actions=both).json()[
        "url"
    ]
    visible = api(people.police).get(url).json()["actions"]
    assert [action["reference"] for action in visible] == ["BWD-A0002"]


def test_a_link_has_no_file(prove, api, people):
    url = prove()["url"]
    assert api(people.owner).get(f"{url}file/").status_code == 404


def test_archived_evidence_leaves_the_list_and_stays_to_be_read(send, api, people):
    row = send(pdf()).json()
    manager = api(people.manager)
    unsaid = manager.post(f"{row['url']}archive/", {})
    assert (unsaid.status_code, unsaid.json()["missing"]) == (409, ["reason"])
    assert api(people.owner).post(f"{row['url']}archive/", {}).status_code == 403
    assert manager.post(f"{row['url']}archive/", {"reason": "No."}).status_code == 200
    every = "/api/v1/evidence/"
    assert manager.get(every).json()["results"] == []
    assert len(manager.get(every, {"archived": "true"}).json()["results"]) == 1
    assert manager.get(row["file_url"]).status_code == 200
    trail = manager.get(f"{row['url']}history/").json()["results"]
    assert [entry["verb"] for entry in trail] == ["archive", "evidence"]


@pytest.mark.parametrize(
    ("expires_on", "has"),
    [("", "true"), ("2026-11-20", "true"), ("2026-11-19", "false")],
)
def test_actions_are_found_by_whether_they_have_evidence(
    prove, api, people, expires_on, has
):
    prove(expires_on=expires_on or None)
    body = api(people.manager).get("/api/v1/actions/", {"has_evidence": has}).json()
    assert [row["reference"] for row in body["results"]] == ["BWD-A0001"]
