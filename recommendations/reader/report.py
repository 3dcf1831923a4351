"""An inspection report's bytes into a frozen draft of all that it asks for. Pure and
deterministic: no network, no settings, and nothing taken from a file's name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from recommendations.reader.blocks import Block, read_blocks, tags_help
from recommendations.reader.counts_and_steps import read_expected, read_next_steps
from recommendations.reader.cover import Cover, read_cover
from recommendations.reader.draft import (
    Mark,
    Note,
    PrintedJudgement,
    PrintedRecommendation,
    PrintedStrength,
    ReportDraft,
)
from recommendations.reader.items import LIKELY, Sizes, marks_of
from recommendations.reader.list_items import read_list, recommendation, strength
from recommendations.reader.page_lines import Layout, Sheet
from recommendations.reader.page_style import page_style
from recommendations.reader.pages import read_layout
from recommendations.reader.sections import sections

MOST_PAGES = 500


def read_report(data: bytes, most_pages: int = MOST_PAGES) -> ReportDraft:
    """Read a report; raise UnreadableDocument when there is no text to be had."""
    layout = read_layout(data, most_pages)
    style = page_style(layout)
    has_tags = layout.is_tagged and tags_help(layout.sheets)
    all_blocks = read_blocks(layout.sheets, style, with_tags=has_tags)
    cover = read_cover(layout)
    sizes = {sheet.number: (sheet.width, sheet.height) for sheet in layout.sheets}
    lists = _read_lists(all_blocks, cover, sizes)
    if has_tags:
        pages = _pages_with_lists(layout, lists)
        lists_by_look = _read_lists(
            read_blocks(pages, style, with_tags=False), cover, sizes
        )
        lists = _compared_readings(lists_by_look, lists)
    if layout.is_plain:
        lists = _from_words_alone(lists)
    expected = read_expected(all_blocks)
    sources = dict(cover.sources)
    notes = [*cover.notes, *lists.notes]
    if expected:
        sources["expected_recommendations"] = expected.source
        notes += _count_notes(expected.number, lists.recommendations)
    if not lists.recommendations:
        notes.append(Note("nothing_asked", "No list of what should improve was found."))
    return ReportDraft(
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
        strengths=lists.strengths,
        recommendations=lists.recommendations,
        next_steps=read_next_steps(all_blocks, sizes),
        sources=sources,
        notes=tuple(notes),
    )


@dataclass(frozen=True)
class _Lists:
    recommendations: tuple[PrintedRecommendation, ...]
    strengths: tuple[PrintedStrength, ...]
    notes: tuple[Note, ...]


def _read_lists(all_blocks: Sequence[Block], cover: Cover, sizes: Sizes) -> _Lists:
    has_looks = any(block.is_heading for block in all_blocks)
    notes: list[Note] = []
    recommendations: list[PrintedRecommendation] = []
    strengths: list[PrintedStrength] = []
    for section in sections(all_blocks, has_looks=has_looks):
        read = read_list(section, is_tabular=cover.is_tabular)
        if section.list_heading is None:
            strengths += [strength(item, sizes) for item in read.items]
            continue
        notes += read.notes
        body = (
            cover.addressees[-1 if section.is_about_board else 0]
            if cover.addressees
            else ""
        )
        recommendations += [
            recommendation(item, section, cover.list_kind, body, sizes)
            for item in read.items
        ]
    unique, repeat_notes = _without_repeats(recommendations)
    return _Lists(unique, tuple(strengths), (*notes, *repeat_notes))


def _where_judged(
    row: PrintedJudgement, layout: Layout, sizes: Sizes
) -> tuple[Mark, ...]:
    """The line that begins with the area's name, or else the first with its grade."""
    lines = layout.sheets[row.page - 1].lines
    for words in (" ".join(row.area.split()[:3]), row.grade or row.area):
        for line in lines:
            if words.lower() in line.text.lower():
                return marks_of([line], sizes)
    return ()


def _without_repeats(
    recommendations: Sequence[PrintedRecommendation],
) -> tuple[tuple[PrintedRecommendation, ...], list[Note]]:
    """Each recommendation once: a summary may say again what the report says."""
    unique: dict[tuple[str, str], PrintedRecommendation] = {}
    for row in recommendations:
        unique.setdefault((row.body, row.text), row)
    repeats = len(recommendations) - len(unique)
    if not repeats:
        return tuple(recommendations), []
    words = f"{repeats} {'item is' if repeats == 1 else 'items are'} printed twice."
    return tuple(unique.values()), [Note("printed_twice", words)]


def _pages_with_lists(layout: Layout, lists: _Lists) -> list[Sheet]:
    """The pages that bear what was asked for."""
    pages = {mark.page for row in lists.recommendations for mark in row.marks}
    return [sheet for sheet in layout.sheets if sheet.number in pages]


def _compared_readings(lists_by_look: _Lists, lists: _Lists) -> _Lists:
    """The lists, held against a second reading by the look of their pages alone. Where
    the tags and the looks tell different stories, a person should look."""
    others = {row.text for row in lists_by_look.recommendations}
    recommendations = tuple(
        row
        if row.text in others
        else replace(row, confidence=min(row.confidence, LIKELY))
        for row in lists.recommendations
    )
    differing = len(others ^ {row.text for row in recommendations})
    if not differing:
        return lists
    note = Note(
        "readings_differ",
        "The tags of the PDF and the look of its pages do not agree on "
        f"{differing} {'item' if differing == 1 else 'items'}.",
        min((row.page for row in recommendations), default=None),
    )
    return replace(lists, recommendations=recommendations, notes=(*lists.notes, note))


def _from_words_alone(lists: _Lists) -> _Lists:
    """A plain text shows no headings and no indents: a person should look at all."""
    recommendations = tuple(
        replace(row, confidence=min(row.confidence, LIKELY))
        for row in lists.recommendations
    )
    note = Note(
        "plain_text",
        "The file is plain text. Without the look of the pages, where a list ends is "
        "less sure.",
    )
    return replace(lists, recommendations=recommendations, notes=(*lists.notes, note))


def _count_notes(
    expected: int, recommendations: Sequence[PrintedRecommendation]
) -> list[Note]:
    """A note when the report says it asks for another number than was read."""
    for_authority = [row for row in recommendations if row.body != "LSCB"]
    if expected == len(for_authority):
        return []
    return [
        Note(
            "count_differs",
            f"The report says that it makes {expected} recommendations; "
            f"{len(for_authority)} were read.",
        )
    ]
