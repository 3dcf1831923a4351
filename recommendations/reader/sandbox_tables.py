"""What the child for spreadsheets answers: the tables of a workbook. Started by
child.py."""

import warnings
from typing import Any

from recommendations.reader.sandbox import serve
from recommendations.reader.workbooks import read_workbook, to_json


def main() -> None:
    # Of what openpyxl cannot keep when it writes; to print it would open a file.
    warnings.simplefilter("ignore")
    serve(_answer)


def _answer(request: dict[str, Any], data: bytes) -> bytes:
    return to_json(read_workbook(data)).encode()
