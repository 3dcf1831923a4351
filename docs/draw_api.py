"""Writes the tables of docs/api.md from what the product obeys: its verbs, lists,
bodies and refusals. `make docs` writes them, a test holds them. Each stands in the page
between `<!-- name -->` and `<!-- /name -->`; all else there is written by hand."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from docs.draw_statuses import BESIDES, GATES, KINDS, Kind, table
from recommendations.api.problems import PROBLEMS
from recommendations.api.serializers.confirming import CONFIRM
from recommendations.api.urls import router
from recommendations.api.views.bulk import BULK_VERBS
from recommendations.choices import (
    ACTION_MOVES,
    ACTION_VERBS,
    DONE_ACTIONS,
    OPEN_ACTIONS,
    Move,
)
from recommendations.models import ActionPlan, Inspection, Recommendation
from recommendations.workflow.moves import ANY_STATUS, MISSING, roles_for

PAGE = Path(__file__).with_name("api.md")

_NOT_IN_BULK = {CONFIRM, "override_reason"}
_PAGING = {"cursor", "page_size", "count", "ordering", "format"}
_VERB_HEAD = ("Verb", "From", "To", "Who", "Must hold", "Must send", "May send")
# What must be sent to the verbs that move nothing. A test plays them to hold it.
SENDS = {
    "updates": ("text",),
    "block": ("reason",),
    "unblock": (),
    "reassign": ("owner", "reason"),
    "reschedule": ("due_on", "reason"),
    "evidence": ("title",),
    "impact-check": ("outcome", "note"),
    "request-date": ("due_on", "reason"),
    "carry-forward": ("plan", "due_on", "reason"),
    "undo": (),
    "archive": ("reason",),
}
_UNDOABLE = {
    "recommendation": Recommendation,
    "plan": ActionPlan,
    "inspection": Inspection,
}
_TO = {"carry-forward": "`cancelled`", "undo": "as it was"}
# Of these one besides.
ONE_OF = {"evidence": ("file", "link", "held_by")}


def page() -> str:
    """The page as it should be."""
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    text = PAGE.read_text(encoding="utf-8")
    for name, part in (
        ("lists", _lists(schema)),
        ("action-verbs", _action_verbs(schema)),
        ("other-verbs", _other_verbs(schema)),
        ("bodies", _bodies()),
        ("problems", _problems()),
        ("missing", _missing()),
        ("bulk", _bulk()),
    ):
        pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text, found = re.subn(pattern, rf"\g<1>\n{part}\n\g<2>", text)
        if found != 1:
            raise ValueError(f"{PAGE.name} has {found} parts {name}, and not one.")
    return text


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _lists(schema: Any) -> str:
    rows = []
    for path, methods in schema["paths"].items():
        read = methods.get("get", {})
        asked = {one["name"]: one for one in read.get("parameters", ())}
        if "ordering" not in asked or "{key}" in path or "/me/" in path:
            continue
        orders = asked["ordering"]["schema"]["enum"]
        rows.append(
            [
                f"`{path.removeprefix('/api/v1/').rstrip('/')}`",
                _codes(name for name in asked if name not in _PAGING),
                _codes(name for name in orders if not name.startswith("-")),
            ]
        )
    return table(("List", "Filters", "Orderings"), rows)


def _action_verbs(schema: Any) -> str:
    rows = [_move_row(schema, KINDS[0], move) for move in ACTION_MOVES]
    for verb, sent in SENDS.items():
        one = ONE_OF.get(verb, ())
        besides = f", one of {_codes(one)}" if one else ""
        rows.append(
            [
                f"`{verb}`",
                _from(verb),
                _TO.get(verb, "stays"),
                _codes(ACTION_VERBS[verb]),
                "",
                _codes(sent) + besides,
                _optional(schema, "actions", verb, (*sent, *one)),
            ]
        )
    return table(_VERB_HEAD, rows)


def _from(verb: str) -> str:
    """The statuses from which a verb leads on that is no move."""
    if verb in ANY_STATUS:
        return "any"
    return _codes(DONE_ACTIONS if verb == "impact-check" else OPEN_ACTIONS)


def _other_verbs(schema: Any) -> str:
    rows = []
    for kind in KINDS[1:]:
        for move in kind.moves:
            verb, *rest = _move_row(schema, kind, move)
            rows.append([f"`{kind.name}s`", verb, *rest])
        if kind.name in _UNDOABLE:
            who = _codes(roles_for(_UNDOABLE[kind.name], "undo"))
            row = [f"`{kind.name}s`", "`undo`", "any", _TO["undo"], who, "", "", ""]
            rows.append(row)
    return table(("List", *_VERB_HEAD), rows)


def _move_row(schema: Any, kind: Kind, move: Move) -> list[str]:
    name = (kind.name, move.verb)
    optional = _optional(schema, f"{kind.name}s", move.verb, move.asks)
    return [
        f"`{move.verb}`",
        _codes(move.sources),
        f"`{move.target}`" if move.target else "as the response says",
        _codes(move.roles),
        _codes(GATES.get(name, ())),
        _codes(move.asks),
        f"{optional}: {BESIDES[name]}" if name in BESIDES else optional,
    ]


def _optional(schema: Any, prefix: str, verb: str, asks: Iterable[str]) -> str:
    """The fields of the verb's body that are not asked for."""
    post = schema["paths"][f"/api/v1/{prefix}/{{key}}/{verb}/"]["post"]
    if "requestBody" not in post:
        return ""
    reference = post["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    body = schema["components"]["schemas"][reference.rpartition("/")[2]]
    told = {*asks, CONFIRM}
    return _codes(name for name in body.get("properties", ()) if name not in told)


def _bodies() -> str:
    rows = []
    for prefix, view, _ in router.registry:
        if not hasattr(view, "input_class"):
            continue
        body = view.input_class()
        required = [name for name, field in body.fields.items() if field.required]
        rows.append(
            [
                f"`{prefix}`",
                _codes(required),
                _codes(
                    name for name in body.fields if name not in {*required, CONFIRM}
                ),
                _codes(sorted(body.fixed)),
            ]
        )
    return table(("List", "Needs", "Also takes", "Set once"), rows)


def _problems() -> str:
    rows = ([f"`{one.code}`", str(one.status), one.title] for one in PROBLEMS.values())
    return table(("Code", "Status", "What it says"), rows)


def _bulk() -> str:
    rows = []
    for verb, (body, _) in BULK_VERBS.items():
        fields = [name for name in body().fields if name not in _NOT_IN_BULK]
        rows.append([f"`{verb}`", _codes(fields)])
    return table(("Verb", "Fields"), rows)


def _missing() -> str:
    rows = ([f"`{code}`", f"{words}"] for code, words in MISSING.items())
    return table(("Code", "What is missing"), rows)


def _codes(names: Iterable[Any]) -> str:
    return ", ".join(f"`{name}`" for name in names)
