"""The one door to the reader: reports are read and pages drawn in a process of their
own, within the limits of the settings. Called by drafts.py, citing.py and the admin."""

from django.conf import settings

from recommendations.reader import child
from recommendations.reader import draft as reader_draft
from recommendations.reader.pages import Pages, UnreadableDocument
from recommendations.workflow.errors import Unreadable


def read(data: bytes) -> reader_draft.Draft:
    """What a report says. Raises Unreadable, with the reader's code."""
    try:
        return child.read_in_child(data, _limits())
    except UnreadableDocument as problem:
        raise Unreadable(str(problem), code=problem.code) from problem


def draw(data: bytes, page: int, width: int) -> bytes:
    """A page as a PNG so many pixels wide. Raises Unreadable."""
    try:
        return child.render_in_child(data, page, width, _limits())
    except UnreadableDocument as problem:
        raise Unreadable(str(problem), code=problem.code) from problem


def texts(data: bytes) -> Pages:
    """The plain text, to look for quotes in. Raises Unreadable."""
    try:
        return child.texts_in_child(data, _limits())
    except UnreadableDocument as problem:
        raise Unreadable(str(problem), code=problem.code) from problem


def _limits() -> child.Limits:
    return child.Limits(
        pages=settings.READER_MAX_PAGES,
        seconds=settings.READER_SECONDS,
        memory_mb=settings.READER_MEMORY_MB,
    )
