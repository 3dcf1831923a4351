"""Lines into blocks: headings, items, paragraphs and cells. Tags lead where the PDF has
them; the look of the page leads where it has none, and catches what tags get wrong."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from recommendations.reader import layouts
from recommendations.reader.page_lines import Sheet, Tag, TextLine
from recommendations.reader.page_style import PageStyle, text_lines

# Signs that stand before an item: geometric shapes, dashes, and the private use area
# in which Wingdings has its bullets. A lone `o` is Courier's hollow bullet.
_SIGN = (
    r"[\u2022\u2023\u25a0-\u25ff\u2713\u2714\u2751\u27a2\u2043\u2219\u00b7\u0336"
    + (r"\u2010-\u2015\u2212\u2500\u2501*\ue000-\uf8ff-]")
)
_BULLET = re.compile(rf"\s*({_SIGN}+|o(?=\s))\s*")
_LONE_SIGN = re.compile(rf"\s*({_SIGN}|o|\(?\d{{1,3}}[.)])\s*\Z")
_NUMBER = re.compile(r"\s*\(?(\d{1,3})[.)](?!\d)\s*(?=\S)")
_LETTER = re.compile(r"\s*\(?([a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_ENDED = re.compile(r"[.!?:;]['\"’”)]*\d{0,2}\Z")
_HEADING_TAG = re.compile(r"H\d?")

_LARGE = 1.12  # of the body's size: headings
_GAP = 1.45  # of the body's size, from one baseline to the next: another paragraph
_FEW_LINES = 30
_LARGE_BLOCK = 25  # lines
_LINE_EACH = 0.92  # blocks a line
_LONGEST_SIGN = 6  # letters
_STEP = 6.0  # points: a place further in than this is another level
_LONGEST_HEADING = 170  # letters


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of the innermost table; numbers are those of the PDF's tags on the page.
    `depth` counts the tables it stands in: a page may be laid out as one itself."""

    table: int
    row: int
    column: int
    depth: int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, item, paragraph or a paragraph of a cell. `label` is its bullet or
    number and no part of `text`. `left` is where the label stands, or the text where
    there is none. `rank` is 0 for what is no heading, and higher for larger headings.
    """

    lines: tuple[TextLine, ...]
    text: str
    label: str = ""
    number: int | None = None
    rank: float = 0.0
    is_item: bool = False
    depth: int = 0
    cell: TableCell | None = None

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def left(self) -> float:
        return self.lines[0].left

    @property
    def table_depth(self) -> int:
        """How many tables the block stands in."""
        return self.cell.depth if self.cell else 0

    @property
    def is_heading(self) -> bool:
        return self.rank > 0

    @property
    def is_ended(self) -> bool:
        """Whether the words end as a sentence does."""
        return _ENDED.search(self.text) is not None


def tags_help(sheets: Iterable[Sheet]) -> bool:
    """Whether the tags part the text into paragraphs. Some tools tag each line as one,
    and some a whole page."""
    lines: Counter[tuple[int, Tag | None]] = Counter()
    for sheet in sheets:
        lines.update((sheet.number, line.holder) for line in sheet.lines if line.tags)
    count = sum(lines.values())
    if count < _FEW_LINES:
        return count > 0
    in_large = sum(n for n in lines.values() if n >= _LARGE_BLOCK)
    return len(lines) < _LINE_EACH * count and in_large < 0.5 * count


def read_blocks(
    sheets: Iterable[Sheet], style: PageStyle, *, with_tags: bool = True
) -> tuple[Block, ...]:
    """The blocks of some pages of a document, in the order in which they are read.
    Without tags, by the look of the page alone."""
    body_size = style.body_size
    result: list[Block] = []
    for sheet in sheets:
        lines = text_lines(sheet, style)
        if not with_tags:
            lines = [line._replace(tags=(), holder=None) for line in lines]
        for number, group in enumerate(_groups(lines, style)):
            block = _block(group, body_size)
            if not any(letter.isalnum() for letter in block.text):
                continue
            if result and _goes_on(result[-1], block, first=number == 0):
                result[-1] = _joined(result[-1], block)
            else:
                result.append(block)
    return tuple(result)


def joined_text(lines: Iterable[TextLine]) -> str:
    """The words of the lines as one, with the hyphens that stand at their ends."""
    pieces: list[str] = []
    for line in lines:
        words = " ".join(line.text.split())
        # A soft hyphen is no letter; a hyphen at a line's end is PDFium's U+FFFE.
        if "\ufffe" in words or "\u00ad" in words:
            words = re.sub("\ufffe ?", "-", words).replace("\u00ad", "")
        if pieces and not (pieces[-1].endswith("-") or words[:1] in ".,;:?!)"):
            pieces.append(" ")
        pieces.append(words)
    return "".join(pieces)


def _groups(lines: list[TextLine], style: PageStyle) -> Iterator[list[TextLine]]:
    """The lines of each block of a page."""
    group: list[TextLine] = []
    for line in lines:
        if group and _begins(line, group, style):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(line: TextLine, group: list[TextLine], style: PageStyle) -> bool:
    """Whether the line begins a block, after the lines of the one before."""
    last, body_size = group[-1], style.body_size
    if len(last.text) <= _LONGEST_SIGN and _LONE_SIGN.fullmatch(last.text):
        return False  # The words of an item whose sign stands apart.
    if line.tags and last.tags:
        if line.holder != last.holder:
            return True
        return _sign(line.text) is not None and not _same_row(line, last)
    if _same_row(line, last):
        return line.left > last.right + 2 * body_size
    if _sign(line.text) or line.bold != last.bold:
        return True
    if last.right < style.full_width and _ends_early(line, group):
        return True
    if style.full_width and _opens_part(line, group):
        return True
    step = line.baseline - last.baseline
    if step < 0 or step > _GAP * max(line.size, last.size):
        return True
    if abs(line.size - last.size) > 0.1 * body_size and not _is_mark(line, last):
        return True
    number = _NUMBER.match(line.text)
    if number is None:
        return False
    if style.full_width and (last.right < style.full_width or _ENDED.search(last.text)):
        return True
    return _is_hung(line, group, int(number.group(1)))


def _ends_early(line: TextLine, group: list[TextLine]) -> bool:
    """Whether a line of a plain text that stops before the margin ends its paragraph:
    it ends a sentence, or it is a heading."""
    is_heading = len(group) == 1 and line.text[:1].isupper()
    return is_heading or _ENDED.search(group[-1].text) is not None


def _opens_part(line: TextLine, group: list[TextLine]) -> bool:
    """Whether a line of a plain text opens another part of the report, by its words."""
    words = line.text.strip()
    return (
        words[:1].isupper()
        and _ENDED.search(group[-1].text) is not None
        and layouts.ENDING_HEADINGS.fullmatch(words) is not None
    )


def _is_hung(line: TextLine, group: list[TextLine], number: int) -> bool:
    """Whether a number at the head of a line is an item's: it stands where the last
    item's number stood and counts on, or further out than the words before it."""
    before = _NUMBER.match(group[0].text)
    if before and abs(line.left - group[0].left) < _STEP:
        return number == int(before.group(1)) + 1
    return line.left < min(other.left for other in group) - _STEP


def _is_mark(line: TextLine, last: TextLine) -> bool:
    """Whether the one of two sizes is a footnote's mark and not a paragraph."""
    return len(line.text) <= 2 or len(last.text) <= 2


def _same_row(line: TextLine, last: TextLine) -> bool:
    return (
        abs(line.baseline - last.baseline) < 0.5 * max(line.size, last.size)
        and line.left >= last.left
    )


def _sign(text: str) -> re.Match[str] | None:
    return _BULLET.match(text)


def _block(lines: list[TextLine], body_size: float) -> Block:
    text = joined_text(lines)
    label, number = "", None
    if sign := _sign(text):
        label = sign.group(1)
    elif sign := _NUMBER.match(text):
        label, number = sign.group(1), int(sign.group(1))
    elif sign := _LETTER.match(text):
        label = sign.group(1)
    words = text[sign.end() :] if sign else text
    if not words:
        label, number, words = "", None, text
    names = [name for name, _ in lines[0].tags]
    return Block(
        lines=tuple(lines),
        text=words,
        label=label,
        number=number,
        rank=_rank(lines, words, label, names, body_size),
        is_item="LI" in names and _innermost(names) == "LI",
        depth=_depth(names),
        cell=_cell(lines[0].tags),
    )


def _innermost(names: list[str]) -> str:
    """Which of item and cell is the nearer."""
    return next((n for n in reversed(names) if n in ("LI", "TD", "TH")), "")


def _depth(names: list[str]) -> int:
    """How many lists the block stands in, inside its cell."""
    inner = names
    for cell in ("TD", "TH"):
        if cell in inner:
            inner = inner[len(inner) - inner[::-1].index(cell) :]
    return inner.count("LI")


def _cell(tags: tuple[Tag, ...]) -> TableCell | None:
    table = row = None
    depth = 0
    cell: TableCell | None = None
    for name, number in tags:
        if name == "Table":
            table, row, depth = number, None, depth + 1
        elif name == "TR":
            row = number
        elif name in ("TD", "TH") and table is not None and row is not None:
            cell = TableCell(table, row, number, depth)
    return cell


def _rank(
    lines: list[TextLine], text: str, label: str, names: list[str], body_size: float
) -> float:
    """How high a heading stands: its size, then whether it is bold, then its tag."""
    size = max(line.size for line in lines)
    bold = all(line.bold for line in lines)
    tag = next((name for name in names if _HEADING_TAG.fullmatch(name)), "")
    is_long = len(text) > _LONGEST_HEADING
    if is_long or (label and not label.isdigit() and not bold):
        return 0.0
    if bold and text.endswith(".") and not tag and size < _LARGE * body_size:
        return 0.0
    if not (tag or bold or size >= _LARGE * body_size):
        return 0.0
    if label and not tag and not bold:
        return 0.0
    return round(size, 1) + (0.5 if bold else 0.0) + 0.01


def _goes_on(last: Block, block: Block, *, first: bool) -> bool:
    """Whether the block is the rest of the last one, parted by a page's end or by a
    tag that is out of place."""
    if block.is_heading and last.is_heading:
        return _is_rest_of_heading(block, last)
    if block.label or block.is_heading or last.is_heading:
        return False
    begins_low = block.text[:1].islower()
    if first and block.page != last.page:
        same_kind = (block.cell is None) == (last.cell is None)
        if block.is_item and last.is_item:
            return begins_low or _is_under_words(block, last)
        if block.cell and last.cell and not begins_low:
            return False  # Another row, unless its first word says otherwise.
        return begins_low and not last.is_ended and same_kind
    return (
        begins_low
        and not last.is_ended
        and block.cell == last.cell
        and _is_under_words(block, last)
    )


def _is_rest_of_heading(block: Block, last: Block) -> bool:
    """Whether a heading's second line was taken for a heading of its own."""
    step = block.lines[0].baseline - last.lines[-1].baseline
    return (
        block.text[:1].islower()
        and not (block.label or last.is_ended)
        and (block.page, block.rank, block.cell) == (last.page, last.rank, last.cell)
        and 0 < step < 2 * block.lines[0].size
    )


def _is_under_words(block: Block, last: Block) -> bool:
    """Whether the words stand where those of the last item do, behind its sign."""
    return bool(last.label) and block.left >= last.left + _STEP


def _joined(last: Block, block: Block) -> Block:
    glue = "" if last.text.endswith("-") else " "
    return replace(
        last, lines=last.lines + block.lines, text=f"{last.text}{glue}{block.text}"
    )
