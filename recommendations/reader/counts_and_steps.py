"""What a report says of its recommendations in passing: how many it makes, and the
steps that the law has follow, such as a written statement of action by a date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recommendations.reader.blocks import Block
from recommendations.reader.dates import first_date
from recommendations.reader.draft import NextStep, Source
from recommendations.reader.items import LIKELY, SURE, Sizes, marks

_NUMBERS: tuple[str, ...] = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
)
_NUMBERS += ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen")
_NUMBERS += ("seventeen", "eighteen", "nineteen", "twenty")
_COUNT = re.compile(
    r"\b(?:makes?|made|are|contains?|identif(?:y|ies|ied))\s+(?:a total of\s+)?"
    rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+"
    r"(?:(?:key|main)\s+)?(?:recommendations|areas for improvement)\b",
    re.IGNORECASE,
)
# Few blocks speak of such things: these find them at little cost.
_COUNTED = re.compile(r"recommendations|areas for improvement")
_WRITTEN = re.compile(r"written|statement|action plan")
# One sentence: a stop only ends it when a space and a capital follow.
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z‘“])")
_STEP = re.compile(
    r"\b(?:should|must|requires?|required|is to|are to|will|needs? to)\b.{0,160}?"
    r"\b(?:written (?:statement|response)|statement of (?:proposed )?action|"
    r"(?:priority )?action plan)\b",
    re.IGNORECASE | re.DOTALL,
)
_SENT = re.compile(
    r"\b(?:prepare|produce|submit|send|publish|provide|write|sent|submitted)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|before|no later than|not later than)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Expected:
    number: int
    source: Source


def read_expected(blocks: Sequence[Block]) -> Expected | None:
    """The number of recommendations that the report says it makes, if it does."""
    for block in blocks:
        if not _COUNTED.search(block.text):
            continue
        if match := _COUNT.search(block.text):
            word = match["count"].lower()
            number = int(word) if word.isdigit() else _NUMBERS.index(word) + 1
            return Expected(number, Source(block.page, LIKELY))
    return None


def read_next_steps(blocks: Sequence[Block], sizes: Sizes) -> tuple[NextStep, ...]:
    """The sentences that oblige someone to answer the report in writing, each with
    the date by which, where one is printed."""
    steps = []
    for block in blocks:
        if not _WRITTEN.search(block.text):
            continue
        for sentence in _SENTENCE.split(block.text):
            if not (_STEP.search(sentence) and _SENT.search(sentence)):
                continue
            by = _BY.search(sentence)
            due = first_date(sentence[by.end() : by.end() + 40]) if by else None
            steps.append(
                NextStep(
                    text=sentence.strip(),
                    page=block.page,
                    confidence=SURE if due else LIKELY,
                    due_on=due,
                    marks=marks([block], sizes),
                )
            )
    # The sentence with the date says all that those without one say.
    return tuple(step for step in steps if step.due_on) or tuple(steps)
