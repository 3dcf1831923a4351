"""One request, one transaction: the rows and files that it wrote stay, or none of
them. REST opens it round each write, the admin round a verb; files.py names files."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

from django.db import transaction

_undone: ContextVar[ExitStack | None] = ContextVar("undone", default=None)


@contextmanager
def as_a_whole() -> Iterator[None]:
    """What is written inside is kept when all of it is done, or nothing is."""
    with ExitStack() as undone:
        token = _undone.set(undone)
        try:
            with transaction.atomic():
                yield
        finally:
            _undone.reset(token)
        undone.pop_all()


def on_failure(take_back: Callable[[], None]) -> None:
    """Take a file back should the rest of the request fail; a database cannot."""
    undone = _undone.get()
    if undone is not None:
        undone.callback(take_back)
