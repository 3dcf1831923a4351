"""Reads the snippets of a page in Markdown, each with the answer printed after it, and
runs them one after the other as a reader would."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_RUN = ("sh", "python")
_ANSWERS = ("http", "text")


@dataclass(frozen=True)
class Snippet:
    """A piece of the page that is run, the line it begins on, and what it answers."""

    language: str
    code: str
    line: int
    answer: str


def snippets_of(page: str) -> Iterator[Snippet]:
    blocks = list(_FENCED.finditer(page))
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block[1] in _RUN:
            answer = following if following and following[1] in _ANSWERS else None
            line = page.count("\n", 0, block.start()) + 2
            yield Snippet(block[1], block[2], line, answer[2] if answer else "")


def run_shell(code: str, environment: dict[str, str]) -> str:
    """What it prints. `.curlrc` in the reader's home has curl print the headers too."""
    shell = ["bash", "-euc", code]
    done = subprocess.run(  # noqa: S603 - the code is our own page's
        shell, env=environment, capture_output=True, text=True, timeout=20
    )
    return done.stdout + done.stderr


def run_python(code: str, names: dict[str, object]) -> str:
    """What it prints; `names` are what earlier snippets defined."""
    out = StringIO()
    with redirect_stdout(out):
        exec(code, names)  # noqa: S102 - the code is our own page's
    return out.getvalue()


def tells(answer: str, printed: str) -> bool:
    """Whether the page tells what was printed. White space does not count, `…` stands
    for anything, and of the headers only those that the page tells. Of the first line
    only the status: Python's words for it change."""
    if not answer.startswith("HTTP/"):
        return _matches(answer, printed)
    told_head, _, told_body = answer.partition("\n\n")
    head, _, body = printed.replace("\r", "").partition("\n\n")
    status, *headers = head.splitlines()
    status_line, *wanted_headers = told_head.splitlines()
    return (
        status.split()[:2] == status_line.split()[:2]
        and all(
            any(_matches(pattern, header) for header in headers)
            for pattern in wanted_headers
        )
        and _matches(told_body, body)
    )


def _matches(line: str, printed: str) -> bool:
    pieces = "".join(line.split()).split("…")
    pattern = ".*?".join(re.escape(piece) for piece in pieces)
    return bool(re.fullmatch(pattern, "".join(printed.split())))
