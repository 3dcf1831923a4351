"""The rows of ruled tables: what must improve in the last column, and who is
responsible in the one before it."""

from collections.abc import Sequence

from recommendations.reader import layouts
from recommendations.reader.blocks import Block
from recommendations.reader.items import LIKELY, STEP, Item
from recommendations.reader.sections import list_heading_of

_COLUMN = 60.0  # points: a column of its own


def read_rows(heading: Block, content: Sequence[Block]) -> list[Item]:
    """The rows of ruled tables below the heading: the words in the last column, who
    is responsible in the one before."""
    first = next((block for block in content if not block.is_heading), None)
    depth = heading.table_depth
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
    return all(block.is_heading or _is_head(block) for block in row)


def _is_head(block: Block) -> bool:
    """Whether the words are those of a table's head, whatever they look like."""
    return (
        list_heading_of(block) is not None
        or layouts.TABLE_HEAD.match(block.text) is not None
    )


def _take_row(row: Sequence[Block], items: list[Item]) -> None:
    cells: dict[int, list[Block]] = {}
    for block in row:
        cells.setdefault(block.cell.column if block.cell else 0, []).append(block)
    # From the left: the tags may have them in another order.
    columns = sorted(cells.values(), key=lambda blocks: blocks[0].left)
    words, last = columns[-1], items[-1] if items else None
    if layouts.NO_RECOMMENDATIONS.search(words[0].text):
        return
    if last and words[0].page != last.first.page and _is_rest(words[0], last):
        for block in words:
            _grow(last, block)
        return
    responsible = " ".join(block.text for block in columns[0])
    if len(columns) == 1:
        # One body may stand beside several rows.
        is_beside = last and words[0].left > last.first.left - STEP
        if last and last.responsible and not is_beside:
            return  # A body whose words the tags have lost.
        responsible = last.responsible if last and is_beside else ""
    item = Item([words[0]], words[0].text, responsible=responsible)
    for block in words[1:]:
        _grow(item, block)
    items.append(item)


def read_columns(content: Sequence[Block]) -> list[Item]:
    """The rows of a ruled table where nothing but its looks shows one: each paragraph
    of the last column is one, and what stands left of it is who is responsible."""
    plain = [b for b in content if not (b.is_heading or _is_head(b))]
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
        elif block.left < words_at - STEP:
            responsible = block.text
        elif not items or not block.text[:1].islower():
            items.append(
                Item([block], block.text, responsible=responsible, confidence=LIKELY)
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
