"""How each framework's documents are set out, as data: what their titles say, what they
call the lists of what must improve, and which areas they judge. Codes are the
product's; a test holds them against its vocabulary."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["recommendation", "priority_action", "area_for_improvement"]


def _words(pattern: str) -> re.Pattern[str]:
    """A pattern in which a blank stands for any white space, in either case."""
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


@dataclass(frozen=True)
class FrameworkLayout:
    """One kind of document. `title` stands on its first page; `authority` finds the
    council's name there, in the group `name`. `areas` are judged, in the order of the
    report, by the name that the product shows and the pattern that the report prints.
    `list_kind` is what a plain list of it holds, and `addressees` whom it asks, where a
    report may ask more than one. `is_letter` where the date at its head is that of
    publication, and `is_tabular` where its lists are ruled tables."""

    code: str
    title: re.Pattern[str]
    authority: tuple[re.Pattern[str], ...]
    inspectorates: tuple[str, ...] = ("ofsted",)
    areas: tuple[tuple[str, re.Pattern[str]], ...] = ()
    list_kind: Kind = "area_for_improvement"
    addressees: tuple[Literal["LA", "LSCB"], ...] = ()
    is_letter: bool = False
    is_tabular: bool = False
    signed_by_lead: bool = False


OVERALL = "Overall effectiveness"
LSCB_AREA = "Local Safeguarding Children Board"

# Not every report says whom the practice is with.
_IMPACT = (" with children and families", "(?: with children and families)?")
_ILACS_AREAS = tuple(
    (name, _words(name.replace("experiences", "experiences?").replace(*_IMPACT)))
    for name in (
        "The impact of leaders on social work practice with children and families",
        "The experiences and progress of children who need help and protection",
        "The experiences and progress of children in care and care leavers",
        "The experiences and progress of children in care",
        "The experiences and progress of care leavers",
        OVERALL,
    )
)
_SIF_AREAS = tuple(
    (name, _words(name.replace(",", ",?").replace("Experiences", "experiences?")))
    for name in (
        "Children who need help and protection",
        "Children looked after and achieving permanence",
        "Adoption performance",
        "Experiences and progress of care leavers",
        "Leadership, management and governance",
    )
)
_LAC_AREAS = tuple(
    (name, _words(name))
    for name in (
        OVERALL,
        "Capacity to improve",
        "Outcomes for looked after children and young people",
        "Quality of provision",
        "Leadership and management",
    )
)
_SERVICES = "services for children in need of help and protection"
_BOARD = r"effectiveness of the (?:local )?safeguarding children.?s? board"
_BEFORE_TITLE = _words(
    rf"\A\W*\d{{0,2}}\s*(?P<name>.{{3,90}}?) (?:re-?)?inspection of {_SERVICES}"
)
_VISITED = (
    r"(?:the )?(?:children.?s services in )?(?P<name>.{3,80}?)(?:[’']s?)?"
    r" (?:local authority|children.?s (?:social care )?services|This letter|since)"
)
_JOINT = ("ofsted", "cqc", "hmicfrs")
_IN_OR_OF = (
    _words(
        r"joint targeted area inspection of (?!the multi-agency|services)"
        r"(?P<name>.{3,80}?) This letter"
    ),
    _words(
        r"joint targeted area inspection of (?:the multi-agency|services).{5,260}? in "
        r"(?P<name>(?:(?! in ).){3,60}?) (?-i:Between|From|This letter|On|In) "
    ),
    # Where other words follow the title, the first sentence names the place.
    _words(
        r"multi-agency response .{3,250}? in (?P<name>(?-i:(?:the )?[A-Z][\w’'-]+"
        r"(?: (?:and|of|on|upon|with|under|the|[A-Z][\w’'-]+)){0,6}))[.,]"
    ),
)

FRAMEWORKS = (
    FrameworkLayout(
        code="area_send",
        title=_words(r"area SEND inspection of"),
        authority=(
            _words(
                r"area SEND inspection of (?:the )?(?P<name>.{3,80}?)"
                r" (?:local area partnership|inspection dates?)"
            ),
        ),
        inspectorates=("ofsted", "cqc"),
        is_tabular=True,
    ),
    FrameworkLayout(
        code="jtai",
        title=_words(r"joint targeted area inspection of"),
        authority=_IN_OR_OF,
        inspectorates=_JOINT,
        is_letter=True,
    ),
    FrameworkLayout(
        code="ilacs_monitoring_visit",
        title=_words(r"monitoring visit (?:to|of) "),
        authority=(_words(rf"monitoring visit (?:to|of) {_VISITED}"),),
        is_letter=True,
        signed_by_lead=True,
    ),
    FrameworkLayout(
        code="ilacs_focused_visit",
        title=_words(r"focuss?ed visit to "),
        authority=(_words(rf"focuss?ed visit to {_VISITED}"),),
        is_letter=True,
        signed_by_lead=True,
    ),
    FrameworkLayout(
        code="assurance_visit",
        title=_words(r"assurance visit|visit to .{3,80}? children.s services"),
        authority=(_words(rf"visit (?:to|of) {_VISITED}"),),
        is_letter=True,
        signed_by_lead=True,
    ),
    FrameworkLayout(
        code="sif_reinspection",
        title=_words(rf"re-?inspection of {_SERVICES}"),
        authority=(_BEFORE_TITLE,),
        areas=_SIF_AREAS,
        list_kind="recommendation",
        addressees=("LA", "LSCB"),
    ),
    FrameworkLayout(
        code="sif",
        title=_words(rf"inspection of {_SERVICES}"),
        authority=(_BEFORE_TITLE,),
        areas=_SIF_AREAS,
        list_kind="recommendation",
        addressees=("LA", "LSCB"),
    ),
    FrameworkLayout(
        # The review of the board alone, which the single inspection brought with it.
        code="sif",
        title=_words(rf"review of the {_BOARD}"),
        authority=(
            _words(
                r"\A\W*\d{0,2}\s*(?P<name>.{3,90}?)"
                rf"(?: safeguarding children.?s? board)? review of the {_BOARD}"
            ),
        ),
        list_kind="recommendation",
        addressees=("LSCB",),
    ),
    FrameworkLayout(
        code="lac",
        title=_words(r"inspection of (?:safeguarding and )?looked after children"),
        authority=(
            _words(
                r"looked after children(?: services)?\s(?P<name>.{3,80}?)"
                r" inspection dates?"
            ),
        ),
        areas=_LAC_AREAS,
    ),
    FrameworkLayout(
        code="ilacs_standard",
        title=_words(r"inspection of .{0,80}?children.?s (?:social care )?services"),
        authority=(
            _words(
                r"\A\W*\d{0,2}\s*(?P<name>.{3,90}?) inspection of"
                r" (?:local authority )?children.?s (?:social care )?services"
            ),
            _words(
                r"inspection of (?:the )?(?P<name>.{3,80}?)(?:[’']s?)?"
                r" (?:local authority )?children.?s (?:social care )?services"
            ),
        ),
        areas=_ILACS_AREAS,
    ),
)

# The inspectorates by what a first page calls them.
INSPECTORATES = (
    ("ofsted", _words(r"\bOfsted\b")),
    ("cqc", _words(r"\bCare Quality Commission\b|\bCQC\b")),
    (
        "hmicfrs",
        _words(r"\bHMICFRS\b|\bHMIC\b|\b(?:HMI|inspectorate of) constabulary\b"),
    ),
    (
        "hmi_probation",
        _words(r"\bHMIP\b|\b(?:HMI|inspectorate of) prob(?:ation)?\b"),
    ),
)

GRADE = _words(
    r"outstanding|good|requires? improvement(?: to be good)?|inadequate|adequate"
)
SEND_OUTCOMES = (
    (
        "Typically positive experiences and outcomes",
        _words(r"typically lead to positive|typically positive"),
    ),
    (
        "Inconsistent experiences and outcomes",
        _words(r"lead to inconsistent|inconsistent experiences"),
    ),
    (
        "Widespread and/or systemic failings leading to significant concerns",
        _words(r"widespread and/or systemic failings|systemic failings"),
    ),
)


@dataclass(frozen=True)
class ListHeading:
    """What stands over a list. `kind` is None where the framework's own word holds.
    `may_be_plain` where the list may be a paragraph or two without bullets."""

    pattern: re.Pattern[str]
    kind: Kind | None = None
    may_be_plain: bool = False


_WHO = r"(?:the )?(?:\S+ ){0,8}?"
LIST_HEADINGS = (
    ListHeading(
        _words(
            r"(?:areas? (?:for|of|requiring|needing) )?priority"
            r" (?:and (?:immediate|urgent) )?actions?"
            r"(?: areas?)?(?:(?:\s*[:–-]| in| for) .{3,60})?"
            r"|areas? (?:for|requiring|needing) (?:urgent|immediate) actions?"
        ),
        kind="priority_action",
        may_be_plain=True,
    ),
    ListHeading(
        _words(
            r"(?:(?:the|key|main) )?areas? (?:identified )?(?:for|requiring|needing)"
            r" (?:further )?(?:improvement|development)s?"
            r"(?:(?:\s*[:–-]| in| for) .{3,60})?"
        ),
        kind="area_for_improvement",
    ),
    ListHeading(
        _words(
            r"what (?:needs? to (?:be )?|must (?:be )?|should (?:be )?)improved?"
            r"(?: (?:further|in)\b.{0,140})?|areas? that needs? to (?:be )?improved?"
        ),
        may_be_plain=True,
    ),
    ListHeading(
        _words(rf"what (?:do(?:es)? )?{_WHO}needs? to (?:do to )?improve(?: further)?")
    ),
    ListHeading(
        _words(r"(?:key |main )?recommendations?(?: (?:for|to) .{3,80})?"),
        kind="recommendation",
    ),
)
STRENGTH_HEADINGS = (
    _words(r"(?:key |main |particular )?strengths?(?: of .{3,80})?"),
    _words(r".{3,60}.s (?:key )?strengths?"),
    _words(r"what is working well|what works well|what (?:has )?improved"),
    _words(rf"what do(?:es)? {_WHO}do(?:es)? well"),
)
# No list goes on past one of these, whatever it looks like.
ENDING_HEADINGS = _words(
    r"(?:key )?strengths.*|.*key strengths and weaknesses.*"
    r"|(?:(?:inspection|main|headline|key|our) )?findings.*"
    r"|next steps.*|yours (?:sincerely|faithfully).*"
    r"|summary (?:for|of) .*|information about .*|about (?:the|this) .*|context.*"
    r"|the experiences? and progress of .*|the impact of leaders .*|progress since .*"
    r"|executive summary.*|what (?:is|are) .* (?:like|doing well).*|annex.*"
    r"|(?:overall )?effectiveness.*|capacity to improve|outcomes for .*"
    r"|local area partnership details|inspection team|findings and evaluation.*"
    r"|how effectively .*|the (?:overall )?judgements? .*"
)
# The head of a table of priority actions.
TABLE_HEAD = _words(r"responsible (?:body|bodies)\b")
NO_RECOMMENDATIONS = _words(
    r"\b(?:no|not (?:(?:\w+ ){0,3}any|find|identify|identified|make|made))"
    r" (?:\w+ ){0,3}?(?:areas? (?:for|of|that|requiring)|priority|recommendations?)\b"
    r"|\A(?:(?:there (?:are|were) )?none|n/a|not applicable)\b.{0,40}\Z"
)
LEAD_IN = _words(r".*(?::|\bfollowing\b.{0,60}[.:]?)\s*")
SAFEGUARDING_BOARD = _words(
    r"\bLSCB\b|safeguarding children.?s? board|effectiveness of the board"
)
