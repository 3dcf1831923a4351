"""Whether a text shows anything to who reads it. Asked of required texts by records
themselves, and of reasons by workflow."""

import unicodedata

# Letters and signs by their class that print as nothing.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")


def is_visible(text: str) -> bool:
    """Some letter, digit or sign is in it; spaces, marks without a letter, and what
    only steers how text runs, are not."""
    return any(
        unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANKS for sign in text
    )
