"""Breaks one rule at a time in a copy of the code and sees that a test notices: run by
`make mutants` as a program, `python -m tests.mutants [WORD ...]`. A rule that no longer
stands as written here is said too, so that this list keeps up with the code."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .rules import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only rules that hold one of these")
    words = [word.lower() for word in parser.parse_args().words]
    chosen = [
        mutant
        for mutant in MUTANTS
        if not words or any(word in mutant.rule.lower() for word in words)
    ]
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(Path(folder) / "copy")
        for mutant in chosen:
            result = _told(mutant, copy)
            missed += result != "noticed"
            print(f"{result}: {mutant.rule}", flush=True)
    print(f"{len(chosen) - missed} noticed, {missed} not")
    return 1 if missed else 0


def _copied(folder: Path) -> Path:
    skipped = shutil.ignore_patterns(".venv", ".git", "*.sqlite3*", "__pycache__")
    shutil.copytree(ROOT, folder, ignore=skipped)
    return folder


def _told(mutant: Mutant, copy: Path) -> str:
    file = copy / "recommendations" / mutant.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutant.now) != 1:
        return "NOT FOUND"
    file.write_text(text.replace(mutant.now, mutant.broken), encoding="utf-8")
    try:
        return _tested(mutant, copy)
    finally:
        file.write_text(text, encoding="utf-8")


def _tested(mutant: Mutant, copy: Path) -> str:
    paths = [path for path in mutant.tests.split() if (copy / path).exists()]
    command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:randomly", *paths]
    try:
        run = subprocess.run(  # noqa: S603 - a command of our own
            command,
            cwd=copy,
            env=os.environ | {"DEBUG": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "TOO SLOW"
    # 1 is pytest's word for a test that failed; all else says nothing of the rule.
    return {0: "MISSED", 1: "noticed"}.get(run.returncode, "NOT RUN")


if __name__ == "__main__":
    sys.exit(main())
