"""Accepting a draft makes an inspection of it, all of it or nothing."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from recommendations.models import (
    Citation,
    Document,
    Inspection,
    Recommendation,
    Strength,
)
from recommendations.reader.draft import PrintedJudgement
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.drafting import drafts
from recommendations.workflow.drafting.accepting import accept
from recommendations.workflow.errors import (
    IllegalMove,
    NotAllowed,
    PossibleChildData,
    Unmet,
)

from .reports import ASKS, HELP, PRAISE, STATEMENT, printed, unsure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def number(draft, **facts):
    """The number of the one row that is so."""
    return draft.rows.get(**facts).position


def test_what_the_report_says_becomes_an_inspection(draft, people):
    accept(draft, by=people.manager)
    inspection = Inspection.objects.get()
    assert inspection.reference == "BWD-ILACS-2026"
    assert inspection.status == "confirmed"
    assert (inspection.start_on, inspection.start_precision) == (
        date(2026, 2, 2),
        "day",
    )
    assert inspection.published_on is None
    assert inspection.lead_inspector == "Ada Example"
    assert [body.code for body in inspection.inspectorates.all()] == ["ofsted"]
    assert inspection.recommendations_known == "complete"
    assert inspection.expected_recommendations == 3
    assert (draft.status, draft.inspection) == ("accepted", inspection)


def test_its_findings_stand_as_printed_in_the_order_of_the_report(draft, people):
    inspection = accept(draft, by=people.manager)
    recommendations = inspection.recommendations.order_by("position")
    assert [recommendation.text for recommendation in recommendations] == list(ASKS)
    assert {
        (recommendation.wording, recommendation.addressee, recommendation.kind)
        for recommendation in recommendations
    } == {("verbatim", "authority", "area_for_improvement")}
    assert [recommendation.reference[-3:] for recommendation in recommendations] == [
        "R01",
        "R02",
        "R03",
    ]
    graded = inspection.judgements.values_list("area", "grade", "grade_printed")
    assert list(graded) == [
        (HELP, "good", "Good"),
        (
            "Overall effectiveness",
            "requires_improvement",
            "Requires improvement to be good",
        ),
    ]
    assert inspection.strengths.get().text == PRAISE


def test_each_finding_cites_its_page_in_words_that_stand_there(draft, people):
    inspection = accept(draft, by=people.manager)
    document = Document.objects.get()
    assert (document.sha256, document.pages, document.kind) == (
        draft.sha256,
        2,
        "report",
    )
    for record in (
        *inspection.recommendations.all(),
        *inspection.judgements.all(),
        *inspection.strengths.all(),
    ):
        [cited] = record.citations.all()
        assert (cited.document, cited.is_verified) == (document, True)
        assert 0 < len(cited.quote.split()) <= 12
    first = Recommendation.objects.get(reference="BWD-ILACS-2026-R01")
    assert first.citations.get().page == 2
    assert ASKS[0].startswith(first.citations.get().quote)
    facts = inspection.citations.values_list("about", "quote")
    assert ("end", "13 February 2026") in facts
    assert ("lead inspector", "Ada Example") in facts


def test_words_that_are_not_on_the_page_are_cited_unverified(save, people):
    draft = save(
        recommendations=(printed("Something that is printed nowhere at all."),)
    )
    accept(draft, by=people.manager)
    cited = Recommendation.objects.get().citations.get()
    assert (cited.is_verified, cited.page) == (False, 2)


def test_a_plain_text_is_cited_by_its_paragraph(save, people):
    text = f"Inspection of somebody\n\nWhat needs to improve\n{ASKS[0]}\n"
    draft = save(text.encode(), recommendations=(printed(ASKS[0], page=1),))
    accept(draft, by=people.manager)
    cited = Recommendation.objects.get().citations.get()
    assert (cited.paragraph, cited.page, cited.is_verified) == (3, None, True)


def test_what_was_left_out_is_not_made(draft, people):
    second = number(draft, read__text=ASKS[1])
    drafts.revise(
        draft, by=people.manager, rows=[{"n": second, "decision": "rejected"}]
    )
    inspection = accept(draft, by=people.manager)
    recommendations = inspection.recommendations.order_by("position")
    assert [recommendation.text for recommendation in recommendations] == [
        ASKS[0],
        ASKS[2],
    ]
    assert inspection.recommendations_known == "partial"


def test_what_a_person_edited_is_recorded_and_no_longer_verbatim(draft, people):
    edit = {
        "n": number(draft, read__text=ASKS[0]),
        "edits": {"text": "Another wording.", "kind": "priority_action"},
    }
    drafts.revise(draft, by=people.manager, rows=[edit])
    inspection = accept(draft, by=people.manager)
    first = inspection.recommendations.get(position=1)
    assert (first.text, first.wording, first.kind) == (
        "Another wording.",
        "abridged",
        "priority_action",
    )


def test_each_body_is_addressed_as_printed(save, people):
    draft = save(
        recommendations=(
            printed(ASKS[0], body="LA"),
            printed(ASKS[1], body="LSCB", priority=True),
            printed(ASKS[2], responsible="The integrated care board"),
        )
    )
    inspection = accept(draft, by=people.manager)
    recommendations = inspection.recommendations.order_by("position")
    assert list(recommendations.values_list("addressee", "addressee_name", "kind")) == [
        ("authority", "", "area_for_improvement"),
        ("lscb", "", "priority_action"),
        ("body", "The integrated care board", "area_for_improvement"),
    ]


def test_a_joint_inspection_asks_the_partnership(save, people):
    inspection = accept(save(framework="jtai"), by=people.manager)
    assert set(inspection.recommendations.values_list("addressee", flat=True)) == {
        "partnership"
    }


def test_a_written_statement_falls_due_when_the_report_says(save, people):
    inspection = accept(save(next_steps=(STATEMENT,)), by=people.manager)
    assert inspection.statement_due_on == date(2026, 6, 1)


def test_of_several_steps_the_first_with_a_day_counts(save, people):
    later = replace(STATEMENT, text="Meet by 1 July.", due_on=date(2026, 7, 1))
    steps = (replace(later, due_on=None), STATEMENT, later)
    inspection = accept(save(next_steps=steps), by=people.manager)
    assert inspection.statement_due_on == date(2026, 6, 1)


def test_a_step_without_a_day_changes_nothing_and_asks_nobody(save, people):
    vague = replace(STATEMENT, due_on=None, confidence=0.5)
    inspection = accept(save(next_steps=(vague,)), by=people.manager)
    assert inspection.statement_due_on is None


@pytest.mark.parametrize(
    ("printed", "outcome", "grade"),
    [
        ("Outstanding", "graded", "outstanding"),
        ("Adequate", "graded", "adequate"),
        ("Inconsistent experiences and outcomes", "not_graded", ""),
        (None, "not_stated", ""),
    ],
)
def test_a_grade_is_kept_as_printed_and_told_by_its_code(
    save, people, printed, outcome, grade
):
    draft = save(judgements=(PrintedJudgement("Overall", printed, 1, 0.99),))
    judgement = accept(draft, by=people.manager).judgements.get()
    assert (judgement.outcome, judgement.grade) == (outcome, grade)
    assert judgement.grade_printed == (printed or "")


def test_all_that_is_unsure_is_named_at_once(save, people):
    draft = save(
        framework=None,
        sources=unsure("lead_inspector"),
        recommendations=(
            printed(ASKS[0]),
            printed(ASKS[1], confidence=0.4),
        ),
    )
    with pytest.raises(Unmet) as refused:
        accept(draft, by=people.manager)
    unsure_row = number(draft, read__text=ASKS[1])
    lead = number(draft, name="lead_inspector")
    assert refused.value.missing == ["framework", f"rows.{lead}", f"rows.{unsure_row}"]
    assert not Inspection.objects.exists()


def test_what_was_unsure_is_taken_once_a_person_decided(save, people):
    draft = save(recommendations=(printed(ASKS[1], confidence=0.4),))
    row = number(draft, kind="recommendation")
    drafts.revise(draft, by=people.manager, rows=[{"n": row, "decision": "accepted"}])
    accept(draft, by=people.manager)
    assert Recommendation.objects.get().text == ASKS[1]


def test_a_framework_that_was_not_found_can_be_said(save, people):
    draft = save(framework=None)
    row = number(draft, name="framework")
    drafts.revise(
        draft, by=people.manager, rows=[{"n": row, "edits": {"value": "sif"}}]
    )
    assert accept(draft, by=people.manager).framework.code == "sif"


def test_it_is_accepted_once(draft, people):
    accept(draft, by=people.manager)
    with pytest.raises(IllegalMove) as refused:
        accept(draft, by=people.manager)
    assert (refused.value.status, refused.value.allowed) == ("accepted", [])
    assert Inspection.objects.count() == 1


def test_nothing_of_it_stays_where_one_part_is_refused(draft, people):
    rows = [
        {"n": number(draft, name="inspection_end"), "edits": {"value": "2025-01-01"}}
    ]
    drafts.revise(draft, by=people.manager, rows=rows)
    with pytest.raises(ValidationError, match="cannot end before"):
        accept(draft, by=people.manager)
    draft.refresh_from_db()
    assert draft.status == "open"
    assert not any(
        model.objects.exists() for model in (Inspection, Document, Citation, Strength)
    )


def test_only_managers_accept(draft, people):
    for person in (people.reader, people.verifier, people.outsider):
        with pytest.raises(NotAllowed):
            accept(draft, by=person)


def test_every_record_of_it_is_on_the_trail_as_one_change(draft, people):
    inspection = accept(draft, by=people.manager)
    newest = draft.history.latest("history_id")
    assert (newest.verb, newest.history_user) == ("accept", people.manager)
    for record in (inspection, *inspection.recommendations.all(), *draft.rows.all()):
        assert record.history.latest("history_id").change_id == newest.change_id


def test_a_childs_data_in_what_was_read_is_asked_about_when_accepted(save, people):
    words = "Answer the family of NHS 943 476 5919 in time."
    draft = save(recommendations=(printed(words),))
    with pytest.raises(PossibleChildData):
        accept(draft, by=people.manager)
    with confirmed():
        accept(draft, by=people.manager)
    assert Recommendation.objects.get().text == words
