"""Reads a report in a process of its own, which can be stopped."""

import hashlib

from recommendations.reader.draft import Draft, Note
from recommendations.reader.pages import UnreadableDocument, read_pages


def read_in_child(data: bytes, limits: object) -> Draft:
    text = read_pages(data)
    return Draft(
        sha256=hashlib.sha256(data).hexdigest(),
        pages=len(text.pages) or 1,
        notes=(Note("unread", "Nothing could be read."),),
    )


def render_in_child(data: bytes, page: int, width: int) -> bytes:
    raise UnreadableDocument("not_pdf", "No page can be drawn.")
