"""The one door to the reader: files are read and pages drawn in a process of their own,
within the limits of the settings, and only so many at a time on this machine. Called by
drafts.py, citing.py, imports/ and the admin; never inside a transaction."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.core.files import locks

from recommendations.reader import child
from recommendations.reader import draft as reader_draft
from recommendations.reader.pages import UnreadableDocument
from recommendations.reader.quotes import QuoteMatch, QuoteSearch
from recommendations.reader.spreadsheets import Table, check_kind, read_csv
from recommendations.workflow.errors import Busy, Unreadable

# Three seconds in all: a page is drawn in less, and a browser asks for several at once.
TRIES = 60
_PAUSE_SECONDS = 0.05
_RETRY_SECONDS = 10


def read(data: bytes) -> reader_draft.ReportDraft:
    """What a report says. Raises Unreadable, with the reader's code, and Busy."""
    with _reader() as limits:
        return child.read_in_child(data, limits)


def draw(data: bytes, page: int, width: int) -> bytes:
    """A page as a PNG so many pixels wide. Raises Unreadable and Busy."""
    with _reader() as limits:
        return child.render_in_child(data, page, width, limits)


def quotes(data: bytes, searches: Sequence[QuoteSearch]) -> list[QuoteMatch | None]:
    """Which words of each passage stand where. Raises Unreadable and Busy."""
    with _reader() as limits:
        return child.quotes_in_child(data, searches, limits)


def tables(name: str, data: bytes) -> list[Table]:
    """The tables of a CSV file or a workbook. Raises Unreadable and Busy."""
    with _refusals():
        if not check_kind(name, data):
            return read_csv(data)
    with _reader() as limits:
        return child.tables_in_child(data, limits)


@contextmanager
def _reader() -> Iterator[child.Limits]:
    """One of the places for a reader, held for as long as it reads."""
    with _refusals(), ExitStack() as places:
        _take_place(places)
        yield child.Limits(
            pages=settings.READER_MAX_PAGES,
            seconds=settings.READER_SECONDS,
            memory_mb=settings.READER_MEMORY_MB,
        )


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except UnreadableDocument as problem:
        raise Unreadable(str(problem), code=problem.code) from problem


def _take_place(places: ExitStack) -> None:
    """Hold the lock of a file, which the system lets go of when this process ends,
    however it does. Raises Busy when there is none to be had for a while."""
    folder = settings.READER_LOCKS
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        for number in range(settings.READER_JOBS):
            with ExitStack() as tried:
                place = folder / f"reader-{number}.lock"
                file = tried.enter_context(place.open("ab"))
                if locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
                    places.push(tried.pop_all())
                    return
        time.sleep(_PAUSE_SECONDS)
    raise Busy(
        "Other files are being read. Try again in a moment.",
        retry_after=_RETRY_SECONDS,
    )
