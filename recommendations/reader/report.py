"""An inspection report's bytes into a frozen draft of all that it asks for. Pure and
deterministic: no network, no settings, and nothing taken from a file's name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from recommendations.reader.asked import read_expected, read_next_steps
from recommendations.reader.blocks import Block, blocks, tags_help
from recommendations.reader.cover import Cover, read_cover
from recommendations.reader.draft import (
    Draft,
    Judgement,
    Mark,
    Note,
    Recommendation,
    Strength,
)
from recommendations.reader.findings import read_list, recommendation, strength
from recommendations.reader.frame import frame_of
from recommendations.reader.items import LIKELY, Sizes, marks_of
from recommendations.reader.pages import read_layout
from recommendations.reader.sections import sections
from recommendations.reader.sheets import Layout, Sheet

MOST_PAGES = 500


def read_report(data: bytes, most_pages: int = MOST_PAGES) -> Draft:
    """Read a report; raise UnreadableDocument when there is no text to be had."""
    layout = read_layout(data, most_pages)
    frame = frame_of(layout)
    has_tags = layout.is_tagged and tags_help(layout.sheets)
    every = blocks(layout.sheets, frame, with_tags=has_tags)
    cover = read_cover(layout)
    sizes = {sheet.number: (sheet.width, sheet.height) for sheet in layout.sheets}
    found = _read_lists(every, cover, sizes)
    if has_tags:
        pages = _pages_with_lists(layout, found)
        looks = _read_lists(blocks(pages, frame, with_tags=False), cover, sizes)
        found = _held_against(looks, found)
    if layout.is_plain:
        found = _from_words_alone(found)
    expected = read_expected(every)
    sources = dict(cover.sources)
    notes = [*cover.notes, *found.notes]
    if expected:
        sources["expected_recommendations"] = expected.source
        notes += _counted(expected.number, found.asked)
    if not found.asked:
        notes.append(Note("nothing_asked", "No list of what should improve was found."))
    return Draft(
        sha256=hashlib.sha256(data).hexdigest(),
        pages=len(layout.sheets),
        framework=cover.framework,
        inspectorates=cover.inspectorates,
        authority=cover.authority,
        urn=cover.urn,
        inspection_start=cover.inspection_start,
        inspection_end=cover.inspection_end,
        published=cover.published,
        lead_inspector=cover.lead_inspector,
        expected_recommendations=expected.number if expected else None,
        judgements=tuple(
            replace(row, marks=_where_judged(row, layout, sizes))
            for row in cover.judgements
        ),
        strengths=found.praised,
        recommendations=found.asked,
        next_steps=read_next_steps(every, sizes),
        sources=sources,
        notes=tuple(notes),
    )


@dataclass(frozen=True)
class _Lists:
    asked: tuple[Recommendation, ...]
    praised: tuple[Strength, ...]
    notes: tuple[Note, ...]


def _read_lists(every: Sequence[Block], cover: Cover, sizes: Sizes) -> _Lists:
    has_looks = any(block.is_heading for block in every)
    notes: list[Note] = []
    asked: list[Recommendation] = []
    praised: list[Strength] = []
    for section in sections(every, has_looks=has_looks):
        read = read_list(section, is_tabular=cover.is_tabular)
        if section.asked is None:
            praised += [strength(item, sizes) for item in read.items]
            continue
        notes += read.notes
        body = cover.asks_of[-1 if section.of_the_board else 0] if cover.asks_of else ""
        asked += [
            recommendation(item, section, cover.asks, body, sizes)
            for item in read.items
        ]
    once, again = _without_repeats(asked)
    return _Lists(once, tuple(praised), (*notes, *again))


def _where_judged(row: Judgement, layout: Layout, sizes: Sizes) -> tuple[Mark, ...]:
    """The line that begins with the area's name, or else the first with its grade."""
    lines = layout.sheets[row.page - 1].lines
    for words in (" ".join(row.area.split()[:3]), row.grade or row.area):
        for line in lines:
            if words.lower() in line.text.lower():
                return marks_of([line], sizes)
    return ()


def _without_repeats(
    asked: Sequence[Recommendation],
) -> tuple[tuple[Recommendation, ...], list[Note]]:
    """Each recommendation once: a summary may say again what the report says."""
    once: dict[tuple[str, str], Recommendation] = {}
    for row in asked:
        once.setdefault((row.body, row.text), row)
    again = len(asked) - len(once)
    if not again:
        return tuple(asked), []
    words = f"{again} {'item is' if again == 1 else 'items are'} printed twice."
    return tuple(once.values()), [Note("printed_twice", words)]


def _pages_with_lists(layout: Layout, found: _Lists) -> list[Sheet]:
    """The pages that bear what was asked for."""
    pages = {mark.page for row in found.asked for mark in row.marks}
    return [sheet for sheet in layout.sheets if sheet.number in pages]


def _held_against(looks: _Lists, found: _Lists) -> _Lists:
    """The lists, held against a second reading by the look of their pages alone. Where
    the tags and the looks tell different stories, a person should look."""
    others = {row.text for row in looks.asked}
    asked = tuple(
        row
        if row.text in others
        else replace(row, confidence=min(row.confidence, LIKELY))
        for row in found.asked
    )
    differing = len(others ^ {row.text for row in asked})
    if not differing:
        return found
    note = Note(
        "readings_differ",
        "The tags of the PDF and the look of its pages do not agree on "
        f"{differing} {'item' if differing == 1 else 'items'}.",
        min((row.page for row in asked), default=None),
    )
    return replace(found, asked=asked, notes=(*found.notes, note))


def _from_words_alone(found: _Lists) -> _Lists:
    """A plain text shows no headings and no indents: a person should look at all."""
    asked = tuple(
        replace(row, confidence=min(row.confidence, LIKELY)) for row in found.asked
    )
    note = Note(
        "plain_text",
        "The file is plain text. Without the look of the pages, where a list ends is "
        "less sure.",
    )
    return replace(found, asked=asked, notes=(*found.notes, note))


def _counted(expected: int, asked: Sequence[Recommendation]) -> list[Note]:
    """A note when the report says it asks for another number than was read."""
    to_authority = [row for row in asked if row.body != "LSCB"]
    if expected == len(to_authority):
        return []
    return [
        Note(
            "count_differs",
            f"The report says that it makes {expected} recommendations; "
            f"{len(to_authority)} were read.",
        )
    ]
