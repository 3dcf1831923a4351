"""The made-up reports are what they say they are: PDFium reads them as it reads real
ones, and what is expected of a reader stands where it is expected."""

import ctypes

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from recommendations.reader.quotes import normalise
from tests.samples import SAMPLES

ILACS, *_ = SAMPLES


@pytest.fixture(params=SAMPLES, ids=str)
def sample(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["tagged", "untagged"])
def tagged(request):
    return request.param


def texts(data):
    """What stands on each page, with broken lines and words joined."""
    document = pdfium.PdfDocument(data)
    pages = [page.get_textpage().get_text_range() for page in document]
    return [normalise(text, joint="-") for text in pages]


def elements(data, page):
    """The tags of a page, with the numbers of the pieces in each; outer ones first."""
    document = pdfium.PdfDocument(data)
    opened = document[page - 1]
    tree = raw.FPDF_StructTree_GetForPage(opened.raw)
    waiting = [
        raw.FPDF_StructTree_GetChildAtIndex(tree, n)
        for n in range(raw.FPDF_StructTree_CountChildren(tree))
    ]
    kinds = []
    while waiting:
        element = waiting.pop(0)
        buffer = ctypes.create_string_buffer(100)
        size = raw.FPDF_StructElement_GetType(element, buffer, 100)
        kids = range(raw.FPDF_StructElement_CountChildren(element))
        numbers = [
            raw.FPDF_StructElement_GetChildMarkedContentID(element, n) for n in kids
        ]
        inner = [raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in kids]
        waiting.extend(child for child in inner if child)
        name = buffer.raw[: size - 2].decode("utf-16-le")
        kinds.append((name, [number for number in numbers if number >= 0]))
    if tree:
        raw.FPDF_StructTree_Close(tree)
    return kinds


def weights(data, page, words):
    """The weights of the letters of these words where they stand first."""
    document = pdfium.PdfDocument(data)
    letters = document[page - 1].get_textpage()
    start = letters.get_text_range().index(words)
    return {
        raw.FPDFText_GetFontWeight(letters.raw, start + n) for n in range(len(words))
    }


def test_what_is_asked_for_begins_on_its_page(sample, tagged):
    pages = texts(sample.pdf(tagged=tagged))
    for ask in sample.expected.recommendations:
        beginning = normalise(ask.text)[:30]
        assert beginning in pages[ask.page - 1], ask


def test_what_is_asked_for_stands_there_word_by_word(sample, tagged):
    all_words = " ".join(texts(sample.pdf(tagged=tagged))).split()
    for ask in sample.expected.recommendations:
        words = normalise(ask.text).split()
        rest = iter(all_words)
        assert all(word in rest for word in words), ask


def test_strengths_stand_on_their_pages(sample):
    pages = texts(sample.pdf())
    for text, page in sample.expected.strengths:
        assert normalise(text) in pages[page - 1]


def test_days_of_next_steps_stand_on_their_pages(sample):
    pages = texts(sample.pdf())
    for due_on, page in sample.expected.next_steps:
        if due_on:
            assert f"{due_on.day} {due_on:%B %Y}" in pages[page - 1]


def test_every_page_has_its_words_tagged(sample):
    data = sample.pdf()
    for page in range(1, len(texts(data)) + 1):
        assert any(numbers for _, numbers in elements(data, page))


def test_a_report_without_tags_has_none_and_reads_the_same(sample):
    bare = sample.pdf(tagged=False)
    assert raw.FPDFCatalog_IsTagged(pdfium.PdfDocument(bare).raw) == 0
    assert elements(bare, 1) == []
    assert texts(bare) == texts(sample.pdf())


def test_tables_and_lists_are_tagged_as_such():
    data = ILACS.pdf()
    first = {name for name, _ in elements(data, 1)}
    assert {"Table", "TR", "TH", "TD", "H2", "L", "LI", "LBody", "Note"} <= first


def test_an_item_that_goes_over_the_page_is_one_item_on_both():
    data = ILACS.pdf()
    assert [name for name, _ in elements(data, 1)].count("LI") == 2
    assert [name for name, _ in elements(data, 2)].count("LI") == 4 + 7


def test_bold_words_are_heavier():
    data = ILACS.pdf()
    assert weights(data, 1, "What needs to improve") == {700}
    assert weights(data, 1, "Families in Exampleshire") == {400}


def test_bullets_and_marks_of_the_private_area_come_out_as_they_went_in():
    pages = {sample.name: " ".join(texts(sample.pdf())) for sample in SAMPLES}
    assert "\u25fc" in pages["ilacs_standard"]
    assert "\uf06e" in pages["sif"]
    assert "\uf0b7" in pages["lac"]
