"""What a made-up report is written in: blocks of words, lists and tables. layout.py
sets them into pages.

Within the words, `^{1}` is a small raised footnote number and a form feed a page break.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """A paragraph or heading. `before` and `after` are points of white."""

    text: str
    size: float = 12
    bold: bool = False
    tag: str = "P"
    left: float = 0
    before: float = 0
    after: float = 12


def heading(text: str, *, size: float = 14, tag: str = "H2", **rest) -> Words:
    return Words(text, size=size, bold=True, tag=tag, before=6, **rest)


def title(text: str, *, bold: bool = False) -> Words:
    return Words(text, size=26, bold=bold, tag="H1", after=14)


@dataclass(frozen=True)
class Item:
    """An item of a list with a list of its own inside."""

    text: str
    nested: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list. `mark` stands before each item; with `first` it is a number that counts
    up, written as `mark` says ("{}."). `label` tells how the mark is tagged: inside the
    item's body, as its `Lbl`, or as no part of the text at all (an artifact)."""

    items: tuple[str | Item, ...]
    mark: str = "◼"
    first: int | None = None
    left: float = 0
    hang: float = 18
    label: str = "inside"
    nested_mark: str = "\u2013"
    after: float = 6


def numbered(first: int, *items: str | Item, hang: float = 28, **rest) -> Items:
    return Items(items, mark="{}.", first=first, hang=hang, after=12, **rest)


@dataclass(frozen=True)
class Table:
    """A table; `widths` are those of its columns. The first `header_rows` are tagged as
    its head; with `row_heads` the first cell of each row is a `TH`. A row that does not
    fit on a page goes over onto the next when it `breaks`, cell by cell, or else stands
    there whole."""

    rows: tuple[tuple["str | Block | tuple[Block, ...]", ...], ...]
    widths: tuple[float, ...]
    left: float = 0
    header_rows: int = 0
    row_heads: bool = True
    is_ruled: bool = True
    bold_heads: bool = False
    breaks: bool = False
    after: float = 12


@dataclass(frozen=True)
class Inside:
    """Blocks that stand in a structure of their own, such as a table round a page."""

    tags: tuple[str, ...]
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Contents:
    """A contents page: what it leads to and on which page."""

    entries: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Footnote:
    """A note at the foot of the page on which the block before it ends."""

    number: int
    text: str


@dataclass(frozen=True)
class Down:
    """Nothing, for so many points."""

    points: float


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Words | Items | Table | Inside | Contents | Footnote | Down | PageBreak


@dataclass(frozen=True)
class Running:
    """What stands at the edge of each page from page `first`: (words, x, y, size). The
    words may hold `{page}`; x is negative when reckoned from the right edge."""

    lines: tuple[tuple[str, float, float, float], ...] = ()
    first: int = 1


@dataclass(frozen=True)
class Paper:
    """The page, in points. Words stand between `left` and `right`."""

    width: float = 595
    height: float = 842
    left: float = 71
    right: float = 525
    top: float = 744
    bottom: float = 60
    running: Running = field(default_factory=Running)
