"""One workbook, cell by cell: what Excel cannot hold, or would run, does no harm."""

import io
from datetime import date

import openpyxl
import pytest

from recommendations.reports import workbooks
from recommendations.reports.tables import safe_cell
from recommendations.reports.workbooks import CUT, MOST_TEXT, write_workbook

from .test_export import FORMULAS


def written(rows, header=("words",), title="Actions"):
    file = io.BytesIO()
    write_workbook(file, title, header, rows)
    return openpyxl.load_workbook(file).active


@pytest.mark.parametrize("text", [*FORMULAS, "http://example.org", "-5", "007"])
def test_a_cell_never_runs_nor_is_a_link_nor_loses_its_noughts(text):
    cell = written([[text]])["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    # What no spreadsheet can hold apart is a line's end of one kind or another.
    assert cell.value == safe_cell(text).replace("\r", "\n")


def test_words_with_lines_quotes_and_signs_come_back_whole():
    words = 'Żółć <é> & "two"\r\nthree 😀 \ud7ff'
    assert written([[words]])["A2"].value == words.replace("\r", "")


def test_what_no_spreadsheet_can_hold_is_a_space():
    assert written([["a\x0bb\x01\ufffec"]])["A2"].value == "a b  c"


@pytest.mark.parametrize("sign", ["a", "😀"])
def test_a_text_too_long_for_a_cell_says_that_it_is_cut(sign):
    most = MOST_TEXT // (len(sign.encode("utf-16-le")) // 2)
    complete, cut = written([[sign * most], [sign * (most + 1)]])["A"][1:]
    assert complete.value == sign * most
    assert cut.value.endswith(sign + CUT)
    assert len(cut.value.encode("utf-16-le")) <= 2 * MOST_TEXT


def test_a_day_that_excel_does_not_know_is_text():
    assert written([[date(1899, 12, 31)]])["A2"].value == "1899-12-31"


def test_rows_beyond_what_a_sheet_holds_go_on_in_another(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    file = io.BytesIO()
    write_workbook(file, "Actions", ["number"], [[n] for n in range(5)])
    book = openpyxl.load_workbook(file)
    assert {sheet.title: [row[0] for row in sheet.values] for sheet in book} == {
        "Actions": ["number", 0, 1],
        "Actions 2": ["number", 2, 3],
        "Actions 3": ["number", 4],
    }


def test_nothing_is_left_on_the_disk_when_a_row_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield ["one"]
        raise LookupError

    with pytest.raises(LookupError):
        written(rows())
    assert list(tmp_path.iterdir()) == []
