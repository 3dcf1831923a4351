"""Breaks paragraphs and lists into the lines that layout.py places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .blocks import Item, Items, Words
from .pdf import Element, width

LEADING = 1.2
_RAISED = re.compile(r"\^\{(.+?)\}")


@dataclass
class Line:
    """Words to be drawn at an indent; `mark` stands further left. With `turns` a new
    page begins before it."""

    text: str
    size: float
    bold: bool
    indent: float
    element: Element
    before: float = 0
    mark: str = ""
    mark_indent: float = 0
    mark_element: Element | None = None
    end_text: str = ""
    turns: bool = False

    @property
    def height(self) -> float:
        return self.before + self.size * LEADING


def lines_of(block: Words | Items, wide: float, element: Element) -> Iterator[Line]:
    """The lines of a block in a column so many points wide."""
    if isinstance(block, Words):
        yield from _paragraph(block, wide, element.add(block.tag))
        return
    list_element = element.add("L")
    for index, item in enumerate(block.items):
        mark = block.mark
        if block.first is not None:
            mark = mark.format(block.first + index)
        before = block.after if index else 0
        yield from _item(block, item, mark, before, wide, list_element.add("LI"))


def _item(
    block: Items,
    item: str | Item,
    mark: str,
    before: float,
    wide: float,
    element: Element,
) -> Iterator[Line]:
    label = element.add("Lbl") if block.label == "apart" else None
    body = element.add("LBody")
    text = item if isinstance(item, str) else item.text
    indent = block.left + block.hang
    words = Words(text, left=indent, before=before)
    for number, line in enumerate(_paragraph(words, wide, body)):
        if number == 0:
            line.mark, line.mark_indent = mark, block.left
            line.mark_element = body if block.label == "inside" else label
        yield line
    if isinstance(item, Item):
        nested = Items(
            item.nested, mark=block.nested_mark, left=indent, label=block.label
        )
        for line in lines_of(nested, wide, element):
            line.before = 3
            yield line


def _paragraph(block: Words, wide: float, element: Element) -> Iterator[Line]:
    for part, text in enumerate(block.text.split("\f")):
        for number, line in enumerate(_wrapped(text, wide - block.left, block.size)):
            yield Line(
                line,
                block.size,
                block.bold,
                block.left,
                element,
                before=block.before if part == number == 0 else 0,
                turns=part > 0 and number == 0,
            )


def _wrapped(text: str, wide: float, size: float) -> Iterator[str]:
    """The text in lines. A line may end in a space or after a hyphen within a word."""
    line = ""
    for word in re.findall(r"\S+?-(?=\w)|\S+\s*|\s+", text):
        if line and width(_RAISED.sub(r"\1", line + word.rstrip()), size) > wide:
            yield line
            line = ""
        line += word
    yield line


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and whether each is raised."""
    for number, part in enumerate(_RAISED.split(text)):
        if part:
            yield part, number % 2 == 1
