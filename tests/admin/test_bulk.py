"""A verb on many selected actions: what will happen is shown, what may be is done."""

import pytest

from recommendations.admin.pages.bulk import NOTHING_NEW
from recommendations.models import ActionItem, ProgressUpdate
from recommendations.workflow import actions as workflow
from recommendations.workflow.declarations import verbs_of
from tests.access.test_matrix import ROWS
from tests.factories import ActionFactory, PlanFactory

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def rows(authority, plan, post):
    """Running, claimed and checked: one each."""
    return [
        ActionFactory(authority=authority, plan=plan, owner=post, status=status)
        for status in ("in_progress", "complete", "verified")
    ]


def choose(client, verb, rows, **query):
    selected = {"action": verb, "index": 0, "_selected_action": [r.pk for r in rows]}
    return client.post(page_of(ActionItem, "changelist", **query), selected)


def confirm(client, verb, rows, **submitted):
    sent = {"row": [f"{row.pk}:{row.version}" for row in rows], **submitted}
    return client.post(page_of(ActionItem, "many", verb), sent)


def outcomes(answer):
    return {
        row.action.reference: row.refused or row.outcome
        for row in answer.context["rows"]
    }


def fresh(rows):
    return [ActionItem.objects.get(pk=row.pk).status for row in rows]


def test_each_row_says_what_will_happen_or_why_not(sign_in, people, rows):
    answer = choose(sign_in(people.manager), "complete", rows)
    by_reference = outcomes(answer)
    assert by_reference[rows[0].reference] == "Becomes “Complete, awaiting check”"
    assert "so you cannot use" in by_reference[rows[1].reference]
    assert [row.action for row in answer.context["to_send"]] == [rows[0]]
    assert fresh(rows) == ["in_progress", "complete", "verified"]


def test_what_is_refused_leaves_the_rest_changed(sign_in, people, rows):
    answer = confirm(sign_in(people.manager), "complete", rows, note="It is in use.")
    assert fresh(rows) == ["complete", "complete", "verified"]
    assert answer.status_code == 200
    by_reference = outcomes(answer)
    assert by_reference[rows[0].reference] == "Done"
    assert "so you cannot use" in by_reference[rows[2].reference]
    assert "1 action has been submitted as complete." in answer.text
    assert "It is in use." in answer.text


def test_a_row_that_changed_meanwhile_is_left_and_may_be_sent_again(
    sign_in, people, rows
):
    read = [rows[0], rows[1]]
    workflow.block(ActionItem.objects.get(pk=rows[0].pk), by=people.owner, reason="Hm.")
    client = sign_in(people.manager)
    answer = confirm(client, "cancel", read, reason="Merged.")
    assert fresh(read) == ["in_progress", "cancelled"]
    assert "Somebody changed" in outcomes(answer)[rows[0].reference]
    (remaining,) = answer.context["to_send"]
    sent = {"row": f"{remaining.action.pk}:{remaining.version}", "reason": "Merged."}
    assert client.post(page_of(ActionItem, "many", "cancel"), sent).status_code == 302
    assert fresh(read) == ["cancelled", "cancelled"]


def test_no_change_this_month_is_told_of_many_at_once(sign_in, people, rows):
    client = sign_in(people.manager)
    answer = choose(client, "no-change", rows, show="open")
    assert f"The update “{NOTHING_NEW}” is added" in outcomes(answer).values()
    done = confirm(client, "no-change", rows[:2])
    assert done.status_code == 302
    assert [update.text for update in ProgressUpdate.objects.all()] == [NOTHING_NEW] * 2


def test_many_are_reassigned_and_moved_with_one_reason(
    sign_in, people, rows, police_post
):
    client, running = sign_in(people.manager), rows[:2]
    confirm(
        client, "reassign", running, owner=police_post.reference, reason="New unit."
    )
    assert {ActionItem.objects.get(pk=row.pk).owner for row in running} == {police_post}
    for row in running:
        row.refresh_from_db()
    confirm(client, "reschedule", running, due_on="2027-06-30", reason="New unit.")
    for row in running:
        row.refresh_from_db()
        assert row.due_on.isoformat() == "2027-06-30"
        assert row.history.first().history_change_reason == "New unit."


def test_each_of_many_has_its_way_back_in_the_message(sign_in, people, rows):
    client = sign_in(people.manager)
    text = client.get(confirm(client, "cancel", rows[:2], reason="Merged.").url).text
    for row in rows[:2]:
        undo = page_of(ActionItem, "verb", row.pk, "undo")
        assert f'<a href="{undo}">{row.reference}</a>' in text


def test_a_form_that_wants_a_word_changes_nothing(sign_in, people, rows):
    answer = confirm(sign_in(people.manager), "cancel", rows[:1], reason="")
    assert "Enter a reason." in answer.text
    assert fresh(rows[:1]) == ["in_progress"]


def test_after_success_the_list_is_as_it_was_filtered(sign_in, people, rows):
    client = sign_in(people.manager)
    page = choose(client, "no-change", rows[:1], show="open")
    sent = {"row": f"{rows[0].pk}:{rows[0].version}"}
    answer = client.post(page.context["address"], sent)
    assert answer.url == page_of(ActionItem, "changelist", show="open")


def offered(role, agency):
    """What goes in bulk of what the table of who may do what gives them."""
    may = {
        row.verb
        for row in ROWS
        if (row.role, row.agency, row.record) == (role, agency, "action")
        if row.answer == "yes"
    }
    verbs = {verb.name for verb in verbs_of(ActionItem).values() if verb.bulk}
    return verbs & may | ({"no-change"} if "updates" in may else set())


@pytest.mark.parametrize(
    ("who", "role", "agency"),
    [
        ("reader", "reader", ""),
        ("owner", "owner", ""),
        ("police", "owner", "own"),
        ("verifier", "verifier", ""),
    ],
)
def test_the_menu_holds_what_the_role_may_do(
    sign_in, people, actions, who, role, agency
):
    answer = sign_in(getattr(people, who)).get(page_of(ActionItem, "changelist"))
    form = answer.context["action_form"]
    codes = (
        {code for code, _ in form.fields["action"].choices if code} if form else set()
    )
    assert codes == offered(role, agency)
    assert (codes == set()) == (who == "reader")


def test_rows_out_of_sight_are_not_touched(sign_in, people, rows):
    answer = confirm(sign_in(people.police), "no-change", rows)
    assert answer.status_code == 302
    assert not ProgressUpdate.objects.exists()
    answer = confirm(sign_in(people.outsider), "cancel", rows, reason="Mine.")
    assert fresh(rows) == ["in_progress", "complete", "verified"]


def test_an_owner_changes_their_own_and_not_a_colleagues(
    sign_in, people, rows, police_post
):
    other = ActionFactory(
        authority=rows[0].authority, plan=rows[0].plan, owner=police_post
    )
    answer = confirm(
        sign_in(people.owner), "complete", [rows[0], other], note="It is in use."
    )
    assert fresh([rows[0], other]) == ["complete", "in_progress"]
    assert "Your role" in outcomes(answer)[other.reference]


def test_reading_the_page_of_many_only_leads_to_the_list(sign_in, people, rows):
    answer = sign_in(people.manager).get(page_of(ActionItem, "many", "cancel"))
    assert answer.url == page_of(ActionItem, "changelist")
    reader = sign_in(people.reader)
    assert confirm(reader, "cancel", rows, reason="No.").status_code == 404


def test_keys_of_a_wrong_shape_are_no_rows(sign_in, people, rows):
    client = sign_in(people.manager)
    selected = {"action": "cancel", "index": 0, "_selected_action": ["x", rows[0].pk]}
    answer = client.post(page_of(ActionItem, "changelist"), selected)
    assert [row.action for row in answer.context["rows"]] == [rows[0]]
    sent = {"row": ["x", "x:1", f"{rows[0].pk}", f"{rows[0].pk}:y"], "reason": "No."}
    assert client.post(page_of(ActionItem, "many", "cancel"), sent).status_code == 302
    assert fresh(rows) == ["in_progress", "complete", "verified"]


def test_the_box_that_selects_all_is_on_the_page_once(sign_in, people, rows):
    page = sign_in(people.manager).get(page_of(ActionItem, "changelist"))
    assert page.text.count('id="action-toggle"') == 1


def test_rows_that_meet_a_gate_are_left_out_for_a_manager_too(
    sign_in, people, authority, post
):
    plan = PlanFactory(authority=authority, evidence_gate="complete")
    rows = [ActionFactory(authority=authority, plan=plan, owner=post) for _ in "ab"]
    client = sign_in(people.manager)
    page = choose(client, "complete", rows)
    assert "override_reason" not in page.context["form"].fields
    assert all("evidence" in outcome for outcome in outcomes(page).values())
    submitted = {"note": "Done.", "override_reason": "All of them are done."}
    confirm(client, "complete", rows, **submitted)
    assert set(ActionItem.objects.values_list("status", flat=True)) == {"in_progress"}
