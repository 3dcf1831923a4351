"""What a list asks for, item by item, and what it praises. Each way in which a list is
known to go wrong has its guard here, and a guard that fires leaves a note."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from recommendations.reader import layouts
from recommendations.reader.blocks import Block
from recommendations.reader.draft import Mark, Note, Recommendation, Strength
from recommendations.reader.sections import Section, asking, trimmed

_STEP = 6.0  # points: further in than this is another level
_SHORT = 90  # letters
_LONGEST = 230  # words; real items seldom have more
_COLUMN = 60.0  # points: a column of its own
_MOST_LEAD_IN = 2  # paragraphs before the first item
_MOST_PLAIN = 4  # paragraphs that may stand for items without a sign
_SURE, _LIKELY, _DOUBTFUL = 0.98, 0.85, 0.6
# What an item answers to in the National Framework, in brackets behind it.
_TAG = re.compile(
    r"\((?P<tag>(?:outcome|enabler|principle)s? [^()]*|[^()]*national framework[^()]*)"
    r"\)\W*\Z",
    re.IGNORECASE,
)


@dataclass
class Item:
    """An item as it grows, block by block."""

    blocks: list[Block]
    text: str
    subheading: str = ""
    responsible: str = ""
    nested: list[str] = field(default_factory=list)
    confidence: float = _SURE

    @property
    def first(self) -> Block:
        return self.blocks[0]

    def add(self, block: Block) -> None:
        self.blocks.append(block)
        glue = "" if self.text.endswith("-") else " "
        self.text = f"{self.text}{glue}{block.text}".strip()


@dataclass(frozen=True)
class Read:
    """The items of one list, and what is unsure about them."""

    items: tuple[Item, ...]
    notes: tuple[Note, ...] = ()


def read_list(section: Section, *, is_tabular: bool) -> Read:
    """The items below a heading: rows of a ruled table, or what bears a sign or a
    number, or plain paragraphs where a list may be without. `is_tabular` where the
    framework prints its lists as tables."""
    content = [block for block in section.blocks if block.text]
    rows = _rows(section, content) or (_columns(content) if is_tabular else [])
    if rows:
        return _checked(section, rows, [])
    reader = _ListReader(section)
    reader.take(content)
    if reader.items:
        return _checked(section, reader.items, reader.notes)
    if section.asked and section.asked.may_be_plain:
        return _plain(section, content)
    return Read(())


class _ListReader:
    """Goes through the blocks of a list in their order and stops where it ends."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.items: list[Item] = []
        self.notes: list[Note] = []
        self._depth = section.heading.table_depth
        self._subheading = ""
        self._lead_ins = 0

    def take(self, content: Sequence[Block]) -> None:
        for at, block in enumerate(content):
            if self._is_boxed(block):
                continue
            if block.is_heading and not self._is_item(block):
                if not self._opens_more(content[at + 1 :]):
                    return
                self._subheading = block.text
            elif not self._taken(block, content[at + 1 :]):
                return

    def _is_boxed(self, block: Block) -> bool:
        """A case study or the like, in a table of its own beside the list."""
        home = self.items[0].first if self.items else self.section.heading
        return (
            block.cell is not None
            and (
                home.cell is None
                or (block.cell.table != home.cell.table and not block.label)
            )
            and not (block.label and not self.items)
        )

    def _opens_more(self, rest: Sequence[Block]) -> bool:
        """Whether items of the list's own kind follow a heading inside it."""
        following = next((b for b in rest if not b.is_heading), None)
        if following is None:
            return False
        if not self.items:
            return bool(following.label) or following.is_item or _leads_in(following)
        return self._is_next(following)

    def _is_item(self, block: Block) -> bool:
        """A whole item in bold: it bears a sign and reads as a sentence."""
        return bool(block.label) and not asking(block) and len(block.text) > 60

    def _taken(self, block: Block, rest: Sequence[Block]) -> bool:
        """Make the block part of the list; False when the list ends before it."""
        if not self.items:
            return self._opened(block, rest)
        last = self.items[-1]
        if self._is_next(block):
            self._add(block)
        elif self._is_nested(block, last):
            last.nested.append(block.text)
            last.add(block)
        elif self._goes_on(block, last):
            last.add(block)
        elif _looks_like_heading(block) and self._opens_more(rest):
            self._subheading = block.text
        else:
            self._ended_by(block)
            return False
        return True

    def _opened(self, block: Block, rest: Sequence[Block]) -> bool:
        if _leads_in(block) and self._list_follows(block, rest):
            return True
        if block.label or block.is_item:
            self._add(block)
            return True
        self._lead_ins += 1
        return self._lead_ins <= _MOST_LEAD_IN

    def _list_follows(self, block: Block, rest: Sequence[Block]) -> bool:
        """Whether the items stand below a numbered lead-in, and not under its number:
        a heading, or signs that are no numbers and no deeper than its words."""
        if not block.label:
            return True
        if block.number is None or not rest:
            return False
        if rest[0].is_heading:
            return True
        numbered = [b for b in rest if b.number is not None]
        return not numbered and bool(rest[0].label)

    def _add(self, block: Block) -> None:
        self.items.append(Item([block], block.text, self._subheading))

    def _is_next(self, block: Block) -> bool:
        """Whether the block is the next item, of the kind of the first."""
        first, last = self.items[0].first, self.items[-1].first
        if first.number is not None:
            if block.number is None:
                return False
            begins_anew = block.number == 1 and self._is_new_part()
            return begins_anew or block.number == (last.number or 0) + 1
        if block.number is not None:
            return False
        if not first.label:
            return block.is_item and not block.label and block.depth <= first.depth
        if not block.label:
            return False
        if block.page == last.page:
            return block.left <= last.left + _STEP and _alike(block, last)
        return _alike(block, last) and block.depth <= max(1, last.depth)

    def _is_new_part(self) -> bool:
        """Whether a heading has come since the last item: numbers may begin anew."""
        return self._subheading != self.items[-1].subheading

    def _is_nested(self, block: Block, last: Item) -> bool:
        if not block.label and not (block.is_item and block.depth > last.first.depth):
            return False
        if block.number is not None and last.first.number is not None:
            return False
        is_deeper = block.left > last.first.left + _STEP
        return (
            is_deeper or block.depth > last.first.depth or not _alike(block, last.first)
        )

    def _goes_on(self, block: Block, last: Item) -> bool:
        """Whether an unsigned paragraph is more of the last item: it goes on with its
        sentence, or stands under its words and not under its sign."""
        if block.label:
            return False
        ended = last.blocks[-1].is_ended
        if block.text[:1].islower() and not ended:
            return True
        if block.is_item and block.depth >= last.first.depth:
            return True
        hung = last.first.lines[-1].left if len(last.first.lines) > 1 else None
        under = block.left >= (hung or last.first.left + _STEP) - 1
        if under and last.first.label and block.left > last.first.left + _STEP:
            last.confidence = min(last.confidence, _LIKELY)
            return True
        return False

    def _ended_by(self, block: Block) -> None:
        """A list should end at a heading: where a paragraph ends it, say so."""
        if block.number is not None and self.items[0].first.number is not None:
            self.notes.append(
                Note(
                    "numbers_jump",
                    f"The list “{self.section.title}” goes from number "
                    f"{self.items[-1].first.number} to {block.number}: look whether an "
                    "item is missing.",
                    block.page,
                )
            )
        elif block.label:
            self.notes.append(
                Note(
                    "list_changes",
                    f"The signs change in the list “{self.section.title}”: it was "
                    "read up to there.",
                    block.page,
                )
            )


def _looks_like_heading(block: Block) -> bool:
    """A few words in italics or underlined, which nothing else tells from a text."""
    words = block.text
    return (
        not block.label
        and len(words) <= _SHORT
        and words[:1].isupper()
        and not words.endswith((".", ";", ","))
    )


def _alike(one: Block, other: Block) -> bool:
    return one.label == other.label or (
        one.number is not None and other.number is not None
    )


def _leads_in(block: Block) -> bool:
    return not block.is_heading and layouts.LEAD_IN.fullmatch(block.text) is not None


def _rows(section: Section, content: Sequence[Block]) -> list[Item]:
    """The rows of ruled tables below the heading: the words in the last column, who
    is responsible in the one before."""
    first = next((block for block in content if not block.is_heading), None)
    depth = section.heading.table_depth
    if first is None or first.label or first.table_depth <= depth:
        return []
    rows: dict[tuple[int, int, int], list[Block]] = {}
    for block in content:
        cell = block.cell
        if cell and cell.depth > depth:
            rows.setdefault((block.page, cell.table, cell.row), []).append(block)
    items: list[Item] = []
    for row in rows.values():
        if not _is_table_head(row):
            _take_row(row, items)
    return items


def _is_table_head(row: Sequence[Block]) -> bool:
    return all(
        block.is_heading or trimmed(block.text).lower().startswith("responsible bod")
        for block in row
    )


def _take_row(row: Sequence[Block], items: list[Item]) -> None:
    cells: dict[int, list[Block]] = {}
    for block in row:
        cells.setdefault(block.cell.column if block.cell else 0, []).append(block)
    columns = list(cells.values())
    words, last = columns[-1], items[-1] if items else None
    if layouts.NOTHING_ASKED.search(words[0].text):
        return
    if last and words[0].page != last.first.page and _is_rest(words[0], last):
        for block in words:
            _grow(last, block)
        return
    responsible = " ".join(block.text for block in columns[0])
    if len(columns) == 1:
        # One body may stand beside several rows.
        is_beside = (
            last and last.responsible and words[0].left > last.first.left - _STEP
        )
        responsible = last.responsible if last and is_beside else ""
    item = Item([words[0]], words[0].text, responsible=responsible)
    for block in words[1:]:
        _grow(item, block)
    items.append(item)


def _columns(content: Sequence[Block]) -> list[Item]:
    """The rows of a ruled table where nothing but its looks shows one: each paragraph
    of the last column is one, and what stands left of it is who is responsible."""
    plain = [block for block in content if not block.is_heading]
    if not plain or plain[0].label:
        return []
    right = max(block.left for block in plain if not block.label)
    left = min(block.left for block in plain)
    words_at = right if right - left > _COLUMN else left
    items: list[Item] = []
    responsible = ""
    for block in plain:
        if block.label and items:
            _grow(items[-1], block)
        elif block.left < words_at - _STEP:
            responsible = block.text
        elif not items or not block.text[:1].islower():
            items.append(
                Item([block], block.text, responsible=responsible, confidence=_LIKELY)
            )
        else:
            _grow(items[-1], block)
    return items


def _is_rest(block: Block, item: Item) -> bool:
    """Whether a row at the top of a page is the rest of the row before."""
    return bool(block.label) or block.text[:1].islower() or not item.blocks[-1].is_ended


def _grow(item: Item, block: Block) -> None:
    if block.label:
        item.nested.append(block.text)
    item.add(block)


def _plain(section: Section, content: Sequence[Block]) -> Read:
    """Paragraphs that stand for items, where a heading promises a list and no sign
    follows: read, and marked for a person to look at."""
    paragraphs = []
    for block in content:
        if block.is_heading:
            break
        if not _leads_in(block) and not layouts.NOTHING_ASKED.search(block.text):
            paragraphs.append(block)
    if not paragraphs:
        return Read(())
    if len(paragraphs) > _MOST_PLAIN or section.ended_by is None:
        return Read(
            (),
            (
                Note(
                    "list_unread",
                    f"Under “{section.title}” there is text without bullets or "
                    "numbers. It was not read: look whether it asks for something.",
                    section.heading.page,
                ),
            ),
        )
    items = tuple(
        Item([block], block.text, confidence=_DOUBTFUL) for block in paragraphs
    )
    return Read(
        items,
        (
            Note(
                "list_plain",
                f"Under “{section.title}” there are no bullets or numbers: each "
                "paragraph was taken for one item.",
                section.heading.page,
            ),
        ),
    )


def _checked(section: Section, items: Sequence[Item], notes: list[Note]) -> Read:
    kept = []
    for item in items:
        words = len(item.text.split())
        if words < 40 and layouts.NOTHING_ASKED.search(item.text):
            continue
        if words > _LONGEST:
            item.confidence = min(item.confidence, _DOUBTFUL)
            notes.append(
                Note(
                    "item_long",
                    f"An item under “{section.title}” has {words} words: look whether "
                    "the report's account of its findings was taken for an item.",
                    item.first.page,
                )
            )
        kept.append(item)
    ends = {bool(item.blocks[-1].is_ended) for item in kept[:-1]}
    if kept and ends == {True} and not kept[-1].blocks[-1].is_ended:
        kept[-1].confidence = min(kept[-1].confidence, _LIKELY)
        notes.append(
            Note(
                "item_open",
                f"The last item under “{section.title}” does not end as the others do: "
                "look whether words are missing.",
                kept[-1].blocks[-1].page,
            )
        )
    return Read(tuple(kept), tuple(notes))


Sizes = Mapping[int, tuple[float, float]]


def recommendation(
    item: Item, section: Section, asks: layouts.Kind, body: str, sizes: Sizes
) -> Recommendation:
    """An item as the draft keeps it."""
    kind = (section.asked and section.asked.kind) or asks
    tag = _TAG.search(item.text)
    return Recommendation(
        text=item.text,
        page=item.first.page,
        confidence=item.confidence,
        kind=kind,
        priority=kind == "priority_action",
        heading=section.title,
        subheading=item.subheading,
        number=str(item.first.number) if item.first.number is not None else "",
        body=body,
        responsible=item.responsible,
        tag=tag["tag"] if tag else "",
        nested=tuple(item.nested),
        marks=marks(item.blocks, sizes),
    )


def strength(item: Item, sizes: Sizes) -> Strength:
    return Strength(
        text=item.text,
        page=item.first.page,
        confidence=item.confidence,
        marks=marks(item.blocks, sizes),
    )


def marks(blocks: Iterable[Block], sizes: Sizes) -> tuple[Mark, ...]:
    """Where the words of the blocks stand: one rectangle a page."""
    lines = [line for block in blocks for line in block.lines]
    found = []
    for page in sorted({line.page for line in lines}):
        width, height = sizes[page]
        here = [line for line in lines if line.page == page]
        found.append(
            Mark(
                page=page,
                left=_part(min(x.left for x in here) - 3, width),
                top=_part(min(x.baseline - x.size for x in here), height),
                right=_part(max(x.right for x in here) + 3, width),
                bottom=_part(max(x.baseline + 0.3 * x.size for x in here), height),
            )
        )
    return tuple(found)


def _part(place: float, whole: float) -> float:
    return round(min(1.0, max(0.0, place / whole if whole else 0.0)), 4)
