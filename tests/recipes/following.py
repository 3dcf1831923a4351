"""Follows a recipe of docs/recipes/ word for word in a copy of the repository, and says
which files that made or changed. Used by test_recipes.py.

A recipe is Markdown. A step is a line and the block of code after it; to some belong a
second line and block:

    In `FILE`, after:          [block]  add:    [block]
    In `FILE`, before:         [block]  add:    [block]
    In `FILE`, instead of:     [block]  write:  [block]
    At the end of `FILE`, add: [block]
    Write `FILE`:              [block]
    Run:                       [block of shell commands]

The file has exactly once what a block says to be there. Under the heading “Files” the
recipe lists each file that it makes or changes, `*` standing for what a command names.
"""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = r"\n+```\w*\n(?P<{}>.*?)^```$"
_STEP = re.compile(
    r"^(?:In|At the end of|Write) `(?P<file>[^`]+)`"
    r"(?P<place>, after|, before|, instead of|, add|):"
    + _BLOCK.format("text")
    + r"(?:\n+(?:add|write):"
    + _BLOCK.format("new")
    + ")?"
    r"|^Run:" + _BLOCK.format("shell"),
    re.DOTALL | re.MULTILINE,
)
_LISTED = re.compile(r"^- `([^`]+)`", re.MULTILINE)
_FILES = "\n## Files\n"


class CannotFollow(Exception):
    """A step cannot be done as it is written."""


@dataclass(frozen=True)
class Step:
    """What to do with a file, `place` as in the recipe, or a `shell` to run. `text` is
    what is looked for, or written where nothing is."""

    line: int
    file: str
    place: str
    text: str
    new: str | None
    shell: str | None


def steps_of(page: str) -> Iterator[Step]:
    for match in _STEP.finditer(page):
        part = match.groupdict()
        yield Step(
            line=page.count("\n", 0, match.start()) + 1,
            file=part["file"] or "",
            place=(part["place"] or "").removeprefix(", "),
            text=part["text"] or "",
            new=part["new"],
            shell=part["shell"],
        )


def files_of(page: str) -> list[str]:
    """What the recipe says that it makes or changes."""
    return _LISTED.findall(page.partition(_FILES)[2].partition("\n## ")[0])


def copy_of_repository(folder: Path) -> None:
    """What git knows of, with an environment that `make` takes for set up."""
    names = _git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard")
    for name in names:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    venv = folder / ".venv"
    venv.mkdir()
    for part in Path(sys.prefix).iterdir():
        if not part.name.startswith(("installed", "pip")):
            (venv / part.name).symlink_to(part)
    for done in ("pip", "installed", "installed-dev"):
        (venv / done).touch()
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")


def follow(page: str, folder: Path) -> None:
    for step in steps_of(page):
        try:
            _do(step, folder)
        except CannotFollow as wrong:
            raise CannotFollow(f"Line {step.line}: {wrong}") from None


def touched(folder: Path) -> list[str]:
    changed = _git(folder, "diff", "--name-only")
    new_files = _git(folder, "ls-files", "--others", "--exclude-standard")
    return sorted({*changed, *new_files})


def unlike(listed: list[str], there: list[str]) -> tuple[list[str], list[str]]:
    """What is listed and was not touched, and what was touched and is not listed."""
    return (
        [name for name in listed if not fnmatch.filter(there, name)],
        [name for name in there if not any(fnmatch.fnmatch(name, n) for n in listed)],
    )


def _do(step: Step, folder: Path) -> None:
    if step.shell is not None:
        _run(step.shell, folder)
        return
    path = folder / step.file
    if step.place == "":
        if path.exists():
            raise CannotFollow(f"{step.file} is there already.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text, encoding="utf-8")
        return
    if not path.is_file():
        raise CannotFollow(f"There is no {step.file}.")
    now = path.read_text(encoding="utf-8")
    if step.place == "add":
        path.write_text(now + step.text, encoding="utf-8")
        return
    if step.new is None:
        raise CannotFollow("The second block is missing.")
    if (count := now.count(step.text)) != 1:
        raise CannotFollow(f"{step.file} has this {count} times, and not once.")
    put = {
        "after": step.text + step.new,
        "before": step.new + step.text,
        "instead of": step.new,
    }[step.place]
    path.write_text(now.replace(step.text, put), encoding="utf-8")


def _run(shell: str, folder: Path) -> None:
    """As from a shell of one who has just cloned: no settings of the tests' own."""
    left_out = ("PYTEST_", "DJANGO_", "DATABASE_URL", "MAKE", "MFLAGS", "VIRTUAL_ENV")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(left_out)
    }
    done = subprocess.run(  # noqa: S603 - the code is our own page's
        [shutil.which("bash") or "bash", "-euc", shell],
        cwd=folder,
        env={**environment, "DEBUG": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise CannotFollow(f"{shell}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}")


def _git(folder: Path, *words: str) -> list[str]:
    done = subprocess.run(  # noqa: S603
        [shutil.which("git") or "git", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()
