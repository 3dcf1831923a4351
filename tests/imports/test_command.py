"""`manage.py import_actions`, as one runs it."""

import io

import pytest
from django.core.management import CommandError, call_command

from recommendations.models import ActionItem
from recommendations.reports.tables import BOM
from recommendations.workflow.imports.sheet import OFFERED

from .rows import FULL, as_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_actions", *map(str, args), stdout=out, stderr=err)
    return out.getvalue()


def test_the_command_says_what_it_did(plan, people, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_bytes(as_csv({**FULL, "Colour": "blue"}))
    output = run(file, "--plan", "BWD-P01", "--as", "manager")
    assert "row 2: BWD-A0001 create, start, updates: Train every supervisor" in output
    assert "Columns not used: Colour" in output
    assert "1 row: 1 new, 0 changed, 0 unchanged" in output
    assert ActionItem.objects.get().history.first().actor == "manager"


def test_the_command_takes_the_only_superuser_if_nobody_is_named(
    plan, people, tmp_path
):
    file = tmp_path / "plan.csv"
    file.write_bytes(as_csv(FULL))
    output = run(file, "--plan", "BWD-P01", "--dry-run")
    assert "nothing was written" in output
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


def test_the_template_has_every_column_that_is_offered():
    assert run("--template") == BOM + ",".join(OFFERED) + "\r\n"
