"""One request, one transaction: the rows and files that it wrote stay, or none of
them. REST opens it round each write, the admin round a verb; files.py names files."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

from django.db import transaction

from recommendations.models.trail import holding

_undone: ContextVar[ExitStack | None] = ContextVar("undone", default=None)


@contextmanager
def as_a_whole() -> Iterator[None]:
    """What is written inside is kept when all of it is done, or nothing is."""
    with ExitStack() as undone:
        with holding(_undone, undone), transaction.atomic():
            yield
        undone.pop_all()


def on_failure(take_back: Callable[[], None]) -> None:
    """Take a file back should the rest of the request fail; a database cannot."""
    undone = _undone.get()
    if undone is not None:
        undone.callback(take_back)
