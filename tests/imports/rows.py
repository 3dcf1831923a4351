"""Rows of a council's spreadsheet, and the file they make, for tests beside this."""

import csv
import io

import pytest

from recommendations.models import ActionItem, Owner
from recommendations.workflow.imports.writing import ImportRefused

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


def as_csv(*rows):
    file = io.StringIO(newline="")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(file, names)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def faults_of(bring_in, *rows):
    with pytest.raises(ImportRefused) as caught:
        bring_in(*rows)
    return {(fault.row, fault.column): fault.message for fault in caught.value.faults}


def trail():
    return sum(model.history.count() for model in (ActionItem, Owner)) + sum(
        action.updates.count() for action in ActionItem.objects.all()
    )


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
            # What is done is not late or at risk as well.
            "BRAG": ""
            if number % 5 == 2
            else ["Red", "Amber", "Green", ""][number % 4],
            "Update": f"- Note {number}, with “quotes”,\nand a line",
        }
