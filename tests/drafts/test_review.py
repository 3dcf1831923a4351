"""Bringing a report in and reviewing its draft in the admin, without script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.models import Draft, Inspection, Recommendation
from recommendations.workflow.drafting import drafts
from tests.admin.addresses import page_of
from tests.factories import AuthorityFactory
from tests.tiny_pdf import tiny_pdf

from .reports import ASKS, printed, report, unsure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

READ = reverse("admin:recommendations_draft_read")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def manager(sign_in, people):
    return sign_in(people.manager)


def review_of(draft):
    return page_of(Draft, "change", draft.pk)


def as_shown(client, draft):
    """What the page sends back where nothing is touched."""
    page = client.get(review_of(draft))
    sent = {"version": page.context["draft"].version}
    arranged = page.context["arranged"]
    for part in (*arranged.first, *arranged.pages):
        for shown in part.rows:
            sent[f"{shown.form.prefix}-shown"] = "yes"
            for field in shown.form:
                value = field.value()
                sent[field.html_name] = "" if value is None else value
    return sent


def number(draft, **facts):
    return draft.rows.get(**facts).position


def upload(client, data=None, name="report.pdf"):
    file = SimpleUploadedFile(name, report() if data is None else data)
    return client.post(READ, {"file": file})


def test_the_start_page_leads_managers_to_reading_a_report(sign_in, people):
    for person, is_there in ((people.manager, True), (people.reader, False)):
        page = sign_in(person).get(reverse("admin:index"))
        assert (f'href="{READ}"' in page.text) is is_there


def test_who_may_not_read_a_report_is_told_so(sign_in, people):
    answer = sign_in(people.reader).get(READ)
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text


def test_the_page_asks_for_a_report_and_says_how_big_it_may_be(manager, settings):
    settings.READER_MAX_MB = 12
    page = manager.get(READ).text
    assert '<label for="id_file">Report</label>' in page
    assert "At most 12 MB." in page


def test_an_uploaded_report_leads_to_its_review(manager, reader):
    answer = upload(manager)
    draft = Draft.objects.get()
    assert answer["Location"] == review_of(draft)
    again = upload(manager, name="again.pdf")
    assert again["Location"] == answer["Location"]
    assert "has already been read" in manager.get(answer["Location"]).text


def test_what_cannot_be_read_is_said_in_words_beside_the_field(manager):
    answer = upload(manager, tiny_pdf("", ""))
    assert answer.status_code == 409
    assert "It is a scan" in answer.text
    assert "Choose a file." in manager.post(READ).text


def test_a_review_begins_with_what_is_unsure_and_what_the_reader_says_of_it(
    manager, save
):
    draft = save(
        recommendations=(
            printed(ASKS[0]),
            printed(ASKS[1], confidence=0.3),
        ),
        sources=unsure("lead_inspector"),
    )
    page = manager.get(review_of(draft))
    first = [part.rows[0].row for part in page.context["arranged"].first]
    assert [row.name or row.read["text"] for row in first] == [
        "lead_inspector",
        ASKS[1],
    ]
    assert "No date of publication was found." in page.text
    assert page.text.count("The reader is not sure of this") == 2
    assert page.text.index("Decide on these first (2)") < page.text.index(ASKS[0])


def test_rows_stand_beside_their_page_with_the_passage_marked(manager, draft):
    page = manager.get(review_of(draft))
    picture = reverse("admin:recommendations_draft_page", args=[draft.pk, 2])
    assert f'<img src="{picture}" alt="Page 2 of the report, rows ' in page.text
    assert '<rect x="100" y="200" width="800" height="50"/>' in page.text
    assert "style=" not in page.text.partition('id="content-main"')[2]
    assert "Ada Example" in page.text
    assert "says “Lead inspector" not in page.text


def test_a_page_of_the_report_is_drawn_for_those_who_see_the_draft(
    manager, sign_in, people, draft
):
    picture = reverse("admin:recommendations_draft_page", args=[draft.pk, 2])
    answer = manager.get(picture)
    assert (answer.content[:8], answer["Content-Type"]) == (PNG, "image/png")
    assert "private" in answer["Cache-Control"]
    assert manager.get(picture.replace("/2/", "/3/")).status_code == 404
    for person in (people.reader, people.outsider):
        assert sign_in(person).get(picture).status_code == 404
        file = reverse("admin:recommendations_draft_file", args=[draft.pk])
        assert sign_in(person).get(file).status_code == 404
        assert sign_in(person).get(review_of(draft)).status_code == 404


def test_the_report_itself_is_only_ever_a_download(manager, draft):
    answer = manager.get(reverse("admin:recommendations_draft_file", args=[draft.pk]))
    assert b"".join(answer.streaming_content) == report()
    assert answer["Content-Disposition"].startswith("attachment")


def test_every_field_of_the_page_has_a_label(manager, save):
    page = manager.get(review_of(save(authority="Testshire"))).text
    form = page.partition('class="draft-form"')[2].partition("</form>")[0]
    fields = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', form)
    assert len(fields) > 20
    for name in fields:
        assert f'for="{name}"' in form, name


def test_what_is_left_alone_is_not_written(manager, draft):
    before = draft.history.count()
    manager.post(review_of(draft), as_shown(manager, draft))
    assert draft.history.count() == before
    assert set(draft.rows.values_list("decision", flat=True)) == {"pending"}


def test_edits_and_decisions_are_kept_for_later(manager, draft):
    sent = as_shown(manager, draft)
    first, second = (number(draft, read__text=text) for text in ASKS[:2])
    sent |= {f"r{first}-text": "In other words.", f"r{second}-decision": "rejected"}
    sent |= {f"r{number(draft, name='published')}-value": "2026-04-02"}
    answer = manager.post(review_of(draft), sent | {"do": "keep"}, follow=True)
    assert "Your decisions have been saved." in answer.text
    assert draft.rows.get(position=first).edits == {"text": "In other words."}
    assert draft.rows.get(position=second).decision == "rejected"
    assert draft.rows.get(name="published").edits == {"value": "2026-04-02"}
    assert not Inspection.objects.exists()


def test_an_edit_can_be_taken_back(manager, draft, people):
    first = number(draft, read__text=ASKS[0])
    edit = {"n": first, "edits": {"text": "In other words."}}
    drafts.revise(draft, by=people.manager, rows=[edit])
    sent = as_shown(manager, draft) | {f"r{first}-text": ASKS[0]}
    manager.post(review_of(draft), sent)
    assert draft.rows.get(position=first).edits == {}


def test_all_is_accepted_at_the_end(manager, draft):
    sent = as_shown(manager, draft)
    sent |= {f"r{number(draft, read__text=ASKS[2])}-decision": "rejected"}
    answer = manager.post(review_of(draft), sent | {"do": "accept"}, follow=True)
    inspection = Inspection.objects.get()
    assert "The draft has been accepted." in answer.text
    assert answer.redirect_chain[-1][0] == page_of(Inspection, "change", inspection.pk)
    assert [
        recommendation.text
        for recommendation in Recommendation.objects.order_by("position")
    ] == list(ASKS[:2])
    decided = manager.get(review_of(draft)).text
    assert f">{inspection}</a>" in decided
    assert "Left out" in decided


def test_what_is_missing_is_named_and_what_was_decided_is_kept(manager, save):
    draft = save(
        authority="Testshire",
        recommendations=(
            printed(ASKS[0]),
            printed(ASKS[1], confidence=0.3),
        ),
    )
    sent = as_shown(manager, draft)
    sent |= {f"r{number(draft, read__text=ASKS[0])}-decision": "rejected"}
    answer = manager.post(review_of(draft), sent | {"do": "accept"})
    assert answer.status_code == 409
    row = number(draft, read__text=ASKS[1])
    assert f'<a href="#row-{row}">Decide on row {row}.</a>' in answer.text
    assert '<a href="#id_authority">' in answer.text
    assert draft.rows.get(read__text=ASKS[0]).decision == "rejected"


def test_an_unknown_authority_is_chosen_from_those_one_manages(
    manager, save, authority
):
    other = AuthorityFactory(code="TST", name="Testshire")
    draft = save(authority="Nowhere")
    page = manager.get(review_of(draft)).text
    assert str(authority.pk) in page
    assert str(other.pk) not in page
    sent = as_shown(manager, draft) | {"do": "accept"}
    refused = manager.post(review_of(draft), sent | {"authority": other.pk})
    assert refused.status_code == 409
    sent = as_shown(manager, draft) | {"do": "accept", "authority": authority.pk}
    refused = manager.post(review_of(draft), sent)
    assert refused.status_code == 409
    assert '<a href="#id_authority_name">' in refused.text
    assert "The report names “Nowhere”" in refused.text
    sent = as_shown(manager, draft) | {"do": "accept", "authority": authority.pk}
    manager.post(review_of(draft), sent | {"authority_name": "nowhere"})
    assert Inspection.objects.get().authority == authority


def test_the_second_of_two_reviewers_keeps_their_words_and_sees_why(
    manager, draft, people
):
    sent = as_shown(manager, draft)
    drafts.revise(draft, by=people.admin, rows=[{"n": 1, "decision": "accepted"}])
    first = number(draft, read__text=ASKS[0])
    answer = manager.post(
        review_of(draft), sent | {f"r{first}-text": "In other words.", "do": "accept"}
    )
    assert answer.status_code == 409
    assert "somebody else changed this" in answer.text
    assert "In other words." in answer.text
    assert not Inspection.objects.exists()


def test_a_mistake_in_a_row_is_said_beside_it(manager, draft):
    row = number(draft, name="inspection_start")
    sent = as_shown(manager, draft) | {f"r{row}-value": "2 February"}
    answer = manager.post(review_of(draft), sent)
    assert answer.status_code == 409
    assert f'<a href="#row-{row}">Row {row}: Enter a real date' in answer.text


def test_an_edited_child_s_data_is_asked_about_and_may_be_confirmed(manager, draft):
    row = number(draft, read__text=ASKS[0])
    sent = as_shown(manager, draft) | {f"r{row}-text": "See NHS 943 476 5919."}
    answer = manager.post(review_of(draft), sent)
    assert answer.status_code == 409
    assert 'name="confirm_no_child_data"' in answer.text
    manager.post(review_of(draft), sent | {"confirm_no_child_data": "yes"})
    assert draft.rows.get(position=row).edits == {"text": "See NHS 943 476 5919."}


def test_what_was_read_is_shown_as_text(manager, save):
    words = "<script>alert(1)</script> & more of it."
    page = manager.get(review_of(save(recommendations=(printed(words),)))).text
    assert words not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_a_plain_text_has_no_pictures(manager, save):
    text = f"What needs to improve\n{ASKS[0]}\n".encode()
    page = manager.get(
        review_of(save(text, recommendations=(printed(ASKS[0], page=1),)))
    )
    assert "<img" not in page.text.partition('id="content-main"')[2]
    assert "Line 2 says “" in page.text


@pytest.mark.slow
def test_a_review_costs_the_same_however_much_was_read(manager, save):
    def cost(draft):
        manager.get(review_of(draft))
        with CaptureQueriesContext(connection) as queries:
            manager.get(review_of(draft))
        return len(queries)

    few = cost(save())
    recommendations = tuple(
        printed(f"Ask {n}, which is number {n}.") for n in range(40)
    )
    assert cost(save(b"Another report.", recommendations=recommendations)) == few
