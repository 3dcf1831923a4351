"""A council's own spreadsheet goes in: all of it or nothing, and a second time without
a trace; what is wrong is told by row and cell."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from recommendations.choices import ActionStatus, Brag
from recommendations.models import ActionItem, Owner, PlanInspection
from recommendations.reports.tables import BOM
from recommendations.workflow import actions
from recommendations.workflow.errors import NotAllowed
from recommendations.workflow.imports.files import Unreadable, read_file
from recommendations.workflow.imports.sheet import COLUMNS, parse
from recommendations.workflow.imports.words import brag_of, day_of, status_of
from recommendations.workflow.imports.writing import ImportRefused, import_file

from .factories import (
    ActionFactory,
    AgencyFactory,
    InspectionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def plan(authority, council):
    plan = PlanFactory(reference="BWD-P01", authority=authority)
    inspection = InspectionFactory(reference="BWD-JTAI-2023", authority=authority)
    PlanInspection.objects.create(plan=plan, inspection=inspection)
    for number in (1, 2, 3):
        RecommendationFactory(
            reference=f"BWD-JTAI-2023-R0{number}",
            inspection=inspection,
            position=number,
            summary=f"Ask number {number}.",
        )
    return plan


def as_csv(*rows):
    file = io.StringIO(newline="")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(file, names)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@pytest.fixture
def bring_in(plan, people):
    """`bring_in({"action": ...}, ...)`: rows of a file, brought in by the manager."""

    def bring_in(*rows, **options):
        data = options.pop("data", None) or as_csv(*rows)
        name = options.pop("name", "plan.csv")
        return import_file(plan, name, data, **{"by": people.manager, **options})

    return bring_in


def faults_of(bring_in, *rows):
    with pytest.raises(ImportRefused) as caught:
        bring_in(*rows)
    return {(fault.row, fault.column): fault.message for fault in caught.value.faults}


def trail():
    return sum(model.history.count() for model in (ActionItem, Owner)) + sum(
        action.updates.count() for action in ActionItem.objects.all()
    )


FULL = {
    "Ref": "1.1",
    "Recommendation": "R01; R02",
    "Action": "Train every supervisor",
    "Lead": "Head of Safeguarding",
    "Agency": "The council",
    "Start": "1 March 2026",
    "Due": "Sept 2026",
    "Status": "On track",
    "BRAG": "Amber",
    "Update": "Half of them are trained.",
}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-23", date(2026, 10, 23)),
        ("2026-10-23 00:00:00", date(2026, 10, 23)),
        ("23/10/2026", date(2026, 10, 23)),
        ("3/4/26", date(2026, 4, 3)),
        ("23.10.2026", date(2026, 10, 23)),
        ("23 October 2026", date(2026, 10, 23)),
        ("23rd Oct 2026", date(2026, 10, 23)),
        ("Sept 2026", date(2026, 9, 30)),
        ("September  2026", date(2026, 9, 30)),
        ("end of Feb 2028", date(2028, 2, 29)),
        ("Sep-26", date(2026, 9, 30)),
        ("Ongoing", None),
        ("TBC", None),
        ("", None),
        (None, None),
    ],
)
def test_a_due_date_is_read_as_people_write_it(text, day):
    assert day_of(text, is_end=True) == day


def test_a_month_as_a_start_is_its_first_day():
    assert day_of("Sept 2026", is_end=False) == date(2026, 9, 1)


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "autumn", "Septober 2026", "45200", "1/13/2026", "0206-01-01"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="date|too far"):
        day_of(text, is_end=True)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not started", ActionStatus.NOT_STARTED),
        ("NOT  STARTED ", ActionStatus.NOT_STARTED),
        ("in_progress", ActionStatus.IN_PROGRESS),
        ("Ongoing", ActionStatus.IN_PROGRESS),
        ("On track", ActionStatus.IN_PROGRESS),
        ("Completed", ActionStatus.COMPLETE),
        ("", None),
    ],
)
def test_a_status_is_read_in_the_words_people_use(text, status):
    assert status_of(text) == status


@pytest.mark.parametrize("status", ActionStatus)
def test_every_code_and_label_of_a_status_is_read(status):
    assert status_of(status.value) == status_of(status.label) == status


@pytest.mark.parametrize("brag", Brag)
def test_every_code_and_label_of_a_rating_is_read(brag):
    assert brag_of(brag.value) == brag_of(brag.label.lower()) == brag.value


def test_headings_are_found_below_a_title_and_whatever_their_case():
    data = b"Our plan\r\n\r\n R E F ,ACTION,due_date\r\n1,Do it,Ongoing\r\n"
    (row,) = parse(read_file("x.csv", data)).rows
    assert (row.number, row.ref, row.action, row.is_ongoing) == (4, "1", "Do it", True)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_file_is_read_whatever_separates_its_cells(separator):
    data = separator.join(["action", "lead"]) + "\n" + separator.join(["Do", "Me"])
    (row,) = parse(read_file("x.CSV", data.encode())).rows
    assert (row.action, row.lead) == ("Do", "Me")


def test_a_file_that_windows_excel_saved_is_read():
    (row,) = parse(
        read_file("x.csv", "action,lead\nRésumé – new,A".encode("cp1252"))
    ).rows
    assert row.action == "Résumé – new"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.pdf", b"action,lead"),
        ("x.xlsx", b"not a workbook"),
        ("x.csv", b"action\x00,lead"),
        ("x.csv", b"colour,size\nred,1"),
        ("x.csv", b""),
    ],
)
def test_what_is_no_table_of_actions_is_refused(bring_in, name, data):
    with pytest.raises(Unreadable):
        bring_in(name=name, data=data or b" ")


def test_a_row_becomes_an_action_with_all_that_it_says(bring_in, people):
    bring_in(FULL)
    action = ActionItem.objects.get()
    assert action.title == "Train every supervisor"
    assert action.detail == "Number in the spreadsheet: 1.1"
    assert action.status == ActionStatus.IN_PROGRESS
    assert action.start_on == date(2026, 3, 1)
    assert action.due_on == action.original_due_on == date(2026, 9, 30)
    assert action.owner.post_title == "Head of Safeguarding"
    assert action.owner.agency.code == "council"
    assert action.brag == Brag.AMBER
    asked = action.recommendations.values_list("reference", flat=True)
    assert set(asked) == {"BWD-JTAI-2023-R01", "BWD-JTAI-2023-R02"}
    assert action.updates.get().text == "Half of them are trained."
    verbs = list(action.history.order_by("history_id").values_list("verb", flat=True))
    assert verbs == ["create", "start", "update"]
    assert {row.history_user for row in action.history.all()} == {people.manager}


def test_an_undated_action_that_nobody_leads_may_come_in(bring_in):
    bring_in({"action": "Think about it", "due": "Ongoing", "lead": "TBC"})
    action = ActionItem.objects.get()
    assert (action.due_on, action.owner, action.status) == (None, None, "not_started")


def test_a_complete_action_comes_in_as_a_claim_with_the_update_as_its_note(bring_in):
    bring_in({**FULL, "Status": "Completed", "Update": "All are trained."})
    action = ActionItem.objects.get()
    assert action.status == ActionStatus.COMPLETE
    assert [update.text for update in action.updates.all()].count(
        "All are trained."
    ) == 1
    assert action.brag == Brag.AMBER


def test_a_recommendation_is_known_by_its_words_too(bring_in):
    bring_in({"action": "Do it", "recommendation": "ask  number 3."})
    assert ActionItem.objects.get().recommendations.get().position == 3


def test_posts_are_matched_by_title_within_their_agency(
    bring_in, post, authority, constabulary
):
    namesake = OwnerFactory(
        authority=authority, agency=constabulary, post_title=post.post_title
    )
    bring_in(
        {"action": "One", "lead": post.post_title.upper(), "agency": "council"},
        {"action": "Two", "lead": post.post_title, "agency": "constabulary"},
    )
    one, two = ActionItem.objects.order_by("reference")
    assert (one.owner, two.owner) == (post, namesake)


def test_a_new_post_is_made_once_and_for_the_council_if_no_agency_is_named(
    bring_in, council
):
    result = bring_in(
        {"action": "One", "lead": "Head of Practice"},
        {"action": "Two", "lead": "head of practice"},
    )
    post = Owner.objects.get()
    assert (post.post_title, post.agency) == ("Head of Practice", council)
    assert result.new_posts == ["Head of Practice (The council)"]


def test_a_second_run_changes_nothing_and_leaves_no_trail(bring_in):
    rows = [
        FULL,
        {
            "Action": "Second",
            "Status": "Completed",
            "BRAG": "Red",
            "Due": "1/2/2026",
            "Lead": "Head of Practice",
        },
        {"Action": "Third", "BRAG": "G"},
    ]
    bring_in(*rows)
    before = trail()
    result = bring_in(*rows)
    assert [done.verbs for done in result.rows] == [(), (), ()]
    assert trail() == before


def test_a_second_run_brings_in_what_has_changed(bring_in):
    bring_in(FULL)
    changed = {
        **FULL,
        "Action": "Train every supervisor and manager",
        "Lead": "Head of Practice",
        "Due": "31/12/2026",
        "BRAG": "Green",
        "Update": "Nearly there.",
        "Recommendation": "R03",
    }
    (done,) = bring_in(changed).rows
    assert done.verbs == ("revise", "reassign", "reschedule", "update")
    action = ActionItem.objects.get()
    assert action.title == "Train every supervisor and manager"
    assert action.owner.post_title == "Head of Practice"
    assert (action.due_on, action.date_moves) == (date(2026, 12, 31), 1)
    assert action.brag == Brag.GREEN
    assert action.recommendations.get().position == 3
    reasons = action.history.filter(verb="reschedule").values_list(
        "history_change_reason", flat=True
    )
    assert list(reasons) == ["From the spreadsheet plan.csv"]


def test_an_empty_cell_leaves_what_is_there(bring_in):
    bring_in(FULL)
    before = trail()
    bring_in({**dict.fromkeys(FULL, ""), "Ref": "1.1", "Action": FULL["Action"]})
    assert trail() == before


def test_a_claim_that_was_checked_since_satisfies_complete(bring_in, people):
    row = {**FULL, "Status": "Complete"}
    bring_in(row)
    actions.verify(ActionItem.objects.get(), by=people.verifier)
    (done,) = bring_in(row).rows
    assert done.verbs == ()


def test_every_mistake_is_told_at_once_by_row_and_cell(bring_in):
    found = faults_of(
        bring_in,
        {**FULL, "Due": "Septober", "Agency": "Fire service", "BRAG": "pink"},
        {
            **FULL,
            "Ref": "1.2",
            "Action": "Other",
            "Recommendation": "R09",
            "Status": "Nearly",
        },
        {**FULL, "Ref": "1.3", "Action": ""},
        {**FULL, "Ref": "1.4", "Action": "Fine"},
        {**FULL, "Ref": "BWD-A9999", "Action": "Unknown"},
        {**FULL, "Ref": "1.6", "Action": "x" * 301, "Status": "Embedded"},
        {**FULL, "Ref": "1.4", "Action": "Again"},
    )
    assert set(found) == {
        (2, "due"),
        (2, "agency"),
        (2, "BRAG"),
        (3, "recommendation"),
        (3, "status"),
        (4, "action"),
        (6, "ref"),
        (7, "action"),
        (7, "status"),
        (8, "ref"),
    }
    assert "“embed”" in found[7, "status"]
    assert "There are: The constabulary, The council." in found[2, "agency"]


def test_one_mistake_keeps_the_whole_file_out(bring_in):
    faults_of(bring_in, FULL, {**FULL, "Ref": "2", "Due": "never"})
    assert not ActionItem.objects.exists()
    assert not Owner.objects.exists()


@pytest.mark.parametrize("status", ["In progress", "Complete"])
def test_what_has_begun_asks_for_a_lead_and_a_date(bring_in, status):
    found = faults_of(bring_in, {"action": "Do it", "status": status, "due": "Ongoing"})
    assert "a lead and a due date" in found[2, "action"]


@pytest.mark.parametrize(
    ("now", "said", "verb"),
    [
        ("complete", "In progress", "return"),
        ("complete", "Checked", "verify"),
        ("in_progress", "Cancelled", "cancel"),
        ("verified", "In progress", "reopen"),
        ("in_progress", "Not started", "No verb"),
    ],
)
def test_a_status_that_a_file_may_not_bring_names_the_verb(
    bring_in, plan, post, now, said, verb
):
    action = ActionFactory(
        authority=plan.authority, plan=plan, owner=post, status=now, reference="BWD-A1"
    )
    found = faults_of(
        bring_in, {"ref": "BWD-A1", "action": action.title, "status": said}
    )
    assert verb in found[2, "status"]


def test_an_action_of_another_plan_is_refused(bring_in, plan):
    ActionFactory(authority=plan.authority, reference="BWD-A0007")
    found = faults_of(bring_in, {"ref": "bwd-a0007", "action": "Mine"})
    assert "another plan" in found[2, "ref"]


def test_a_date_is_not_taken_away_by_a_file(bring_in):
    bring_in(FULL)
    found = faults_of(bring_in, {**FULL, "Due": "Ongoing"})
    assert "does not take away" in found[2, "due"]


@pytest.mark.parametrize("who", ["owner", "verifier", "outsider", "reader"])
def test_only_a_manager_of_the_authority_brings_a_file_in(bring_in, people, who):
    with pytest.raises(NotAllowed):
        bring_in(FULL, by=getattr(people, who))
    assert not ActionItem.objects.exists()


def test_a_dry_run_tells_all_and_writes_nothing(bring_in):
    result = bring_in(FULL, is_dry_run=True)
    assert result.rows[0].verbs == ("create", "start", "update")
    assert not ActionItem.objects.exists()
    assert not Owner.objects.exists()


def test_an_excel_workbook_is_read_with_its_own_dates(bring_in, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Plan")
    sheet.append(["Joint action plan"])
    sheet.append(["Ref", "Action", "Lead", "Due date", "RAG"])
    sheet.append([1.0, "Do it", "Head of Practice", date(2026, 12, 24), "Red"])
    book.save(tmp_path / "plan.xlsx")
    bring_in(name="plan.xlsx", data=(tmp_path / "plan.xlsx").read_bytes())
    action = ActionItem.objects.get()
    assert action.due_on == date(2026, 12, 24)
    assert action.detail == "Number in the spreadsheet: 1"


def test_an_error_of_the_spreadsheet_is_not_taken_for_words(bring_in):
    found = faults_of(bring_in, {"action": "Do it", "lead": "#REF!"})
    assert list(found) == [(2, "lead")]


def sixty_rows():
    states = ["Not started", "In progress", "Completed", "On track", ""]
    for number in range(60):
        yield {
            "Ref": f"{number // 10 + 1}.{number % 10 + 1}",
            "Recommendation": f"R0{number % 3 + 1}",
            "Action": ["Do", "=Do", "- Do", "+Do"][number % 4] + f" thing {number}",
            "Lead": f"Head of Service {number % 7}",
            "Agency": ["council", "constabulary"][number % 2],
            "Start": "1 March 2026",
            "Due": ["Sept 2026", "31/12/2026", "24 October 2026"][number % 3],
            "Status": states[number % 5],
            "BRAG": ["Red", "Amber", "Green", ""][number % 4],
            "Update": f"- Note {number}, with “quotes”,\nand a line",
        }


@pytest.mark.usefixtures("constabulary")
def test_sixty_rows_go_in_change_come_out_and_go_in_again_without_loss(
    bring_in, people, api
):
    assert bring_in(*sixty_rows()).count(is_new=True) == 60
    claimed = ActionItem.objects.filter(status="complete").order_by("reference")
    begun = ActionItem.objects.filter(status="in_progress").order_by("reference")
    actions.verify(claimed[0], by=people.verifier)
    actions.return_claim(claimed[1], by=people.verifier, reason="Not yet.")
    actions.cancel(begun[0], by=people.manager, reason="Overtaken.")
    actions.block(begun[1], by=people.manager, reason="Waits.")
    actions.reschedule(
        begun[2], by=people.manager, due_on=date(2027, 1, 31), reason="Later."
    )
    before, rows = trail(), list(ActionItem.objects.order_by("pk").values())

    answer = api(people.manager).get("/api/v1/actions/?format=csv&plan=BWD-P01")
    out = b"".join(answer.streaming_content)
    result = bring_in(data=out, name="actions-2026-11-20.csv")

    assert len(result.rows) == 60
    assert [done for done in result.rows if done.verbs] == []
    assert trail() == before
    assert list(ActionItem.objects.order_by("pk").values()) == rows


@pytest.mark.usefixtures("constabulary")
def test_the_admins_file_goes_in_again_without_loss(bring_in, people, client):
    bring_in(*sixty_rows())
    before = trail()
    client.force_login(people.manager)
    answer = client.get("/admin/recommendations/actionitem/export/")
    result = bring_in(data=b"".join(answer.streaming_content))
    assert len(result.rows) == 60
    assert trail() == before


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_actions", *map(str, args), stdout=out, stderr=err)
    return out.getvalue()


def test_the_command_says_what_it_did(plan, people, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_bytes(as_csv({**FULL, "Colour": "blue"}))
    said = run(file, "--plan", "BWD-P01", "--as", "manager")
    assert "row 2: BWD-A0001 create, start, update: Train every supervisor" in said
    assert "Columns not used: Colour" in said
    assert "1 row: 1 new, 0 changed, 0 as before" in said
    assert ActionItem.objects.get().history.first().actor == "Manager"


def test_the_command_takes_the_only_superuser_if_nobody_is_named(
    plan, people, tmp_path
):
    file = tmp_path / "plan.csv"
    file.write_bytes(as_csv(FULL))
    said = run(file, "--plan", "BWD-P01", "--dry-run")
    assert "nothing was written" in said
    people.admin.is_superuser = False
    people.admin.save()
    with pytest.raises(CommandError, match="--as"):
        run(file, "--plan", "BWD-P01")


@pytest.mark.parametrize(
    "args",
    [
        ["--plan", "BWD-P01"],
        ["missing.csv", "--plan", "BWD-P01"],
        ["missing.csv", "--plan", "BWD-P99"],
        ["missing.csv"],
        ["missing.csv", "--plan", "BWD-P01", "--as", "nobody"],
    ],
)
def test_the_command_misused_ends_with_2(plan, people, args):
    with pytest.raises(CommandError) as caught:
        run(*args)
    assert caught.value.returncode == 2


def test_the_command_prints_every_fault_and_ends_with_1(plan, people, tmp_path, capsys):
    file = tmp_path / "plan.csv"
    file.write_bytes(as_csv({**FULL, "Due": "never", "BRAG": "pink"}))
    err = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_actions", str(file), "--plan=BWD-P01", stderr=err)
    assert caught.value.returncode == 1
    assert err.getvalue().startswith("row 2, ")
    assert len(err.getvalue().splitlines()) == 2


def test_the_template_has_every_column_and_is_the_one_in_the_docs():
    text = run("--template")
    file = Path(__file__).parent.parent / "docs" / "action-import-template.csv"
    assert file.read_bytes().decode() == text
    assert text == BOM + ",".join(COLUMNS) + "\r\n"


def test_looking_things_up_costs_the_same_however_many_rows(
    bring_in, django_assert_max_num_queries
):
    bring_in(*sixty_rows_of_the_council())
    with django_assert_max_num_queries(25):
        bring_in(*sixty_rows_of_the_council())


def sixty_rows_of_the_council():
    return [{**row, "Agency": "council"} for row in sixty_rows()]


def test_an_agency_is_known_by_its_other_name(bring_in, authority):
    AgencyFactory(
        code="nhs-1", name="Long name NHS Trust", alias="ELHT", works_in=authority
    )
    bring_in({"action": "Do it", "lead": "Named Nurse", "agency": "elht"})
    assert ActionItem.objects.get().owner.agency.code == "nhs-1"
