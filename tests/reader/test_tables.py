"""The ruled tables in which area SEND inspections print what must improve."""

import pytest

from recommendations.reader.blocks import Block, Cell
from recommendations.reader.report import read_report
from recommendations.reader.sheets import Line
from recommendations.reader.tables import read_rows
from tests.samples.blocks import Table, Words, heading, title
from tests.samples.layout import typeset

ASKS = (
    "Leaders should agree how services are paid for, and publish what they agree.",
    "Leaders should tell families how long they will wait.",
)
BODY = "Exampleshire County Council and NHS Exampleshire"


def cell(text, column, left, row=1):
    line = Line(2, text, left, left + 200, 100.0 * row, 12.0)
    return Block((line,), text, cell=Cell(1, row, column, 1))


TITLE = Block(
    (Line(2, "Areas for priority action", 60, 300, 80, 14.0, bold=True),),
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
    whole = [cell(BODY, column=4, left=60), cell(ASKS[0], column=5, left=220)]
    alone = cell("NHS Exampleshire", column=7, left=60, row=2)
    assert [item.text for item in read_rows(TITLE, [*whole, alone])] == [ASKS[0]]
