"""Which of the things that a report says are recorded already: pure comparing of words,
dates and places in a list. Called by comparing.py; see docs/decisions.md."""

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from math import log

from recommendations.choices import Precision
from recommendations.reader.quotes import normalise

# From here on two wordings are taken for the same one, differently printed.
SAME_WORDING = 0.85
# From here on a summary in our words is taken for the text that it sums up, if no other
# comes near it.
LIKE = 0.3
CLEARLY = 1.5

_WORD = re.compile(r"[a-z0-9]+")
_STEM = 5
_LITTLE_WORDS = """
a an and are as at be by for from has have in into is it its of on one or that the
their them this to what when with all every each more most better ensure improve
improvement quality effective effectiveness impact child children s not who they
"""
_STOP = frozenset(_LITTLE_WORDS.split())


@dataclass(frozen=True)
class Recorded:
    """A recommendation or strength as recorded: its wording, or only our summary."""

    text: str
    summary: str


@dataclass(frozen=True)
class Match:
    """The place of what is recorded, and whether a person need not look at it."""

    index: int
    is_sure: bool


def same_words(first: str, second: str) -> bool:
    """Whether two texts are the same but for case, spacing and punctuation."""
    return _plain(first) == _plain(second)


def likeness(first: str, second: str) -> float:
    """How much of two wordings is the same, from 0 to 1."""
    return SequenceMatcher(None, _words(first), _words(second), autojunk=False).ratio()


def match(read: Sequence[str], recorded: Sequence[Recorded]) -> dict[int, Match]:
    """For the place of each text that was read, what is recorded of it already. One
    recorded is matched once. Both are in the order of the report.

    First by wording. What is known by a summary in our words is matched by its place,
    where both lists are as long and the words bear the order out; else by words alone.
    """
    matches = _by_wording(read, recorded)
    matched = {pair.index for pair in matches.values()}
    texts = [place for place in range(len(read)) if place not in matches]
    remaining = [place for place in range(len(recorded)) if place not in matched]
    if not texts or not remaining:
        return matches
    wordings = [recorded[n].summary or recorded[n].text for n in remaining]
    likes = _likes([read[n] for n in texts], wordings)
    pairs = (
        {n: Match(n, True) for n in range(len(texts))}
        if len(texts) == len(remaining) and _bears_order_out(likes)
        else _by_words(likes)
    )
    for n, pair in pairs.items():
        matches[texts[n]] = Match(remaining[pair.index], pair.is_sure)
    return matches


def span(day: date | None, precision: str) -> tuple[date, date] | None:
    """The first and the last day that a date of this precision may mean."""
    if day is None:
        return None
    if precision == Precision.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if precision == Precision.MONTH:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    return day, day


def joined(
    start: tuple[date, date] | None, end: tuple[date, date] | None
) -> tuple[date, date] | None:
    """From the first day of the one to the last of the other; either may be unknown."""
    if start is None or end is None:
        return start or end
    return min(start[0], end[0]), max(start[1], end[1])


def overlap(first: tuple[date, date] | None, second: tuple[date, date] | None) -> bool:
    return bool(first and second and first[0] <= second[1] and second[0] <= first[1])


_OF_A_COUNCIL = re.compile(
    r"\b(the|royal|london|metropolitan|borough|county|city|district|unitary|council|"
    r"authority|local|area|partnership|children s|services|trust|mbc|cc|of)\b"
)


def authority_key(name: str) -> str:
    """An authority's name without what councils and reports put round it."""
    plain = re.sub(r"[^a-z0-9]+", " ", name.lower().replace("&", " and "))
    return " ".join(_OF_A_COUNCIL.sub(" ", plain).split())


def _by_wording(read: Sequence[str], recorded: Sequence[Recorded]) -> dict[int, Match]:
    pairs = sorted(
        (
            (likeness(text, record.text), place, index)
            for place, text in enumerate(read)
            for index, record in enumerate(recorded)
            if record.text
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    matches: dict[int, Match] = {}
    for score, place, index in pairs:
        matched = {chosen.index for chosen in matches.values()}
        if score >= SAME_WORDING and place not in matches and index not in matched:
            matches[place] = Match(index, True)
    return matches


def _likes(texts: Sequence[str], summaries: Sequence[str]) -> list[list[float]]:
    """How like each text is to each summary. A word that stands in few of them counts
    for more; endings do not count."""
    read = [_stems(text) for text in texts]
    recorded = [_stems(text) for text in summaries]
    often = Counter(stem for stems in (*read, *recorded) for stem in stems)
    count = len(read) + len(recorded)
    weights = {stem: log((count + 1) / number) for stem, number in often.items()}
    return [[_shared(text, summary, weights) for summary in recorded] for text in read]


def _shared(
    first: frozenset[str], second: frozenset[str], weights: Mapping[str, float]
) -> float:
    least = min(_weight(first, weights), _weight(second, weights))
    return _weight(first & second, weights) / least if least else 0.0


def _weight(stems: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights[stem] for stem in sorted(stems))


def _bears_order_out(likes: Sequence[Sequence[float]]) -> bool:
    """Whether at least two in three texts are likest to the summary in their place."""
    agree = sum(
        row[place] > 0 and row[place] == max(row) for place, row in enumerate(likes)
    )
    return 3 * agree >= 2 * len(likes)


def _by_words(likes: Sequence[Sequence[float]]) -> dict[int, Match]:
    """The likest pairs first. Sure is one that no other on either side comes near."""
    pairs = sorted(
        (
            (score, place, index)
            for place, row in enumerate(likes)
            for index, score in enumerate(row)
            if score >= LIKE
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    matches: dict[int, Match] = {}
    for score, place, index in pairs:
        if place in matches or index in {chosen.index for chosen in matches.values()}:
            continue
        others = [other for n, other in enumerate(likes[place]) if n != index]
        others += [row[index] for n, row in enumerate(likes) if n != place]
        is_sure = score >= CLEARLY * max(others, default=0.0)
        matches[place] = Match(index, is_sure)
    return matches


def _plain(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(normalise(text).lower())


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        word[:_STEM]
        for word in _words(text.replace("’s", "").replace("'s", ""))
        if len(word) > 1 and word not in _STOP
    )
