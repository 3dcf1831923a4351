"""What `make` says before it sets anything up."""

import os
import shutil
import subprocess
import sys

import pytest

from .guide import REPOSITORY

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="There is no make.")

# As typed in a shell, also where these tests themselves were started by `make`.
SHELL = {
    name: value for name, value in os.environ.items() if not name.startswith("MAKE")
}

# A Python that is today's in all but what it says of its version.
OLDER = """#!/bin/sh
exec {python} -c "import sys; sys.version_info = (3, 10, 13); exec(sys.argv[1])" "$2"
"""


@pytest.mark.parametrize("target", ["demo", "test"])
def test_an_older_python_is_told_in_one_line_what_is_needed(tmp_path, target):
    python = tmp_path / "python3"
    python.write_text(OLDER.format(python=sys.executable))
    python.chmod(0o755)
    environment = tmp_path / "venv"
    tried = subprocess.run(  # noqa: S603
        [shutil.which("make"), target, f"VENV={environment}", f"PYTHON={python}"],
        cwd=REPOSITORY,
        env=SHELL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 2
    line, _of_make = tried.stderr.splitlines()
    assert line == (
        f"This needs Python 3.11 or later, and {python} is 3.10: "
        "try make PYTHON=python3.11, or newer."
    )
    assert tried.stdout == ""
    assert not environment.exists()
