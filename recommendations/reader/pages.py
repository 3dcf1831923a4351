"""A document's bytes into its text, page by page or paragraph by paragraph, and a PDF
page into lines that know where they stand. The one place that knows the PDF library;
the citation check and the reader call it."""

import ctypes
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import pypdfium2 as pdfium
from pypdfium2 import raw

from recommendations.reader.page_lines import (
    Layout,
    Sheet,
    Tag,
    TextLine,
    holder_of,
    text_sheet,
)

# Readers of PDF files look for the mark anywhere in the first kilobyte, and so do we:
# a few real files begin with stray bytes.
_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024

# A "PDF" that was saved from a link that had moved.
_WEB_PAGE = re.compile(r"\s*<(!doctype|html|head|body|script|\?xml|!--)", re.IGNORECASE)

# PDFium must not be entered by two threads at once, not even for two documents.
_pdfium_lock = threading.Lock()

# Tags may nest without end in a hostile file; in a real one they do not.
_DEEPEST_TAG = 40
_LONGEST_NAME = 64  # bytes; the longest that counts is `BlockQuote`
_BOLD_FROM = 600
# Figures right behind a word or a stop are a mark when they are small.
_FIGURES = re.compile(r"\d{1,2}(?!\w)")
_BEFORE_MARK = frozenset(".,;:?!’”)")
_SMALL = 0.8
_WIDE = 2.0  # of the letters' size: a gap between columns
# An item's sign or number, behind which a gap is no column's.
_LABEL = re.compile(r"\W+|o|\(?\w{1,4}[.)]")

# The tags of a piece of text, and the one that holds its block.
_Tagged = tuple[tuple[Tag, ...], Tag | None]
_UNTAGGED: _Tagged = ((), None)

# More than any report has; within them reading takes seconds.
MOST_CHARACTERS = 2_000_000
MOST_LINES = 50_000

Code = Literal[
    "not_pdf", "not_table", "encrypted", "empty", "no_text", "too_big", "timeout"
]


class UnreadableDocument(Exception):
    """A document whose text cannot be had. `code` says why, for programs: `not_pdf`
    (nor plain text, or damaged), `not_table` (no spreadsheet), `encrypted`, `empty`,
    `no_text` (a scan), `too_big` or `timeout`."""

    def __init__(self, code: Code, message: str):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Pages:
    """The text of a document: `pages` of a PDF, or `paragraphs` of a plain text, which
    are its lines that are not blank. The other of the two is empty."""

    kind: Literal["pdf", "text"]
    pages: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()

    def page(self, number: int) -> str | None:
        """The text of a page, counted from 1; None when there is no such page."""
        return _at(self.pages, number)

    def paragraph(self, number: int) -> str | None:
        """A paragraph, counted from 1; None when there is no such paragraph."""
        return _at(self.paragraphs, number)


def read_pages(data: bytes) -> Pages:
    """Read a PDF or a plain text in UTF-8; raise UnreadableDocument for all else."""
    if not _is_pdf(data):
        return Pages(kind="text", paragraphs=tuple(_filled(_plain_text(data))))
    with _opened(data) as document:
        texts = []
        for number in range(len(document)):
            with _page(document, number) as (_, letters):
                texts.append(letters.get_text_range())
        return Pages(kind="pdf", pages=tuple(texts))


def read_layout(data: bytes, most_pages: int) -> Layout:
    """Read a PDF or a plain text in UTF-8, with the place of each line; raise
    UnreadableDocument for all else, for more pages than `most_pages` or more text than
    any report has (`too_big`), and where no page has any text (`no_text`)."""
    if _is_pdf(data):
        with _opened(data) as document:
            refuse_more("pages", len(document), most_pages)
            is_tagged = bool(raw.FPDFCatalog_IsTagged(document.raw))
            numbers = range(len(document))
            sheets = _within(_sheet(document, n, is_tagged) for n in numbers)
        layout = Layout(sheets, is_tagged=is_tagged)
    else:
        text = _plain_text(data).replace("\r\n", "\n")
        refuse_more("characters", len(text), MOST_CHARACTERS)
        refuse_more("pages", text.count("\f") + 1, most_pages)
        refuse_more("lines", text.count("\n") + 1, MOST_LINES)
        pages = enumerate(text.split("\f"), start=1)
        layout = Layout(tuple(text_sheet(n, page) for n, page in pages), is_plain=True)
    if not any(sheet.lines for sheet in layout.sheets):
        raise UnreadableDocument(
            "no_text", "The file has no text: it may be a picture of a page."
        )
    return layout


def refuse_more(unit: str, count: int, most: int) -> None:
    """Raise UnreadableDocument (`too_big`) where a file has more than is read of it."""
    if count > most:
        raise UnreadableDocument(
            "too_big", f"The file has {count:,} {unit}. At most {most:,} are read."
        )


def _within(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """The pages, as long as they have no more text than any report has."""
    pages, lines, characters = [], 0, 0
    for sheet in sheets:
        lines += len(sheet.lines)
        characters += sum(len(line.text) for line in sheet.lines)
        refuse_more("lines", lines, MOST_LINES)
        refuse_more("characters", characters, MOST_CHARACTERS)
        pages.append(sheet)
    return tuple(pages)


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    with _pdfium_lock:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise UnreadableDocument(
                    "encrypted", "The PDF is protected by a password."
                ) from error
            raise UnreadableDocument("not_pdf", "The PDF is damaged.") from error
        try:
            yield document
        except pdfium.PdfiumError as error:
            raise UnreadableDocument(
                "not_pdf", "A page of the PDF is damaged."
            ) from error
        finally:
            document.close()


@contextmanager
def _page(
    document: pdfium.PdfDocument, number: int
) -> Iterator[tuple[pdfium.PdfPage, pdfium.PdfTextPage]]:
    page = document[number]
    letters = page.get_textpage()
    try:
        yield page, letters
    finally:
        letters.close()
        page.close()


def _sheet(document: pdfium.PdfDocument, number: int, is_tagged: bool) -> Sheet:
    with _page(document, number) as (page, letters):
        width, height = page.get_size()
        tags = _tags(page) if is_tagged else {}
        lines = _Letters(number + 1, letters, height, tags).lines()
    return Sheet(number + 1, width, height, tuple(lines))


class _Letters:
    """The letters of one page, asked about by their place in its text."""

    def __init__(
        self,
        page: int,
        letters: pdfium.PdfTextPage,
        height: float,
        tags: dict[int, _Tagged],
    ) -> None:
        self._page, self._raw, self._height = page, letters.raw, height
        self._text = letters.get_text_range()
        self._tags = tags
        # Where the text leaves letters out, a place in it is not a letter's number.
        self._is_even = len(self._text) == letters.count_chars()
        self._latest, self._latest_size = _UNTAGGED, 0.0
        # Filled anew for each letter asked about.
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box, self._scale = raw.FS_RECTF(), raw.FS_MATRIX()

    def lines(self) -> list[TextLine]:
        """The lines of the page, parted where one cell, paragraph or item ends and
        another begins. Asking about every letter is slow: a line whose ends agree is
        one piece."""
        lines: list[TextLine] = []
        start = 0
        for line in self._text.split("\r\n"):
            words = line.strip()
            if words:
                begin = start + line.index(words[0])
                end = begin + len(words)
                tagged = self._tagged(begin)
                if self._tags and tagged[1] == self._tagged(end - 1)[1]:
                    lines.append(self._line(begin, end, tagged))
                else:
                    lines.extend(self._pieces(begin, end, tagged))
            start += len(line) + 2
        return lines

    def _pieces(self, begin: int, end: int, tagged: _Tagged) -> Iterator[TextLine]:
        is_new_line = self._is_new_block if self._tags else self._is_new_column
        last = start = begin
        for word in re.finditer(r"\S+", self._text[begin:end]):
            at = begin + word.start()
            if at > start and is_new_line(start, last, at):
                yield self._line(start, at, tagged)
                start, tagged = at, self._tagged(at)
            last = begin + word.end() - 1
        yield self._line(start, end, tagged)

    def _is_new_block(self, begin: int, last: int, at: int) -> bool:
        return self._tagged(at)[1] != self._tagged(begin)[1]

    def _is_new_column(self, begin: int, last: int, at: int) -> bool:
        """Whether a wide gap parts two words, and the first is no item's number."""
        if _LABEL.fullmatch(self._text, begin, last + 1):
            return False
        return self._origin(at)[0] - self._right(last) > _WIDE * self._size(at)

    def _without_marks(self, text: str, begin: int, size: float) -> str:
        """The text without the small figures that point to footnotes."""
        cleaned, at = "", 0
        for figures in _FIGURES.finditer(text):
            start = figures.start()
            before = text[start - 1] if start else " "
            if (before.isalpha() or before in _BEFORE_MARK) and (
                self._size(begin + start) < _SMALL * size
            ):
                cleaned, at = cleaned + text[at:start], figures.end()
        return cleaned + text[at:]

    def _tagged(self, at: int) -> _Tagged:
        if not self._tags:
            return _UNTAGGED
        # A hyphen at a line's end is PDFium's own sign, which has no tag.
        if self._text[at] == "\ufffe" and at:
            at -= 1
        text_object = raw.FPDFText_GetTextObject(self._raw, self._letter(at))
        number = raw.FPDFPageObj_GetMarkedContentID(text_object) if text_object else -1
        return self._tags.get(number, _UNTAGGED)

    def _line(self, begin: int, end: int, tagged: _Tagged) -> TextLine:
        text = self._text[begin:end].rstrip()
        if tagged is not self._latest or tagged is _UNTAGGED:
            # Letters of one marked piece are of one size.
            self._latest, self._latest_size = tagged, self._size(begin)
        size = self._latest_size
        left, baseline = self._origin(begin)
        last = begin + len(text) - 1
        return TextLine(
            self._page,
            self._without_marks(text, begin, size),
            left,
            self._right(last),
            self._height - baseline,
            size,
            # A bullet is seldom bold; what follows it tells.
            self._bold(min(begin + 2, last)) and self._bold(last),
            *tagged,
        )

    def _letter(self, at: int) -> int:
        if self._is_even:
            return at
        return int(raw.FPDFText_GetCharIndexFromTextIndex(self._raw, at))

    def _origin(self, at: int) -> tuple[float, float]:
        raw.FPDFText_GetCharOrigin(self._raw, self._letter(at), self._x, self._y)
        return self._x.value, self._y.value

    def _right(self, at: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._raw, self._letter(at), self._box)
        return float(self._box.right)

    def _size(self, at: int) -> float:
        letter = self._letter(at)
        raw.FPDFText_GetMatrix(self._raw, letter, self._scale)
        size: float = raw.FPDFText_GetFontSize(self._raw, letter)
        return size * abs(float(self._scale.d) or 1.0)

    def _bold(self, at: int) -> bool:
        weight = raw.FPDFText_GetFontWeight(self._raw, self._letter(at))
        return bool(weight >= _BOLD_FROM)


def _tags(page: pdfium.PdfPage) -> dict[int, _Tagged]:
    """The tags of each marked piece of the page, and which of them holds its block, by
    the number of the piece."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return {}
    tags: dict[int, _Tagged] = {}
    try:
        path: tuple[Tag, ...] = ()
        waiting = [
            (raw.FPDF_StructTree_GetChildAtIndex(tree, i), path)
            for i in reversed(range(raw.FPDF_StructTree_CountChildren(tree)))
        ]
        count, buffer = 0, ctypes.create_string_buffer(_LONGEST_NAME)
        while waiting:
            element, path = waiting.pop()
            if not element or len(path) >= _DEEPEST_TAG:
                continue
            count += 1
            path = (*path, (_name(element, buffer), count))
            tagged: _Tagged | None = None
            inner = []
            for i in range(raw.FPDF_StructElement_CountChildren(element)):
                number = raw.FPDF_StructElement_GetChildMarkedContentID(element, i)
                if number >= 0:
                    tagged = tagged or (path, holder_of(path))
                    tags[number] = tagged
                else:
                    child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
                    inner.append((child, path))
            waiting.extend(reversed(inner))
    finally:
        raw.FPDF_StructTree_Close(tree)
    return tags


def _name(element: object, buffer: "ctypes.Array[ctypes.c_char]") -> str:
    size = raw.FPDF_StructElement_GetType(element, buffer, _LONGEST_NAME)
    if not 2 < size <= _LONGEST_NAME:
        return ""
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _is_pdf(data: bytes) -> bool:
    if not data.strip():
        raise UnreadableDocument("empty", "The file is empty.")
    return _PDF_MARK in data[:_MARK_WITHIN]


def _plain_text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            "not_pdf", "The file is not a PDF or plain text in UTF-8."
        ) from error
    if "\0" in text:
        raise UnreadableDocument("not_pdf", "The file is not a PDF or plain text.")
    if _WEB_PAGE.match(text):
        raise UnreadableDocument("not_pdf", "The file is a web page, not a PDF.")
    return text


def _filled(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _at(texts: tuple[str, ...], number: int) -> str | None:
    return texts[number - 1] if 1 <= number <= len(texts) else None
