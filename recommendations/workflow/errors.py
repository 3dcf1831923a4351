"""Why a verb was refused. REST, admin and commands each say it in their own way."""

from collections.abc import Sequence
from dataclasses import dataclass

from recommendations.child_data import KINDS


class Refused(Exception):
    """Nothing was changed; the message is plain and may be shown to the person."""


class NotAllowed(Refused):
    """The person may see the record but has not the role for this verb."""


class Archived(Refused):
    """What is archived takes no change."""


class Stale(Refused):
    """Somebody changed the record since the caller read it."""

    def __init__(self, message: str, *, version: int):
        super().__init__(message)
        self.version = version


class IllegalMove(Refused):
    """The verb does not lead on from the record's status."""

    def __init__(self, message: str, *, status: str, verb: str, allowed: list[str]):
        super().__init__(message)
        self.status = status
        self.verb = verb
        self.allowed = allowed


class Unmet(Refused):
    """Something that the verb asks for is missing; `missing` lists all of it."""

    def __init__(self, message: str, *, missing: Sequence[str]):
        super().__init__(message)
        self.missing = list(missing)


@dataclass(frozen=True)
class Suspect:
    """A field, as the caller knows it, whose words look like a child's personal data.
    `excerpt` is masked."""

    field: str
    kind: str
    excerpt: str

    @property
    def field_in_words(self) -> str:
        return self.field.replace("_", " ")

    def __str__(self) -> str:
        return f"“{self.excerpt}” looks like {KINDS[self.kind]}."


class PossibleChildData(Refused):
    """What was written looks as if it held a child's data. The person may take it out,
    or confirm that it is none (see workflow/confirming.py)."""

    def __init__(self, suspects: Sequence[Suspect]):
        text = "; ".join(
            f"{suspect.field_in_words} ({KINDS[suspect.kind]}: “{suspect.excerpt}”)"
            for suspect in suspects
        )
        super().__init__(
            f"This looks like a child's personal data, which does not belong here: "
            f"{text}. Remove it, or confirm that it is not personal data."
        )
        self.suspects = list(suspects)


@dataclass(frozen=True)
class Consequence:
    """What a verb would do that one may not have meant; `code` is for programs."""

    code: str
    message: str


class ConfirmationNeeded(Refused):
    """Nothing is wrong, but the person should know what will happen, and say that they
    mean it (see workflow/consequences.py)."""

    def __init__(self, consequences: Sequence[Consequence]):
        text = " ".join(consequence.message for consequence in consequences)
        super().__init__(f"{text} Confirm that you want to go ahead.")
        self.consequences = list(consequences)


class TooBig(Refused):
    """What was sent is bigger than we take."""


class QuotaReached(TooBig):
    """The authority has no room left for it on this server."""


class Busy(Refused):
    """There is no room for it now; there may be in `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: int):
        super().__init__(message)
        self.retry_after = retry_after


class Unreadable(Refused):
    """A report or a spreadsheet that cannot be read; `code` says why, for programs."""

    def __init__(self, message: str, *, code: str):
        super().__init__(message)
        self.code = code
