"""What the reader made of a report: a frozen draft that a person looks through before
anything in it counts. The admin, REST and the command show and save it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Mark:
    """Where on a page a passage stands. The sides are parts of the page's width and
    height, from 0 at the left and the top to 1 at the right and the bottom."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Source:
    """The page (from 1) that a value was read from, and how sure the reader is of it,
    from 0 to 1. Below `SURE` a person should look first."""

    page: int
    confidence: float


SURE = 0.9


@dataclass(frozen=True)
class Note:
    """Something that the reader could not read or is unsure of, in words for a person.
    `code` is for programs; `page` is None when it is about the whole report."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True)
class PrintedJudgement:
    """`grade` is None where the report names the area and prints no grade."""

    area: str
    grade: str | None
    page: int
    confidence: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class PrintedStrength:
    text: str
    page: int
    confidence: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class PrintedRecommendation:
    """One thing the report asks for, in its own words, without number or bullet.

    `kind` is a code of the product's `RecommendationKind`; `priority` is true for an
    area for priority action. `body` is `LA` or `LSCB` in reports that ask both, else
    empty. `responsible` is the responsible body, `subheading` and `number` what stands
    beside the words, and `tag` the National Framework's outcome or enabler; each is
    empty where none is printed. `nested` are the second-level bullets, which are part
    of `text` too."""

    text: str
    page: int
    confidence: float
    kind: str = "recommendation"
    priority: bool = False
    heading: str = ""
    subheading: str = ""
    number: str = ""
    body: str = ""
    responsible: str = ""
    tag: str = ""
    nested: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class NextStep:
    """A statutory step that the report sets, such as a written statement of action.
    `due_on` is None where no date is printed."""

    text: str
    page: int
    confidence: float
    due_on: date | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class ReportDraft:
    """A report as read. A value that is None or empty was not found in the report:
    it is never guessed. `framework` and `inspectorates` are the product's codes.
    `sources` names the page and confidence of each value that was found, by field."""

    sha256: str
    pages: int
    framework: str | None = None
    inspectorates: tuple[str, ...] = ()
    authority: str | None = None
    urn: str | None = None
    inspection_start: date | None = None
    inspection_end: date | None = None
    published: date | None = None
    lead_inspector: str | None = None
    expected_recommendations: int | None = None
    judgements: tuple[PrintedJudgement, ...] = ()
    strengths: tuple[PrintedStrength, ...] = ()
    recommendations: tuple[PrintedRecommendation, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def as_json(draft: ReportDraft) -> dict[str, Any]:
    """The draft as plain JSON: dates as `2023-10-23`, tuples as lists."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(draft), default=_iso))
    return plain | {"readable": True}


def from_json(plain: Mapping[str, Any]) -> ReportDraft:
    """The draft that `as_json` wrote down."""
    rows = {
        "judgements": PrintedJudgement,
        "strengths": PrintedStrength,
        "recommendations": PrintedRecommendation,
        "next_steps": NextStep,
    }
    values: dict[str, Any] = {
        name: value for name, value in plain.items() if name != "readable"
    }
    for name in ("inspection_start", "inspection_end", "published"):
        values[name] = _day(plain.get(name))
    for name, shape in rows.items():
        values[name] = tuple(_row(shape, row) for row in plain[name])
    values["inspectorates"] = tuple(plain["inspectorates"])
    values["sources"] = {key: Source(**row) for key, row in plain["sources"].items()}
    values["notes"] = tuple(Note(**row) for row in plain["notes"])
    return ReportDraft(**values)


def _row(shape: type, plain: Mapping[str, Any]) -> Any:
    values = dict(plain)
    values["marks"] = tuple(Mark(**mark) for mark in plain["marks"])
    if "nested" in values:
        values["nested"] = tuple(values["nested"])
    if "due_on" in values:
        values["due_on"] = _day(values["due_on"])
    return shape(**values)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no part of a draft.")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
