"""The fuzzing of PDFs itself: it can be played again, and it notices what it is for."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.reader.fuzzing import Outcome, report, spoilt_case
from tests.reader.spoiling import WAYS
from tests.samples import SAMPLES

REPOSITORY = Path(__file__).resolve().parents[2]
GOOD = SAMPLES[0].pdf()


def test_a_few_spoilt_reports_end_well():
    command = [sys.executable, "-m", "tests.reader.fuzzing", "--count", "60"]
    ran = subprocess.run(  # noqa: S603
        command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.startswith("60 files: ")


@pytest.mark.parametrize("way", dict.fromkeys(WAYS), ids=lambda way: way.__name__)
def test_each_way_spoils_a_file(way):
    results = {way(GOOD, Random(seed)) for seed in range(20)}  # noqa: S311
    assert len(results - {GOOD}) > 5


def test_a_case_can_be_made_again():
    originals = [sample.pdf() for sample in SAMPLES]
    first = [spoilt_case(originals, 1, case) for case in range(20)]
    assert first == [spoilt_case(originals, 1, case) for case in range(20)]
    assert len(set(first)) == 20
    assert first != [spoilt_case(originals, 2, case) for case in range(20)]


@pytest.mark.parametrize(
    ("outcome", "processes", "files", "is_well"),
    [
        (Outcome(7, "read", 0.1, ""), 0, 0, True),
        (Outcome(7, "crashed", 0.1, ""), 0, 0, True),
        (Outcome(7, "crashed", 0.1, "Traceback: IndexError"), 0, 0, False),
        (Outcome(7, "timeout", 10.0, ""), 0, 0, False),
        (Outcome(7, "read", 0.1, ""), 1, 0, False),
        (Outcome(7, "read", 0.1, ""), 0, 1, False),
    ],
)
def test_what_went_wrong_is_noticed(capsys, outcome, processes, files, is_well):
    assert report([outcome], processes, files) == is_well
    printed = capsys.readouterr().out
    assert "case 7" in printed or is_well or processes or files
