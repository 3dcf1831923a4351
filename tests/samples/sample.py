"""A made-up report and what a reader should find in it."""

from dataclasses import dataclass, field
from datetime import date

from recommendations.reader.draft import Draft

from .blocks import Block, Paper
from .layout import typeset


@dataclass(frozen=True)
class Ask:
    """One thing that a report asks for, as `reader.draft.Recommendation` has it."""

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
    asks: tuple[Ask, ...] = ()
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


def told(draft: Draft) -> Expected:
    """What a draft tells, in the terms of what is expected of it."""
    return Expected(
        framework=draft.framework or "",
        authority=draft.authority or "",
        inspectorates=draft.inspectorates,
        inspection_start=draft.inspection_start,
        inspection_end=draft.inspection_end,
        published=draft.published,
        lead_inspector=draft.lead_inspector,
        judgements=tuple((one.area, one.grade) for one in draft.judgements),
        strengths=tuple((one.text, one.page) for one in draft.strengths),
        asks=tuple(
            Ask(
                text=one.text,
                page=one.page,
                kind=one.kind,
                heading=one.heading,
                subheading=one.subheading,
                number=one.number,
                body=one.body,
                responsible=one.responsible,
                nested=one.nested,
            )
            for one in draft.recommendations
        ),
        next_steps=tuple((one.due_on, one.page) for one in draft.next_steps),
    )
