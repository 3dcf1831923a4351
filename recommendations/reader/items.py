"""An item of a list as it grows, and where on the pages its words stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from recommendations.reader.blocks import Block
from recommendations.reader.draft import Mark
from recommendations.reader.page_lines import TextLine

# How sure the reader is: of what it saw, of what it joined, of what it made an item.
SURE, LIKELY, DOUBTFUL = 0.98, 0.85, 0.6
STEP = 6.0  # points: further in than this is another level

# Width and height of each page in points.
Sizes = Mapping[int, tuple[float, float]]


@dataclass
class Item:
    """An item as it grows, block by block."""

    blocks: list[Block]
    text: str
    subheading: str = ""
    responsible: str = ""
    nested: list[str] = field(default_factory=list)
    confidence: float = SURE

    @property
    def first(self) -> Block:
        return self.blocks[0]

    def add(self, block: Block) -> None:
        self.blocks.append(block)
        glue = "" if self.text.endswith("-") else " "
        self.text = f"{self.text}{glue}{block.text}".strip()


def marks(blocks: Iterable[Block], sizes: Sizes) -> tuple[Mark, ...]:
    """Where the words of the blocks stand: one rectangle a page."""
    return marks_of([line for block in blocks for line in block.lines], sizes)


def marks_of(lines: Sequence[TextLine], sizes: Sizes) -> tuple[Mark, ...]:
    """Where the lines stand: one rectangle a page."""
    rectangles = []
    for page in sorted({line.page for line in lines}):
        width, height = sizes[page]
        page_lines = [line for line in lines if line.page == page]
        rectangles.append(
            Mark(
                page=page,
                left=_fraction(min(x.left for x in page_lines) - 3, width),
                top=_fraction(min(x.baseline - x.size for x in page_lines), height),
                right=_fraction(max(x.right for x in page_lines) + 3, width),
                bottom=_fraction(
                    max(x.baseline + 0.3 * x.size for x in page_lines), height
                ),
            )
        )
    return tuple(rectangles)


def _fraction(place: float, length: float) -> float:
    return round(min(1.0, max(0.0, place / length if length else 0.0)), 4)
