#!/usr/bin/env python
"""Runs the project's commands: `python manage.py help` lists them."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    # A council's own data never lies where the demo's does.
    if sys.argv[1:2] == ["start_council"] and not os.environ.get("DATABASE_URL"):
        council = Path(__file__).resolve().parent / "council.sqlite3"
        os.environ["DATABASE_URL"] = f"sqlite:///{council}"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
