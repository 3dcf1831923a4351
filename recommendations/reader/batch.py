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
from recommendations.reader.draft import SURE, ReportDraft, as_json
from recommendations.reader.pages import UnreadableDocument

ENDINGS = (".pdf", ".txt")
_MEBIBYTE = 2**20
_ROWS_WITH_MARKS = ("judgements", "strengths", "recommendations", "next_steps")


@dataclass(frozen=True)
class FileReading:
    """What came of one file: a draft, or why there is none."""

    file: str
    sha256: str | None
    draft: ReportDraft | None = None
    code: str = ""
    message: str = ""


def files_in(places: Iterable[Path]) -> list[Path]:
    """The files as given; in a folder, every PDF and plain text in it and all below it,
    by name."""
    files: list[Path] = []
    for place in places:
        if place.is_dir():
            below = (path for path in place.rglob("*") if path.is_file())
            files += sorted(p for p in below if p.suffix.lower() in ENDINGS)
        else:
            files.append(place)
    return files


def read_files(
    files: Iterable[Path], *, jobs: int, limits: Limits, most_mb: int
) -> Generator[FileReading]:
    """Read the files, so many at a time, in the order given. Closed half way, it
    leaves no child at work."""
    workers: SimpleQueue[Worker] = SimpleQueue()

    def read(file: Path) -> FileReading:
        worker = workers.get()
        try:
            return _read(file, worker, most_mb)
        finally:
            workers.put(worker)

    with ExitStack() as ends:
        # Ends in turn: what waits is dropped, what is being read is stopped, and when
        # the threads have seen it, the children are closed.
        children = [ends.enter_context(Worker(limits)) for _ in range(jobs)]
        pool = ends.enter_context(ThreadPoolExecutor(jobs))
        for worker in children:
            workers.put(worker)
            ends.callback(worker.stop)
        ends.callback(pool.shutdown, wait=False, cancel_futures=True)
        yield from pool.map(read, files)


def _read(file: Path, worker: Worker, most_mb: int) -> FileReading:
    name = str(file)
    try:
        with file.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
            if opened.tell() > most_mb * _MEBIBYTE:
                too_big = f"The file is bigger than {most_mb} MB."
                return FileReading(name, sha256, code="too_big", message=too_big)
            opened.seek(0)
            data = opened.read()
    except OSError as problem:
        cannot = f"The file cannot be opened: {problem.strerror}."
        return FileReading(name, None, code="not_pdf", message=cannot)
    try:
        return FileReading(name, sha256, draft=worker.read(data))
    except UnreadableDocument as problem:
        return FileReading(name, sha256, code=problem.code, message=str(problem))


def as_row(reading: FileReading) -> dict[str, Any]:
    """A reading as plain JSON, without where on its page each passage stands."""
    named = {"file": reading.file, "sha256": reading.sha256}
    if reading.draft is None:
        why = {"reason": reading.code, "message": reading.message}
        return named | {"readable": False} | why
    row = named | as_json(reading.draft)
    for name in _ROWS_WITH_MARKS:
        for part in row[name]:
            del part["marks"]
    return row


HEADINGS = (
    *("file", "framework", "authority", "start", "end", "published", "lead inspector"),
    *("judgements", "asks", "look at"),
)


def as_cells(reading: FileReading) -> tuple[str, ...]:
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
    unsure = sum(value < SURE for value in confidences) + len(draft.notes)
    values = (
        *(draft.framework, draft.authority, draft.inspection_start),
        *(draft.inspection_end, draft.published, draft.lead_inspector),
        *(len(draft.judgements), len(draft.recommendations), unsure),
    )
    return (reading.file, *("" if value is None else str(value) for value in values))
