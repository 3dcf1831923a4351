"""A made-up report in each layout goes from upload to an accepted inspection, read by
the reader itself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from recommendations.models import Citation, Inspection
from tests.factories import AuthorityFactory, MembershipFactory, UserFactory
from tests.samples import SAMPLES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]


@pytest.fixture
def manager(api):
    call_command("loaddata", "fixtures/reference.json", verbosity=0)
    member = MembershipFactory(
        user=UserFactory(username="manager"),
        authority=AuthorityFactory(code="EXS", name="Exampleshire"),
    )
    return api(member.user)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_report_of_each_layout_becomes_an_inspection(manager, sample):
    file = SimpleUploadedFile("report.pdf", sample.pdf())
    read = manager.post("/api/v1/documents/read/", {"file": file}, format="multipart")
    assert read.status_code == 201, read.json()
    body = read.json()
    assert body["authority"]["code"] == "EXS"
    unsure = [
        {"n": int(code.removeprefix("rows.")), "decision": "accepted"}
        for code in body["missing"]
    ]
    address = f"/api/v1/drafts/{body['uid']}/"
    assert manager.patch(address, {"rows": unsure}).status_code == 200
    accepted = manager.post(f"{address}accept/")
    assert accepted.status_code == 200, accepted.json()

    inspection = Inspection.objects.get()
    expected = sample.expected
    assert inspection.framework.code == expected.framework
    assert inspection.start_on == expected.inspection_start
    assert inspection.lead_inspector == (expected.lead_inspector or "")
    recommendations = inspection.recommendations.order_by("position")
    assert [row.text for row in recommendations] == [
        row.text for row in expected.recommendations
    ]
    assert [row.kind for row in recommendations] == [
        row.kind for row in expected.recommendations
    ]
    judged = inspection.judgements.order_by("position")
    assert [(row.area, row.grade_printed or None) for row in judged] == list(
        expected.judgements
    )
    assert [row.text for row in inspection.strengths.all()] == [
        text for text, _ in expected.strengths
    ]
    assert not Citation.objects.filter(is_verified=False).exists()
