"""The pages of a document as lines that know where they stand."""

import re
from dataclasses import dataclass
from typing import NamedTuple

# How a plain text stands on its made-up pages, in points.
_SIZE, _PITCH, _INDENT = 12.0, 14.0, 6.0

# A tag of the PDF's own structure, such as `LI` or `H2`, and its number on the page.
Tag = tuple[str, int]


class TextLine(NamedTuple):
    """A line of one paragraph or cell, or as much of it as stands in one. Places are in
    points from the top left corner of the page; `baseline` is where the letters stand.
    `tags` are outermost first, and empty where the PDF tags nothing; `holder` is the
    one of them that holds the block."""

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    tags: tuple[Tag, ...] = ()
    holder: Tag | None = None


_HEADING = re.compile(r"H\d?")


def holder_of(tags: tuple[Tag, ...]) -> Tag | None:
    """The tag that holds a block: the note, item, heading, or paragraph of a cell.
    `Span`, `Link` and the like stand inside one, and paragraphs inside an item."""
    paragraph: Tag | None = None
    for tag in reversed(tags):
        name = tag[0]
        if name in ("TD", "TH"):
            return paragraph or tag
        if name in ("LI", "TOCI", "Caption", "Note") or _HEADING.fullmatch(name):
            return tag
        if name == "P" and paragraph is None:
            paragraph = tag
    return paragraph


@dataclass(frozen=True)
class Sheet:
    """A page as laid out: its number from 1, its width and height in points, and its
    lines that are not blank, in the order that they are written."""

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class Layout:
    """A document as laid out. `is_tagged` where the PDF says which text is a list, a
    heading or a table. A plain text never does: `is_plain`."""

    sheets: tuple[Sheet, ...]
    is_tagged: bool = False
    is_plain: bool = False


def text_sheet(number: int, text: str) -> Sheet:
    """A page of a plain text: spaces stand for the indent."""
    lines = []
    rows = text.split("\n")
    for row, line in enumerate(rows, start=1):
        if words := line.strip():
            left = _INDENT * (len(line) - len(line.lstrip()))
            right = left + _INDENT * len(words)
            lines.append(TextLine(number, words, left, right, _PITCH * row, _SIZE))
    width = max((line.right for line in lines), default=0.0)
    return Sheet(number, width, _PITCH * (len(rows) + 1), tuple(lines))
