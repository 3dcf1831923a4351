"""What a verb is: its name, who may play it and when, what it asks for. The files in
verbs/ declare one each; every door is made from what they say: REST and its schema,
admin pages, many at once, undo, the tables in docs and tests."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any

from recommendations.choices import Role
from recommendations.models.trail import FORMER_VERBS, Caller, Record, todays_verb
from recommendations.workflow.errors import Consequence, Refused

MANAGER, VERIFIER, OWNER = Role.MANAGER, Role.VERIFIER, Role.OWNER


@dataclass(frozen=True)
class Gate:
    """What must hold of the record, whatever is typed in. `code` says in `missing` that
    it does not, and `lack` is that in words, as in “It needs an owner”. A manager may
    let a `waivable` one pass with a reason. `depends` says, where not every plan has
    the gate, which do."""

    code: str
    lack: str
    holds: Callable[[Any, Caller, date], bool]
    waivable: bool = False
    depends: str = ""


def gate(
    code: str, lack: str, *, waivable: bool = False, depends: str = ""
) -> Callable[[Callable[[Any, Caller, date], bool]], Gate]:
    """Makes a gate of the function that says whether it holds."""
    return lambda holds: Gate(code, lack, holds, waivable, depends)


@dataclass(frozen=True, eq=False)
class Field:
    """What a verb asks for. `lack` is what is missing without it, in words: a field
    that has one and is not `needed` is needed in some cases, which the verb's function
    knows. `by_rule`: that it is missing is said by the rules, with all else that is.
    `into` is the function's name for it, where that is another. `is_folded`: few need
    it, so that pages keep it behind what the verb `folds`."""

    name: str
    label: str
    _: KW_ONLY
    hint: str | Callable[[], str] = ""
    needed: bool = False
    lack: str = ""
    by_rule: bool = False
    into: str = ""
    is_folded: bool = False

    @property
    def argument(self) -> str:
        return self.into or self.name


@dataclass(frozen=True, kw_only=True, eq=False)
class Words(Field):
    """Some sentences. The trail keeps the first that a verb takes as its reason."""

    by_rule: bool = True
    most: int = 10_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Line(Field):
    most: int = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class Address(Line):
    """A link: `https://…`."""

    most: int = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Day(Field):
    pass


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Field):
    """One code of `choices`. `labels` words them for the records in hand; `empty` is
    what a page says for none of them."""

    choices: Sequence[tuple[str, str]]
    initial: str = ""
    empty: str = ""
    labels: Callable[[Sequence[Any]], Sequence[tuple[str, str]] | None] | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Pick(Field):
    """A record that the person may see, or `many`, by the `key` that people know it by
    (`id` where there is none). `source` is the model and the relation for which it is
    chosen. `among` narrows what a page offers for the records in hand; where nothing
    is left of a choice by `id`, the page says `none` instead."""

    source: tuple[type[Record], str]
    key: str = "reference"
    many: bool = False
    among: Callable[[Any, Sequence[Any]], Any] | None = None
    none: str = ""

    @property
    def relation(self) -> Any:
        model, name = self.source
        return model._meta.get_field(name)


@dataclass(frozen=True, kw_only=True, eq=False)
class File(Field):
    pass


@dataclass(frozen=True, kw_only=True, eq=False)
class Flag(Field):
    """Yes or no. It is for the door that asks, and the function does not get it."""


@dataclass(frozen=True, eq=False)
class Verb:
    """One thing that people do to a kind of record.

    `done` ends “BWD-A0001 has been”, or is a sentence of its own. A move leads from one
    of `sources` `to` a status (empty: as what is sent says); a verb that is no move has
    no `to`, and without `sources` is open in any status. An owner has it only on an
    action of theirs.
    `play(record, by=…, **fields)` is the function in workflow.

    `bar` finds what else stands in the way of one record and person; `foresees` what
    the verb will do that one may not have meant; `lacks` words what only its function
    can find missing. `says` is what a person should know before they send it, `effect`
    what happens to a row where it moves nothing, and `button` what the form's own
    button says where it is not the label. `path` is its place in REST addresses where
    that is not its name, and `makes` the record that it answers with. `is_aside`: it
    ends or hides the record, so pages keep it in a menu.
    """

    name: str
    label: str
    done: str
    _: KW_ONLY
    play: Callable[..., Any]
    sources: tuple[str, ...] = ()
    to: str | None = None
    roles: tuple[str, ...] = (MANAGER,)
    takes: tuple[Field, ...] = ()
    gates: tuple[Gate, ...] = ()
    bulk: bool = False
    undoable: bool = False
    makes: type[Record] | None = None
    bar: Callable[[Any, Caller], Refused | None] = lambda record, by: None
    foresees: Callable[[Any, date], list[Consequence]] = lambda record, on: []
    lacks: Mapping[str, str] = dataclass_field(default_factory=dict)
    says: str | Callable[[Sequence[Any]], str] = ""
    effect: str = ""
    button: str = ""
    path: str = ""
    is_aside: bool = False
    folds: str = ""

    @property
    def is_move(self) -> bool:
        return self.to is not None

    @property
    def address(self) -> str:
        return self.path or self.name

    @property
    def sends(self) -> str:
        return self.button or self.label

    @property
    def asks(self) -> list[str]:
        """What must be sent."""
        return [field.name for field in self.takes if field.needed]

    def done_to(self, name: str, count: int = 1) -> str:
        """That it was done to one record, or to so many, in a sentence."""
        if self.done.endswith("."):
            return self.done if count == 1 else f"{name}: {self.done}"
        return f"{name} {'has' if count == 1 else 'have'} been {self.done}."

    def words(self) -> dict[str, str]:
        """What each code in `missing` means, for people."""
        return {
            **{gate.code: gate.lack for gate in self.gates},
            **{field.name: field.lack for field in self.takes if field.lack},
            **self.lacks,
        }

    def sentences(self, arguments: Mapping[str, Any]) -> dict[str, str]:
        """The sentences among what was given."""
        return {
            field.name: arguments[field.argument]
            for field in self.takes
            if isinstance(field, Words) and field.argument in arguments
        }


@dataclass(frozen=True)
class Lead:
    """That a verb is what a person most likely does next, where it is open to them; of
    some records alone, where it says `when`."""

    verb: Verb
    when: Callable[[Any], bool] = lambda record: True


_declared: dict[type[Any], dict[str, Verb]] = {}
_leads: dict[type[Any], Sequence[Lead]] = {}
# What entries of a trail are called that no verb of the record's kind has left.
OTHER_ENTRIES = {
    "create": "Create",
    "revise": "Edit",
    "delete": "Delete",
    "link": "Link",
    "loaddata": "Loaded from a file",
    "read": "Read",
    "end-rating": "Rating ended",  # by a migration; verbs end one in passing
    "set-password": "Set password",
    "revoke": "Revoke",
    "add-person": "Add a person",
    "invite": "Invite",
    "accept": "Invitation accepted",
    "leave": "Leave",
}


def declare(model: type[Any], *verbs: Verb, leads: Sequence[Lead] = ()) -> None:
    """The verbs of a kind of record, in the order in which people are offered them.
    The first of `leads` that is open to a person is the one button that stands out."""
    _declared[model] = {verb.name: verb for verb in verbs}
    _leads[model] = leads


def verbs_of(model: type[Any]) -> Mapping[str, Verb]:
    return _declared.get(model, {})


def leads_of(model: type[Any]) -> Sequence[Lead]:
    return _leads.get(model, ())


def moves_of(model: type[Any]) -> list[Verb]:
    return [verb for verb in verbs_of(model).values() if verb.is_move]


def all_verbs() -> Iterable[Verb]:
    return (verb for verbs in _declared.values() for verb in verbs.values())


def missing_words() -> dict[str, str]:
    """What each code in `missing` means, for people, whichever verb says it."""
    labels: dict[str, str] = {}
    for verb in all_verbs():
        for code, lack in verb.words().items():
            labels.setdefault(code, lack)
    return labels


def trail_names() -> set[str]:
    """What an entry of a trail may be called."""
    return {*(verb.name for verb in all_verbs()), *OTHER_ENTRIES, *FORMER_VERBS}


def verb_label(model: type[Any], verb: str) -> str:
    """What people call a verb: its label, else that of one of its name, else the code
    in words."""
    name = todays_verb(verb)
    declared = verbs_of(model).get(name)
    if declared is None:
        declared = next((other for other in all_verbs() if other.name == name), None)
    if declared is not None:
        return declared.label
    return OTHER_ENTRIES.get(name) or name.replace("_", " ")
