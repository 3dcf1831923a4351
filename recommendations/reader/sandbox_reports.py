"""What the child for reports answers: it reads them, draws their pages, and finds in
them where quotes stand. Started by child.py."""

import json
from typing import Any

from recommendations.reader.draft import as_json
from recommendations.reader.pages import read_pages
from recommendations.reader.pictures import page_png
from recommendations.reader.quotes import find_quotes
from recommendations.reader.report import read_report
from recommendations.reader.sandbox import serve


def main() -> None:
    serve(_answer)


def _answer(request: dict[str, Any], data: bytes) -> bytes:
    if request["do"] == "draw":
        return page_png(data, request["page"], request["width"])
    if request["do"] == "quotes":
        return json.dumps(find_quotes(read_pages(data), request["wanted"])).encode()
    return json.dumps(as_json(read_report(data, request["pages"]))).encode()
