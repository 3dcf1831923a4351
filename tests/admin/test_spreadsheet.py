"""Bringing a spreadsheet in from a plan's page: upload, look, then all or nothing."""

import base64
import io

import pytest
from django.urls import reverse

from recommendations.models import ActionItem, ActionPlan, Owner
from recommendations.reader.spreadsheets import MOST_BYTES
from recommendations.workflow import actions, dates
from recommendations.workflow.imports.sheet import TEMPLATE
from recommendations.workflow.imports.writing import MOST_CHANGED

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "council")]

GOOD = (
    "ref,action,lead,due,status,brag,update\n"
    "1,Train <b>all</b> supervisors,Head of Practice,Sept 2026,Started,Amber,Begun\n"
    "2,Write the guide,Head of Practice,Ongoing,,,\n"
)


@pytest.fixture
def address(plan):
    return reverse("admin:recommendations_actionplan_spreadsheet", args=[plan.pk])


@pytest.fixture
def manager(sign_in, people):
    return sign_in(people.manager)


def upload(client, address, text, name="plan.csv"):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return client.post(address, {"file": file})


def hidden(looked):
    """What the preview's button sends back."""
    context = looked.context
    digest = context["result"].digest()
    return {"name": context["name"], "content": context["content"], "seen": digest}


def text_of(answer):
    return answer.content.decode()


def test_the_page_asks_for_a_file_and_offers_the_template(manager, address):
    answer = manager.get(address)
    template = reverse("admin:recommendations_actionplan_spreadsheet_template")
    assert '<label for="id_file">' in text_of(answer)
    assert f'href="{template}"' in text_of(answer)
    file = manager.get(template)
    assert file.content.decode() == TEMPLATE
    assert "action-import-template.csv" in file["Content-Disposition"]


def test_a_look_says_row_by_row_what_will_happen_and_saves_nothing(manager, address):
    answer = upload(manager, address, GOOD)
    text = text_of(answer)
    assert "Import 2 actions" in text
    assert "Train &lt;b&gt;all&lt;/b&gt; supervisors" in text
    assert "30 September 2026" in text
    assert "Head of Practice (The council)" in text
    assert not ActionItem.objects.exists()
    assert not Owner.objects.exists()


def test_the_button_brings_all_in_and_says_so(manager, address):
    answer = manager.post(address, hidden(upload(manager, address, GOOD)), follow=True)
    assert "Imported 2 actions from plan.csv: 2 new, 0 changed." in text_of(answer)
    assert "New lead officers: Head of Practice (The council)." in text_of(answer)
    assert ActionItem.objects.count() == 2


def test_a_change_is_shown_from_and_to(manager, address):
    manager.post(address, hidden(upload(manager, address, GOOD)))
    looked = upload(manager, address, GOOD.replace("Sept 2026", "31/12/2026"))
    changed, same = looked.context["result"].rows
    assert [(c.column, c.was, c.now) for c in changed.changes] == [
        ("due", "30 September 2026", "31 December 2026"),
        # The move ended the rating, and the file gives it for the new date.
        ("BRAG", "", "Amber"),
    ]
    assert same.verbs == ()
    assert "Import 1 action<" in text_of(looked)


def test_a_file_that_says_nothing_new_has_no_button(manager, address):
    manager.post(address, hidden(upload(manager, address, GOOD)))
    looked = upload(manager, address, GOOD)
    assert "There is nothing to import." in text_of(looked)
    assert '<button type="submit" class="button default"' not in text_of(looked)


def test_every_mistake_is_shown_by_row_and_column(manager, address):
    answer = upload(
        manager, address, GOOD.replace("Sept", "Never").replace("Amber", "P")
    )
    assert answer.context["problem"].startswith("plan.csv: Nothing was imported")
    places = [(fault.row, fault.column) for fault in answer.context["faults"]]
    assert sorted(places) == [(2, "BRAG"), (2, "due")]
    assert "<title>Error: " in text_of(answer)
    assert not ActionItem.objects.exists()


def test_many_mistakes_do_not_make_an_endless_page(manager, address):
    rows = "".join(f"{n},Do {n},,never,,,\n" for n in range(10, 310))
    answer = upload(manager, address, GOOD + rows)
    assert len(answer.context["faults"]) == 200
    assert "And 100 more." in text_of(answer)


def test_a_claim_that_is_dated_today_is_told_before(manager, address):
    text = "action,lead,due,status\nDo,Me,1/9/2026,Complete\n"
    looked = text_of(upload(manager, address, text))
    assert "The completion date is today, 20 November 2026" in looked


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("plan.pdf", b"x", "Use a file that ends in .csv or .xlsx."),
        ("plan.xlsx", b"x", "cannot be read as an Excel workbook"),
        ("plan.csv", b"", "The file is empty."),
        ("plan.csv", b"x" * (MOST_BYTES + 1), "The file is bigger than 2 MB."),
        ("plan.csv", b"red,blue\n1,2", "No row of headings was found."),
        ("x" * 220 + ".csv", b"x", "The name of the file is too long."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_why(manager, address, name, data, problem):
    assert problem in upload(manager, address, data, name).context["problem"]


def test_no_file_is_told_too(manager, address):
    assert manager.post(address, {}).context["problem"] == "Choose a file."


def test_more_than_can_be_done_at_once_is_refused(manager, address, monkeypatch):
    monkeypatch.setattr(
        "recommendations.workflow.imports.writing.MOST_CHANGED", 1, raising=True
    )
    assert MOST_CHANGED == 1_000
    assert "in parts" in upload(manager, address, GOOD).context["problem"]
    assert not ActionItem.objects.exists()


def test_if_somebody_was_faster_the_new_outcome_is_shown_instead(
    manager, address, people
):
    manager.post(address, hidden(upload(manager, address, GOOD)))
    sent = hidden(upload(manager, address, GOOD.replace("Sept 2026", "31/12/2026")))
    action = ActionItem.objects.order_by("reference").first()
    actions.cancel(action, by=people.manager, reason="Overtaken.")
    answer = manager.post(address, sent)
    assert "Nothing was imported" in text_of(answer)
    action.refresh_from_db()
    assert (action.status, str(action.due_on)) == ("cancelled", "2026-09-30")


def test_a_change_that_was_not_seen_is_not_made(manager, address, people):
    manager.post(address, hidden(upload(manager, address, GOOD)))
    sent = hidden(upload(manager, address, GOOD.replace("Sept 2026", "31/12/2026")))
    action = ActionItem.objects.order_by("reference").first()
    moved = action.due_on.replace(month=12)
    dates.reschedule(action, by=people.manager, due_on=moved, reason="Later.")
    answer = manager.post(address, sent)
    assert answer.status_code == 409
    assert "Somebody else changed this" in text_of(answer)
    assert "30 December 2026" in text_of(answer)
    action.refresh_from_db()
    assert action.due_on == moved
    assert manager.post(address, hidden(answer)).status_code == 302


@pytest.mark.parametrize(
    "change",
    [{"content": "\u00e9"}, {"content": ""}, {"seen": ""}, {"name": "x" * 300}],
)
def test_a_preview_that_was_not_sent_whole_does_nothing(manager, address, change):
    answer = manager.post(address, hidden(upload(manager, address, GOOD)) | change)
    assert "not sent in full" in answer.context["problem"]
    assert not ActionItem.objects.exists()


def test_another_file_than_the_one_looked_at_is_looked_at_first(manager, address):
    other = base64.b85encode(b"action,lead\nSomething else,Me\n").decode()
    sent = hidden(upload(manager, address, GOOD)) | {"content": other}
    assert manager.post(address, sent).status_code == 409
    assert not ActionItem.objects.exists()


def test_the_biggest_file_that_may_come_can_be_sent_back(manager, address):
    row = "x,Do it," + "y" * 100_000 + "\n"
    big = (
        "ref,action,notes\n"
        + row
        + "".join(f"{n},Do {n}," + "y" * 100_000 + "\n" for n in range(18))
    ).encode()
    padded = big + b"\n" * (MOST_BYTES - len(big))
    looked = upload(manager, address, padded)
    assert manager.post(address, hidden(looked)).status_code == 302
    assert ActionItem.objects.count() == 19


@pytest.mark.parametrize("who", ["verifier", "owner", "reader", "police"])
def test_who_sees_the_plan_but_does_not_manage_it_may_not(
    sign_in, people, address, actions, plan, who
):
    client = sign_in(getattr(people, who))
    assert client.get(address).status_code == 403
    assert upload(client, address, GOOD).status_code == 403
    sent = {"name": "x.csv", "content": base64.b85encode(GOOD.encode()), "seen": "x"}
    assert client.post(address, sent).status_code == 403
    assert address not in text_of(client.get(page_of(ActionPlan, "change", plan.pk)))
    assert ActionItem.objects.count() == len(actions)


def test_who_does_not_see_the_plan_finds_no_page(sign_in, people, address):
    assert sign_in(people.outsider).get(address).status_code == 404


def test_the_plan_and_the_list_of_its_actions_lead_to_it(
    manager, address, plan, actions
):
    assert f'href="{address}"' in text_of(
        manager.get(page_of(ActionPlan, "change", plan.pk))
    )
    listed = manager.get(page_of(ActionItem, "changelist", plan=plan.reference))
    assert f'href="{address}"' in text_of(listed)
    assert address not in text_of(manager.get(page_of(ActionItem, "changelist")))


def test_a_closed_plan_takes_no_file(manager, address, plan):
    plan.status = "closed"
    plan.save()
    assert address not in text_of(manager.get(page_of(ActionPlan, "change", plan.pk)))
    assert "is closed" in text_of(upload(manager, address, GOOD))


def test_a_file_that_only_looks_like_a_childs_data_comes_in_once_confirmed(
    manager, address
):
    text = "action,update\nTrain,The sample form says 943 476 5919.\n"
    refused = upload(manager, address, text)
    assert 'name="confirm_no_child_data"' in text_of(refused)
    file = io.BytesIO(text.encode())
    file.name = "plan.csv"
    yes = {"confirm_no_child_data": "yes"}
    looked = manager.post(address, {"file": file, **yes})
    assert manager.post(address, hidden(looked)).status_code == 200
    assert manager.post(address, hidden(looked) | yes).status_code == 302
    assert ActionItem.objects.get().updates.get().text.endswith("5919.")


def test_what_was_complete_when_it_came_in_is_marked_beside_its_status(
    manager, address
):
    text = (
        "action,lead,due,status\nDo,Me,1/9/2026,Complete\nGo on,Me,1/9/2027,Started\n"
    )
    manager.post(address, hidden(upload(manager, address, text)))
    claimed, begun = ActionItem.objects.order_by("reference")
    mark = "completed before the tracker"
    assert mark in text_of(manager.get(page_of(ActionItem, "change", claimed.pk)))
    assert mark not in text_of(manager.get(page_of(ActionItem, "change", begun.pk)))
    for value, action in (("true", claimed), ("false", begun)):
        listed = manager.get(
            page_of(ActionItem, "changelist", claimed_before_tracker=value)
        )
        assert [row.pk for row in listed.context["cl"].result_list] == [action.pk]
