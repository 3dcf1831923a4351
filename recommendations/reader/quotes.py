"""Whether a quote stands in a text, whatever the spacing, line breaks and quote marks
on either side, and which words of a passage may be quoted. Called by the citation check
and, in the child, for what a report says."""

import re
from collections.abc import Iterable, Iterator, Sequence

from recommendations.reader.pages import Pages

MOST_WORDS = 12
# A quote shorter than this could stand anywhere; a whole grade or name may be.
_FEWEST = 4
LONGEST_QUOTE = 300

# A page, where one is known, and what may stand there, the best first.
QuoteSearch = tuple[int | None, Sequence[str]]
# The paragraph, in a plain text, and the words that stand there or on the page.
QuoteMatch = tuple[int | None, str]

# PDFium gives U+FFFE for the hyphen at the end of a line.
_LINE_END_HYPHEN = re.compile("\ufffe\\s*")
_WHITE_SPACE = re.compile(r"\s+")
_QUOTE_MARKS = str.maketrans(dict.fromkeys('"`´‘’‚‛“”„‟′″‹›«»', "'"))


def normalise(text: str, *, joint: str = "") -> str:
    """White space as one space, all quote marks alike, words broken over a line end
    joined by `joint`."""
    joined = _LINE_END_HYPHEN.sub(joint, text)
    return _WHITE_SPACE.sub(" ", joined).strip().translate(_QUOTE_MARKS)


def contains(text: str, quote: str) -> bool:
    """Whether the quote stands in the text, word for word and in the same case.

    A hyphen at a line end may have broken a word ("inspec-tion") or belong to it
    ("child-centred"): only a reader can tell, so the quote may have it or not.
    """
    needle = normalise(quote)
    return needle != "" and any(
        needle in normalise(text, joint=joint) for joint in ("", "-")
    )


def word_count(quote: str) -> int:
    return len(quote.split())


def find_quotes(
    text: Pages, searches: Iterable[QuoteSearch]
) -> list[QuoteMatch | None]:
    """For each passage, the longest quote of the first candidate that stands on its
    page, or in a plain text in the first paragraph that has one."""
    is_plain = text.kind == "text"
    numbered = enumerate(text.paragraphs if is_plain else text.pages, start=1)
    normal = {number: _both_ways(words) for number, words in numbered}
    all_text = _both_ways("\n".join(text.paragraphs)) if is_plain else ()
    matches: list[QuoteMatch | None] = []
    for page, candidates in searches:
        places: Iterable[int] = normal if is_plain else [page] if page in normal else []
        quotes = [quote for candidate in candidates for quote in _windows(candidate)]
        if is_plain:  # Few stand anywhere, and there are many paragraphs.
            quotes = [quote for quote in quotes if _stands(quote, all_text)]
        stand = (
            (place if is_plain else None, quote)
            for place in places
            for quote in quotes
            if _stands(quote, normal[place])
        )
        matches.append(next(stand, None))
    return matches


def _both_ways(text: str) -> tuple[str, ...]:
    """A hyphen at a line's end may have broken a word, or belong to it."""
    return tuple(normalise(text, joint=joint) for joint in ("", "-"))


def _stands(quote: str, normal: Sequence[str]) -> bool:
    words = normalise(quote)
    return any(words in text for text in normal)


def _windows(words: str) -> Iterator[str]:
    """Its first words, as many as a quote may have, then fewer, then others."""
    split = words.split()
    fewest = min(_FEWEST, len(split))
    for size in range(min(MOST_WORDS, len(split)), fewest - 1, -1):
        yield from _short(split[:size])
    for size in (2 * _FEWEST, _FEWEST):
        for start in range(1, len(split) - size + 1):
            yield from _short(split[start : start + size])


def _short(words: list[str]) -> Iterator[str]:
    quote = " ".join(words)
    if quote and len(quote) <= LONGEST_QUOTE:
        yield quote
