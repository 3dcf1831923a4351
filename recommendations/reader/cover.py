"""What a report says of itself: whose it is, under which framework, when, who led, and
how it judged. Each value with its page; what is not printed stays empty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from recommendations.reader import layouts
from recommendations.reader.blocks import joined_text
from recommendations.reader.dates import first_date, period
from recommendations.reader.draft import Note, PrintedJudgement, Source
from recommendations.reader.items import LIKELY, SURE
from recommendations.reader.judgements import read_judgements
from recommendations.reader.layouts import FrameworkLayout
from recommendations.reader.page_lines import Layout

# A form's cover may be followed by a page of addresses before the title.
_TITLE_PAGES = 2
_DATES = re.compile(
    r"(?:(?:inspection|visit|fieldwork)\s+(?:dates?|period)"
    r"|(?:\bdates?|\bdate\(s\))\s+of\s+(?:the\s+)?(?:inspection|visit))\s*:?\s*",
    re.IGNORECASE,
)
_TOOK_PLACE = re.compile(
    r"(?:took place|was carried out|carried out|visit(?:ed)?|inspection)\s+"
    r"(?:over\s+\w+\s+days,?\s+)?(?:from|on|between)\s+"
    r"|(?:^|\. |\s)(?:Between|From|On)\s+(?=\d)"
    r"|\bvisit to\b(?:[^.]|(?<=\bSt)\.){0,90}? (?:on |from |between |\()"
    r"(?=(?:[A-Z]\w+day,? )?\d)"
)
_PUBLISHED = re.compile(
    r"(?:report\s+|date\s+)?published(?:\s+on)?\s*:?\s+|publication\s+date\s*:?\s+",
    re.IGNORECASE,
)
# One line of two to five words that begin with capitals, and no title among them.
_POST = (
    r"(?:HMI|Her|His|Senior|Ofsted|Social|Regional|National|Regulatory|Lead|Inspector"
    r"|Director)\b"
)
_WORD = rf"(?!{_POST})[A-ZÀ-Þ][\w'’.-]*"
_NAME = (
    r"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?"
    rf"{_WORD}(?:[ \u00a0]+(?:(?:de|van|von|der|la|le)[ \u00a0]+)*{_WORD}){{1,3}})"
)
_LEAD = (
    re.compile(rf"(?<!Deputy )\b[Ll]ead [Ii]nspector\s*:\s*{_NAME}"),
    re.compile(
        rf"^Lead (?:Ofsted )?(?:[Ii]nspectors?|HMI)\s*[:–—-]?\s+{_NAME}", re.MULTILINE
    ),
    re.compile(rf"\b[Rr]eporting [Ii]nspector\s*:?\s+{_NAME}"),
)
_HEAD = 120  # letters
# Few pages have one of these: they tell where to look at little cost.
_OF_INSPECTORS = ("nspector", "Lead HMI", "Yours")
_COMMISSION = re.compile(r"\bCQC\b|\bCare Quality\b")
# A table of the team: each with their post, Ofsted's in the first column.
_IN_TEAM = re.compile(
    rf"^{_NAME}\b[^\n]{{0,40}}(?:\n[^\n,]{{0,20}})?\b[Ll]ead\s+[Ii]nspector",
    re.MULTILINE,
)
_SIGNED = re.compile(
    rf"Yours\s+(?:sincerely|faithfully)\s*,?\s+{_NAME}"
    rf"\s*,?\s+{_POST}",
)
# What is said around a council's place, and is no part of its name.
_COUNCIL = re.compile(
    r"\A(?:the|(?:london|royal) borough of)\s+|\s+(?:metropolitan|county|borough|city|"
    r"district|unitary|council|authority|corporation|MBC|local|services)\Z",
    re.IGNORECASE,
)
_CITY = re.compile(r"\A(?:city|county) of\s+", re.IGNORECASE)
_URN = re.compile(
    r"(?:unique reference number|\bURN)\s*:?\s*(?P<urn>\d{5,7})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Cover:
    framework: str | None = None
    list_kind: layouts.Kind = "recommendation"
    addressees: tuple[str, ...] = ()
    is_tabular: bool = False
    inspectorates: tuple[str, ...] = ()
    authority: str | None = None
    urn: str | None = None
    inspection_start: date | None = None
    inspection_end: date | None = None
    published: date | None = None
    lead_inspector: str | None = None
    judgements: tuple[PrintedJudgement, ...] = ()
    sources: dict[str, Source] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def read_cover(layout: Layout) -> Cover:
    """All that stands on the first pages, and who led from wherever it is printed."""
    lines = ["\n".join(line.text for line in sheet.lines) for sheet in layout.sheets]
    # Most values stand in front, where words are mended; of the rest the words do.
    front_sheets = layout.sheets[: _TITLE_PAGES + 1]
    texts = [joined_text(sheet.lines) for sheet in front_sheets]
    texts += [text.replace("\n", " ") for text in lines[len(texts) :]]
    framework, page = _framework(texts)
    sources: dict[str, Source] = {}
    notes: list[Note] = []
    if framework is None:
        notes.append(
            Note(
                "framework_unknown",
                "The first pages name no kind of inspection that is known here.",
            )
        )
    else:
        sources["framework"] = Source(page, SURE)
    front = " ".join(texts[page - 1 : page + 1])
    authority = _authority(framework, texts[page - 1], page, sources)
    days = _inspected(framework, texts, page, sources)
    published = _published(framework, texts, page, sources)
    lead = _lead(framework, lines, sources)
    urn = _URN.search(front)
    if urn:
        sources["urn"] = Source(page, SURE)
    named = tuple(
        code
        for code, pattern in layouts.INSPECTORATES
        if pattern.search(texts[page - 1])
    )
    judgements = read_judgements(framework, texts)
    for name, value in (("authority", authority), ("inspection_start", days)):
        if value is None:
            word = "authority's name" if name == "authority" else "inspection's dates"
            notes.append(Note(f"{name}_unread", f"The {word} could not be read.", page))
    notes += judgements.notes
    return Cover(
        framework=framework.code if framework else None,
        list_kind=framework.list_kind if framework else "recommendation",
        addressees=framework.addressees if framework else (),
        is_tabular=bool(framework and framework.is_tabular),
        inspectorates=_inspectorates(framework, named),
        authority=authority,
        urn=urn["urn"] if urn else None,
        inspection_start=days[0] if days else None,
        inspection_end=days[1] if days else None,
        published=published,
        lead_inspector=lead,
        judgements=judgements.rows,
        sources=sources,
        notes=tuple(notes),
    )


def _framework(texts: Sequence[str]) -> tuple[FrameworkLayout | None, int]:
    """The framework that the first page with a known title names, and that page. On
    one page the title that stands first counts: a letter may speak of other visits."""
    for page, text in enumerate(texts[:_TITLE_PAGES], start=1):
        titles = [
            (match.start(), at, framework)
            for at, framework in enumerate(layouts.FRAMEWORKS)
            if (match := framework.title.search(text))
        ]
        if titles:
            return min(titles, key=lambda title: title[:2])[2], page
    return None, 1


def _inspectorates(
    framework: FrameworkLayout | None, named: tuple[str, ...]
) -> tuple[str, ...]:
    """Those that the framework has, and for joint work those that are named as well."""
    if framework is None:
        return named
    if framework.code != "jtai":
        return framework.inspectorates
    return tuple(
        code
        for code, _ in layouts.INSPECTORATES
        if code in named or code in framework.inspectorates
    )


def _authority(
    framework: FrameworkLayout | None, text: str, page: int, sources: dict[str, Source]
) -> str | None:
    for pattern in framework.authority if framework else ():
        if match := pattern.search(text):
            name = _plain_name(match["name"])
            is_plain = len(name.split()) <= 8 and not re.search(r"[.:;]|\d", name)
            sources["authority"] = Source(page, SURE if is_plain else LIKELY)
            return name
    return None


def _plain_name(name: str) -> str:
    """The place alone: `Leicester` for `Leicester City Council`."""
    name = _COUNCIL.sub("", name.strip())
    while (shorter := _COUNCIL.sub("", name)) != name:
        name = shorter
    return name if name == "City of London" else _CITY.sub("", name)


def _inspected(
    framework: FrameworkLayout | None,
    texts: Sequence[str],
    page: int,
    sources: dict[str, Source],
) -> tuple[date, date] | None:
    text = texts[page - 1]
    marks = [(_DATES, SURE), (_TOOK_PLACE, SURE)]
    if framework and framework.is_letter:
        marks.reverse()
    for pattern, confidence in marks:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 12) : match.start()].lower()
            if "previous" in before:
                continue
            rest = text[match.end() : match.end() + 120]
            if not re.match(r"(?:the\s+)?\w{0,9},?\s*\d", rest):
                continue
            if days := period(rest):
                source = Source(page, confidence)
                sources["inspection_start"] = sources["inspection_end"] = source
                return days
    return None


def _published(
    framework: FrameworkLayout | None,
    texts: Sequence[str],
    page: int,
    sources: dict[str, Source],
) -> date | None:
    text = texts[page - 1]
    for match in _PUBLISHED.finditer(text):
        rest = text[match.end() : match.end() + 40]
        if re.match(r"\d", rest) and (day := first_date(rest)):
            sources["published"] = Source(page, SURE)
            return day
    if framework and framework.is_letter:
        # The date at the head of the letter, before the name it is written to.
        head, dear, _ = text.partition(" Dear ")
        if day := first_date(head if dear else head[:_HEAD]):
            sources["published"] = Source(page, SURE)
            return day
    return None


def _lead(
    framework: FrameworkLayout | None, texts: Sequence[str], sources: dict[str, Source]
) -> str | None:
    pages = [
        (n, text)
        for n, text in enumerate(texts, start=1)
        if any(word in text for word in _OF_INSPECTORS)
    ]
    patterns = [(pattern, SURE) for pattern in _LEAD]
    if framework and framework.is_tabular:
        patterns = [(_IN_TEAM, SURE)]
    elif framework and framework.signed_by_lead:
        patterns.append((_SIGNED, LIKELY))
    for pattern, confidence in patterns:
        for page, text in pages:
            for match in pattern.finditer(text):
                if _COMMISSION.search(text[match.start() : match.end() + 12]):
                    continue
                sources["lead_inspector"] = Source(page, confidence)
                return match["name"]
    return None
