"""What a list asks for, item by item, and what it praises. What looks wrong about it
is left as a note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from recommendations.reader import layouts
from recommendations.reader.blocks import Block
from recommendations.reader.draft import Note, PrintedRecommendation, PrintedStrength
from recommendations.reader.items import DOUBTFUL, LIKELY, Item, Sizes, marks
from recommendations.reader.lists import ListReader, leads_in
from recommendations.reader.sections import ListSection
from recommendations.reader.tables import read_columns, read_rows

_LONGEST = 230  # words; real items seldom have more
_MOST_PLAIN = 4  # paragraphs that may stand for items without a sign
# An account tells more than an item asks: more words than most items of its list, and
# more sentences than any of them.
_ACCOUNT_WORDS, _ITEM_SENTENCES = 2.0, 2
_STOP = re.compile(r"[.!?][’”'\"]?(?=\s+[A-Z‘“])")
# What an item answers to in the National Framework, in brackets behind it.
_TAG = re.compile(
    r"\((?P<tag>(?:outcome|enabler|principle)s? [^()]*|[^()]*national framework[^()]*)"
    r"\)\W*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ListItems:
    """The items of one list, and what is unsure about them."""

    items: tuple[Item, ...]
    notes: tuple[Note, ...] = ()


def read_list(section: ListSection, *, is_tabular: bool) -> ListItems:
    """The items below a heading: rows of a ruled table, or what bears a sign or a
    number, or plain paragraphs where a list may be without. `is_tabular` where the
    framework prints its lists as tables."""
    content = [block for block in section.blocks if block.text]
    rows = read_rows(section.heading, content)
    if is_tabular:
        rows = rows or read_columns(content)
    if rows:
        return _checked(section, rows, [])
    reader = ListReader(section)
    reader.read(content)
    if reader.items:
        return _checked(section, reader.items, reader.notes)
    if section.list_heading and section.list_heading.may_be_plain:
        return _plain(section, content)
    return ListItems(())


def _plain(section: ListSection, content: Sequence[Block]) -> ListItems:
    """Paragraphs that stand for items, where a heading promises a list and no sign
    follows: read, and marked for a person to look at."""
    paragraphs = []
    for block in content:
        if block.is_heading:
            break
        if not leads_in(block) and not layouts.NO_RECOMMENDATIONS.search(block.text):
            paragraphs.append(block)
    if not paragraphs:
        return ListItems(())
    if len(paragraphs) > _MOST_PLAIN or section.ended_by is None:
        return ListItems(
            (),
            (
                Note(
                    "list_unread",
                    f"Under “{section.title}” there is text without bullets or "
                    "numbers. It was not read. Check whether it has recommendations.",
                    section.heading.page,
                ),
            ),
        )
    items = tuple(
        Item([block], block.text, confidence=DOUBTFUL) for block in paragraphs
    )
    return ListItems(
        items,
        (
            Note(
                "list_plain",
                f"Under “{section.title}” there are no bullets or numbers. Each "
                "paragraph was read as one item.",
                section.heading.page,
            ),
        ),
    )


def _without_account(
    section: ListSection, items: Sequence[Item], notes: list[Note]
) -> Sequence[Item]:
    """The items up to where the report's account runs on as if it were the list, its
    heading not seen: two in a row that no item before them is like."""
    sizes = [(len(item.text.split()), _sentences(item)) for item in items]
    for end in range(2, len(items) - 1):
        if sizes[end - 1][1] > _ITEM_SENTENCES:
            break
        following = sizes[end : end + 2]
        if any(sentences <= _ITEM_SENTENCES for _, sentences in following):
            continue
        most = _ACCOUNT_WORDS * median(words for words, _ in sizes[:end])
        if all(words > most for words, _ in following):
            notes.append(
                Note(
                    "list_changes",
                    f"The list “{section.title}” was read up to where its items become "
                    "much longer. Check whether those are recommendations.",
                    items[end].first.page,
                )
            )
            return items[:end]
    return items


def _sentences(item: Item) -> int:
    return len(_STOP.findall(item.text)) + 1


def _checked(
    section: ListSection, items: Sequence[Item], notes: list[Note]
) -> ListItems:
    checked = []
    for item in _without_account(section, items, notes):
        words = len(item.text.split())
        if words < 40 and layouts.NO_RECOMMENDATIONS.search(item.text):
            continue
        if words > _LONGEST:
            item.confidence = min(item.confidence, DOUBTFUL)
            notes.append(
                Note(
                    "item_long",
                    f"An item under “{section.title}” has {words} words. Check whether "
                    "it is part of the findings and not an item.",
                    item.first.page,
                )
            )
        checked.append(item)
    ends = {bool(item.blocks[-1].is_ended) for item in checked[:-1]}
    if checked and ends == {True} and not checked[-1].blocks[-1].is_ended:
        checked[-1].confidence = min(checked[-1].confidence, LIKELY)
        notes.append(
            Note(
                "item_open",
                f"The last item under “{section.title}” does not end as the others do. "
                "Check whether words are missing.",
                checked[-1].blocks[-1].page,
            )
        )
    return ListItems(tuple(checked), tuple(notes))


def recommendation(
    item: Item, section: ListSection, list_kind: layouts.Kind, body: str, sizes: Sizes
) -> PrintedRecommendation:
    """An item as the draft keeps it."""
    kind = (section.list_heading and section.list_heading.kind) or list_kind
    tag = _TAG.search(item.text)
    return PrintedRecommendation(
        text=item.text,
        page=item.first.page,
        confidence=item.confidence,
        kind=kind,
        priority=kind == "priority_action",
        heading=section.title,
        subheading=item.subheading,
        number=str(item.first.number) if item.first.number is not None else "",
        body=body,
        responsible=item.responsible,
        tag=tag["tag"] if tag else "",
        nested=tuple(item.nested),
        marks=marks(item.blocks, sizes),
    )


def strength(item: Item, sizes: Sizes) -> PrintedStrength:
    return PrintedStrength(
        text=item.text,
        page=item.first.page,
        confidence=item.confidence,
        marks=marks(item.blocks, sizes),
    )
