"""Why a verb was refused. REST, admin and commands each say it in their own way."""

from collections.abc import Sequence


class Refused(Exception):
    """Nothing was changed; the message is plain and may be shown to the person."""


class NotAllowed(Refused):
    """The person may see the record but has not the role for this verb."""


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
