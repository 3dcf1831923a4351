"""In the admin: evidence, checks, gates let pass, and slips taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recommendations.models import (
    ActionItem,
    Evidence,
    GateOverride,
    ImpactCheck,
    Recommendation,
)
from recommendations.workflow import actions as workflow
from recommendations.workflow import checks
from recommendations.workflow.evidence import add_evidence
from tests.factories import TODAY, ActionFactory, PlanFactory

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PDF = b"%PDF-1.7 minutes"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    where = {**settings.STORAGES["evidence"]["OPTIONS"], "location": str(tmp_path)}
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": where}
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence}
    return tmp_path


@pytest.fixture
def make(authority, post):
    """`make(status, evidence_gate=...)`: an action in a plan of these gates."""

    def action(status="in_progress", **gates):
        facts = {key: gates.pop(key) for key in ("due_on", "brag") if key in gates}
        plan = PlanFactory(authority=authority, **gates)
        return ActionFactory(
            authority=authority, owner=post, plan=plan, status=status, **facts
        )

    return action


def verb_page(record, name):
    return page_of(type(record), "verb", record.pk, name)


def send(client, record, name, **submitted):
    record.refresh_from_db()
    submitted = {"version": record.version, **submitted}
    return client.post(verb_page(record, name), submitted, follow=True)


def page(client, record):
    return client.get(page_of(type(record), "change", record.pk)).text


def offered(client, record):
    answer = client.get(page_of(type(record), "change", record.pk))
    return {button.label: button for button in answer.context["buttons"]}


def upload(name="minutes.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def prove(action, by, **fields):
    fields = {"title": "Minutes", "url": "https://example.org/m", **fields}
    return add_evidence([action], by=by, **fields)


def test_an_owner_adds_a_file_and_everybody_of_the_action_downloads_it(
    sign_in, people, make
):
    action = make()
    submitted = {"title": "Minutes of June", "proves": "delivery", "file": upload()}
    answer = send(sign_in(people.owner), action, "evidence", **submitted)
    assert "The evidence was added." in answer.text
    evidence = Evidence.objects.get()
    assert "Minutes of June" in page(sign_in(people.reader), action)
    file = sign_in(people.reader).get(page_of(Evidence, "file", evidence.pk))
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"] == 'attachment; filename="minutes.pdf"'


def test_a_partner_or_a_link_may_hold_the_evidence(sign_in, people, make):
    action = make()
    held = {"title": "Log", "proves": "impact", "held_by": "The police"}
    held |= {"held_reference": "Log 7", "shown_by": "Records Manager"}
    send(sign_in(people.owner), action, "evidence", **held)
    link = {"title": "Report", "proves": "delivery", "link": "https://example.org/r"}
    send(sign_in(people.owner), action, "evidence", **link)
    text = page(sign_in(people.reader), action)
    for words in ("The police, Log 7; can be shown by Records Manager", "example.org"):
        assert words in text


def test_one_proof_may_be_of_several_actions(sign_in, people, make, police_post):
    action, second, police_action = make(), make(), make()
    police_action.owner = police_post
    police_action.save()
    submitted = {"title": "Minutes", "proves": "delivery", "held_by": "The board"}
    refused = [second.reference, police_action.reference]
    client = sign_in(people.owner)
    answer = send(client, action, "evidence", other_actions=refused, **submitted)
    assert "Your role does not let you do this" in answer.text
    assert not Evidence.objects.exists()
    also = [second.reference, action.reference]
    send(client, action, "evidence", other_actions=also, **submitted)
    assert set(Evidence.objects.get().actions.all()) == {action, second}
    assert "Minutes" in page(client, second)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Give one of these: a file, a link, or the partner that holds it."),
        ({"file": ("minutes.exe", PDF)}, "must be one of these types"),
        ({"file": ("minutes.pdf", b"no PDF")}, "as its name says"),
        ({"file": ("minutes.pdf", b"")}, "is empty"),
        ({"file": ("minutes.pdf", PDF + b"x" * 2**20)}, "is bigger than 1 MB"),
    ],
)
def test_a_refused_file_is_told_why_and_leaves_nothing(
    sign_in, people, make, settings, storage, sent, words
):
    settings.EVIDENCE_MAX_MB = 1
    action = make()
    files = {name: upload(*file) for name, file in sent.items()}
    submitted = {"title": "Minutes", "proves": "delivery", **files}
    answer = send(sign_in(people.owner), action, "evidence", **submitted)
    assert words in answer.text
    assert not Evidence.objects.exists()
    assert not [path for path in storage.rglob("*") if path.is_file()]


def test_the_file_of_an_action_one_may_not_see_is_not_there(sign_in, people, make):
    evidence = prove(make(), people.owner, url="", file=upload())
    for name in ("file", "change", "history"):
        address = page_of(Evidence, name, evidence.pk)
        assert sign_in(people.police).get(address).status_code in (302, 404)
    listed = sign_in(people.police).get(page_of(Evidence, "changelist"))
    assert listed.context["cl"].result_count == 0


def test_a_manager_archives_evidence_with_a_reason(sign_in, people, make):
    action = make()
    evidence = prove(action, people.owner)
    send(sign_in(people.manager), evidence, "archive", reason="Of another action.")
    assert "Minutes" not in page(sign_in(people.owner), action)


def test_an_owner_is_led_from_what_a_claim_lacks_to_the_page_that_mends_it(
    sign_in, people, make
):
    action = make(evidence_gate="complete")
    claim = offered(sign_in(people.owner), action)["Submit as complete"]
    assert (claim.url, claim.missing) == ("", "evidence that it was done")
    assert claim.mend.url == verb_page(action, "evidence")
    answer = sign_in(people.owner).get(verb_page(action, "complete"))
    assert answer.status_code == 409
    assert f'href="{claim.mend.url}"' in answer.text


def test_a_manager_lets_a_gate_pass_with_a_reason_that_the_page_shows(
    sign_in, people, make
):
    action, client = make("complete", evidence_gate="verify"), sign_in(people.manager)
    form = client.get(verb_page(action, "verify"))
    assert "This is missing: evidence that it was done." in form.text
    answer = send(client, action, "verify", note="Seen.")
    assert "Enter a reason for going ahead without it." in answer.text
    assert not GateOverride.objects.exists()
    send(client, action, "verify", override_reason="I saw it on site.")
    text = page(sign_in(people.reader), action)
    assert "Confirm without: evidence that it was done" in text
    assert "I saw it on site." in text


def test_many_at_once_are_never_let_past_a_gate(sign_in, people, make):
    action, client = make("complete", evidence_gate="verify"), sign_in(people.manager)
    answer = client.post(
        page_of(ActionItem, "changelist"),
        {"action": "verify", "_selected_action": [action.pk]},
    )
    assert "It needs evidence that it was done." in answer.text


def test_a_claim_that_closes_says_so_before_and_after(sign_in, people, make):
    action, client = make(has_independent_check=False), sign_in(people.owner)
    form = client.get(verb_page(action, "complete"))
    assert "this closes the action" in form.text
    assert "not independently checked" in form.text
    send(client, action, "complete", note="Done.")
    listed = client.get(page_of(ActionItem, "changelist")).text
    for text in (listed, page(client, action)):
        assert "not independently checked" in text


def test_a_verifier_records_an_impact_check_on_chosen_evidence(sign_in, people, make):
    action = make("verified", impact_check_months=6)
    proof = prove(action, people.owner, proves="impact", proves_from=TODAY)
    submitted = {"outcome": "passed", "note": "It held.", "evidence": [proof.pk]}
    answer = send(sign_in(people.verifier), action, "impact-check", **submitted)
    assert "Impact review passed" in answer.text
    assert "Supporting evidence: Minutes" in answer.text
    assert list(ImpactCheck.objects.get().evidence.all()) == [proof]


def test_a_failed_impact_check_opens_the_action_again(sign_in, people, make):
    action = make("verified")
    submitted = {"outcome": "failed", "note": "It has not held."}
    send(sign_in(people.verifier), action, "impact-check", **submitted)
    action.refresh_from_db()
    assert action.status == "in_progress"


def test_who_carries_an_action_is_not_offered_its_impact_check(
    sign_in, people, make, post
):
    action = make("verified")
    post.user = people.manager
    post.save()
    assert "Record impact review" not in offered(sign_in(people.manager), action)
    answer = sign_in(people.manager).get(verb_page(action, "impact-check"))
    assert answer.status_code == 409


def test_a_slip_is_taken_back_from_the_message_and_for_ten_minutes(
    sign_in, people, make
):
    action, client = make(), sign_in(people.owner)
    answer = send(client, action, "complete", note="Done.")
    undo = verb_page(action, "undo")
    assert f'has been submitted as complete. <a href="{undo}">Undo</a>' in answer.text
    assert "This undoes “Submit as complete”" in client.get(undo).text
    send(client, action, "undo")
    action.refresh_from_db()
    assert action.status == "in_progress"


def test_what_cannot_be_taken_back_offers_no_undo_of_what_was_before_it(
    sign_in, people, make
):
    action, client = make(), sign_in(people.owner)
    workflow.add_update(action, by=people.owner, text="The panel met.")
    fields = {"title": "Minutes", "proves": "delivery", "held_by": "Police"}
    answer = send(client, action, "evidence", **fields)
    message = answer.text.split('class="messagelist"')[1].split("</ul>")[0]
    assert "The evidence was added." in message
    assert "Undo" not in message


def test_evidence_asks_for_a_file_and_two_fields_and_folds_the_rest(
    sign_in, people, make
):
    action, client = make(), sign_in(people.owner)
    form = client.get(verb_page(action, "evidence")).context["form"]
    assert [field.name for field in form.plain_fields] == ["title", "proves", "file"]
    sent = {"proves": "delivery", "held_by": "Police", "version": action.version}
    answer = client.post(verb_page(action, "evidence"), sent)
    assert '<details class="folded" open>' in answer.text


def test_nobody_is_offered_to_take_back_what_another_did(sign_in, people, make):
    action = make()
    workflow.block(action, by=people.owner, reason="Waits.")
    assert "Undo" in offered(sign_in(people.owner), action)
    assert "Undo" not in offered(sign_in(people.manager), action)
    answer = sign_in(people.manager).get(verb_page(action, "undo"))
    assert answer.status_code == 409


def test_a_rating_that_differs_is_shown_beside_the_suggested_one(sign_in, people, make):
    action = make(due_on=TODAY - timedelta(days=2))
    workflow.add_update(
        action, by=people.owner, text="Soon.", brag="amber", brag_reason="One day off."
    )
    words = "<strong>suggested Red</strong>: One day off."
    assert words in page(sign_in(people.reader), action)


def test_pages_tell_how_often_a_date_moved_and_the_days_past_both(
    sign_in, people, make
):
    action = make(due_on=TODAY - timedelta(days=2), date_gate="logged")
    first = TODAY - timedelta(days=9)
    facts = {"original_due_on": first, "date_moves": 1}
    ActionItem.objects.filter(pk=action.pk).update(**facts)
    client = sign_in(people.owner)
    index = client.get("/admin/").text
    for text in (index, page(client, action), page(client, action.plan)):
        assert "18 November 2026, revised once" in text
        assert "2 days; against the first target date: 9 days" in text


def test_a_row_of_the_list_tells_the_days_late_and_how_often_the_date_moved(
    sign_in, people, make
):
    action = make(due_on=TODAY - timedelta(days=2))
    ActionItem.objects.filter(pk=action.pk).update(date_moves=2)
    listed = sign_in(people.owner).get(page_of(ActionItem, "changelist")).text
    assert "18 Nov 2026" in listed
    assert "<strong>2 days late</strong> · revised twice" in listed


def test_a_row_of_what_was_submitted_late_says_so(sign_in, people, make):
    make("complete", due_on=TODAY.replace(month=10, day=31))
    listed = sign_in(people.owner).get(page_of(ActionItem, "changelist")).text
    assert "2 days late when submitted" in listed


def test_the_page_tells_who_returned_a_claim_and_why(sign_in, people, make):
    action = make("complete")
    checks.return_claim(action, by=people.verifier, reason="Too small a sample.")
    text = page(sign_in(people.owner), action)
    assert "Sent back to the lead officer" in text
    assert "Verifier, 20 November 2026" in text


def test_an_answer_that_is_not_accepted_has_its_approver_and_comes_back(
    sign_in, people, recommendation
):
    client = sign_in(people.manager)
    submitted = {"response": "not_accepted", "reason": "Done by law elsewhere."}
    answer = send(client, recommendation, "respond", **submitted)
    assert "the post that approved the response" in answer.text
    submitted |= {"approver": "Director", "review_on": TODAY.isoformat()}
    send(client, recommendation, "respond", **submitted)
    assert "Director" in page(client, recommendation)
    listed = client.get(page_of(Recommendation, "changelist", review="due"))
    assert list(listed.context["cl"].result_list) == [recommendation]


def test_take_back_is_offered_only_while_it_can_be_done(
    sign_in, people, api, authority, post
):
    action = ActionFactory(
        authority=authority, owner=post, status="not_started", due_on=None
    )
    address, client = f"/api/v1/actions/{action.reference}", sign_in(people.manager)
    first_date = {"due_on": "2027-03-01", "reason": "Agreed."}
    api(people.manager).post(f"{address}/reschedule/", first_date)
    assert "Undo" not in offered(client, action)
    api(people.manager).post(f"{address}/block/", {"reason": "No room."})
    assert "Undo" in offered(client, action)
    api(people.owner).post(f"{address}/updates/", {"text": "The room is found."})
    assert "Undo" not in offered(client, action)
