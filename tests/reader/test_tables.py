"""The ruled tables of area SEND reports, however drawn and wherever they break."""

import pytest

from recommendations.reader.blocks import Block, TableCell
from recommendations.reader.page_lines import TextLine
from recommendations.reader.report import read_report
from recommendations.reader.tables import read_rows
from tests.samples.blocks import (
    Down,
    Items,
    PageBreak,
    Table,
    Words,
    heading,
    title,
)
from tests.samples.layout import typeset

JOINT = "Leaders must agree who decides on joint commissioning and publish it."
WAITS = "Leaders must cut the time that children wait for an assessment."
PLANS = "Leaders should improve the quality of plans."
ADULTS = "Leaders should prepare young people for adulthood."
COVER = (
    title("Area SEND inspection of Exampleshire Local Area Partnership"),
    Words("Inspection dates: 3 to 7 February 2025"),
    heading("Inspection outcome"),
    Words("The partnership’s arrangements lead to inconsistent experiences."),
    PageBreak(),
)
AFTER = (heading("Local area partnership details"), Words("Exampleshire Council"))
PRIORITY = heading("Areas for priority action")
IMPROVE = heading("Areas for improvement")


def bodies(*rows, head="Areas for priority action", **how):
    heads = ("Responsible body", head)
    return Table((heads, *rows), widths=(160, 280), header_rows=1, **how)


def column(*rows, **how):
    rows = tuple((row,) for row in ("Areas for improvement", *rows))
    return Table(rows, widths=(440,), header_rows=1, **how)


@pytest.fixture
def rows_read(read):
    """What is asked, whether it is a priority action, and of whom."""

    def telling(*blocks):
        rows = read(*blocks, cover=COVER, after=AFTER).recommendations
        return [(row.text, row.priority, row.responsible) for row in rows]

    return telling


def test_each_row_is_an_item_with_its_body(rows_read):
    table = bodies(("ICB", JOINT), ("Council", WAITS))
    assert rows_read(PRIORITY, table, IMPROVE, column(PLANS, ADULTS)) == [
        (JOINT, True, "ICB"),
        (WAITS, True, "Council"),
        (PLANS, False, ""),
        (ADULTS, False, ""),
    ]


def test_a_table_without_a_head_is_read(rows_read):
    table = Table(((PLANS,), (ADULTS,)), widths=(440,))
    assert rows_read(IMPROVE, table) == [(PLANS, False, ""), (ADULTS, False, "")]


def test_a_table_whose_only_heading_is_its_head_is_read(rows_read):
    assert rows_read(bodies(("ICB", JOINT)), column(PLANS)) == [
        (JOINT, True, "ICB"),
        (PLANS, False, ""),
    ]


def test_bullets_in_the_place_of_a_table_are_read(rows_read):
    assert rows_read(IMPROVE, Items((PLANS, ADULTS))) == [
        (PLANS, False, ""),
        (ADULTS, False, ""),
    ]


def test_bullets_in_a_cell_belong_to_its_item(rows_read):
    cell = (Words("Leaders should improve:", after=6), Items(("plans", "reviews.")))
    assert rows_read(IMPROVE, column(cell)) == [
        ("Leaders should improve: plans reviews.", False, "")
    ]


def test_two_paragraphs_of_a_cell_are_one_item(rows_read):
    assert rows_read(IMPROVE, column((Words(PLANS), Words(ADULTS)))) == [
        (f"{PLANS} {ADULTS}", False, "")
    ]


def test_a_row_goes_on_over_the_end_of_a_page(rows_read):
    row = ("ICB", f"{JOINT}\f They should tell families why.")
    table = bodies(row, ("Council", WAITS), breaks=True)
    assert rows_read(PRIORITY, Down(430), table) == [
        (f"{JOINT} They should tell families why.", True, "ICB"),
        (WAITS, True, "Council"),
    ]


def test_a_table_goes_on_over_the_end_of_a_page(rows_read):
    tables = bodies(("ICB", JOINT)), PageBreak(), bodies(("Council", WAITS))
    assert rows_read(PRIORITY, *tables) == [
        (JOINT, True, "ICB"),
        (WAITS, True, "Council"),
    ]


ASKS = (
    "Leaders should agree how services are paid for, and publish what they agree.",
    "Leaders should tell families how long they will wait.",
)
BODY = "Exampleshire County Council and NHS Exampleshire"


def cell(text, column, left, row=1):
    line = TextLine(2, text, left, left + 200, 100.0 * row, 12.0)
    return Block((line,), text, cell=TableCell(1, row, column, 1))


TITLE = Block(
    (TextLine(2, "Areas for priority action", 60, 300, 80, 14.0, bold=True),),
    "Areas for priority action",
    rank=14.5,
)


@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "untagged"])
def test_the_head_of_a_table_in_plain_letters_is_no_item(tagged):
    rows = (("Responsible body", "Areas for priority action"), (BODY, ASKS[0]))
    cover = (
        title("Area SEND inspection of Exampleshire Local Area Partnership"),
        Words("Inspection dates: 3 to 7 March 2025"),
        heading("Areas for priority action", tag="P"),
        Table(rows, (160, 305)),
        heading("Local area partnership details"),
        Words("Exampleton"),
    )
    draft = read_report(typeset(cover, tagged=tagged))
    assert [(row.text, row.responsible) for row in draft.recommendations] == [
        (ASKS[0], BODY)
    ]


def test_columns_are_told_by_their_places_and_not_by_the_order_of_their_tags():
    row = [cell(ASKS[0], column=8, left=220), cell(BODY, column=9, left=60)]
    (item,) = read_rows(TITLE, row)
    assert (item.text, item.responsible) == (ASKS[0], BODY)


def test_a_body_whose_words_the_tags_have_lost_is_no_item():
    complete = [cell(BODY, column=4, left=60), cell(ASKS[0], column=5, left=220)]
    alone = cell("NHS Exampleshire", column=7, left=60, row=2)
    assert [item.text for item in read_rows(TITLE, [*complete, alone])] == [ASKS[0]]
