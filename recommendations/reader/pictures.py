"""Pages of a PDF as pictures, for people to compare a draft with. Beside pages.py the
one place that knows the PDF library; sandbox.py calls it."""

import struct
import zlib

import pypdfium2 as pdfium

from recommendations.reader.pages import UnreadableDocument

# A page may be so many times as high as it is wide.
_HIGHEST = 4


def page_png(data: bytes, page: int, width: int) -> bytes:
    """The page, counted from 1, as a PNG so many pixels wide. Raises UnreadableDocument
    when it cannot be drawn."""
    try:
        with pdfium.PdfDocument(data) as document:
            if not 1 <= page <= len(document):
                raise UnreadableDocument("not_pdf", f"There is no page {page}.")
            return _png(document[page - 1], width)
    except pdfium.PdfiumError as error:
        raise UnreadableDocument("not_pdf", "The page is damaged.") from error


def _png(page: pdfium.PdfPage, width: int) -> bytes:
    wide, high = page.get_size()
    if not 0 < high <= _HIGHEST * wide:
        raise UnreadableDocument("too_big", "The page is too long to be drawn.")
    # PDFium rounds up: a little less comes out as asked.
    bitmap = page.render(scale=(width - 0.5) / wide, rev_byteorder=True)
    pixels = memoryview(bitmap.buffer).cast("B")
    row = 3 * bitmap.width
    starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
    # Each row begins with the number of its filter: none.
    rows = b"".join(b"\0" + pixels[start : start + row] for start in starts)
    size = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", size), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND"))
    )


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
