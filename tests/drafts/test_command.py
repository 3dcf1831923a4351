"""`read_report --save` keeps what was read as drafts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recommendations.models import Draft
from tests.samples import SAMPLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "reports"
    place.mkdir()
    for number, sample in enumerate(SAMPLES[:2]):
        (place / f"{number}.pdf").write_bytes(sample.pdf())
    return place


def run(folder, **options):
    call_command("read_report", str(folder), stdout=StringIO(), jobs=2, **options)


def test_reports_are_kept_once_for_the_person_named(folder, people):
    for _ in range(2):
        run(folder, save=True, username="manager")
    assert sorted(Draft.objects.values_list("file_name", flat=True)) == [
        "0.pdf",
        "1.pdf",
    ]
    assert {draft.read_by for draft in Draft.objects.all()} == {people.manager}


def test_without_save_nothing_is_kept(folder, people):
    run(folder)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["reader", "nobody"])
def test_only_a_manager_s_name_serves(folder, people, name):
    with pytest.raises(CommandError) as refused:
        run(folder, save=True, username=name)
    assert refused.value.returncode == 2
    assert not Draft.objects.exists()
