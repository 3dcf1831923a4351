"""Files of evidence, and reports, that no row names: what is left where the program was
stopped between keeping a file and writing its row. For the command `tidy_evidence`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from recommendations.models import Draft, Evidence
from recommendations.models.archiving import all_rows
from recommendations.models.evidence import private_storage
from recommendations.workflow.errors import Refused

# An upload that is still on its way has no row yet either.
UNTOUCHED = timedelta(days=1)


def left_over(*, now: datetime) -> list[str]:
    """The files that no row names, now or in its trail, and that are older than a day.

    Raises Refused where no file there belongs to this database: one of the two is then
    somebody else's, and nothing may be taken away.
    """
    storage = private_storage()
    stored = set(_names(storage, ""))
    unnamed = stored - set(_named())
    if unnamed and unnamed == stored:
        raise Refused(
            f"No record of evidence in this database names any of the {len(stored)} "
            "files. Check that DATABASE_URL and MEDIA_ROOT belong together. Nothing "
            "was removed."
        )
    return sorted(
        name for name in unnamed if now - storage.get_modified_time(name) > UNTOUCHED
    )


def _named() -> Iterator[str]:
    """What a row names today, or named once."""
    for model in (Evidence, Draft):
        for rows in (all_rows(model), model.history.all()):
            yield from rows.exclude(file="").values_list("file", flat=True)


def remove(names: list[str]) -> None:
    storage = private_storage()
    for name in names:
        storage.delete(name)


def _names(storage: Any, folder: str) -> Iterator[str]:
    if not storage.exists(folder):
        return  # Nobody has brought in a file yet.
    folders, files = storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for inner in folders:
        yield from _names(storage, f"{folder}{inner}/")
