"""A manager with only a browser says where a fact stands: the document, and the words
in it."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recommendations.models import Citation, Document, Recommendation
from tests.factories import DocumentFactory, MembershipFactory

from .addresses import page_of
from .test_making import edit_page, fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_document_is_entered_by_its_file_and_cited(sign_in, people, recommendation):
    client = sign_in(people.manager)
    submitted = {"title": "The letter", "kind": "letter"}
    answer = fill(client, page_of(Document, "add"), **submitted)
    assert "Choose the file, or enter its SHA-256." in answer.text
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 The letter")
    fill(client, page_of(Document, "add"), file=file, **submitted)
    document = Document.objects.get()
    assert document.sha256 == hashlib.sha256(b"%PDF-1.7 The letter").hexdigest()
    address = page_of(Recommendation, "change", recommendation.pk)
    makes = {
        button.label: button.url for button in client.get(address).context["makes"]
    }
    add = makes["Add citation"]
    assert f"Supports: {recommendation.reference}" in client.get(add).text
    place = {"document": str(document.pk), "page": "2", "quote": "effectiveness"}
    fill(client, add, **place)
    citation = Citation.objects.get()
    assert (citation.recommendation, citation.page) == (recommendation, 2)
    assert citation.history.get().verb == "create"
    assert "The letter" in client.get(address).text


@pytest.mark.parametrize("kind", ["inspection", "judgement", "strength"])
def test_each_finding_is_cited_from_its_own_page(
    sign_in, people, recommendation, everything, kind
):
    client, finding = sign_in(people.manager), recommendation.inspection
    if kind != "inspection":
        finding = getattr(finding, f"{kind}s").get()
    page = client.get(page_of(type(finding), "change", finding.pk))
    makes = {button.label: button.url for button in page.context["makes"]}
    fill(client, makes["Add citation"], external_source="The minutes of May")
    citation = Citation.objects.get(external_source="The minutes of May")
    assert citation.target == finding


@pytest.mark.parametrize(
    ("submitted", "message"),
    [
        ({}, "Choose one inspection or one recommendation."),
        ({"recommendation": "BWD-JTAI-2023-R01"}, "Give a document with a quote"),
        (
            {"recommendation": "BWD-JTAI-2023-R01", "inspection": "BWD-JTAI-2023"},
            "Choose one inspection or one recommendation.",
        ),
    ],
)
def test_a_citation_of_no_shape_is_refused_in_words(
    sign_in, people, recommendation, submitted, message
):
    answer = fill(sign_in(people.manager), page_of(Citation, "add"), **submitted)
    assert message in answer.text
    assert not Citation.objects.exists()


def test_no_document_of_another_authority_is_offered_or_taken(
    sign_in, people, recommendation
):
    elsewhere = DocumentFactory(title="Their report")
    MembershipFactory(user=people.manager, authority=elsewhere.authority)
    client = sign_in(people.manager)
    add = page_of(Citation, "add", recommendation=recommendation.pk)
    assert "Their report" not in client.get(add).text
    fill(client, add, document=str(elsewhere.pk), page="2", quote="Ours")
    assert not Citation.objects.exists()


def test_a_quote_that_is_changed_is_verified_no_more(sign_in, people, everything):
    citation = Citation.objects.exclude(document=None).get()
    Citation.objects.update(is_verified=False)
    Citation.objects.filter(pk=citation.pk).update(is_verified=True)
    client = sign_in(people.manager)
    fill(client, edit_page(citation), note="Seen on paper.")
    citation.refresh_from_db()
    assert citation.is_verified
    fill(client, edit_page(citation), quote="other words")
    citation.refresh_from_db()
    assert (citation.quote, citation.is_verified) == ("other words", False)
