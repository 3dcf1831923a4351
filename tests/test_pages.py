"""Documents into pages and paragraphs, and quotes found in them."""

import pytest

from recommendations.reader.pages import UnreadableDocument, read_pages
from recommendations.reader.quotes import contains, normalise
from tests.tiny_pdf import tiny_pdf


def test_a_pdf_is_read_page_by_page_counted_from_one():
    text = read_pages(tiny_pdf("The first page", "The second page"))
    assert text.kind == "pdf"
    assert text.page(1) == "The first page"
    assert text.page(2) == "The second page"


def test_a_plain_text_is_read_as_its_lines_that_are_not_blank():
    text = read_pages("A heading\n\n\u00a0\n  Its text\r\nThe end\n".encode())
    assert text.kind == "text"
    assert text.paragraphs == ("A heading", "  Its text", "The end")


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_page_or_paragraph_that_is_not_there_is_none(number):
    assert read_pages(tiny_pdf("One", "Two")).page(number) is None
    assert read_pages(b"One\nTwo").paragraph(number) is None


def test_a_text_has_no_pages_and_a_pdf_no_paragraphs():
    assert read_pages(b"One").page(1) is None
    assert read_pages(tiny_pdf("One")).paragraph(1) is None


def test_a_byte_order_mark_is_not_part_of_the_text():
    assert read_pages("One".encode("utf-8-sig")).paragraph(1) == "One"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"%PDF-1.4 and then nothing of use", "not_pdf"),
        (b"\x89PNG\r\n\x1a\n\xff", "not_pdf"),
        (b"text with a \0 in it", "not_pdf"),
        (tiny_pdf("Secret", is_encrypted=True), "encrypted"),
    ],
)
def test_what_cannot_be_read_says_why(data, code):
    with pytest.raises(UnreadableDocument) as caught:
        read_pages(data)
    assert caught.value.code == code


def test_a_word_broken_over_a_line_end_is_found_whole_or_with_its_hyphen():
    page = read_pages(tiny_pdf("Plans are child-\ncentred now")).page(1)
    assert "\ufffe" in page
    assert contains(page, "child-centred now")
    assert contains(page, "childcentred now")


def test_runs_of_white_space_count_as_one_space():
    assert contains("made\u00a0 nine\r\n\trecommendations", "made nine recommendations")
    assert contains("made nine recommendations", "made\u00a0nine  recommendations")


@pytest.mark.parametrize("mark", ["'", '"', "‘", "’", "“", "”"])
def test_quote_marks_are_alike(mark):
    assert contains("rated ‘good’ overall", f"rated {mark}good{mark} overall")


def test_other_words_another_case_or_nothing_at_all_is_not_found():
    assert not contains("held onto its rating", "lost its rating")
    assert not contains("held onto its rating", "Held onto")
    assert not contains("held onto its rating", " ")


def test_normalising_twice_changes_nothing_more():
    once = normalise(" “multi\ufffe\r\nagency”\u00a0work ")
    assert once == "'multiagency' work"
    assert normalise(once) == once
