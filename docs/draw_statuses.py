"""Draws docs/statuses.md from the declarations in workflow/verbs/: one diagram and one
table for each kind of record that has statuses. `make docs` writes it, a test holds
it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

from recommendations.choices import (
    ActionStatus,
    DraftStatus,
    InspectionStatus,
    PlanStatus,
    RecommendationStatus,
    Role,
)
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Draft,
    Inspection,
    Recommendation,
)
from recommendations.models.trail import Record
from recommendations.workflow.declarations import Verb, moves_of

PAGE = Path(__file__).with_name("statuses.md")


@dataclass(frozen=True)
class Kind:
    """A kind of record with statuses, and a word on what they mean."""

    model: type[Record]
    statuses: Any
    first: str
    about: str

    @property
    def name(self) -> str:
        return {ActionItem: "action", ActionPlan: "plan"}.get(
            self.model, self.model.__name__.lower()
        )

    @property
    def moves(self) -> list[Verb]:
        return moves_of(self.model)


KINDS = (
    Kind(
        ActionItem,
        ActionStatus,
        ActionStatus.NOT_STARTED,
        "An action is open until somebody has checked it: submitting it as complete "
        "does not close it. It is overdue while it is not started or in progress and "
        "its target date has passed. Each plan sets what a move needs; these are the "
        "standard gates. In a plan without independent checks, submitting an action as "
        "complete closes it, and it is labelled so. A failed impact review takes an "
        "action back to in progress.",
    ),
    Kind(
        Recommendation,
        RecommendationStatus,
        RecommendationStatus.OPEN,
        "A delivered recommendation goes back to in progress by itself when one of "
        "its actions is reopened, or when it is given another action.",
    ),
    Kind(
        ActionPlan,
        PlanStatus,
        PlanStatus.DRAFT,
        "When a plan is approved, the target dates of its actions become their first "
        "target dates, and the plan as approved is kept as its baseline. No action "
        "can be added to a closed plan.",
    ),
    Kind(
        Inspection,
        InspectionStatus,
        InspectionStatus.DRAFT,
        "An inspection is confirmed by somebody who has compared it with the report.",
    ),
    Kind(
        Draft,
        DraftStatus,
        DraftStatus.OPEN,
        "A draft is what was read from a report. Nothing is recorded until somebody "
        "accepts it. It then becomes an inspection, or adds to the existing one. A "
        "report whose draft was rejected can be read again.",
    ),
)

# What a response makes of a recommendation. Where it is not here, its status stays.
RESPONSES = {
    RecommendationStatus.OPEN: (RecommendationStatus.NOT_ACCEPTED, "not accepted"),
    RecommendationStatus.IN_PROGRESS: (
        RecommendationStatus.NOT_ACCEPTED,
        "not accepted",
    ),
    RecommendationStatus.NOT_ACCEPTED: (
        RecommendationStatus.OPEN,
        "accepted after all",
    ),
}
# What is asked for beyond gates and fields, in words.
_BESIDES = {
    ("draft", "accept"): "an authority, where that of the report is not known, and a "
    "decision on each row that is unsure or differs from what is recorded",
    ("recommendation", "respond"): "a reason, unless it is accepted",
}
_WHO = {
    Role.MANAGER: "improvement manager",
    Role.VERIFIER: "assurance lead",
    Role.OWNER: "the action’s lead officer or their deputy",
}
_HEAD = """\
# Statuses

Which status can follow which, who can move a record, and what each move needs. This
page is made from the tables that the product uses, by `make docs`. Do not edit it by
hand. [The REST guide](api.md) says how to make a move from a program.

A superuser holds every role. Where there is no arrow, the move is refused, and the
answer names the verbs that can be used. The history of the record shows each move.
Nothing that counts is deleted. Whoever made a move by mistake can undo it within ten
minutes, unless somebody has changed the record since. A decision on a draft cannot be
undone.
"""


def page() -> str:
    return "\n".join([_HEAD, *(_section(kind) for kind in KINDS)])


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def edges(kind: Kind) -> Iterator[tuple[str, str, str]]:
    """From, to and label of each arrow."""
    for move in kind.moves:
        for source in move.sources:
            if move.to:
                yield source, move.to, move.label
            elif source in RESPONSES:
                target, response = RESPONSES[RecommendationStatus(source)]
                yield source, target, f"{move.label} ({response})"


def held_by(verb: Verb) -> list[str]:
    """The codes of the gates that stand in every plan."""
    return [gate.code for gate in verb.gates if not gate.depends]


def besides(kind: Kind, verb: Verb) -> str:
    """What some plans or answers ask for, in words."""
    some = [f"{gate.lack}, {gate.depends}" for gate in verb.gates if gate.depends]
    own = _BESIDES.get((kind.name, verb.name))
    return "; ".join([*some, *([own] if own else [])])


def who(move_roles: Iterable[str]) -> str:
    return ", ".join(_WHO[Role(role)] for role in move_roles)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _section(kind: Kind) -> str:
    head = ("Verb", "Button", "From", "To", "Who may", "Asks for")
    return (
        f"## {kind.name.capitalize()}\n\n{fill(kind.about, width=88)}\n\n"
        f"```mermaid\n{_diagram(kind)}```\n\n"
        f"{table(head, (_row(kind, move) for move in kind.moves))}"
    )


def _diagram(kind: Kind) -> str:
    drawn = list(edges(kind))
    sources = {source for source, _, _ in drawn}
    lines = ["stateDiagram-v2"]
    lines += [f"    {status.value}: {status.label}" for status in kind.statuses]
    lines += [f"    [*] --> {kind.first}"]
    lines += [f"    {source} --> {target}: {label}" for source, target, label in drawn]
    lines += [
        f"    {status.value} --> [*]"
        for status in kind.statuses
        if status.value not in sources
    ]
    return "".join(f"{line}\n" for line in lines)


def _row(kind: Kind, move: Verb) -> list[str]:
    labels = move.words()
    words = [labels[code] for code in dict.fromkeys((*held_by(move), *move.asks))]
    if more := besides(kind, move):
        words.append(more)
    return [
        f"`{move.name}`",
        move.label,
        "; ".join(kind.statuses(source).label for source in move.sources),
        kind.statuses(move.to).label if move.to else "as the response says",
        who(move.roles),
        "; ".join(words) or "nothing",
    ]
