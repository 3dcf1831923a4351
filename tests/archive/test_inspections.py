"""An inspection that was recorded by mistake is archived with all that it brought, or
the mistake is refused where people work on it."""

import pytest

from recommendations import models
from recommendations.workflow.drafting.accepting import accept
from tests.drafts.reports import ASKS, reading_of, report, save_draft
from tests.factories import (
    ActionFactory,
    CitationFactory,
    FrameworkFactory,
    InspectionFactory,
    InspectorateFactory,
    PlanFactory,
    RecommendationFactory,
)

AT = "/api/v1/inspections/{}/archive/"
MISTAKE = {"reason": "It is another council's."}
BROUGHT = (
    models.Inspection,
    models.Judgement,
    models.Recommendation,
    models.Strength,
    models.Citation,
    models.Document,
)


@pytest.fixture(autouse=True)
def _stage(db, today, evidence_folder):
    FrameworkFactory(code="ilacs_standard", name="ILACS")
    InspectorateFactory()


@pytest.fixture
def accepted(people):
    draft = save_draft(report(), reading_of(), by=people.manager)
    return accept(draft, by=people.manager)


@pytest.fixture
def manager(people, api):
    return api(people.manager)


def archive(client, inspection, **body):
    return client.post(AT.format(inspection.reference), body or MISTAKE)


def test_all_that_it_brought_goes_with_it_as_one_change(accepted, manager):
    there = {model: model.objects.count() for model in BROUGHT}
    assert all(there.values())
    answer = archive(manager, accepted)
    assert answer.status_code == 200, answer.content
    assert answer.json()["is_archived"] is True
    assert {model: model.objects.count() for model in BROUGHT} == dict.fromkeys(
        BROUGHT, 0
    )
    counts = {model: model.objects.with_archived().count() for model in BROUGHT}
    assert counts == there
    rows = [
        record.history.first()
        for model in BROUGHT
        for record in model.objects.with_archived()
    ]
    assert {(row.verb, row.history_change_reason) for row in rows} == {
        ("archive", MISTAKE["reason"])
    }
    assert len({row.change_id for row in rows}) == 1
    for prefix in ("inspections", "judgements", "recommendations", "strengths"):
        assert manager.get(f"/api/v1/{prefix}/").json()["results"] == []
        assert manager.get(f"/api/v1/{prefix}/?archived=true").json()["results"]


def test_its_report_can_be_read_and_accepted_again(accepted, manager, people):
    archive(manager, accepted)
    draft = models.Draft.objects.get()
    assert (draft.status, draft.inspection) == ("rejected", None)
    again = accept(
        save_draft(report(), reading_of(), by=people.manager), by=people.manager
    )
    assert again != accepted
    recommendations = again.recommendations.order_by("position")
    assert [recommendation.text for recommendation in recommendations] == list(ASKS)
    assert models.Document.objects.get().citations.count()


def test_a_document_that_something_else_cites_stays(accepted, manager, authority):
    document = models.Document.objects.get()
    other = InspectionFactory(reference="BWD-OTHER", authority=authority)
    ask = RecommendationFactory(inspection=other)
    citation = CitationFactory(recommendation=ask, document=document)
    archive(manager, accepted)
    assert models.Document.objects.get() == document
    assert models.Citation.objects.get() == citation
    assert models.Recommendation.objects.get() == ask


@pytest.mark.parametrize("status", ["not_started", "in_progress", "verified"])
def test_it_stays_while_actions_rest_on_it(accepted, manager, authority, status):
    recommendation = accepted.recommendations.first()
    action = ActionFactory(
        reference="BWD-A0007",
        authority=authority,
        status=status,
        answers=[recommendation],
    )
    answer = archive(manager, accepted)
    assert answer.status_code == 409
    assert (
        "Some actions answer recommendations of BWD-ILACS-2026: BWD-A0007"
        in (answer.json()["detail"])
    )
    models.ActionItem.objects.filter(pk=action.pk).update(archived_at="2026-11-19T09Z")
    assert archive(manager, accepted).status_code == 200


def test_a_cancelled_action_holds_nothing_back(accepted, manager, authority):
    recommendation = accepted.recommendations.first()
    ActionFactory(authority=authority, status="cancelled", answers=[recommendation])
    assert archive(manager, accepted).status_code == 200


def test_it_stays_where_it_took_the_place_of_an_earlier_one(
    accepted, manager, authority
):
    earlier = RecommendationFactory(
        reference="BWD-R-EARLY", inspection__authority=authority, status="superseded"
    )
    models.RecommendationLink.objects.create(
        later=accepted.recommendations.first(), earlier=earlier, kind="supersedes"
    )
    answer = archive(manager, accepted)
    assert answer.status_code == 409
    assert "BWD-R-EARLY" in answer.json()["detail"]


def test_it_asks_for_a_reason_and_happens_once(accepted, manager):
    refused = manager.post(AT.format(accepted.reference), {})
    assert (refused.status_code, refused.json()["missing"]) == (409, ["reason"])
    archive(manager, accepted)
    again = archive(manager, accepted)
    assert (again.status_code, again.json()["code"]) == (409, "archived")


@pytest.mark.parametrize("who", ["reader", "owner", "verifier"])
def test_only_a_manager_archives_it(accepted, people, api, who):
    assert archive(api(getattr(people, who)), accepted).status_code == 403
    assert archive(api(people.outsider), accepted).status_code == 404


def test_who_slipped_takes_it_back_whole(accepted, manager):
    before = {model: model.objects.count() for model in BROUGHT}
    archive(manager, accepted)
    answer = manager.post(f"/api/v1/inspections/{accepted.reference}/undo/")
    assert answer.status_code == 200, answer.content
    assert {model: model.objects.count() for model in BROUGHT} == before
    draft = models.Draft.objects.get()
    assert (draft.status, draft.inspection) == ("accepted", accepted)


def test_it_is_not_taken_back_once_its_report_was_read_again(accepted, manager, people):
    archive(manager, accepted)
    save_draft(report(), reading_of(), by=people.manager)
    answer = manager.post(f"/api/v1/inspections/{accepted.reference}/undo/")
    assert answer.status_code == 409
    assert "read again since" in answer.json()["detail"]


def test_the_admin_says_what_will_happen_and_why_not(
    accepted, people, sign_in, authority
):
    browser = sign_in(people.manager)
    page = f"/admin/recommendations/inspection/{accepted.pk}/"
    assert f"{page}do/archive/" in browser.get(f"{page}change/").content.decode()
    page_text = browser.get(f"{page}do/archive/").content.decode()
    assert "are archived with it" in page_text
    sent = {"version": accepted.version, **MISTAKE}
    action = ActionFactory(
        reference="BWD-A0007",
        authority=authority,
        plan=PlanFactory(authority=authority),
        answers=[accepted.recommendations.first()],
    )
    refused = browser.post(f"{page}do/archive/", sent)
    assert refused.status_code == 409
    assert action.reference in refused.content.decode()
    models.ActionItem.objects.filter(pk=action.pk).update(status="cancelled")
    assert browser.post(f"{page}do/archive/", sent).status_code == 302
    undo = browser.get(f"{page}do/undo/")
    assert undo.status_code == 200
    assert browser.post(f"{page}do/undo/", {"version": 2}).status_code == 302
    accepted.refresh_from_db()
    assert accepted.archived_at is None
