"""What the pages of a document have in common, and what on them is no part of the text:
running headers and footers, page numbers and footnotes."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from recommendations.reader.page_lines import Layout, Sheet, TextLine

_DIGITS = re.compile(r"\d+")
_NOTE_NUMBER = re.compile(r"\d{1,2}(?!\d)")
_PAGE_NUMBER = re.compile(r"\W*(page\s*)?\d{1,3}(\s*of\s*\d+)?\W*", re.IGNORECASE)

# Parts of the page's height in which running headers and footers stand.
_HEAD, _FOOT = 0.085, 0.90
_RUNNING = 3  # pages; in a letter of two pages, both
_NOTES = 0.6  # of the page's height: footnotes stand below
_FULL, _WIDEST = 0.8, 0.9  # of the width that nine of ten lines of a plain text keep
_SMALL = 0.88  # of the body's size: footnotes and page furniture


@dataclass(frozen=True)
class PageStyle:
    """What the pages of a document have in common: the size of most letters, and the
    words that stand in the margins of several pages, figures apart. In a plain text a
    line that stops before `full_width` ends its paragraph; else it is 0."""

    body_size: float
    running_words: frozenset[str]
    full_width: float = 0.0


def page_style(layout: Layout) -> PageStyle:
    sheets = layout.sheets
    sizes: Counter[float] = Counter()
    margins: Counter[str] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[line.size] += len(line.text)
        margins.update({_margin_words(x) for x in sheet.lines if _in_margin(x, sheet)})
    enough = max(2, min(len(sheets), _RUNNING))
    running_words = frozenset(
        words for words, pages in margins.items() if pages >= enough
    )
    full_width = 0.0
    if layout.is_plain:
        ends = sorted(line.right for sheet in sheets for line in sheet.lines)
        full_width = _FULL * ends[int(_WIDEST * len(ends))]
    return PageStyle(sizes.most_common(1)[0][0], running_words, full_width)


def text_lines(sheet: Sheet, style: PageStyle) -> list[TextLine]:
    """The lines of a page that are its text."""
    is_tagged = any(line.tags for line in sheet.lines)
    return [
        line
        for line in _without_notes(sheet, style.body_size)
        if not _is_furniture(line, sheet, style.running_words, is_tagged=is_tagged)
    ]


def _margin_words(line: TextLine) -> str:
    return _DIGITS.sub("#", line.text).strip().lower()


def _in_margin(line: TextLine, sheet: Sheet) -> bool:
    return not _HEAD * sheet.height < line.baseline < _FOOT * sheet.height


def _is_furniture(
    line: TextLine, sheet: Sheet, running_words: frozenset[str], *, is_tagged: bool
) -> bool:
    if not _in_margin(line, sheet):
        return False
    return (
        _margin_words(line) in running_words
        or _PAGE_NUMBER.fullmatch(line.text) is not None
        # A tagged page leaves its furniture untagged.
        or (is_tagged and not line.tags)
    )


def _without_notes(sheet: Sheet, body_size: float) -> Iterator[TextLine]:
    """The lines without footnotes: tagged so, or a number and small words at the foot
    of the page."""
    in_note = False
    small, foot = _SMALL * body_size, _NOTES * sheet.height
    for line in sheet.lines:
        in_note = line.size <= small and (
            in_note
            or (line.baseline > foot and _NOTE_NUMBER.match(line.text) is not None)
        )
        if not in_note and (line.holder is None or line.holder[0] != "Note"):
            yield line
