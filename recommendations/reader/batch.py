"""Reads many files side by side, in children that can be stopped. The command
read_report finds the files of folders and prints rows with it."""

import hashlib
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from recommendations.reader.child import Limits, Worker
from recommendations.reader.draft import SURE, Draft, as_json
from recommendations.reader.pages import UnreadableDocument

ENDINGS = (".pdf", ".txt")
_MEBIBYTE = 2**20
_ROWS_WITH_MARKS = ("judgements", "strengths", "recommendations", "next_steps")


@dataclass(frozen=True)
class Reading:
    """What came of one file: a draft, or why there is none."""

    file: str
    sha256: str | None
    draft: Draft | None = None
    code: str = ""
    message: str = ""


def files_in(places: Iterable[Path]) -> list[Path]:
    """The files as given; in a folder, every PDF and plain text in it and all below it,
    by name."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            inside = (path for path in place.rglob("*") if path.is_file())
            found += sorted(p for p in inside if p.suffix.lower() in ENDINGS)
        else:
            found.append(place)
    return found


def read_files(
    files: Iterable[Path], *, jobs: int, limits: Limits, most_mb: int
) -> Generator[Reading]:
    """Read the files, so many at a time, in the order given. Closed half way, it
    leaves no child at work."""
    workers: SimpleQueue[Worker] = SimpleQueue()

    def read(file: Path) -> Reading:
        worker = workers.get()
        try:
            return _read(file, worker, most_mb)
        finally:
            workers.put(worker)

    with ExitStack() as ends:
        # Ends in turn: what waits is dropped, what is being read is stopped, and when
        # the threads have seen it, the children are closed.
        made = [ends.enter_context(Worker(limits)) for _ in range(jobs)]
        pool = ends.enter_context(ThreadPoolExecutor(jobs))
        for worker in made:
            workers.put(worker)
            ends.callback(worker.stop)
        ends.callback(pool.shutdown, wait=False, cancel_futures=True)
        yield from pool.map(read, files)


def _read(file: Path, worker: Worker, most_mb: int) -> Reading:
    name = str(file)
    try:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
            if opened.tell() > most_mb * _MEBIBYTE:
                too_big = f"The file is bigger than {most_mb} MB."
                return Reading(name, sha256, code="too_big", message=too_big)
            opened.seek(0)
            data = opened.read()
    except OSError as problem:
        cannot = f"The file cannot be opened: {problem.strerror}."
        return Reading(name, None, code="not_pdf", message=cannot)
    try:
        return Reading(name, sha256, draft=worker.read(data))
    except UnreadableDocument as problem:
        return Reading(name, sha256, code=problem.code, message=str(problem))


def as_row(reading: Reading) -> dict[str, Any]:
    """A reading as plain JSON, without where on its page each passage stands."""
    named = {"file": reading.file, "sha256": reading.sha256}
    if reading.draft is None:
        told = {"reason": reading.code, "message": reading.message}
        return named | {"readable": False} | told
    row = named | as_json(reading.draft)
    for name in _ROWS_WITH_MARKS:
        for one in row[name]:
            del one["marks"]
    return row


HEADINGS = (
    *("file", "framework", "authority", "start", "end", "published", "lead inspector"),
    *("judgements", "asks", "look at"),
)


def as_cells(reading: Reading) -> tuple[str, ...]:
    """A reading as a line of a table, in the order of `HEADINGS`. "Look at" counts what
    the reader is unsure of."""
    draft = reading.draft
    if draft is None:
        blank = ("",) * (len(HEADINGS) - 2)
        return (reading.file, f"not read: {reading.code}", *blank)
    confidences = (
        *(row.confidence for row in draft.judgements),
        *(row.confidence for row in draft.recommendations),
        *(source.confidence for source in draft.sources.values()),
    )
    unsure = sum(one < SURE for one in confidences) + len(draft.notes)
    found = (
        *(draft.framework, draft.authority, draft.inspection_start),
        *(draft.inspection_end, draft.published, draft.lead_inspector),
        *(len(draft.judgements), len(draft.recommendations), unsure),
    )
    return (reading.file, *("" if one is None else str(one) for one in found))
