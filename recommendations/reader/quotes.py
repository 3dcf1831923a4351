"""Whether a quote stands in a text, whatever the spacing, line breaks and quote marks
on either side. Called by the citation check."""

import re

MOST_WORDS = 12

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
    wanted = normalise(quote)
    return wanted != "" and any(
        wanted in normalise(text, joint=joint) for joint in ("", "-")
    )


def word_count(quote: str) -> int:
    return len(quote.split())
