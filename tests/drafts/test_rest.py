"""From a report to an inspection over REST."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import Draft, Inspection
from recommendations.workflow.drafting import reading
from tests.tiny_pdf import tiny_pdf

from .reports import ASKS, printed, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

READ = "/api/v1/documents/read/"
DRAFTS = "/api/v1/drafts/"


@pytest.fixture
def manager(api, people):
    return api(people.manager)


def send(client, data=None, name="report.pdf", **headers):
    file = SimpleUploadedFile(name, report() if data is None else data)
    return client.post(READ, {"file": file}, format="multipart", headers=headers)


def address(draft):
    return f"{DRAFTS}{draft.pk}/"


def test_a_report_is_read_into_a_draft(manager, reader):
    answer = send(manager)
    assert answer.status_code == 201
    draft = Draft.objects.get()
    assert answer["Location"].endswith(f"/api/v1/drafts/{draft.pk}/")
    body = answer.json()
    assert body == manager.get(answer["Location"]).json()
    assert (body["status"], body["authority"]["code"]) == ("open", "BWD")
    assert (body["missing"], body["completes"]) == ([], None)
    assert body["notes"][0]["code"] == "no_publication"
    first = next(row for row in body["rows"] if row["kind"] == "recommendation")
    assert first["read"]["text"] == ASKS[0]
    assert (first["page"], first["confidence"], first["effect"]) == (2, 0.99, "new")
    assert first["read"]["marks"][0]["left"] == 0.1
    assert not Inspection.objects.exists()


def test_the_same_report_again_is_the_draft_there_is(manager, reader, monkeypatch):
    first = send(manager)
    monkeypatch.delattr(reading, "read")
    again = send(manager, name="otherwise.pdf")
    assert (again.status_code, again.json()["uid"]) == (200, first.json()["uid"])
    assert again["Location"] == first["Location"]


def test_another_authority_s_manager_gets_a_draft_of_their_own(
    manager, api, people, reader
):
    uid = send(manager).json()["uid"]
    other_answer = send(api(people.outsider))
    assert (other_answer.status_code, other_answer.json()["authority"]) == (201, None)
    assert other_answer.json()["uid"] != uid


@pytest.mark.parametrize(
    ("code", "data", "limits"),
    [
        ("not_pdf", b"\x00\x01\x02", {}),
        ("encrypted", tiny_pdf("Nothing.", is_encrypted=True), {}),
        ("empty", b"", {}),
        ("no_text", tiny_pdf("", ""), {}),
        ("too_big", report(), {"READER_MAX_PAGES": 1}),
        ("timeout", report(), {"READER_SECONDS": 0.001}),
    ],
)
def test_a_report_that_cannot_be_read_says_why(
    manager, settings, evidence_folder, code, data, limits
):
    for name, limit in limits.items():
        setattr(settings, name, limit)
    answer = send(manager, data)
    status = 413 if code == "too_big" else 422
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Draft.objects.exists()
    assert not any(path.is_file() for path in evidence_folder.rglob("*"))


def test_a_report_that_is_too_big_is_not_read(manager, settings):
    settings.READER_MAX_MB = 1
    answer = send(manager, b"x" * (2**20 + 1))
    assert answer.status_code == 413
    assert "bigger than 1 MB" in answer.json()["detail"]


def test_without_a_file_there_is_nothing_to_read(manager):
    assert list(manager.post(READ, {}).json()["errors"]) == ["file"]


@pytest.mark.parametrize("who", ["reader", "verifier", "owner", "police"])
def test_only_managers_have_reports_read(api, people, who):
    assert send(api(getattr(people, who))).status_code == 403


def test_nobody_reads_without_signing_in(api):
    assert send(api()).status_code == 401


def test_a_report_sent_again_with_its_key_is_answered_as_before(manager, reader):
    key = {"Idempotency-Key": "report-1"}
    first, again = send(manager, **key), send(manager, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert send(manager, b"Another report.", **key).status_code == 422


def test_accepting_makes_the_inspection_once(manager, draft):
    answer = manager.post(f"{address(draft)}accept/")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["inspection"]["reference"]) == (
        "accepted",
        "BWD-ILACS-2026",
    )
    assert {row["decision"] for row in body["rows"]} == {"accepted"}
    listed = manager.get("/api/v1/recommendations/?inspection=BWD-ILACS-2026").json()
    assert [row["text"] for row in listed["results"]] == list(ASKS)
    again = manager.post(f"{address(draft)}accept/")
    assert again.status_code == 409
    assert (again.json()["from"], again.json()["allowed"]) == ("accepted", [])


def test_an_unknown_authority_is_asked_for_and_chosen(manager, save):
    draft = save(authority="Testshire")
    refused = manager.post(f"{address(draft)}accept/")
    assert (refused.status_code, refused.json()["missing"]) == (409, ["authority"])
    hidden = manager.post(f"{address(draft)}accept/", {"authority": "EXS"})
    assert (hidden.status_code, list(hidden.json()["errors"])) == (400, ["authority"])
    body = {"authority": "BWD"}
    other = manager.post(f"{address(draft)}accept/", body)
    assert (other.status_code, other.json()["missing"]) == (409, ["authority_name"])
    assert "The report names Testshire" in other.json()["detail"]
    typed = body | {"authority_name": "testshire"}
    answer = manager.post(f"{address(draft)}accept/", typed)
    assert answer.json()["inspection"]["reference"] == "BWD-ILACS-2026"


def test_a_row_is_edited_and_decided_on(manager, save):
    draft = save(
        recommendations=(
            printed(ASKS[0], confidence=0.5),
            printed(ASKS[1]),
        )
    )
    body = manager.get(address(draft)).json()
    [unsure] = [row for row in body["rows"] if row["needs_decision"]]
    assert body["missing"] == [f"rows.{unsure['n']}"]
    assert "not sure" in unsure["doubt"]
    rows = [{"n": unsure["n"], "edits": {"text": "In other words."}}]
    rows += [{"n": unsure["n"] + 1, "decision": "rejected"}]
    answer = manager.patch(address(draft), {"rows": rows})
    assert (answer.status_code, answer.json()["missing"]) == (200, [])
    edited, left_out = (
        row for row in answer.json()["rows"] if row["kind"] == "recommendation"
    )
    assert (edited["edits"], edited["decision"]) == (
        {"text": "In other words."},
        "accepted",
    )
    assert left_out["decision"] == "rejected"


@pytest.mark.parametrize(
    ("kind", "edits"),
    [
        ("recommendation", {"text": ""}),
        ("recommendation", {"text": 5}),
        ("recommendation", {"text": "x" * 10_001}),
        ("recommendation", {"kind": "wish"}),
        ("recommendation", {"kind": "reported"}),  # A report prints none of those.
        ("recommendation", {"page": 3}),
        ("judgement", {"area": " "}),
        ("inspection_start", {"value": "2026-2-3"}),
        ("inspection_start", {"value": "0001-01-01"}),
        ("inspection_start", {"start": "2026-02-03"}),
        ("framework", {"value": "nonsense"}),
        ("inspectorates", {"value": "ofsted"}),
        ("inspectorates", {"value": ["nobody"]}),
        ("expected_recommendations", {"value": -1}),
        ("expected_recommendations", {"value": True}),
        ("expected_recommendations", {"value": 10**30}),
    ],
)
def test_an_edit_that_means_nothing_is_refused_by_the_row_s_name(
    manager, draft, kind, edits
):
    row = draft.rows.filter(kind=kind) | draft.rows.filter(name=kind)
    n = row.order_by("position").first().position
    answer = manager.patch(address(draft), {"rows": [{"n": n, "edits": edits}]})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [f"rows.{n}"])


@pytest.mark.parametrize(
    "body",
    [
        {"rows": [{"n": 999, "decision": "accepted"}]},
        {"rows": [{"n": 1, "decision": "perhaps"}]},
        {"rows": [{"decision": "accepted"}]},
        {"rows": [{"n": 1, "text": "A"}]},
        {"rows": "all"},
        {"status": "accepted"},
    ],
)
def test_a_body_of_another_shape_is_refused(manager, draft, body):
    assert manager.patch(address(draft), body).status_code == 400


def test_a_stale_review_is_refused(manager, draft):
    version = manager.get(address(draft))["ETag"]
    row = {"rows": [{"n": 1, "decision": "accepted"}]}
    match = {"If-Match": version}
    assert manager.patch(address(draft), row, headers=match).status_code == 200
    assert manager.patch(address(draft), row, headers=match).status_code == 412
    accept = f"{address(draft)}accept/"
    assert manager.post(accept, headers=match).status_code == 412


def test_a_rejection_gives_a_reason(manager, draft):
    address_of = f"{address(draft)}reject/"
    assert manager.post(address_of).json()["missing"] == ["reason"]
    answer = manager.post(address_of, {"reason": "Not ours."})
    assert (answer.status_code, answer.json()["status"]) == (200, "rejected")


def test_edited_words_that_look_like_a_child_s_data_are_asked_about(manager, draft):
    n = draft.rows.filter(kind="recommendation").first().position
    body = {"rows": [{"n": n, "edits": {"text": "See NHS 943 476 5919."}}]}
    refused = manager.patch(address(draft), body)
    assert refused.status_code == 409
    assert refused.json()["code"] == "possible_child_data"
    body["confirm_no_child_data"] = True
    assert manager.patch(address(draft), body).status_code == 200


def test_the_history_tells_who_read_and_who_accepted(manager, draft):
    manager.post(f"{address(draft)}accept/")
    entries = manager.get(f"{address(draft)}history/").json()["results"]
    assert [(entry["verb"], entry["by"]) for entry in entries] == [
        ("accept", "Manager"),
        ("read", "Manager"),
    ]


def test_the_list_is_filtered_and_comes_as_a_file(manager, draft, save):
    save(b"Another report.", authority="Testshire")
    listed = manager.get(f"{DRAFTS}?authority=BWD&status=open").json()["results"]
    assert [row["uid"] for row in listed] == [str(draft.pk)]
    assert listed[0]["recommendation_count"] == 3
    assert "rows" not in listed[0]
    rows = b"".join(manager.get(f"{DRAFTS}?format=csv").streaming_content).decode()
    assert rows.count("report.pdf") == 2


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "detail"])
def test_a_draft_costs_the_same_however_much_was_read(manager, save, path):
    def cost():
        target = DRAFTS if path == "" else address(Draft.objects.latest("created_at"))
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(target).status_code == 200
        return len(queries)

    save()
    few = cost()
    for number in range(12):
        recommendations = [
            printed(f"Ask {number}, which is number {n}.") for n in range(30)
        ]
        save(f"Report {number}".encode(), recommendations=tuple(recommendations))
    assert cost() == few
    assert few <= 12
