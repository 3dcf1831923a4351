"""A report of each layout is read whole: from its PDF with tags, from its PDF without,
and as far as it goes from its text alone."""

import pytest

from recommendations.reader.draft import as_json, from_json
from recommendations.reader.pages import UnreadableDocument, read_pages
from recommendations.reader.report import read_report
from tests.samples import SAMPLES, as_expected


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_each_layout_is_read_whole(sample, tagged):
    assert as_expected(read_report(sample.pdf(tagged=tagged))) == sample.expected


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_the_same_bytes_always_read_the_same(sample):
    data = sample.pdf()
    assert as_json(read_report(data)) == as_json(read_report(data))


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_draft_is_the_same_after_it_was_written_down(sample):
    draft = read_report(sample.pdf())
    assert from_json(as_json(draft)) == draft


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_every_value_that_was_found_has_a_page_and_a_confidence(sample):
    draft = read_report(sample.pdf())
    for name in ("framework", "authority", "inspection_start", "inspection_end"):
        source = draft.sources[name]
        assert 1 <= source.page <= draft.pages
        assert 0 < source.confidence <= 1


LETTERS = [sample for sample in SAMPLES if "visit" in sample.name]


@pytest.mark.parametrize("sample", LETTERS, ids=str)
def test_a_letter_is_read_from_its_text(sample):
    text = "\f".join(read_pages(sample.pdf()).pages).replace("\ufffe", "-")
    read = as_expected(read_report(text.encode()))
    expected = sample.expected
    assert read.framework == expected.framework
    assert read.authority == expected.authority
    assert read.inspection_start == expected.inspection_start
    assert [row.text for row in read.recommendations] == [
        row.text for row in expected.recommendations
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Moved</body></html>", "not_pdf"),
        (b"%PDF-1.7 and nothing else", "not_pdf"),
        (b"\x00\x01\x02", "not_pdf"),
        (b"\f \n\f", "empty"),
    ],
)
def test_what_cannot_be_read_says_why(data, code):
    with pytest.raises(UnreadableDocument) as refused:
        read_report(data)
    assert refused.value.code == code


def test_a_report_of_more_pages_than_are_read_is_too_big():
    with pytest.raises(UnreadableDocument) as refused:
        read_report(b"one\ftwo\fthree", most_pages=2)
    assert refused.value.code == "too_big"
