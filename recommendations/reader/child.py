"""Reads a report in a process of its own, which can be stopped."""

from recommendations.reader.draft import Draft
from recommendations.reader.pages import UnreadableDocument


def read_in_child(data: bytes, limits: object) -> Draft:
    raise UnreadableDocument("not_pdf", "This copy of the product reads no reports.")


def render_in_child(data: bytes, page: int, width: int) -> bytes:
    raise UnreadableDocument("not_pdf", "This copy of the product draws no pages.")
