"""Sixty rows of a council go in, are changed by verbs, come out, and go in again: all
through the doors that people use, and nothing is lost."""

import csv
import io
import re
from datetime import datetime

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from recommendations.models import ActionItem, ProgressUpdate
from recommendations.reports.tables import BOM, plain

from .rows import as_csv, sixty_rows, trail

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "constabulary"),
]


@pytest.fixture
def address(plan):
    return reverse("admin:recommendations_actionplan_spreadsheet", args=[plan.pk])


def bring_in_by_page(client, address, data, name="plan.csv"):
    """Upload, look, and press the button if there is one; what the pages say."""
    file = io.BytesIO(data)
    file.name = name
    looked = client.post(address, {"file": file})
    assert looked.status_code == 200
    text = looked.content.decode()
    if ">Import " not in text:
        return text
    hidden = {field: looked.context[field] for field in ("name", "content")} | {
        "seen": looked.context["result"].digest()
    }
    done = client.post(address, hidden, follow=True)
    assert done.status_code == 200
    return done.content.decode()


def everything():
    """Every field of every action and update, and what they are linked to."""
    rows = {
        action.reference: {
            **ActionItem.objects.filter(pk=action.pk).values().get(),
            "recommendations": sorted(
                related.reference for related in action.recommendations.all()
            ),
            "agencies": sorted(
                related.code for related in action.contributing_agencies.all()
            ),
            "history": list(action.history.order_by("history_id").values()),
        }
        for action in ActionItem.objects.all()
    }
    return rows, list(ProgressUpdate.objects.order_by("pk").values())


def change_by_verbs(api, people, constabulary):
    """Over REST: checks, returns, moves, holds, links and words of every kind."""
    manager, verifier = api(people.manager), api(people.verifier)
    claimed = ActionItem.objects.filter(status="complete").order_by("reference")
    begun = ActionItem.objects.filter(status="in_progress").order_by("reference")
    checked, embedded, returned = (action.reference for action in claimed[:3])
    cancelled, held, moved, revised, handed_over = (
        action.reference for action in begun[:5]
    )
    posts = list(ActionItem.objects.values_list("owner__reference", flat=True))
    for client, reference, verb, body in (
        (verifier, checked, "verify", {"note": "Seen."}),
        (verifier, embedded, "verify", {"note": "Seen."}),
        (manager, embedded, "embed", {"note": "It has held."}),
        (verifier, returned, "return", {"reason": "Not yet."}),
        (manager, cancelled, "cancel", {"reason": "Overtaken."}),
        (manager, held, "block", {"reason": "=Waits"}),
        (manager, moved, "reschedule", {"due_on": "2027-01-31", "reason": "Later."}),
        (manager, handed_over, "reassign", {"owner": posts[-1], "reason": "New post."}),
        (manager, handed_over, "updates", {"text": "@all: done soon", "brag": "red"}),
    ):
        answer = client.post(f"/api/v1/actions/{reference}/{verb}/", body)
        assert answer.status_code in (200, 201), (verb, answer.json())
    answer = manager.patch(
        f"/api/v1/actions/{revised}/",
        {
            "title": "-met  the “team”; =1+1, twice",
            "detail": "Number in the spreadsheet: 9.9\n@home",
            "recommendations": ["BWD-JTAI-2023-R01", "BWD-JTAI-2023-R03"],
            "contributing_agencies": [constabulary.code],
        },
    )
    assert answer.status_code == 200, answer.json()
    return {checked: "verified", embedded: "embedded", cancelled: "cancelled"}


def rest_file(api, people, client, form="csv"):
    return api(people.manager).get(f"/api/v1/actions/?format={form}&plan=BWD-P01")


def admin_file(api, people, client, form="csv"):
    folder = "" if form == "csv" else f"{form}/"
    return client.get(f"/admin/recommendations/actionitem/export/{folder}?plan=BWD-P01")


@pytest.mark.parametrize("export", [rest_file, admin_file])
def test_sixty_rows_go_in_change_come_out_and_go_in_again_without_loss(
    address, api, people, client, constabulary, export
):
    client.force_login(people.manager)
    text = bring_in_by_page(client, address, as_csv(*sixty_rows()))
    assert "60 new, 0 changed" in text
    moved = change_by_verbs(api, people, constabulary)
    before, entries_before = everything(), trail()

    out = b"".join(export(api, people, client).streaming_content)
    rows = list(csv.DictReader(io.StringIO(out.decode().removeprefix(BOM), newline="")))
    by_reference = {plain(row["reference"]): row for row in rows}
    for reference, action in before[0].items():
        row = by_reference[reference]
        assert plain(row["title"]) == action["title"]
        assert plain(row["detail"]) == action["detail"]
        assert row["status"] == action["status"]
        assert row["recommendations"] == "; ".join(action["recommendations"])
        for day in ("start_on", "due_on", "original_due_on", "completed_on"):
            assert row[day] == (str(action[day]) if action[day] else "")
    assert {ref: by_reference[ref]["status"] for ref in moved} == moved

    text = bring_in_by_page(client, address, out, "actions-2026-11-20.csv")
    assert "There is nothing to import." in text
    assert re.search(r"<dt>Unchanged</dt><dd>60</dd>", text)
    assert everything() == before
    assert trail() == entries_before


def test_an_edited_export_changes_only_what_was_edited(address, api, people, client):
    client.force_login(people.manager)
    bring_in_by_page(client, address, as_csv(*sixty_rows()))
    before = everything()[0]
    out = b"".join(rest_file(api, people, client).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(out.removeprefix(BOM), newline="")))
    edited = rows[7]["reference"]
    rows[7]["due_on"] = "28/02/2027"
    text = bring_in_by_page(client, address, as_csv(*rows))
    assert "0 new, 1 changed" in text
    after = everything()[0]
    assert str(after[edited]["due_on"]) == "2027-02-28"
    assert [ref for ref in after if after[ref] != before[ref]] == [edited]


def test_an_archived_recommendation_that_is_still_answered_does_no_harm(
    address, plan, api, people, client
):
    client.force_login(people.manager)
    bring_in_by_page(
        client, address, as_csv({"action": "One", "recommendation": "R01"})
    )
    archive = "/api/v1/recommendations/BWD-JTAI-2023-R01/archive/"
    assert api(people.manager).post(archive, {"reason": "Twice."}).status_code == 200
    out = b"".join(admin_file(api, people, client).streaming_content)
    assert "nothing to import" in bring_in_by_page(client, address, out)


@pytest.mark.parametrize("export", [rest_file, admin_file])
def test_a_workbook_goes_in_again_and_says_nothing_new(
    address, api, people, client, constabulary, export
):
    client.force_login(people.manager)
    bring_in_by_page(client, address, as_csv(*sixty_rows()))
    change_by_verbs(api, people, constabulary)
    before, entries_before = everything(), trail()
    out = b"".join(export(api, people, client, "xlsx").streaming_content)
    text = bring_in_by_page(client, address, out, "actions-2026-11-20.xlsx")
    assert "There is nothing to import." in text
    assert re.search(r"<dt>Unchanged</dt><dd>60</dd>", text)
    assert everything() == before
    assert trail() == entries_before


def test_an_edited_workbook_changes_only_what_was_edited(
    address, api, people, client, tmp_path
):
    client.force_login(people.manager)
    bring_in_by_page(client, address, as_csv(*sixty_rows()))
    before = everything()[0]
    out = b"".join(rest_file(api, people, client, "xlsx").streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(out))
    names = [cell.value for cell in book.active[1]]
    edited = book.active.cell(9, names.index("reference") + 1).value
    book.active.cell(9, names.index("due_on") + 1).value = datetime(2027, 2, 28)
    book.active.cell(9, names.index("title") + 1).value = "'=Do it well"
    file = tmp_path / "actions.xlsx"
    book.save(file)
    call_command("import_actions", str(file), "--plan=BWD-P01", "--as=manager")
    after = everything()[0]
    assert str(after[edited]["due_on"]) == "2027-02-28"
    assert after[edited]["title"] == "=Do it well"
    assert [ref for ref in after if after[ref] != before[ref]] == [edited]
