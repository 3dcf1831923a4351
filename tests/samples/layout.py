"""Sets blocks into the pages of a made-up report, as inspectorates set theirs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .blocks import (
    Block,
    Contents,
    Down,
    Footnote,
    Inside,
    Items,
    PageBreak,
    Paper,
    Table,
    Words,
)
from .lines import Line, lines_of, parts
from .pdf import Element, Writer, width

_CELL = 5.0  # The white between a cell's rule and its words.


def typeset(
    blocks: Iterable[Block], paper: Paper | None = None, *, tagged: bool = True
) -> bytes:
    """The report as a PDF. Without tags it looks the same."""
    press = _Press(paper or Paper(), tagged=tagged)
    press.flow(blocks, press.writer.root)
    return press.finished()


@dataclass
class _Column:
    lines: list[Line] = field(default_factory=list)

    @property
    def height(self) -> float:
        return sum(line.height for line in self.lines)


class _Press:
    def __init__(self, paper: Paper, *, tagged: bool) -> None:
        self.writer = Writer(tagged=tagged)
        self._paper = paper
        self._y = self._floor = 0.0
        self._note: Footnote | None = None
        self._root = self.writer.root
        self._turn()

    def flow(self, blocks: Iterable[Block], element: Element) -> None:
        for block in blocks:
            self._set(block, element)

    def finished(self) -> bytes:
        self._finish_page()
        return self.writer.to_bytes()

    def _set(self, block: Block, element: Element) -> None:
        match block:
            case PageBreak():
                self._turn()
            case Down(points):
                self._y -= points
            case Footnote():
                self._keep_note(block)
            case Inside(tags, blocks):
                for tag in tags:
                    element = element.add(tag)
                self.flow(blocks, element)
            case Contents():
                self._set_contents(block, element)
            case Table():
                self._set_table(block, element)
            case Words() | Items():
                wide = self._paper.right - self._paper.left
                for line in lines_of(block, wide, element):
                    self._place(line)
                self._y -= block.after

    def _place(self, line: Line) -> None:
        if line.turns or self._y - line.height < self._floor:
            self._turn()
        self._y -= line.height
        self._draw(line, self._paper.left, self._y)

    def _draw(self, line: Line, left: float, y: float) -> None:
        if line.mark:
            self._draw_text(line, line.mark, left + line.mark_indent, y, is_mark=True)
        self._draw_text(line, line.text, left + line.indent, y)
        if line.end_text:
            x = self._paper.right - width(line.end_text, line.size)
            self._draw_text(line, line.end_text, x, y)

    def _draw_text(
        self, line: Line, text: str, x: float, y: float, *, is_mark: bool = False
    ) -> None:
        element = line.mark_element if is_mark else line.element
        for part, is_raised in parts(text):
            x = self.writer.draw(
                part,
                x,
                y + 4 if is_raised else y,
                size=8 if is_raised else line.size,
                bold=line.bold,
                element=element,
            )

    def _set_contents(self, block: Contents, element: Element) -> None:
        contents = element.add("TOC")
        for words, page in block.entries:
            entry = contents.add("TOCI").add("Link")
            self._place(Line(words, 14, False, 14, entry, 6, end_text=str(page)))

    def _set_table(self, table: Table, element: Element) -> None:
        table_element = element.add("Table")
        bodies: dict[str, Element] = {}
        for number, row in enumerate(table.rows):
            is_head = number < table.header_rows
            body = table_element
            if table.header_rows:
                tag = "THead" if is_head else "TBody"
                body = bodies[tag] if tag in bodies else table_element.add(tag)
                bodies[tag] = body
            columns = _columns(table, row, body.add("TR"), is_head)
            self._set_row(table, columns)
        self._y -= table.after

    def _set_row(self, table: Table, columns: list[_Column]) -> None:
        high = max(column.height for column in columns) + 2 * _CELL
        if self._y - high < self._floor:
            if table.breaks:
                columns = self._set_as_much_as_fits(table, columns)
            self._turn()
            high = max(column.height for column in columns) + 2 * _CELL
        self._set_cells(table, columns, high)

    def _set_as_much_as_fits(
        self, table: Table, columns: list[_Column]
    ) -> list[_Column]:
        here: list[_Column] = []
        there: list[_Column] = []
        for column in columns:
            room = self._y - self._floor - 2 * _CELL
            fits = _Column()
            rest = list(column.lines)
            while rest and rest[0].height <= room:
                room -= rest[0].height
                fits.lines.append(rest.pop(0))
            here.append(fits)
            there.append(_Column(rest))
        self._set_cells(table, here, self._y - self._floor)
        return there

    def _set_cells(self, table: Table, columns: list[_Column], high: float) -> None:
        left = self._paper.left + table.left
        for column, wide in zip(columns, table.widths, strict=True):
            y = self._y - _CELL
            for line in column.lines:
                y -= line.height
                self._draw(line, left + _CELL, y)
            if table.is_ruled:
                self.writer.rule(left, self._y - high, wide, high)
            left += wide
        self._y -= high

    def _turn(self) -> None:
        if self.writer.pages:
            self._finish_page()
        self.writer.add_page(self._paper.width, self._paper.height)
        self._y, self._floor = self._paper.top, self._paper.bottom

    def _keep_note(self, note: Footnote) -> None:
        if self._note:
            raise ValueError("One footnote a page.")
        self._note = note
        self._floor += sum(line.height for line in self._note_lines(Element("Note")))
        if self._y < self._floor:
            raise ValueError("The footnote comes too low on its page.")

    def _note_lines(self, element: Element) -> list[Line]:
        if self._note is None:
            return []
        words = Words(f"^{{{self._note.number}}} {self._note.text}", size=10)
        wide = self._paper.right - self._paper.left
        return list(lines_of(words, wide, element))

    def _finish_page(self) -> None:
        if self._note:
            y = self._floor
            for line in self._note_lines(self._root.add("Note")):
                y -= line.height
                self._draw(line, self._paper.left, y)
            self._note = None
        number = len(self.writer.pages)
        if number < self._paper.running.first:
            return
        for words, x, y, size in self._paper.running.lines:
            text = words.replace("{page}", str(number))
            if x < 0:
                x += self._paper.width - width(text, size)
            self.writer.draw(text, x, y, size=size, bold=False, element=None)


def _columns(
    table: Table, row: tuple[object, ...], element: Element, is_head: bool
) -> list[_Column]:
    columns = []
    for index, cell in enumerate(row):
        is_th = is_head or (index == 0 and table.row_heads)
        blocks = cell if isinstance(cell, tuple) else (cell,)
        column_ = _Column()
        inner = element.add("TH" if is_th else "TD")
        for block in blocks:
            if isinstance(block, str):
                bold = is_head or (is_th and table.bold_heads)
                block = Words(block, bold=bold, after=0)
            if not isinstance(block, Words | Items):
                raise TypeError("A cell holds words and lists.")
            column_.lines.extend(
                lines_of(block, table.widths[index] - 2 * _CELL, inner)
            )
        columns.append(column_)
    return columns
