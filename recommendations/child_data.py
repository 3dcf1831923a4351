"""What in a text really looks like one child's personal data: a date of birth, an NHS
number, a unique pupil number, a named child. Knows nothing of Django; called by
workflow/confirming.py. Few false alarms come first: see docs/decisions.md."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

DATE_OF_BIRTH = "date_of_birth"
NHS_NUMBER = "nhs_number"
UPN = "upn"
NAMED_CHILD = "named_child"

KINDS = {
    DATE_OF_BIRTH: "a date of birth",
    NHS_NUMBER: "an NHS number",
    UPN: "a unique pupil number",
    NAMED_CHILD: "the name of a child",
}


@dataclass(frozen=True)
class Finding:
    """Where it stands in the text; `excerpt` is masked and may be shown."""

    kind: str
    start: int
    end: int
    excerpt: str


def find(text: str) -> list[Finding]:
    """All that looks like a child's data, in the order of the text."""
    plain = text.translate(_PLAIN)
    findings = [
        Finding(kind, start, end, _masked(plain[start:end], kind))
        for kind, look in _LOOKS.items()
        for start, end in look(plain)
    ]
    return sorted(findings, key=lambda finding: (finding.start, finding.kind))


# One character for one, so that places stay. File names have underscores for spaces;
# what is copied from elsewhere has marks between its characters that nobody sees.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(
            '\u00a0\u2007\u2009\u202f\u00ad\u200b\u200c\u200d\u2060_“”"', " "
        ),
        **dict.fromkeys("\u2010\u2011\u2012\u2013", "-"),
        **{chr(ord("０") + digit): str(digit) for digit in range(10)},
        "’": "'",
    }
)


def _masked(words: str, kind: str) -> str:
    """Enough to find the place by, too little to pass on."""
    if kind == NAMED_CHILD:
        return re.split(r"(?<=[(\[])", words)[0] + "…" + words[-1]
    digits = sum(character.isdigit() for character in words)
    is_shown = iter([False] * (digits - 2) + [True] * 2)
    return "".join(
        character if not character.isdigit() or next(is_shown) else "*"
        for character in " ".join(words.split())
    )


# --- NHS number: ten digits, the last a check by modulus 11 --------------------------

_NHS = re.compile(
    r"(?<![0-9£$€])([1-9][0-9]{2})(?: ?[-.]? ?)([0-9]{3})(?: ?[-.]? ?)([0-9]{4})"
    r"(?![0-9A-Za-z]|[-./,][0-9])"
)
# Right before it: the country code of a telephone number.
_DIALLED = re.compile(r"(?:\+[0-9]{1,3}|\b00[0-9]{2}|\(0\))[ -]?\Z")
# Right before it: what makes it a part of something longer, such as PO-9434765919.
_GLUED = re.compile(r"([0-9A-Za-z]+)([-/.#=&?,]?)\Z")
# An ISBN of ten digits has the same check.
_ISBN = re.compile(r"\bISBN(?:-10)?:?\s?\Z", re.IGNORECASE)


def _nhs_numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _NHS.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        is_decimal = match[0].count(".") == 1
        is_number = _has_nhs_check("".join(match.groups())) and not is_decimal
        if is_number and not _is_reference(before):
            yield match.span()


def _has_nhs_check(digits: str) -> bool:
    """The ten digits, weighed from 10 down to 1, come to a multiple of 11."""
    weighed = zip(range(10, 0, -1), map(int, digits), strict=True)
    return sum(weight * digit for weight, digit in weighed) % 11 == 0


def _is_reference(before: str) -> bool:
    if (
        _DIALLED.search(before)
        or _ISBN.search(before)
        or "://" in before.split(" ")[-1]
    ):
        return True
    glued = _GLUED.search(before)
    if glued is None:
        return False
    prefix, joint = glued.groups()
    if "nhs" in prefix.lower() or prefix.lower() in ("no", "number"):
        return False
    # A file name has plain words and hyphens: minutes-9434765919.pdf.
    is_word = prefix.isalpha() and not prefix.isupper()
    return not (is_word and joint == "-")


# --- UPN: a check letter by modulus 23 and twelve digits; a temporary one ends in a
# letter. Weights 2 to 13, letters without I, O and S (Government Data Standards
# Catalogue, Unique Pupil Number 2.0). ------------------------------------------------

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(
    rf"(?<![0-9A-Za-z])([{_LETTERS}])([0-9]{{11}}[0-9{_LETTERS}])(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def _upns(text: str) -> Iterator[tuple[int, int]]:
    for match in _UPN.finditer(text):
        letter, rest = match[1].upper(), match[2].upper()
        values = (int(c) if c.isdigit() else _LETTERS.index(c) for c in rest)
        weighed = sum(weight * value for weight, value in enumerate(values, start=2))
        if _LETTERS[weighed % 23] == letter:
            yield match.span()


# --- Date of birth: a whole date, with a word of birth next to it --------------------

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = "(?:(?:19|20)[0-9]{2}|'?[0-9]{2})"
_DATE = re.compile(
    "(?<![0-9])(?:"
    rf"{_DAY}\s?([-/.])\s?{_DAY}\s?\1\s?{_YEAR}"
    rf"|{_DAY} {_DAY} (?:19|20)[0-9]{{2}}"
    rf"|(?:19|20)[0-9]{{2}}([-/.]){_DAY}\2{_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th)?[\s-](?:of\s)?{_MONTH}\.?,?[\s-]{_YEAR}"
    rf"|{_MONTH}\.?\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}"
    r"|[0-3][0-9][01][0-9](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]"
    ")(?![0-9])",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:d\.\s?o\.\s?b\b\.?|d[/ ]o[/ ]b|dob|dates?\s+of\s+birth|birth\s?date|birthday)"
)
_BIRTH = re.compile(
    rf"(?:(?<![A-Za-z-])born|(?<![A-Za-z]){_LABEL})(?![A-Za-z])", re.IGNORECASE
)
# After the date: “3/4/2012 (DOB)”, “3 April 2012 is her date of birth”.
_BIRTH_AFTER = re.compile(
    rf"\s*[(\[]\s*(?:born\b|{_LABEL})|\sdob\b|\s(?:is|was)\s(?:[\w']+\s){{0,2}}{_LABEL}",
    re.IGNORECASE,
)
# The only words that may stand between the two, besides names and adverbs. “Before”,
# “after”, “by”, “since” are not among them: those tell of many children, or a deadline.
_BETWEEN_WORDS = (
    "a abroad an and approximately approx are around as at be believed c child circa d "
    "date early falls for given her him his home hospital in is it late me my name of "
    "on overseas person pupil s she he shown the their them they to was weeks were "
    "with young"
)
_BETWEEN = frozenset(_BETWEEN_WORDS.split())
_MOST_BETWEEN = 6
_NEAR = 80


def _dates_of_birth(text: str) -> Iterator[tuple[int, int]]:
    for match in _DATE.finditer(text):
        near = max(0, match.start() - _NEAR)
        words = list(_BIRTH.finditer(text, near, match.start()))
        leads_on = words and _leads_on(text[words[-1].end() : match.start()])
        if leads_on or _BIRTH_AFTER.match(text, match.end()):
            yield match.span()


def _leads_on(between: str) -> bool:
    """Whether only small words, names and adverbs stand between."""
    if re.search(r"[.!?;]\s+\S", between.lstrip(".")):
        return False
    words = re.findall(r"[^\W\d_]+", between)
    return len(words) <= _MOST_BETWEEN and all(
        word.lower() in _BETWEEN or word[0].isupper() or word.endswith("ly")
        for word in words
    )


# --- A named child: “child A (Jane)” ------------------------------------------------

_CHILD = re.compile(
    r"(?<![A-Za-z])(?i:child|children|young[\s-]+person|young[\s-]+people|yp|pupil|"
    r"student|sibling|baby|infant|boy|girl|teenager)"
    r"(?:[\s-]+(?i:no\.?\s?|number\s|#)?[A-Z]{1,2}|[\s-]*(?i:no\.?\s?|number\s|#)?[0-9]{1,3})"
    r"[\s-]*[(\[]\s*([^()\[\]]{2,80})[)\]]"
)
_NAME = re.compile(r"[^\W\d_](?:[\w.']*(?:-[^\W\d_][\w']*)?)")
# What else stands there with a capital letter.
_OTHER_WORDS = (
    "age aged amber annex appendix audit blue boy case child closed cohort council "
    "country county court female figure girl good green grey high home hospital ill "
    "inadequate interview key low male medium month months new no none not ofsted "
    "open outstanding page para paragraph part police poor previous primary red region "
    "requires review sample school secondary section see sibling social table team "
    "teenager unborn unknown urgent visit ward week white year years yes young"
)
_NOT_NAMES = frozenset(_OTHER_WORDS.split())
_NOT_REAL = re.compile(r"pseudonym|real name|alias|anonymi[sz]ed", re.IGNORECASE)


def _named_children(text: str) -> Iterator[tuple[int, int]]:
    for match in _CHILD.finditer(text):
        if _is_name(match[1]):
            yield match.span()


def _is_name(words: str) -> bool:
    """One to four words as names are written, whatever follows a comma or a number."""
    names = re.split(r"[,;:/0-9]|\s-\s|\baged?\b", words)[0].split()
    return (
        0 < len(names) <= 4
        and not _NOT_REAL.search(words)
        and not _NOT_NAMES.intersection(word.lower().strip(".'") for word in names)
        and all(_NAME.fullmatch(word) and _is_capital(word) for word in names)
        # “SEND” and “EHCP” are no names; “J. Smith” is one.
        and any(re.search("[a-z]", word) for word in names)
    )


def _is_capital(word: str) -> bool:
    return all(part[:1].isupper() for part in word.split("-"))


_LOOKS: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    DATE_OF_BIRTH: _dates_of_birth,
    NHS_NUMBER: _nhs_numbers,
    UPN: _upns,
    NAMED_CHILD: _named_children,
}
