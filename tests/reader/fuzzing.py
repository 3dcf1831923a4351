"""Reads thousands of spoilt reports, as the product does. It ends with 1 when one of
them led to a mistake of ours, took more than ten seconds, or left a process or a file:

    make fuzz-pdf SEED=1 N=2000

A case is made again from its seed and number, and read in this process:

    python -m tests.reader.fuzzing --seed 1 --only 37
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import IO

from recommendations.reader.child import Limits, Worker
from recommendations.reader.pages import UnreadableDocument
from recommendations.reader.report import read_report
from tests.reader.spoiling import spoilt
from tests.samples import SAMPLES

LIMITS = Limits(seconds=10)
_DRAWN = 4  # Of so many files one is drawn too.


@dataclass(frozen=True)
class Outcome:
    case: int
    result: str
    seconds: float
    traceback: str


@dataclass(frozen=True)
class Reader:
    """A worker, and what its child says on standard error."""

    worker: Worker
    errors: IO[bytes]

    def try_out(self, case: int, data: bytes) -> Outcome:
        start = time.monotonic()
        result = self._result(data, is_drawn=case % _DRAWN == 0)
        seconds = time.monotonic() - start
        self.errors.seek(0)
        traceback = self.errors.read().decode(errors="replace")
        self.errors.seek(0)
        self.errors.truncate()
        return Outcome(case, result, seconds, traceback)

    def _result(self, data: bytes, *, is_drawn: bool) -> str:
        try:
            self.worker.read(data)
            if is_drawn:
                self.worker.draw(data, 1, 300)
        except UnreadableDocument as problem:
            crashed = "reading it failed" in str(problem)
            return "crashed" if crashed else problem.code
        return "read"


def spoilt_case(originals: list[bytes], seed: int, case: int) -> bytes:
    # Noise from a fixed start, so that a case can be made again: no secret hangs on it.
    chance = Random(f"{seed} {case}")  # noqa: S311
    return spoilt(chance.choice(originals), chance)


def fuzz(originals: list[bytes], seed: int, count: int, jobs: int) -> list[Outcome]:
    readers: SimpleQueue[Reader] = SimpleQueue()

    def try_out(case: int) -> Outcome:
        data = spoilt_case(originals, seed, case)
        reader = readers.get()
        try:
            return reader.try_out(case, data)
        finally:
            readers.put(reader)

    with ExitStack() as ends:
        for _ in range(jobs):
            errors = ends.enter_context(tempfile.TemporaryFile())
            worker = ends.enter_context(Worker(LIMITS, errors))
            readers.put(Reader(worker, errors))
        pool = ends.enter_context(ThreadPoolExecutor(jobs))
        return list(pool.map(try_out, range(count)))


def children() -> int:
    """How many processes we have started that are still there, where one can tell."""
    listed = Path("/proc/self/task").glob("*/children")
    return sum(len(listing.read_text(encoding="ascii").split()) for listing in listed)


def report(outcomes: list[Outcome], processes: int, files: int) -> bool:
    """Print the counts; return whether all is well."""
    wrong = [
        outcome
        for outcome in outcomes
        if outcome.traceback or outcome.result == "timeout"
    ]
    for outcome in wrong:
        print(f"case {outcome.case}: {outcome.result}\n{outcome.traceback}")
    results = Counter(outcome.result for outcome in outcomes)
    counts = ", ".join(f"{count} {name}" for name, count in results.most_common())
    slowest = max((outcome.seconds for outcome in outcomes), default=0)
    print(
        f"{len(outcomes)} files: {counts}; slowest {slowest:.1f} s, "
        f"{sum(bool(outcome.traceback) for outcome in wrong)} tracebacks, "
        f"{results['timeout']} hung, {processes} processes and {files} files left"
    )
    return not (wrong or processes or files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dir", type=Path, help="spoil the PDFs below this folder")
    parser.add_argument("--only", type=int, metavar="CASE", help="read here and now")
    options = parser.parse_args()
    originals = [
        sample.pdf(tagged=tags) for sample in SAMPLES for tags in (True, False)
    ]
    if options.dir is not None:
        originals = [path.read_bytes() for path in sorted(options.dir.rglob("*.pdf"))]
        if not originals:
            parser.error(f"There is no PDF in {options.dir}.")
    if options.only is not None:
        print(read_report(spoilt_case(originals, options.seed, options.only)))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        tempfile.tempdir = scratch
        outcomes = fuzz(originals, options.seed, options.count, options.jobs)
        tempfile.tempdir = None
        is_well = report(outcomes, children(), len(os.listdir(scratch)))
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
