"""Goes through a list of signed or numbered items, and knows where it ends."""

import re
from collections.abc import Sequence

from recommendations.reader import layouts
from recommendations.reader.blocks import Block
from recommendations.reader.draft import Note
from recommendations.reader.items import LIKELY, STEP, Item
from recommendations.reader.pages import UnreadableDocument
from recommendations.reader.sections import ListSection, list_heading_of

_SHORT = 90  # letters
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2500\u2501\uf02d-]+")
_MOST_LEAD_IN = 2  # paragraphs before the first item
MOST_ITEMS = 500


class ListReader:
    """Goes through the blocks of a list in their order and stops where it ends."""

    def __init__(self, section: ListSection) -> None:
        self.section = section
        self.items: list[Item] = []
        self.notes: list[Note] = []
        self._depth = section.heading.table_depth
        self._subheading = ""
        self._lead_ins = 0

    def read(self, content: Sequence[Block]) -> None:
        for at, block in enumerate(content):
            if self._is_boxed(block):
                continue
            if block.is_heading and not self._is_item(block):
                if not self._opens_more(content[at + 1 :]):
                    return
                self._subheading = block.text
            elif not self._added(block, content[at + 1 :]):
                return

    def _is_boxed(self, block: Block) -> bool:
        """A case study or the like, in a table of its own beside the list."""
        if not self.items:
            return not block.label and block.table_depth > self._depth
        return block.table_depth > self.items[0].first.table_depth

    def _opens_more(self, rest: Sequence[Block]) -> bool:
        """Whether items of the list's own kind follow a heading inside it."""
        following = next((b for b in rest if not b.is_heading), None)
        if following is None:
            return False
        if not self.items:
            return bool(following.label) or following.is_item or leads_in(following)
        begins_anew = following.number == 1 and self.items[0].first.number is not None
        return begins_anew or self._is_next(following)

    def _is_item(self, block: Block) -> bool:
        """A whole item in bold: it bears a sign and reads as a sentence."""
        return bool(block.label) and not list_heading_of(block) and len(block.text) > 60

    def _added(self, block: Block, rest: Sequence[Block]) -> bool:
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
        if leads_in(block) and self._list_follows(block, rest):
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
        item = Item([block], block.text, self._subheading)
        if self.items and self._subheading and not self.items[0].subheading:
            # It may be the report's account: real lists have sub-headings throughout.
            item.confidence = LIKELY
        self.items.append(item)
        if len(self.items) > MOST_ITEMS:
            raise UnreadableDocument(
                "too_big",
                f"A list of the file has more than {MOST_ITEMS} items, which no report "
                "has.",
            )

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
        if not (_alike(block, last) or _stand_alike(block, last)):
            return False
        if block.page == last.page:
            return block.left <= last.left + STEP
        return block.depth <= max(1, last.depth)

    def _is_new_part(self) -> bool:
        """Whether a heading has come since the last item: numbers may begin anew."""
        return self._subheading != self.items[-1].subheading

    def _is_nested(self, block: Block, last: Item) -> bool:
        if not block.label and not (block.is_item and block.depth > last.first.depth):
            return False
        is_deeper = block.left > last.first.left + STEP
        if block.number is not None:
            return is_deeper and last.first.number is None
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
        under = block.left >= (hung or last.first.left + STEP) - 1
        if under and last.first.label and block.left > last.first.left + STEP:
            last.confidence = min(last.confidence, LIKELY)
            return True
        return False

    def _ended_by(self, block: Block) -> None:
        """A list should end at a heading: where a paragraph ends it, say so."""
        if block.number is not None and self.items[0].first.number is not None:
            self.notes.append(
                Note(
                    "numbers_jump",
                    f"The list “{self.section.title}” goes from number "
                    f"{self.items[-1].first.number} to {block.number}. Check whether "
                    "an item is missing.",
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


def _alike(first: Block, second: Block) -> bool:
    return _style(first) == _style(second)


def _style(block: Block) -> str:
    """The sign itself, or one for all numbers and one for all letters."""
    if block.number is not None:
        return "1"
    return "a" if block.label.isalpha() else block.label


def _stand_alike(block: Block, last: Block) -> bool:
    """Whether two signs, though they differ, stand at one place: a list may change its
    bullet midway. A dash is the sign of another level."""
    return (
        abs(block.left - last.left) < STEP
        and block.depth == last.depth
        and not any(_DASHES.fullmatch(each.label) for each in (block, last))
        and not any(each.label.isalnum() for each in (block, last))
    )


def leads_in(block: Block) -> bool:
    return not block.is_heading and layouts.LEAD_IN.fullmatch(block.text) is not None
