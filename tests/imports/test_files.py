"""Files as tired people save them, and as somebody makes them who means harm."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from recommendations.workflow.imports.files import (
    MOST_BYTES,
    MOST_ROWS,
    MOST_UNPACKED,
    Unreadable,
    read_file,
)
from recommendations.workflow.imports.sheet import parse

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADING = '<row r="1"><c t="str"><v>action</v></c><c t="str"><v>due</v></c></row>'


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_sheet(xml):
    """A workbook whose only sheet says exactly this."""
    made, file = zipfile.ZipFile(io.BytesIO(workbook(["x"]))), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in made.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            parts.writestr(name, xml if is_sheet else made.read(name))
    return file.getvalue()


def sheet_of(rows, after=""):
    body = f"<sheetData>{HEADING}{rows}</sheetData>{after}"
    return with_sheet(f'<worksheet xmlns="{MAIN}">{body}</worksheet>')


def read(data, name="plan.xlsx"):
    return parse(read_file(name, data))


def refusal(data, name="plan.xlsx"):
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    return str(caught.value)


def test_the_cells_of_a_workbook_are_what_people_see_in_them():
    def show_percent(book):
        book.active["D2"].number_format = "0%"

    sheet = read(
        workbook(
            ["Ref", "Action", "Due date", "Status", "Start"],
            [7.0, "Do it", datetime(2026, 4, 3), 0.5, date(2026, 1, 31)],
            change=show_percent,
        )
    )
    (row,) = sheet.rows
    assert (row.ref, row.due_on) == ("7", date(2026, 4, 3))
    assert (row.start_on, row.status) == (date(2026, 1, 31), "in_progress")


def test_a_merged_cell_says_the_same_for_every_row_it_spans():
    sheet = read(
        workbook(
            ["Recommendation", "Action"],
            ["R01", "One"],
            [None, "Two"],
            [None, "Three"],
            change=lambda book: book.active.merge_cells("A2:A3"),
        )
    )
    assert [row.recommendation for row in sheet.rows] == ["R01", "R01", ""]


def test_rows_that_only_divide_the_table_are_left_out_and_told():
    sheet = read(
        workbook(
            ["Our plan"],
            [],
            ["Ref", "Action", "Lead"],
            ["Priority 1: leadership", None, None],
            ["1.1", "Do it", "Me"],
            [None, "  ", None],
        )
    )
    assert ([row.number for row in sheet.rows], sheet.left_out) == ([5], [4])
    assert sheet.faults == []


def test_a_second_sheet_that_looks_like_a_plan_is_told():
    def add(book):
        book.create_sheet("Notes").append(["Nothing"])
        book.create_sheet("Done last year").append(["Action", "Lead"])

    sheet = read(workbook(["Action", "Lead"], ["Do it", "Me"], change=add))
    assert (sheet.name, sheet.passed_over) == ("Sheet", ["Done last year"])


def test_what_a_formula_came_to_is_read():
    data = sheet_of('<row r="2"><c t="str"><f>"D"&amp;"o"</f><v>Do</v></c></row>')
    assert read(data).rows[0].action == "Do"


def test_a_title_above_the_headings_does_not_hide_a_semicolon():
    text = "Our plan, 2026, for the board, and others\n\naction;lead\nDo, then check;Me"
    (row,) = read(text.encode(), "plan.csv").rows
    assert (row.action, row.lead) == ("Do, then check", "Me")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_however_it_was_encoded(encoding):
    (row,) = read("action,lead\nCafé – “new”,A".encode(encoding), "plan.csv").rows
    assert row.action == "Café – “new”"


def test_a_workbook_that_was_renamed_is_read_as_one():
    data = workbook(["Action", "Lead"], ["Do it", "Me"])
    assert read(data, "plan.csv").rows[0].action == "Do it"


def test_an_old_workbook_or_one_with_a_password_is_named():
    assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_a_word_document_that_was_renamed_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("word/document.xml", "<document/>")
    assert "cannot be read as an Excel workbook" in refusal(file.getvalue())


@pytest.mark.parametrize("name", ["plan.xls", "plan.docx", "plan", ".csv.pdf"])
def test_a_file_of_another_kind_is_told_which_to_use(name):
    assert "ends in .csv or .xlsx" in refusal(b"action,lead", name)


def test_half_a_workbook_is_refused():
    assert "cannot be read" in refusal(workbook(["Action", "Lead"])[:2000])


def test_too_many_rows_are_refused_by_number():
    rows = "action,lead\n" + "Do,Me\n" * (MOST_ROWS + 1)
    assert "more than 5,000 rows" in refusal(rows.encode(), "plan.csv")
    data = sheet_of('<row><c t="str"><v>Do</v></c></row>' * (MOST_ROWS + 1))
    assert "more than 5,000 rows" in refusal(data)


def test_a_file_that_is_too_big_is_refused_before_it_is_read():
    assert "bigger than 2 MB" in refusal(b"x" * (MOST_BYTES + 1), "plan.csv")


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused():
    data = sheet_of("<row/>", after=" " * MOST_UNPACKED)
    assert len(data) < 100_000
    assert "too big when it is unpacked" in refusal(data)


def test_a_sheet_that_lies_about_its_size_costs_nothing():
    size = '<dimension ref="A1:XFD1048576"/>'
    rows = f'{HEADING}<row r="2"><c t="str"><v>Do</v></c></row>'
    xml = f'<worksheet xmlns="{MAIN}">{size}<sheetData>{rows}</sheetData></worksheet>'
    assert [row.action for row in read(with_sheet(xml)).rows] == ["Do"]


def test_a_row_beyond_what_excel_has_is_refused():
    assert "too many rows" in refusal(sheet_of('<row r="999999999"/>'))


def test_many_merged_cells_that_overlap_cost_nothing():
    merged = '<mergeCell ref="A2:A1048576"/>' * 50_000
    row = '<row r="2"><c t="str"><v>Do</v></c></row>'
    data = sheet_of(row, after=f"<mergeCells>{merged}</mergeCells>")
    assert [row.action for row in read(data).rows] == ["Do"]


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/hostname"', f'"{"x" * 500}"'])
def test_entities_in_the_xml_are_not_followed(entity):
    xml = (
        f'<!DOCTYPE l [<!ENTITY a {entity}><!ENTITY b "{"&a;" * 1000}">'
        f'<!ENTITY c "{"&b;" * 1000}">]><worksheet xmlns="{MAIN}"><sheetData>{HEADING}'
        "<row><c t='inlineStr'><is><t>&c;</t></is></c></row></sheetData></worksheet>"
    )
    assert "cannot be read" in refusal(with_sheet(xml))
