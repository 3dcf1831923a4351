"""What becomes of a report that was read, and who sees it."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from recommendations.models import Draft, Inspection
from recommendations.workflow.drafting import drafts
from recommendations.workflow.drafting.accepting import accept
from recommendations.workflow.errors import (
    IllegalMove,
    NotAllowed,
    PossibleChildData,
    Unmet,
)
from tests.factories import AuthorityFactory

from .reports import ASKS, reading_of, report, save_draft, unsure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def seen_by(people):
    return {
        name
        for name, person in people._asdict().items()
        if Draft.objects.visible_to(person).exists()
    }


def test_a_draft_is_its_authority_s_managers_to_see(draft, people):
    assert draft.authority.code == "BWD"
    assert seen_by(people) == {"manager", "admin"}


def test_a_report_of_an_unknown_authority_is_seen_by_who_brought_it_in(save, people):
    assert save(authority="Testshire").authority is None
    assert seen_by(people) == {"manager", "admin"}


def test_another_authority_s_report_stays_with_who_brought_it_in(save, people):
    assert save(by=people.outsider).authority is None
    assert seen_by(people) == {"outsider", "admin"}


def test_an_authority_that_the_reader_is_unsure_of_is_not_taken(save):
    assert save(sources=unsure("authority")).authority is None


@pytest.mark.parametrize(
    "printed",
    [
        "Blackburn with Darwen Borough Council",
        "BLACKBURN WITH DARWEN",
        "Blackburn With Darwen Council",
    ],
)
def test_an_authority_is_known_however_its_council_is_called(save, printed):
    assert save(authority=printed).authority.code == "BWD"


def test_an_authority_is_known_by_its_number_before_its_name(save, authority, people):
    authority.urn = "80430"
    authority.save()
    assert save(authority="Elsewhere", urn="80430").authority == authority


def test_the_report_is_kept_apart_from_its_name(draft, evidence_folder):
    assert draft.file.read() == report()
    assert draft.file_name not in draft.file.name
    [stored] = [path for path in evidence_folder.rglob("*") if path.is_file()]
    assert draft.pk.hex[:2] in str(stored.relative_to(evidence_folder))


def test_a_name_that_tells_of_a_child_leaves_no_file(people, evidence_folder):
    name = "NHS 943 476 5919.pdf"
    with pytest.raises(PossibleChildData):
        save_draft(report(), reading_of(), name=name, by=people.manager)
    assert not any(path.is_file() for path in evidence_folder.rglob("*"))
    assert not Draft.objects.exists()


def test_what_was_read_never_changes(draft):
    row = draft.rows.first()
    for change in (
        lambda: Draft.objects.filter(pk=draft.pk).update(payload={"pages": 9}),
        lambda: type(row).objects.filter(pk=row.pk).update(read={"value": "other"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_accepting_waits_for_an_authority(save, people):
    draft = save(authority="Testshire")
    with pytest.raises(Unmet) as refused:
        accept(draft, by=people.manager)
    assert refused.value.missing == ["authority"]


def test_a_person_chooses_an_authority_that_they_manage(save, people, authority):
    draft = save(authority="Testshire")
    with pytest.raises(NotAllowed):
        accept(draft, by=people.manager, authority=AuthorityFactory(code="TST"))
    inspection = accept(
        draft, by=people.manager, authority=authority, authority_name="Testshire"
    )
    assert inspection.authority == authority
    assert draft.authority == authority


@pytest.mark.parametrize("typed", ["", "Blackburn with Darwen", "Testshir"])
def test_a_report_about_another_authority_is_not_ours_by_mistake(
    save, people, authority, typed
):
    draft = save(authority="Test  Shire Council")
    with pytest.raises(Unmet, match="names Test  Shire Council, not Blackburn") as no:
        accept(draft, by=people.manager, authority=authority, authority_name=typed)
    assert no.value.missing == ["authority_name"]
    draft.refresh_from_db()
    assert (draft.status, draft.authority) == ("open", None)
    assert not Inspection.objects.exists()


def test_nor_by_choosing_the_authority_first(save, people, authority):
    draft = save(authority="Testshire")
    drafts.revise(draft, by=people.manager, authority=authority)
    with pytest.raises(Unmet) as refused:
        accept(draft, by=people.manager)
    assert refused.value.missing == ["authority_name"]


@pytest.mark.parametrize("typed", ["Test Shire Council", " testshire COUNCIL "])
def test_who_types_the_name_that_the_report_prints_knows_what_they_do(
    save, people, authority, typed
):
    draft = save(authority="Test  Shire Council")
    inspection = accept(
        draft, by=people.manager, authority=authority, authority_name=typed
    )
    assert inspection.authority == authority


def test_a_report_that_names_no_authority_asks_for_no_name(save, people, authority):
    draft = save(authority=None)
    inspection = accept(draft, by=people.manager, authority=authority)
    assert inspection.authority == authority


def test_an_authority_that_was_made_since_is_found(save, people):
    draft = save(authority="Testshire", by=people.admin)
    authority = AuthorityFactory(code="TST", name="Testshire County Council")
    assert accept(draft, by=people.admin).authority == authority


def test_a_rejected_draft_says_why_and_takes_no_change(draft, people):
    with pytest.raises(Unmet):
        drafts.reject(draft, by=people.manager, reason=" ")
    drafts.reject(draft, by=people.manager, reason="It is not ours.")
    assert draft.history.latest("history_id").history_change_reason == "It is not ours."
    row = {"n": 1, "decision": "accepted"}
    for verb in (
        lambda: drafts.revise(draft, by=people.manager, rows=[row]),
        lambda: accept(draft, by=people.manager),
        lambda: drafts.reject(draft, by=people.manager, reason="Again."),
    ):
        with pytest.raises(IllegalMove):
            verb()


def test_a_report_that_was_rejected_may_be_read_again(save, draft, people):
    drafts.reject(draft, by=people.manager, reason="By mistake.")
    assert save().pk != draft.pk


def test_one_report_has_one_draft_in_an_authority(draft):
    draft.pk, draft._state.adding = uuid.uuid4(), True
    with pytest.raises(IntegrityError, match="sha256|draft_once"), transaction.atomic():
        draft.save()


def test_rows_follow_the_story_and_keep_their_page(draft):
    kinds = list(draft.rows.values_list("kind", flat=True))
    assert kinds == sorted(
        kinds, key=["field", "judgement", "recommendation", "strength"].index
    )
    row = draft.rows.get(read__text=ASKS[0])
    assert (row.page, row.effect, row.decision) == (2, "new", "pending")
