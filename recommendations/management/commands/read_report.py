"""read_report: what inspection reports say, as JSON for a program or as a table."""

import hashlib
import json
import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from recommendations.management.people import person
from recommendations.reader.batch import (
    HEADINGS,
    FileReading,
    as_cells,
    as_row,
    files_in,
    read_files,
)
from recommendations.reader.child import Limits
from recommendations.reader.draft import ReportDraft
from recommendations.workflow.drafting.drafts import (
    report_of,
    require_may_read,
    save_once,
)
from recommendations.workflow.errors import NotAllowed, Refused


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ArgumentTypeError("is a whole number from 1 to 64")
    return int(text)


class Command(BaseCommand):
    help = (
        "Read inspection reports (PDF or plain text) and print what each says: "
        "authority, dates, judgements and everything it asks for, with page and "
        "confidence. With --save each is kept as a draft, to be reviewed and accepted "
        "in the admin; a report that was read before is not kept twice. Files that "
        "cannot be read are named on standard error and the others are read. Exit "
        "status: 0, 1 when a file could not be read, 2 when misused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "places",
            nargs="+",
            type=Path,
            metavar="FILE_OR_DIR",
            help="a report, or a folder: every .pdf and .txt in it and below it",
        )
        parser.add_argument(
            "--format",
            choices=("jsonl", "table"),
            default="jsonl",
            help="a JSON object a line for each file, or a table for people",
        )
        parser.add_argument(
            "--out",
            type=Path,
            metavar="FILE",
            help="write there and not to standard output, all at once when done",
        )
        parser.add_argument(
            "--jobs",
            type=_jobs,
            default=min(os.cpu_count() or 1, 8),
            metavar="N",
            help="how many files to read at a time; if not given, one a processor",
        )
        parser.add_argument(
            "--save", action="store_true", help="keep what was read as drafts"
        )
        parser.add_argument(
            "--as",
            dest="username",
            metavar="USERNAME",
            help="whose drafts they are: an improvement manager; if not given, the "
            "superuser, where there is only one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for place in options["places"]:
            if not place.exists():
                raise CommandError(f"{place} is not there.", returncode=2)
        out: Path | None = options["out"]
        if out is not None and (out.is_dir() or not out.parent.is_dir()):
            raise CommandError(f"{out} cannot be written.", returncode=2)
        files = files_in(options["places"])
        if not files:
            raise CommandError("There is no PDF and no text file.", returncode=2)
        self._unread = 0
        self._by = person(options["username"]) if options["save"] else None
        if self._by is not None:
            _require_may_read(self._by)
        as_lines = _jsonl if options["format"] == "jsonl" else _table
        with closing(self._watched(files, options["jobs"])) as readings:
            if out is None:
                for line in as_lines(readings):
                    self.stdout.write(line)
            else:
                _write_at_once(out, "".join(f"{line}\n" for line in as_lines(readings)))
        if self._unread:
            raise CommandError(
                f"{self._unread} of {len(files)} files could not be read.", returncode=1
            )

    def _watched(self, files: list[Path], jobs: int) -> Generator[FileReading]:
        """The readings, with a bar on a terminal, and a word on each that failed."""
        limits = Limits(
            pages=settings.READER_MAX_PAGES,
            seconds=settings.READER_SECONDS,
            memory_mb=settings.READER_MEMORY_MB,
        )
        readings = read_files(
            files, jobs=jobs, limits=limits, most_mb=settings.READER_MAX_MB
        )
        with (
            closing(readings),
            tqdm(readings, total=len(files), unit="file", disable=None) as bar,
        ):
            for reading in bar:
                if reading.draft is None:
                    self._unread += 1
                    with bar.external_write_mode():
                        problem = f"{reading.file}: {reading.code} {reading.message}"
                        self.stderr.write(problem)
                elif self._by is not None:
                    self._save(Path(reading.file), reading.draft, self._by)
                yield reading

    def _save(self, file: Path, draft: ReportDraft, by: User) -> None:
        """Keep what was read, of the bytes that were read."""
        data = file.read_bytes()
        if hashlib.sha256(data).hexdigest() != draft.sha256:
            raise CommandError(f"{file} was changed while it was read.")
        try:
            report = report_of(data, name=file.name[:255], by=by, read=draft)
            save_once(report, by=by)
        except Refused as refused:
            raise CommandError(f"{file} was not kept: {refused}") from refused


def _require_may_read(by: User) -> None:
    try:
        require_may_read(by)
    except NotAllowed as refused:
        raise CommandError(str(refused), returncode=2) from refused


def _jsonl(readings: Iterable[FileReading]) -> Iterator[str]:
    for reading in readings:
        yield json.dumps(as_row(reading), ensure_ascii=False)


def _table(readings: Iterable[FileReading]) -> Iterator[str]:
    rows = [HEADINGS, *(as_cells(reading) for reading in readings)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (c.ljust(wide) for c, wide in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _write_at_once(out: Path, text: str) -> None:
    """Whoever looks at the file sees all of it, or what was there before."""
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
