"""PDF files made to hurt who reads them, each a few kilobytes long."""

import zlib

from tests.samples.pdf import as_file

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_WORDS = b"BT /F1 12 Tf 50 700 Td (Inspection of Exampleshire) Tj ET"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), entries, content)


def one_page(
    content: bytes,
    *,
    catalog: bytes = b"",
    page: bytes = b"",
    resources: bytes = b"",
    box: bytes = b"0 0 595 842",
    more: tuple[bytes, ...] = (),
) -> bytes:
    """A PDF of one page; `content` is its stream, and `more` are objects from 6 on."""
    return as_file(
        [
            b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 5 0 R"
            b"/Resources<</Font<</F1 4 0 R>>%b>>%b>>" % (box, resources, page),
            _FONT,
            content,
            *more,
        ]
    )


def page_bomb(pages: int, content: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """One page, named so many times in the tree of pages."""
    return as_file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, b"3 0 R " * pages),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
            b"/Resources<</Font<</F1 4 0 R>>/XObject<</X 6 0 R>>>>>>",
            _FONT,
            content or stream(_WORDS),
            *more,
        ]
    )


def million_pages() -> bytes:
    """A tree of pages of six levels with ten branches each, which meet in one leaf."""
    levels = 6
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    for level in range(levels):
        kids = b"%d 0 R " % (len(objects) + 2) * 10
        count = 10 ** (levels - level)
        objects.append(b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids))
    objects.append(b"<</Type/Page/MediaBox[0 0 595 842]>>")
    return as_file(objects)


def pages_that_are_not_there() -> bytes:
    return as_file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 400/Kids[9 0 R]>>",
        ]
    )


def pages_in_a_circle() -> bytes:
    return as_file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 2/Kids[3 0 R 2 0 R]>>",
            b"<</Type/Pages/Count 2/Parent 2 0 R/Kids[2 0 R 3 0 R]>>",
        ]
    )


def tables_in_a_circle() -> bytes:
    """A table of objects that says that there is an older one, which is itself."""
    data = page_bomb(1)
    start = data.index(b"xref\n")
    return data.replace(b"trailer<<", b"trailer<</Prev %d" % start)


def many_contents(count: int = 50_000) -> bytes:
    """A page whose content is the same stream again and again."""
    page = b"/Contents[%b]" % (b"5 0 R " * count)
    return one_page(stream(_WORDS), page=page)


def endless_letters() -> bytes:
    """A font that says that each of its letters stands for many thousands."""
    pairs = b"".join(b"<%02x> <%b>\n" % (n, b"0041" * 30_000) for n in range(32, 127))
    meaning = b"1 begincodespacerange <00> <ff> endcodespacerange 95 beginbfchar\n"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode 7 0 R>>"
    packed = zlib.compress(meaning + pairs + b"endbfchar", 9)
    words = b"BT /F2 12 Tf 50 700 Td (" + b"Example " * 5000 + b") Tj ET"
    return one_page(
        stream(words),
        page=b"/Resources<</Font<</F2 6 0 R>>>>",
        more=(font, stream(packed, b"/Filter/FlateDecode")),
    )


def decompression_bomb(mebibytes: int = 1000) -> bytes:
    """A page whose content is a few kilobytes that unpack to so much."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"0 0 m 1 1 l S\n" * (1024 * 1024 // 14))
    # What has been flushed in full may be said again, as often as one likes.
    block += packer.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x78\xda" + block * mebibytes + packer.flush()
    twice = zlib.compress(packed, 9)
    return one_page(stream(twice, b"/Filter[/FlateDecode/FlateDecode]"))


def deep_nesting(depth: int = 200_000) -> bytes:
    """An array in an array, and so on."""
    return one_page(stream(_WORDS), page=b"/Deep %b%b" % (b"[" * depth, b"]" * depth))


def deep_content(depth: int = 200_000) -> bytes:
    """The same in a page's own orders, and states that are saved and never restored."""
    return one_page(stream(b"q " * depth + b"[" * depth + _WORDS))


def deep_tags(depth: int = 5_000) -> bytes:
    """A structure tree that goes down without end."""
    first = 7
    tags = [
        b"<</Type/StructElem/S/P/P %d 0 R/Pg 3 0 R/K %d 0 R>>" % (n - 1, n + 1)
        for n in range(first, first + depth)
    ]
    last = first + depth
    tags.append(b"<</Type/StructElem/S/P/P %d 0 R/Pg 3 0 R/K 0>>" % (last - 1))
    root = (
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[0 [%d 0 R]]>>"
        b"/ParentTreeNextKey 1>>" % (first, last)
    )
    return one_page(
        stream(b"/P <</MCID 0>> BDC " + _WORDS + b" EMC"),
        catalog=b"/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R",
        page=b"/StructParents 0",
        more=(root, *tags),
    )


def tags_in_a_circle() -> bytes:
    tags = (
        b"<</Type/StructTreeRoot/K 7 0 R/ParentTree<</Nums[0 [7 0 R]]>>>>",
        b"<</Type/StructElem/S/P/P 8 0 R/Pg 3 0 R/K[8 0 R 0]>>",
        b"<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K[7 0 R]>>",
    )
    return one_page(
        stream(b"/P <</MCID 0>> BDC " + _WORDS + b" EMC"),
        catalog=b"/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R",
        page=b"/StructParents 0",
        more=tags,
    )


def forms_within_forms(levels: int = 9, times: int = 20, pages: int = 1) -> bytes:
    """A drawing that draws another many times, which draws another many times."""
    forms = []
    for level in range(levels):
        inner = b"/X Do " * times if level < levels - 1 else _WORDS
        forms.append(
            stream(
                inner,
                b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources"
                b"<</XObject<</X %d 0 R>>/Font<</F1 4 0 R>>>>" % (6 + level + 1),
            )
        )
    return page_bomb(pages, stream(b"/X Do " * times), tuple(forms))


def slow_pages() -> bytes:
    """Pages that take long and little memory, one after another."""
    return forms_within_forms(levels=3, times=20, pages=400)


def many_letters(count: int = 30_000_000) -> bytes:
    """A page with more letters than a library."""
    letters = b"BT /F1 12 Tf 50 700 Td (" + b"a " * (count // 2) + b") Tj ET"
    return one_page(stream(zlib.compress(letters, 9), b"/Filter/FlateDecode"))


def enormous_page() -> bytes:
    return one_page(stream(_WORDS), box=b"0 0 10 99999999")


def enormous_picture() -> bytes:
    """A picture of ten thousand million dots, to be drawn on a page."""
    picture = stream(
        zlib.compress(b"\0" * 1_000_000, 9),
        b"/Type/XObject/Subtype/Image/Width 100000/Height 100000"
        b"/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode",
    )
    return one_page(
        stream(_WORDS + b" q 500 0 0 500 0 0 cm /I Do Q"),
        resources=b"/XObject<</I 6 0 R>>",
        more=(picture,),
    )
