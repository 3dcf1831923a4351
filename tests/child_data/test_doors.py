"""REST, evidence, bulk and the import refuse a child's data by field and kind, and take
it once somebody confirmed that it is none; the trail tells that they did."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers

from recommendations.api.urls import router
from recommendations.models import (
    ActionItem,
    ChildDataConfirmation,
    Evidence,
    ProgressUpdate,
)
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.errors import PossibleChildData
from recommendations.workflow.imports.writing import import_file
from tests.factories import PlanFactory, ThemeFactory
from tests.writing.bodies import NEW

from .conftest import ADDRESS, CONFIRM, NHS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def owner(api, world):
    return api(world.people.owner)


@pytest.fixture
def manager(api, world):
    ThemeFactory(code="health")
    return api(world.people.manager)


def refused(answer):
    """What was found, by field, in an answer that is such a refusal."""
    assert answer.status_code == 409, answer.content
    body = answer.json()
    assert body["code"] == "possible_child_data"
    first = body["suspects"][0]
    assert (body["field"], body["kind"]) == (first["field"], first["kind"])
    assert "943 476 5919" not in answer.text
    return {suspect["field"]: suspect["kind"] for suspect in body["suspects"]}


def history(client, address=ADDRESS):
    return client.get(f"{address}history/").json()["results"]


def test_a_verb_is_refused_by_field_and_kind_and_leaves_nothing(owner, world):
    answer = owner.post(f"{ADDRESS}complete/", {"note": NHS})
    assert refused(answer) == {"note": "nhs_number"}
    world.action.refresh_from_db()
    assert (world.action.status, world.action.version) == ("in_progress", 1)
    assert ProgressUpdate.objects.count() == 0


def test_a_verb_passes_when_confirmed_and_its_entry_tells_so(owner):
    answer = owner.post(f"{ADDRESS}complete/", {"note": NHS, **CONFIRM})
    assert answer.status_code == 200, answer.content
    newest, *_ = history(owner)
    expected = [{"field": "note", "kind": "nhs_number"}]
    assert newest["confirmed_no_child_data"] == expected
    assert newest["by"] == "Owner"


def test_to_confirm_what_nobody_suspects_leaves_no_mark(owner):
    assert owner.post(f"{ADDRESS}block/", {"reason": "Hm.", **CONFIRM}).json()
    assert "confirmed_no_child_data" not in history(owner)[0]
    assert ChildDataConfirmation.objects.count() == 0


@pytest.mark.parametrize("word", ["yes please", 7, None])
def test_only_true_or_false_confirms(owner, word):
    body = {"reason": "Hm.", "confirm_no_child_data": word}
    answer = owner.post(f"{ADDRESS}block/", body)
    assert answer.status_code == 400
    assert "confirm_no_child_data" in answer.json()["errors"]


def test_all_that_is_found_is_told_at_once(owner):
    words = {"text": f"{NHS} Child A (Jane) too.", "next_steps": "DOB 3 April 2012"}
    body = owner.post(f"{ADDRESS}updates/", words).json()
    assert [(suspect["field"], suspect["kind"]) for suspect in body["suspects"]] == [
        ("text", "nhs_number"),
        ("text", "named_child"),
        ("next_steps", "date_of_birth"),
    ]


def test_other_refusals_come_first(owner, world):
    """A role, a shape, a version or a move that is wrong stays so when confirmed."""
    assert owner.post(f"{ADDRESS}verify/", {"note": NHS}).status_code == 403
    stale = owner.post(f"{ADDRESS}block/", {"reason": NHS}, HTTP_IF_MATCH='"9"')
    assert stale.status_code == 412
    world.action.status = "not_started"
    world.action.save()
    move = owner.post(f"{ADDRESS}return/", {"reason": NHS})
    assert move.status_code in (403, 409)
    assert move.json()["code"] in ("not_allowed", "illegal_move")


# The inspector's words come with how far they are the report's own.
WORDED = {("recommendations", "text")}


def free_text():
    """Each field of each record that takes a person's own words."""
    views = {prefix: view for prefix, view, _ in router.registry}
    for kind in NEW:
        for name, field in views[kind].input_class().fields.items():
            is_text = type(field) is serializers.CharField
            if is_text and (field.max_length is None or field.max_length >= 100):
                yield kind, name


@pytest.mark.parametrize(("kind", "field"), list(free_text()))
def test_no_record_is_made_or_revised_with_it(manager, kind, field):
    body, model = NEW[kind]
    before = model.objects.count()
    wording = {"wording": "verbatim"} if (kind, field) in WORDED else {}
    new = {**body, **wording, field: NHS}
    assert refused(manager.post(f"/api/v1/{kind}/", new)) == {field: "nhs_number"}
    assert model.objects.count() == before
    plain = manager.post(f"/api/v1/{kind}/", body)
    address = plain["Location"]
    words = {field: NHS, **wording}
    assert refused(manager.patch(address, words)) == {field: "nhs_number"}
    answer = manager.patch(address, {**words, **CONFIRM})
    assert answer.status_code == 200, answer.content
    assert ChildDataConfirmation.objects.get().field == field


def test_a_record_is_made_when_confirmed(manager):
    body = {"plan": "BWD-P01", "title": NHS, **CONFIRM}
    answer = manager.post("/api/v1/actions/", body)
    assert answer.status_code == 201, answer.content
    [entry] = history(manager, answer["Location"])
    assert entry["confirmed_no_child_data"] == [
        {"field": "title", "kind": "nhs_number"}
    ]


def test_the_rest_of_a_record_may_be_revised_without_confirming_again(manager):
    manager.patch(ADDRESS, {"detail": NHS, **CONFIRM})
    assert manager.patch(ADDRESS, {"title": "Another"}).status_code == 200
    same = manager.patch(ADDRESS, {"title": "A third", "detail": NHS})
    assert same.status_code == 200


def test_the_words_of_a_legend_are_looked_at(manager):
    legend = {"red": {"label": "child A (Jane)"}}
    answer = manager.patch("/api/v1/plans/BWD-P01/", {"brag_legend": legend})
    assert refused(answer) == {"brag_legend": "named_child"}


def item(reference, **more):
    return {"reference": reference, "verb": "block", "reason": NHS, **more}


def test_a_bulk_item_is_refused_alone_and_confirmed_alone(manager, world):
    other = world.make()
    body = {"items": [item("BWD-A0001"), item(other.reference, **CONFIRM)]}
    first, second = manager.post("/api/v1/actions/bulk/", body).json()["results"]
    assert (first["status"], second["status"]) == (409, 200)
    assert first["problem"]["code"] == "possible_child_data"
    assert first["problem"]["field"] == "reason"


def test_a_whole_bulk_call_may_be_confirmed(manager, world):
    other = world.make()
    body = {"items": [item("BWD-A0001"), item(other.reference)], **CONFIRM}
    results = manager.post("/api/v1/actions/bulk/", body).json()["results"]
    assert [result["status"] for result in results] == [200, 200]


def upload(client, name="minutes.txt", **fields):
    file = SimpleUploadedFile(name, b"We met.")
    body = {"file": file, "title": "Minutes", **fields}
    return client.post(f"{ADDRESS}evidence/", body, format="multipart")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("NHS_943-476-5919.txt", "nhs_number"),
        ("review child_A_(Jane).txt", "named_child"),
        ("B801200005001.txt", "upn"),
        ("Jane-DOB-03-04-2012.txt", "date_of_birth"),
    ],
)
def test_a_file_name_is_looked_at_and_no_file_is_left(owner, private, name, kind):
    assert refused(upload(owner, name)) == {"file": kind}
    assert not Evidence.objects.exists()
    assert not [path for path in private.rglob("*") if path.is_file()]


def test_evidence_is_looked_at_by_title_note_and_holder(owner):
    assert refused(upload(owner, title=NHS)) == {"title": "nhs_number"}
    assert refused(upload(owner, note=NHS)) == {"note": "nhs_number"}
    held = {"title": "Minutes", "held_by": "Police", "held_where": NHS}
    answer = owner.post(f"{ADDRESS}evidence/", held)
    assert refused(answer) == {"held_where": "nhs_number"}


def test_a_file_goes_in_when_confirmed_in_the_form(owner):
    answer = upload(owner, "B801200005001.txt", confirm_no_child_data="true")
    assert answer.status_code == 201, answer.content
    expected = [{"field": "file", "kind": "upn"}]
    assert history(owner)[0]["confirmed_no_child_data"] == expected


def test_evidence_of_several_actions_is_confirmed_in_the_same_body(owner):
    held = {"title": NHS, "held_by": "Police", "actions": ["BWD-A0001"]}
    assert refused(owner.post("/api/v1/evidence/", held)) == {"title": "nhs_number"}
    assert owner.post("/api/v1/evidence/", {**held, **CONFIRM}).status_code == 201


def test_what_was_confirmed_costs_the_same_however_often(owner):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            history(owner)
        return len(queries)

    owner.post(f"{ADDRESS}updates/", {"text": NHS, **CONFIRM})
    few = cost()
    for number in range(10):
        owner.post(f"{ADDRESS}updates/", {"text": f"{number}: {NHS}", **CONFIRM})
    assert cost() == few


def test_who_sees_a_part_of_an_entry_does_not_see_what_was_confirmed(api, world):
    """A partner sees a plan's title and dates, and not what was said of them."""
    police = world.people.police
    part = PlanFactory(reference="BWD-P09", authority=world.authority)
    world.make(
        plan=part,
        owner=world.post.__class__.objects.create(
            reference="BWD-O099",
            authority=world.authority,
            agency=police.memberships.get().agency,
            post_title="Inspector",
        ),
    )
    address = "/api/v1/plans/BWD-P09/"
    body = {"title": "Renamed", "note": NHS, **CONFIRM}
    assert api(world.people.manager).patch(address, body).status_code == 200
    newest, *_ = history(api(police), address)
    assert [change["field"] for change in newest["changes"]] == ["title"]
    assert "confirmed_no_child_data" not in newest


SHEET = (
    "ref,action,lead,due,status,update\n"
    f'1,Hold a panel,Service Lead,,,"{NHS}"\n'
    "2,Review child A (Jane),,,,\n"
).encode()


def bring_in(world, name="plan.csv", data=SHEET):
    return import_file(world.plan, name, data, by=world.people.manager)


def test_an_import_names_row_and_cell_and_brings_nothing_in(world, tmp_path, capsys):
    file = tmp_path / "plan.csv"
    file.write_bytes(SHEET)
    before = ActionItem.objects.count()
    with pytest.raises(CommandError, match="2 mistakes"):
        call_command("import_actions", str(file), "--plan=BWD-P01", "--as=manager")
    errors = capsys.readouterr().err
    assert "row 2, update: “*** *** **19” looks like an NHS number." in errors
    assert "row 3, action: “child A (…)” looks like the name of a child." in errors
    assert ActionItem.objects.count() == before


def test_an_import_passes_when_confirmed(world, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_bytes(SHEET)
    words = ["--plan=BWD-P01", "--as=manager", "--confirm-no-child-data"]
    call_command("import_actions", str(file), *words)
    assert ActionItem.objects.filter(title="Review child A (Jane)").exists()
    assert ChildDataConfirmation.objects.count() == 2


def test_the_name_of_a_spreadsheet_is_looked_at(world):
    with pytest.raises(PossibleChildData) as refused_:
        bring_in(world, "NHS 943 476 5919.csv")
    assert refused_.value.suspects[0].field == "file"


def test_confirming_ends_where_it_began(world):
    with confirmed():
        bring_in(world)
    with pytest.raises(PossibleChildData):
        bring_in(world, "NHS 943 476 5919.csv")
