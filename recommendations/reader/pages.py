"""A document's bytes into its text, page by page or paragraph by paragraph. The one
place that knows the PDF library; the citation check and the reader call it."""

import threading
from dataclasses import dataclass
from typing import Literal

import pypdfium2 as pdfium
from pypdfium2 import raw

# Readers of PDF files look for the mark anywhere in the first kilobyte, and so do we:
# a few real files begin with stray bytes.
_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024

# PDFium must not be entered by two threads at once, not even for two documents.
_pdfium_lock = threading.Lock()


class UnreadableDocument(Exception):
    """A document whose text cannot be had. `code` says why, for programs:
    `not_pdf` (nor plain text, or damaged), `encrypted` or `empty`."""

    def __init__(self, code: Literal["not_pdf", "encrypted", "empty"], message: str):
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
    if not data.strip():
        raise UnreadableDocument("empty", "The file is empty.")
    if _PDF_MARK in data[:_MARK_WITHIN]:
        return Pages(kind="pdf", pages=_read_pdf(data))
    return Pages(kind="text", paragraphs=_read_text(data))


def _read_pdf(data: bytes) -> tuple[str, ...]:
    with _pdfium_lock:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise UnreadableDocument(
                    "encrypted", "The PDF is locked with a password."
                ) from error
            raise UnreadableDocument("not_pdf", "The PDF is damaged.") from error
        try:
            return tuple(_page_text(document, n) for n in range(len(document)))
        except pdfium.PdfiumError as error:
            raise UnreadableDocument(
                "not_pdf", "A page of the PDF is damaged."
            ) from error
        finally:
            document.close()


def _page_text(document: pdfium.PdfDocument, index: int) -> str:
    page = document[index]
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    page.close()
    return text


def _read_text(data: bytes) -> tuple[str, ...]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            "not_pdf", "The file is neither a PDF nor plain text in UTF-8."
        ) from error
    if "\0" in text:
        raise UnreadableDocument("not_pdf", "The file is neither a PDF nor plain text.")
    return tuple(line for line in text.splitlines() if line.strip())


def _at(parts: tuple[str, ...], number: int) -> str | None:
    return parts[number - 1] if 1 <= number <= len(parts) else None
