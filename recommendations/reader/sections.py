"""Where a report asks for something: the lists under headings such as `What needs to
improve?`, each with the blocks that belong to it and how it ended."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recommendations.reader import layouts
from recommendations.reader.blocks import Block

# A heading in words, without number, mark, colon or the number of a footnote.
_TRIMMED = re.compile(r"\A[\W\d]+|[\W\d]+\Z")
_CONTINUED = re.compile(r"\W+\(?(continued|cont\W?d?)\W*\Z", re.IGNORECASE)
_CONTENTS = re.compile(r"(table of )?contents?", re.IGNORECASE)
_SHORT = 90  # letters
_BIG = 13.5  # points: headings that open a part of the report


@dataclass(frozen=True)
class ListSection:
    """A heading and what stands below it, to the next heading that is not below it
    in rank. `ended_by` is that heading; None at the end of the document. `list_heading`
    is None where the report praises."""

    heading: Block
    blocks: tuple[Block, ...]
    ended_by: Block | None
    list_heading: layouts.ListHeading | None
    is_about_board: bool
    above: str = ""

    @property
    def title(self) -> str:
        return self.heading.text.strip()


def trimmed(text: str) -> str:
    return _TRIMMED.sub("", _CONTINUED.sub("", text)).strip()


def list_heading_of(block: Block) -> layouts.ListHeading | None:
    """The kind of list that a heading opens, if it opens one."""
    words = trimmed(block.text)
    if block.text.startswith("(") or not words[:1].isupper():
        return None  # Prose refers to its recommendations so, in brackets.
    return next(
        (kind for kind in layouts.LIST_HEADINGS if kind.pattern.fullmatch(words)), None
    )


def is_strength_heading(block: Block) -> bool:
    words = trimmed(block.text)
    return any(pattern.fullmatch(words) for pattern in layouts.STRENGTH_HEADINGS)


def sections(blocks: Sequence[Block], *, has_looks: bool) -> Iterator[ListSection]:
    """The lists of a report: what it asks for, and what it praises. `has_looks` is
    False for a plain text, where nothing shows a heading but its words."""
    contents = {b.page for b in blocks if b.page < 6 and _CONTENTS.fullmatch(b.text)}
    is_about_board = False
    above: Block | None = None
    for at, block in enumerate(blocks):
        is_title = _is_title(block, has_looks=has_looks)
        if not is_title and not _heads_list(block, blocks[at + 1 : at + 3]):
            continue
        if block.page in contents:
            continue
        if block.rank >= _BIG or not has_looks:
            is_about_board = _is_about_board(block, is_about_board)
        list_heading = list_heading_of(block)
        if not (list_heading or is_strength_heading(block)):
            continue
        if _repeats(block, above):
            continue
        end = _end(blocks, at, has_looks=has_looks)
        content = tuple(blocks[at + 1 : end])
        parent = above.text if above and above.rank > block.rank else ""
        yield ListSection(
            heading=block,
            blocks=content,
            ended_by=blocks[end] if end < len(blocks) else None,
            list_heading=list_heading,
            is_about_board=is_about_board,
            above=parent,
        )
        above = block


def _is_title(block: Block, *, has_looks: bool) -> bool:
    return block.is_heading if has_looks else _is_short(block)


def _is_short(block: Block) -> bool:
    return not block.label and len(block.text) < _SHORT


def _heads_list(block: Block, following: Sequence[Block]) -> bool:
    """Whether plain words that say they open a list have one below them."""
    return (
        not block.label
        and list_heading_of(block) is not None
        and any(after.label or after.is_item for after in following)
    )


def _is_about_board(block: Block, before: bool) -> bool:
    """Whether what follows is about the safeguarding board. A heading that opens a
    list says nothing of it, unless it names the board."""
    if layouts.SAFEGUARDING_BOARD.search(block.text):
        # The title of a report that covers both is no part of its own.
        return block.page > 1
    return before


def _repeats(block: Block, above: Block | None) -> bool:
    """A table's own head, which says again what the heading above it says."""
    return (
        above is not None
        and block.page - above.page <= 1
        and _is_boxed(block, above)
        and trimmed(block.text).lower() == trimmed(above.text).lower()
    )


def _end(blocks: Sequence[Block], at: int, *, has_looks: bool) -> int:
    """Where the section ends that the heading at `at` opens."""
    heading = blocks[at]
    # Headings inside the list may look as the one above it does: one then stands right
    # below it, with nothing between.
    has_equals = False
    for end in range(at + 1, len(blocks)):
        block = blocks[end]
        if not _is_title(block, has_looks=has_looks):
            # A list that runs on past its end invents dozens of items: words that
            # always open another part end it, whatever they look like.
            if _is_short(block) and layouts.ENDING_HEADINGS.fullmatch(
                trimmed(block.text)
            ):
                return end
            continue
        words = trimmed(block.text)
        if layouts.TABLE_HEAD.match(words):
            continue
        if layouts.ENDING_HEADINGS.fullmatch(words):
            return end
        if _is_boxed(block, heading) and not _opens_another(block, heading):
            continue
        if list_heading_of(block) or is_strength_heading(block):
            return end
        if has_looks and block.rank == heading.rank and _opens_list(blocks, end):
            has_equals = has_equals or end == at + 1
            if has_equals:
                continue
        if has_looks and block.rank >= heading.rank:
            return end
    return len(blocks)


def _opens_list(blocks: Sequence[Block], at: int) -> bool:
    """Whether signs, and no numbered prose, stand right below a heading."""
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    return (
        following is not None
        and bool(following.label)
        and following.number is None
        and not following.is_heading
    )


def _is_boxed(block: Block, heading: Block) -> bool:
    """Whether a heading stands in a table of its own: a case study, a table's head."""
    return block.table_depth > heading.table_depth and block.rank <= heading.rank


def _opens_another(block: Block, heading: Block) -> bool:
    """Whether a table's head opens a list other than that of the heading above it."""
    own = list_heading_of(block)
    return own is not None and own.kind != (list_heading_of(heading) or own).kind
