"""Words that look like a child's personal data are refused, whoever writes them and by
which verb; a person may confirm that they are none. recording.py asks at the end of
every change, and the doors (REST, admin, commands) pass on what was confirmed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from recommendations.child_data import find
from recommendations.models import (
    ApiToken,
    Baseline,
    ChildDataConfirmation,
    Draft,
    DraftRow,
    Invitation,
)
from recommendations.models.trail import Change, Record, holding
from recommendations.workflow.errors import PossibleChildData, Suspect

_is_confirmed: ContextVar[bool] = ContextVar("is_confirmed", default=False)

# What callers call a column that is not named after what they send.
_SENT_AS = {"file_name": "file", "response_approver": "approver"}

# What the product copied or drew and nobody wrote: what actions say, digests, and what
# a report says that was brought in. Its words are looked at when they become a record.
_COPIED: dict[type[models.Model], frozenset[str]] = {
    User: frozenset({"password"}),
    ApiToken: frozenset({"prefix", "digest", "password_digest"}),
    Baseline: frozenset({"actions"}),
    Invitation: frozenset({"digest"}),
    Draft: frozenset({"payload", "authority_read"}),
    DraftRow: frozenset({"read", "was", "quote"}),
}


@contextmanager
def confirmed(is_confirmed: bool = True) -> Iterator[None]:
    """What is written inside holds no child's data, says the person who writes it.
    `confirmed(False)` takes nothing back that was said outside."""
    with holding(_is_confirmed, is_confirmed or _is_confirmed.get()):
        yield


def check_words(words: Iterable[tuple[str, str]]) -> list[Suspect]:
    """What in the words, each with its field, looks like a child's data; one a field
    and kind. Raises PossibleChildData unless it was confirmed."""
    unique = {
        (field, finding.kind): Suspect(field, finding.kind, finding.excerpt)
        for field, text in words
        for finding in find(text)
    }
    suspects = list(unique.values())
    if suspects and not _is_confirmed.get():
        raise PossibleChildData(suspects)
    return suspects


def check_change(change: Change, words: Iterable[tuple[str, str]]) -> None:
    """Look at all that a change says: its own words, and the new texts of the records
    that it saved. What was confirmed is written down in the same change."""
    checked = list(words)
    own_texts = {text for _, text in checked}
    for record in change.saved:
        # A note is often the text of an update too: the caller knows it as the note.
        checked += [
            pair for pair in _new_texts(record, change) if pair[1] not in own_texts
        ]
    for suspect in check_words(checked):
        ChildDataConfirmation.objects.create(
            field=suspect.field,
            kind=suspect.kind,
            confirmed_by=change.by,
            confirmed_by_name=change.actor,
            **change.stamps,
        )


def _new_texts(record: Record, change: Change) -> Iterator[tuple[str, str]]:
    """The suspicious texts of a record that it has not held before: what is stored is
    not asked about again, nor when an undo puts it back."""
    copied = _COPIED.get(type(record), frozenset())
    trail: Any = record.history
    for column in record._meta.concrete_fields:
        is_link = isinstance(column, models.URLField)
        if column.choices or is_link or column.name in copied:
            continue
        value = getattr(record, column.attname)
        texts = [text for text in _texts(value) if find(text)]
        if texts and column in trail.model.tracked_fields:
            same = trail.filter(**{column.name: value}).exclude(change_id=change.id)
            texts = [] if same.exists() else texts
        field = _SENT_AS.get(column.name, column.name)
        yield from ((field, text) for text in texts)


def _texts(value: Any) -> Iterator[str]:
    """A text, or all those in a JSON value."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
