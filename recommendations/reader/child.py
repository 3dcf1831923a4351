"""Reads reports and workbooks, and draws pages, in a child process that can be stopped:
a file made to do harm costs no more than its limits. workflow/, the command and the
tests call it, from any thread."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from recommendations.reader.draft import ReportDraft, from_json
from recommendations.reader.messages import READY, read_message, write_message
from recommendations.reader.pages import Code, UnreadableDocument
from recommendations.reader.quotes import QuoteMatch, QuoteSearch
from recommendations.reader.spreadsheets import Table
from recommendations.reader.workbooks import from_json as tables_from_json

_ROOT = str(Path(__file__).resolve().parents[2])
# Each imports the libraries of its own kind of file alone.
REPORTS, TABLES = (
    f"import sys; sys.path.insert(0, {_ROOT!r}); "
    f"from recommendations.reader.{module} import main; main()"
    for module in ("sandbox_reports", "sandbox_tables")
)
# What Python itself may need to start, where it is set.
_KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_LONGEST_ANSWER = 2**26
WIDEST = 2400
_PARTING_SECONDS = 5


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: pages, seconds from the request to the answer,
    and MiB of the child's memory."""

    pages: int = 500
    seconds: float = 20
    memory_mb: int = 300


USUAL = Limits()


def read_in_child(data: bytes, limits: Limits = USUAL) -> ReportDraft:
    """What a report says. Raises UnreadableDocument when it cannot be read, or not
    within the limits."""
    with Worker(limits) as worker:
        return worker.read(data)


def render_in_child(
    data: bytes, page: int, width: int, limits: Limits = USUAL
) -> bytes:
    """A page of a PDF, counted from 1, as a PNG so many pixels wide. Raises
    UnreadableDocument as above."""
    with Worker(limits) as worker:
        return worker.draw(data, page, width)


def quotes_in_child(
    data: bytes, searches: Sequence[QuoteSearch], limits: Limits = USUAL
) -> list[QuoteMatch | None]:
    """Which words of each passage stand where in the file. Raises UnreadableDocument
    as above."""
    with Worker(limits) as worker:
        return worker.quotes(data, searches)


def tables_in_child(data: bytes, limits: Limits = USUAL) -> list[Table]:
    """The sheets of a workbook. Raises UnreadableDocument as above."""
    with Worker(limits, program=TABLES) as worker:
        return worker.tables(data)


class Worker:
    """A child that reads one file after another; one that was stopped or has crashed is
    replaced by the next. For one thread at a time, and to be closed. `errors` is where
    the child writes what went wrong in it, by default where this process does; of
    `program` depends what it can be asked."""

    def __init__(
        self,
        limits: Limits = USUAL,
        errors: IO[bytes] | None = None,
        program: str = REPORTS,
    ) -> None:
        self._limits = limits
        self._errors = errors
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, data: bytes) -> ReportDraft:
        answer = self._ask({"do": "read", "pages": self._limits.pages}, data)
        return from_json(json.loads(answer))

    def quotes(
        self, data: bytes, searches: Sequence[QuoteSearch]
    ) -> list[QuoteMatch | None]:
        matches = json.loads(self._ask({"do": "quotes", "wanted": searches}, data))
        return [match and (match[0], match[1]) for match in matches]

    def tables(self, data: bytes) -> list[Table]:
        return tables_from_json(self._ask({"do": "tables"}, data))

    def draw(self, data: bytes, page: int, width: int) -> bytes:
        if not 1 <= width <= WIDEST:
            raise ValueError(f"A picture is 1 to {WIDEST} pixels wide.")
        return self._ask({"do": "draw", "page": page, "width": width}, data)

    def stop(self) -> None:
        """End what another thread is reading, which then raises UnreadableDocument, as
        all that it asks from now on."""
        self._is_stopped = True
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """End the child, whatever it is doing, and leave nothing of it."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            # Waits for the end, and closes the pipes.
            process.communicate()

    def _ask(self, request: dict[str, Any], data: bytes) -> bytes:
        process, is_fresh = self._child()
        try:
            answer, content = self._exchange(process, request, data, is_fresh)
        except UnreadableDocument as problem:
            # What the files before it have left behind is not this file's doing.
            if is_fresh or self._is_stopped or problem.code == "timeout":
                raise
            return self._ask(request, data)
        if "code" in answer:
            raise UnreadableDocument(answer["code"], answer["message"])
        return content

    def _child(self) -> tuple["subprocess.Popen[bytes]", bool]:
        """The child, and whether it is a new one."""
        if self._process is not None:
            return self._process, False
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", self._program, str(self._limits.memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=os.path.sep,
            env={"MALLOC_ARENA_MAX": "1"}
            | {name: os.environ[name] for name in _KEPT if name in os.environ},
            # Ctrl-C is for the parent alone; the child ends with its input.
            start_new_session=True,
        )
        return self._process, True

    def _exchange(
        self,
        process: "subprocess.Popen[bytes]",
        request: dict[str, Any],
        data: bytes,
        is_fresh: bool,
    ) -> tuple[dict[str, Any], bytes]:
        """Put a request to the child. Raises UnreadableDocument when it has died of it;
        then, as when this thread is interrupted, it is gone for good."""
        if process.stdin is None or process.stdout is None:
            raise ValueError("The child has no pipes.")
        late = threading.Event()
        timer = threading.Timer(self._limits.seconds, _end, (process, late))
        timer.start()
        is_ready, is_done = not is_fresh, False
        try:
            if self._is_stopped:
                process.kill()
            if not is_ready:
                is_ready = read_message(process.stdout, len(READY)) == READY
            message = json.dumps(request | {"seconds": self._limits.seconds})
            write_message(process.stdin, message.encode())
            write_message(process.stdin, data)
            answer = json.loads(read_message(process.stdout, _LONGEST_ANSWER))
            content = read_message(process.stdout, _LONGEST_ANSWER)
            is_done = True
        except (BrokenPipeError, EOFError):
            exit_code = _exit_code(process)
            if exit_code > 0 and not is_ready:
                raise RuntimeError("The reader's child does not start.") from None
            raise self._death(exit_code, late.is_set()) from None
        finally:
            timer.cancel()
            timer.join()
            if not is_done or late.is_set():
                self.close()
        return answer, content

    def _death(self, exit_code: int, is_late: bool) -> UnreadableDocument:
        if is_late or exit_code in _OUT_OF_TIME:
            seconds = f"{self._limits.seconds:g}"
            return UnreadableDocument(
                "timeout", f"Reading the file took more than {seconds} seconds."
            )
        if exit_code in _OUT_OF_MEMORY:
            return UnreadableDocument(
                "too_big",
                f"Reading the file takes more than {self._limits.memory_mb} MiB of "
                "memory.",
            )
        code: Code = "not_pdf" if self._program == REPORTS else "not_table"
        return UnreadableDocument(code, "The file is damaged: reading it failed.")


def _exit_code(process: "subprocess.Popen[bytes]") -> int:
    """How a child ended that has let go of its pipes."""
    try:
        return process.wait(timeout=_PARTING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _end(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _exit_codes(*names: str) -> frozenset[int]:
    """Of processes that these signals end; some systems do not have them all."""
    signals = signal.Signals.__members__
    return frozenset(-signals[name] for name in names if name in signals)


_OUT_OF_TIME = _exit_codes("SIGXCPU")
# PDFium aborts when it gets no more memory; the system kills when it has none.
_OUT_OF_MEMORY = _exit_codes("SIGABRT", "SIGKILL")
