"""A writer of tagged PDF files: pages of placed words, and the tree of tags over
them."""

import zlib
from dataclasses import dataclass, field

# The widths of Helvetica, in thousandths, from the space to the tilde.
_WIDTHS = [
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
]
_OTHER_WIDTH = 556
_GLYPH_WIDTH = 604
REGULAR, BOLD, GLYPHS = "F1", "F2", "F3"


def width(text: str, size: float) -> float:
    """How wide the text is, in points."""
    return sum(_char_width(char) for char in text) * size / 1000


def _char_width(char: str) -> int:
    if not _is_plain(char):
        return _GLYPH_WIDTH
    code = char.encode("cp1252")[0]
    return _WIDTHS[code - 32] if 32 <= code <= 126 else _OTHER_WIDTH


def _is_plain(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@dataclass(eq=False)
class Element:
    """A tag of the structure tree; its kids are elements and marked pieces of pages."""

    tag: str
    kids: list["Element | tuple[int, int]"] = field(default_factory=list)

    def add(self, tag: str) -> "Element":
        kid = Element(tag)
        self.kids.append(kid)
        return kid


@dataclass
class Page:
    """The drawing orders of one page, and the element that each marked piece is in."""

    width: float
    height: float
    orders: list[str] = field(default_factory=list)
    marked: list[Element] = field(default_factory=list)


class Writer:
    """Collects pages. What is drawn with an element is marked as its content; without
    one, it is an artifact. `glyphs` become known as they are used."""

    def __init__(self, *, tagged: bool) -> None:
        self.tagged = tagged
        self.pages: list[Page] = []
        self.root = Element("Document")
        self._glyphs: list[str] = []
        self._open: Element | str | None = None

    def add_page(self, width: float, height: float) -> None:
        self._close()
        self.pages.append(Page(width, height))

    def draw(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        bold: bool,
        element: Element | None,
    ) -> float:
        """Draw words at a place; return where they end."""
        self._mark(element)
        operators = [f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        for is_plain, run in _runs(text):
            font = (BOLD if bold else REGULAR) if is_plain else GLYPHS
            codes = run.encode("cp1252") if is_plain else self._glyph_codes(run)
            operators.append(f"/{font} {size:g} Tf <{codes.hex()}> Tj")
        self.pages[-1].orders.append(" ".join([*operators, "ET"]))
        return x + width(text, size)

    def rule(self, x: float, y: float, wide: float, high: float) -> None:
        """The outline of a box whose lower left corner is at (x, y)."""
        self._mark(None)
        order = f"0.5 w {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re S"
        self.pages[-1].orders.append(order)

    def _mark(self, element: Element | None) -> None:
        expected = element or "Artifact"
        if not self.tagged or self._open is expected:
            return
        self._close()
        page = self.pages[-1]
        if element is None:
            page.orders.append("/Artifact BMC")
        else:
            number = len(page.marked)
            page.marked.append(element)
            element.kids.append((len(self.pages) - 1, number))
            page.orders.append(f"/{element.tag} <</MCID {number}>> BDC")
        self._open = expected

    def _close(self) -> None:
        if self._open is not None:
            self.pages[-1].orders.append("EMC")
        self._open = None

    def _glyph_codes(self, run: str) -> bytes:
        for char in run:
            if char not in self._glyphs:
                self._glyphs.append(char)
        return bytes(0x41 + self._glyphs.index(char) for char in run)

    def to_bytes(self) -> bytes:
        self._close()
        return _Assembly(self.pages, self.root, self._glyphs, self.tagged).to_bytes()


def _runs(text: str) -> list[tuple[bool, str]]:
    """The text in pieces that are, or are not, in the font of plain words."""
    runs: list[tuple[bool, str]] = []
    for char in text:
        is_plain = _is_plain(char)
        if runs and runs[-1][0] == is_plain:
            runs[-1] = (is_plain, runs[-1][1] + char)
        else:
            runs.append((is_plain, char))
    return runs


class _Assembly:
    """The file: numbered objects, then the table of where each begins."""

    def __init__(
        self, pages: list[Page], root: Element, glyphs: list[str], tagged: bool
    ) -> None:
        self._objects: list[bytes] = []
        self._pages = pages
        self._root = root
        self._glyphs = glyphs
        self._tagged = tagged
        self._page_numbers: list[int] = []
        self._element_numbers: dict[Element, int] = {}

    def to_bytes(self) -> bytes:
        catalog, tree = self._add(), self._add()
        fonts = self._add_fonts()
        for index, page in enumerate(self._pages):
            self._page_numbers.append(self._add_page(page, index, tree, fonts))
        kids = " ".join(f"{number} 0 R" for number in self._page_numbers)
        self._set(tree, f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>")
        extra = ""
        if self._tagged:
            extra = f"/MarkInfo<</Marked true>>/StructTreeRoot {self._add_tags()} 0 R"
        self._set(catalog, f"<</Type/Catalog/Pages {tree} 0 R/Lang(en-GB){extra}>>")
        return as_file(self._objects)

    def _add(self, content: str = "") -> int:
        self._objects.append(content.encode("ascii"))
        return len(self._objects)

    def _set(self, number: int, content: str) -> None:
        self._objects[number - 1] = content.encode("ascii")

    def _add_stream(self, content: str) -> int:
        packed = zlib.compress(content.encode("ascii"), 9)
        head = f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n"
        self._objects.append(head.encode("ascii") + packed + b"\nendstream")
        return len(self._objects)

    def _add_fonts(self) -> str:
        """PDFium tells a font's weight by the width of its stems."""
        fonts = {}
        for name, base, stem in (
            (REGULAR, "Helvetica", 80),
            (BOLD, "Helvetica-Bold", 140),
        ):
            widths = " ".join(str(_char_width(_decoded(code))) for code in _CODES)
            described = self._add(
                f"<</Type/FontDescriptor/FontName/{base}/Flags 32/StemV {stem}"
                "/ItalicAngle 0/Ascent 718/Descent -207/CapHeight 718"
                "/FontBBox[-166 -225 1000 931]>>"
            )
            fonts[name] = self._add(
                f"<</Type/Font/Subtype/Type1/BaseFont/{base}"
                f"/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255"
                f"/Widths[{widths}]/FontDescriptor {described} 0 R>>"
            )
        pairs = "".join(
            f"<{0x41 + n:02x}> <{ord(char):04x}>\n"
            for n, char in enumerate(self._glyphs)
        )
        described = self._add(
            "<</Type/FontDescriptor/FontName/ZapfDingbats/Flags 4/StemV 80"
            "/ItalicAngle 0/Ascent 820/Descent -143/CapHeight 700"
            "/FontBBox[-1 -143 981 820]>>"
        )
        meaning = self._add_stream(_TO_UNICODE.format(len(self._glyphs), pairs))
        fonts[GLYPHS] = self._add(
            "<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats/FirstChar 65/LastChar 90"
            f"/Widths[{' '.join([str(_GLYPH_WIDTH)] * 26)}]/ToUnicode {meaning} 0 R"
            f"/FontDescriptor {described} 0 R>>"
        )
        return "".join(f"/{name} {number} 0 R" for name, number in fonts.items())

    def _add_page(self, page: Page, index: int, tree: int, fonts: str) -> int:
        content = self._add_stream("\n".join(page.orders))
        tags = f"/StructParents {index}" if self._tagged else ""
        return self._add(
            f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {page.width:g} "
            f"{page.height:g}]/Resources<</Font<<{fonts}>>>>/Contents {content} 0 R"
            f"{tags}>>"
        )

    def _add_tags(self) -> int:
        top = self._add()
        document = self._add_element(self._root, top)
        lists = " ".join(
            f"{index} [{' '.join(f'{self._element_numbers[e]} 0 R' for e in p.marked)}]"
            for index, p in enumerate(self._pages)
        )
        self._set(
            top,
            f"<</Type/StructTreeRoot/K {document} 0 R/ParentTree<</Nums[{lists}]>>"
            f"/ParentTreeNextKey {len(self._pages)}>>",
        )
        return top

    def _add_element(self, element: Element, parent: int) -> int:
        number = self._element_numbers[element] = self._add()
        home = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
        kids = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(f"{self._add_element(kid, number)} 0 R")
            elif kid[0] == home:
                kids.append(str(kid[1]))
            else:
                page = self._page_numbers[kid[0]]
                kids.append(f"<</Type/MCR/Pg {page} 0 R/MCID {kid[1]}>>")
        on = "" if home is None else f"/Pg {self._page_numbers[home]} 0 R"
        self._set(
            number,
            f"<</Type/StructElem/S/{element.tag}/P {parent} 0 R{on}"
            f"/K[{' '.join(kids)}]>>",
        )
        return number


def as_file(objects: list[bytes]) -> bytes:
    """A PDF of these objects, counted from 1; the first is the catalogue."""
    body = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(body))
    )


_CODES = range(32, 256)
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin begincmap /CMapName /Glyphs def /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
{} beginbfchar
{}endbfchar endcmap end end"""


def _decoded(code: int) -> str:
    return bytes([code]).decode("cp1252", errors="replace")
