"""The benchmark of reading runs, and says so when there is nothing to read."""

import subprocess
import sys
from pathlib import Path

from tests.samples import SAMPLES

PROGRAM = Path(__file__).resolve().parents[2] / "benchmarks" / "reading.py"


def measured(folder):
    command = [sys.executable, PROGRAM, folder]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)  # noqa: S603
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_it_gives_a_ratio_and_the_number_of_files(tmp_path):
    for sample in SAMPLES[:2]:
        (tmp_path / f"{sample.name}.pdf").write_bytes(sample.pdf())
    first, head, *lines = measured(tmp_path).splitlines()
    assert first.startswith("2 files")
    assert head.split() == ["floor", "ours", "ratio"]
    assert lines[0].startswith("processor time, s")
    assert float(lines[0].split()[-1]) > 0


def test_it_says_when_there_are_no_reports(tmp_path):
    assert "nothing was measured" in measured(tmp_path / "nowhere")
