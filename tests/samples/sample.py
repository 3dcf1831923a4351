"""A made-up report and what a reader should find in it."""

from dataclasses import dataclass, field
from datetime import date

from recommendations.reader.draft import ReportDraft

from .blocks import Block, Paper
from .layout import typeset


@dataclass(frozen=True)
class ExpectedRecommendation:
    """One thing that a report asks for, as `PrintedRecommendation` in the reader."""

    text: str
    page: int
    kind: str = "recommendation"
    heading: str = ""
    subheading: str = ""
    number: str = ""
    body: str = ""
    responsible: str = ""
    nested: tuple[str, ...] = ()

    @property
    def is_priority(self) -> bool:
        return self.kind == "priority_action"


@dataclass(frozen=True)
class Expected:
    """What stands in the report. `judgements` are areas and grades, `strengths` texts
    and pages, `next_steps` the days by which they are due, or None, and pages."""

    framework: str
    authority: str = "Exampleshire"
    inspectorates: tuple[str, ...] = ("ofsted",)
    inspection_start: date | None = None
    inspection_end: date | None = None
    published: date | None = None
    lead_inspector: str | None = None
    judgements: tuple[tuple[str, str | None], ...] = ()
    strengths: tuple[tuple[str, int], ...] = ()
    recommendations: tuple[ExpectedRecommendation, ...] = ()
    next_steps: tuple[tuple[date | None, int], ...] = ()


@dataclass(frozen=True)
class Sample:
    """A made-up report: its blocks, and what is expected of a reader."""

    name: str
    blocks: tuple[Block, ...]
    expected: Expected
    paper: Paper = field(default_factory=Paper)

    def pdf(self, *, tagged: bool = True) -> bytes:
        return typeset(self.blocks, self.paper, tagged=tagged)

    def __str__(self) -> str:
        return self.name


def as_expected(draft: ReportDraft) -> Expected:
    """What a draft tells, in the terms of what is expected of it."""
    return Expected(
        framework=draft.framework or "",
        authority=draft.authority or "",
        inspectorates=draft.inspectorates,
        inspection_start=draft.inspection_start,
        inspection_end=draft.inspection_end,
        published=draft.published,
        lead_inspector=draft.lead_inspector,
        judgements=tuple((row.area, row.grade) for row in draft.judgements),
        strengths=tuple((row.text, row.page) for row in draft.strengths),
        recommendations=tuple(
            ExpectedRecommendation(
                text=row.text,
                page=row.page,
                kind=row.kind,
                heading=row.heading,
                subheading=row.subheading,
                number=row.number,
                body=row.body,
                responsible=row.responsible,
                nested=row.nested,
            )
            for row in draft.recommendations
        ),
        next_steps=tuple((row.due_on, row.page) for row in draft.next_steps),
    )
