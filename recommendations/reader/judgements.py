"""How a report judged: its areas, each with the grade printed for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recommendations.reader import layouts
from recommendations.reader.draft import Note, PrintedJudgement
from recommendations.reader.items import SURE
from recommendations.reader.layouts import FrameworkLayout

_FRONT = 2  # pages on which a graded report has its table
_BETWEEN = r"[\s\d.:*†‡–-]{0,12}(?:(?:is|are|was)\s+)?"
_SENTENCES = (
    re.compile(
        r"overall judgement\s*(?:\d\s+)?is(?: that)?[^.]{0,80}?\b"
        rf"(?P<grade>{layouts.GRADE.pattern})\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"children.?s services in (?:[^.]|(?<=\bSt)\.){2,80}?\s+(?:are|is)?\s*"
        rf"\b(?P<grade>{layouts.GRADE.pattern})\b",
        re.IGNORECASE,
    ),
    # The rest are seldom printed.
    re.compile(
        rf"{layouts.OVERALL}\s+(?P<grade>{layouts.GRADE.pattern})\b", re.IGNORECASE
    ),
    re.compile(
        r"(?:\b\w+[’']s? children.?s services"
        r"|services for children in (?!need\b)[^.]{2,60}?)\s+(?:are\s+)?"
        rf"\b(?P<grade>{layouts.GRADE.pattern})\b",
        re.IGNORECASE,
    ),
)
_BOARD = (
    re.compile(
        r"(?:safeguarding children.?s? board|LSCB)(?: \(\w{0,3}SCB\))?\d?\s+"
        r"(?:(?:is|are|was)\s+(?:that it (?:is )?)?|(?-i:(?=[A-Z]|requires?\b)))"
        rf"(?P<grade>{layouts.GRADE.pattern})\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"arrangements in place to evaluate the effectiveness[^.]{0,200}?\s+"
        rf"(?:is|are)?\s*(?P<grade>{layouts.GRADE.pattern})\b",
        re.IGNORECASE,
    ),
)
# The head of a table whose grades stand in its first column. A grade in front of the
# first area may be the overall one, so nothing less than that tells.
_GRADE_LEADS = re.compile(r"\bGrades?\s+Judgements?\b")
_OUTCOME_LEADS = re.compile(r"inspection\s+outcome", re.IGNORECASE)


@dataclass(frozen=True)
class Judgements:
    rows: tuple[PrintedJudgement, ...] = ()
    notes: tuple[Note, ...] = ()


def read_judgements(
    framework: FrameworkLayout | None, texts: Sequence[str]
) -> Judgements:
    """The judgements of a graded framework from the text of each page; none for one
    that does not grade."""
    if framework is None:
        return Judgements()
    if framework.code == "area_send":
        return _outcome(texts)
    if "LSCB" in framework.addressees:
        return _single_inspection(framework, texts)
    if not framework.areas:
        return Judgements()
    pages = range(len(texts)) if framework.code == "lac" else range(_FRONT)
    best: list[PrintedJudgement] = []
    for page in pages:
        if page < len(texts):
            judgements = _table(framework, texts[page], page + 1)
            if len(judgements) > len(best):
                best = judgements
    return _with_gaps(framework, best)


def _table(framework: FrameworkLayout, text: str, page: int) -> list[PrintedJudgement]:
    """Each area of the framework with the grade printed behind it on the page, or in
    front where the table's head says so. Of two areas of which one begins as the
    other, the longer counts."""
    grade = rf"\b(?P<grade>{layouts.GRADE.pattern})\b"
    grade_leads = _GRADE_LEADS.search(text) is not None
    judgements: dict[int, PrintedJudgement] = {}
    spans: list[tuple[int, int]] = []
    for name, area in framework.areas:
        both = (f"(?:{area.pattern})", grade)
        row = _BETWEEN.join(reversed(both) if grade_leads else both)
        for match in re.finditer(row, text, re.IGNORECASE):
            if any(begin <= match.start() < end for begin, end in spans):
                continue
            spans.append(match.span())
            judgements[match.start()] = PrintedJudgement(
                name, _grade(match["grade"]), page, SURE
            )
            break
    return [judgements[at] for at in sorted(judgements)]


def _single_inspection(framework: FrameworkLayout, texts: Sequence[str]) -> Judgements:
    front = texts[0]
    areas = _table(framework, front, 1)
    if len(areas) < len(framework.areas) and len(texts) > 1:
        more = _table(framework, " ".join(texts[:_FRONT]), 1)
        if len(more) > len(areas):
            areas, front = more, " ".join(texts[:_FRONT])
    overall = None
    if framework.areas:
        overall = _sentence(_SENTENCES, front, layouts.OVERALL, 1)
    board = _board(texts)
    judgements = [*([overall] if overall else []), *areas, *board]
    return _with_gaps(framework, judgements)


def _board(texts: Sequence[str]) -> list[PrintedJudgement]:
    """The judgement of the safeguarding board, on whichever page it stands first."""
    for page, text in enumerate(texts, start=1):
        if "oard" not in text and "LSCB" not in text:
            continue
        if judgement := _sentence(_BOARD, text, layouts.LSCB_AREA, page):
            return [judgement]
    return []


def _sentence(
    patterns: Sequence[re.Pattern[str]], text: str, area: str, page: int
) -> PrintedJudgement | None:
    for pattern in patterns:
        if match := pattern.search(text):
            return PrintedJudgement(area, _grade(match["grade"]), page, SURE)
    return None


def _outcome(texts: Sequence[str]) -> Judgements:
    text = texts[0]
    lead = _OUTCOME_LEADS.search(text)
    text = text[lead.end() :] if lead else text
    hits = [
        (match.start(), name)
        for name, pattern in layouts.SEND_OUTCOMES
        if (match := pattern.search(text))
    ]
    if not hits:
        return Judgements(
            notes=(Note("outcome_unread", "The outcome could not be read.", 1),)
        )
    return Judgements((PrintedJudgement("Overall outcome", min(hits)[1], 1, SURE),))


def _with_gaps(
    framework: FrameworkLayout, judgements: Sequence[PrintedJudgement]
) -> Judgements:
    """The judgements, and a note on what the framework judges and was not read. Newer
    reports part care leavers from children in care: then the joint area is no gap."""
    names = {judgement.area for judgement in judgements}
    if not judgements:
        note = Note("judgements_unread", "No judgement could be read.", 1)
        return Judgements(notes=(note,))
    expected = [name for name, _ in framework.areas]
    if framework.code == "ilacs_standard":
        parted = "The experiences and progress of care leavers" in names
        expected = [
            name
            for name in expected
            if ("care leavers" not in name and "in care" not in name)
            or ("care and care leavers" in name) != parted
        ]
    if "LA" in framework.addressees:
        expected = [layouts.OVERALL, *expected]
    missing = [name for name in expected if name not in names]
    notes = tuple(
        Note("judgement_unread", f"No grade could be read for “{name}”.", 1)
        for name in missing
    )
    return Judgements(tuple(judgements), notes)


def _grade(words: str) -> str:
    text = re.sub(r"\s+", " ", words.strip()).capitalize()
    return re.sub(r"^Require improvement", "Requires improvement", text)
