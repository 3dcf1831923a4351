"""An inspection report's bytes into a frozen draft of all that it asks for. Pure and
deterministic: no network, no settings, and nothing taken from a file's name."""

import hashlib

from recommendations.reader import layouts
from recommendations.reader.blocks import blocks
from recommendations.reader.cover import read_cover
from recommendations.reader.draft import Draft, Note, Recommendation, Strength
from recommendations.reader.findings import read_list, recommendation, strength
from recommendations.reader.pages import read_layout
from recommendations.reader.sections import sections

MOST_PAGES = 500


def read_report(data: bytes, most_pages: int = MOST_PAGES) -> Draft:
    """Read a report; raise UnreadableDocument when there is no text to be had."""
    layout = read_layout(data, most_pages)
    every = blocks(layout)
    has_looks = any(block.is_heading for block in every)
    sizes = {sheet.number: (sheet.width, sheet.height) for sheet in layout.sheets}
    cover = read_cover(layout, every)
    asks: layouts.Kind = cover.asks
    notes: list[Note] = list(cover.notes)
    asked: list[Recommendation] = []
    praised: list[Strength] = []
    for section in sections(every, has_looks=has_looks):
        read = read_list(section)
        if section.asked is None:
            praised += [strength(item, sizes) for item in read.items]
            continue
        notes += read.notes
        body = ""
        if cover.has_board:
            body = "LSCB" if section.of_the_board else "LA"
        asked += [
            recommendation(item, section, asks, sizes, body) for item in read.items
        ]
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
        judgements=cover.judgements,
        strengths=tuple(praised),
        recommendations=tuple(asked),
        sources=cover.sources,
        notes=tuple(notes),
    )
