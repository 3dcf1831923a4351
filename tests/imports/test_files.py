"""Files as tired people save them, and as somebody makes them who means harm."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from recommendations.reader.spreadsheets import MOST_BYTES, MOST_ROWS
from recommendations.reader.workbooks import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_STRINGS,
    MOST_UNPACKED,
)
from recommendations.workflow.drafting.reading import tables
from recommendations.workflow.errors import Unreadable
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
    archive, file = zipfile.ZipFile(io.BytesIO(workbook(["x"]))), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            copy.writestr(name, xml if is_sheet else archive.read(name))
    return file.getvalue()


def sheet_of(rows, after=""):
    body = f"<sheetData>{HEADING}{rows}</sheetData>{after}"
    return with_sheet(f'<worksheet xmlns="{MAIN}">{body}</worksheet>')


def read(data, name="plan.xlsx"):
    return parse(tables(name, data))


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
    assert (row.plain["start_on"], row.status) == (date(2026, 1, 31), "in_progress")


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
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "cannot be read as an Excel workbook" in refusal(file.getvalue())


@pytest.mark.parametrize("name", ["plan.xls", "plan.docx", "plan", ".csv.pdf"])
def test_a_file_of_another_kind_is_told_which_to_use(name):
    assert "ends in .csv or .xlsx" in refusal(b"action,lead", name)


def test_half_a_workbook_is_refused():
    assert "cannot be read" in refusal(workbook(["Action", "Lead"])[:2000])


def test_too_many_rows_are_refused_by_number():
    rows = "action,lead\n" + "Do,Me\n" * (MOST_ROWS + 1)
    message = "The file has 5,001 rows below its headings. The most is 5,000"
    assert message in refusal(rows.encode(), "plan.csv")
    data = sheet_of('<row><c t="str"><v>Do</v></c></row>' * (MOST_ROWS + 1))
    assert message in refusal(data)


def test_a_file_that_is_too_big_is_refused_before_it_is_read():
    data = b"x" * (2 * MOST_BYTES)
    assert refusal(data, "plan.csv") == "The file is 4.0 MB. It must be at most 2 MB."


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused():
    data = sheet_of("<row/>", after=" " * MOST_UNPACKED)
    assert len(data) < 100_000
    assert "too big when it is unpacked: 15.0 MB. At most 15 MB" in refusal(data)


def test_a_sheet_that_lies_about_its_size_costs_nothing():
    size = '<dimension ref="A1:XFD1048576"/>'
    rows = f'{HEADING}<row r="2"><c t="str"><v>Do</v></c></row>'
    xml = f'<worksheet xmlns="{MAIN}">{size}<sheetData>{rows}</sheetData></worksheet>'
    assert [row.action for row in read(with_sheet(xml)).rows] == ["Do"]


def test_a_row_beyond_what_excel_has_is_refused():
    assert "more than 1,048,576 rows" in refusal(sheet_of('<row r="999999999"/>'))


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


def strings_of(texts, cells):
    """A workbook with these shared texts, and cells that may show them."""
    archive = zipfile.ZipFile(io.BytesIO(sheet_of('<row r="2">' + cells + "</row>")))
    declared = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            xml = archive.read(name).decode()
            copy.writestr(name, xml.replace("</Types>", declared))
        copy.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("<row>" + "<c/>" * 3_400_000 + "</row>", "3,400,002 cells"),
        ("<row><c/></row>" * 800_000, "800,002 cells"),
        ('<row r="2">' + "<c/>" * (MOST_CELLS + 1) + "</row>", "250,003 cells"),
    ],
    ids=["one row", "many rows", "one too many"],
)
def test_a_small_workbook_of_millions_of_empty_cells_is_refused_by_number(
    rows, message
):
    data = sheet_of(rows)
    assert len(data) < 100_000
    assert refusal(data) == f"The file has {message}. At most 250,000 are read."


def test_empty_cells_as_a_template_has_them_do_no_harm():
    filled = '<row r="2"><c t="str"><v>Do</v></c></row>'
    styled = ("<row>" + "<c/>" * 40 + "</row>") * 2_000
    assert [row.action for row in read(sheet_of(filled + styled)).rows] == ["Do"]


def test_one_long_text_shown_in_a_thousand_cells_is_refused():
    text = "<si><t>" + "x" * 30_000 + "</t></si>"
    message = refusal(strings_of(text, '<c t="s"><v>0</v></c>' * 1_000))
    assert message == f"The workbook has more than {MOST_CHARACTERS:,} characters."


def test_a_table_of_more_texts_than_any_plan_has_is_refused():
    message = refusal(strings_of("<si><t/></si>" * (MOST_STRINGS + 1), "<c/>"))
    assert message == "The file has 100,001 different texts. At most 100,000 are read."


def test_xml_that_nests_without_end_is_refused():
    deep = "<x>" * 1_000_000 + "</x>" * 1_000_000
    assert "cannot be read as an Excel workbook" in refusal(sheet_of("", after=deep))


def test_a_workbook_inside_a_workbook_costs_nothing():
    """What lies in a zip beside the parts of a workbook is not looked at."""
    archive, file = (
        zipfile.ZipFile(io.BytesIO(workbook(["Action", "Due"]))),
        io.BytesIO(),
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name))
        copy.writestr("xl/embeddings/inner.xlsx", sheet_of("<row/>" * 100_000))
    assert read(file.getvalue()).rows == []


def test_a_zip_that_lies_about_its_size_is_refused():
    data = bytearray(sheet_of("<row/>" * 500_000))
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46  # In the list at the end.
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert "cannot be read" in refusal(bytes(data))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_too_many_columns_are_refused_by_number(kind):
    names = ["action", "lead", *(f"note {n}" for n in range(300))]
    rows = [names, ["Do", "Me", *"x" * 300]]
    csv = "\n".join(",".join(row) for row in rows).encode()
    data = csv if kind == "csv" else workbook(*rows)
    message = "The table has 302 columns. The most is 200."
    assert refusal(data, f"plan.{kind}") == message


def test_columns_without_words_in_them_are_not_counted():
    data = ("action,lead" + "," * 300 + "\nDo,Me" + ", " * 300).encode()
    assert [row.action for row in read(data, "plan.csv").rows] == ["Do"]


@pytest.mark.parametrize(
    "data",
    [b"," * 1_900_000, b"a\n" * 950_000, b'"' * 1_900_000, b"\n" * 1_900_000],
    ids=["commas", "lines", "quotes", "blank"],
)
def test_a_csv_file_made_to_hurt_is_refused(data):
    assert refusal(data, "plan.csv")
