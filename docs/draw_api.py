"""Writes the tables of docs/api.md from what the product obeys: its verbs, lists,
bodies and refusals. `make docs` writes them, a test holds them. Each stands in the page
between `<!-- name -->` and `<!-- /name -->`; all else there is written by hand."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from docs.draw_statuses import KINDS, Kind, besides, held_by, table
from recommendations.api.problems import PROBLEMS
from recommendations.api.serializers.confirming import CONFIRM
from recommendations.api.urls import router
from recommendations.api.views.bulk import BULK_VERBS
from recommendations.models import ActionItem
from recommendations.workflow.declarations import Verb, missing_words, verbs_of
from recommendations.workflow.moves import OVERRIDE

PAGE = Path(__file__).with_name("api.md")

_PAGING = {"cursor", "page_size", "count", "ordering", "format"}
_VERB_HEAD = ("Verb", "From", "To", "Who", "Must hold", "Must send", "May send")
_TO = {"carry-forward": "`cancelled`", "undo": "as it was"}
# Of these one besides.
ONE_OF = {"evidence": ("file", "link", "held_by")}


def page() -> str:
    """The page as it should be."""
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    text = PAGE.read_text(encoding="utf-8")
    for name, part in (
        ("lists", _lists(schema)),
        ("action-verbs", _action_verbs()),
        ("other-verbs", _other_verbs()),
        ("bodies", _bodies()),
        ("problems", _problems()),
        ("missing", _missing()),
        ("bulk", _bulk()),
    ):
        pattern = rf"(?s)(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text, count = re.subn(pattern, rf"\g<1>\n{part}\n\g<2>", text)
        if count != 1:
            raise ValueError(f"{PAGE.name} has {count} parts {name}, and not one.")
    return text


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _lists(schema: Any) -> str:
    rows = []
    for path, methods in schema["paths"].items():
        read = methods.get("get", {})
        parameters = {
            parameter["name"]: parameter for parameter in read.get("parameters", ())
        }
        if "ordering" not in parameters or "{key}" in path or "/me/" in path:
            continue
        orders = parameters["ordering"]["schema"]["enum"]
        rows.append(
            [
                f"`{path.removeprefix('/api/v1/').rstrip('/')}`",
                _codes(name for name in parameters if name not in _PAGING),
                _codes(name for name in orders if not name.startswith("-")),
            ]
        )
    return table(("List", "Filters", "Orderings"), rows)


def _action_verbs() -> str:
    verbs = verbs_of(ActionItem).values()
    rows = [_verb_row(KINDS[0], verb) for verb in verbs if verb.name != "revise"]
    return table(_VERB_HEAD, rows)


def _other_verbs() -> str:
    rows = [
        [f"`{kind.name}s`", *_verb_row(kind, verb)]
        for kind in KINDS[1:]
        for verb in verbs_of(kind.model).values()
        if verb.name != "revise"
    ]
    return table(("List", *_VERB_HEAD), rows)


def _verb_row(kind: Kind, verb: Verb) -> list[str]:
    alternatives = ONE_OF.get(verb.name, ())
    required = _codes(verb.asks) + (
        f", one of {_codes(alternatives)}" if alternatives else ""
    )
    optional = _codes(
        field.name
        for field in verb.takes
        if not field.needed and field.name not in alternatives
    )
    more = besides(kind, verb)
    return [
        f"`{verb.name}`",
        _codes(verb.sources) or "any",
        _to(verb),
        _codes(verb.roles),
        _codes(held_by(verb)),
        required,
        f"{optional}: {more}" if more else optional,
    ]


def _to(verb: Verb) -> str:
    if verb.to is None:
        return _TO.get(verb.name, "stays")
    return f"`{verb.to}`" if verb.to else "as the response says"


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
    rows = (
        [f"`{problem.code}`", str(problem.status), problem.title]
        for problem in PROBLEMS.values()
    )
    return table(("Code", "Status", "What it says"), rows)


def _bulk() -> str:
    rows = []
    for verb in BULK_VERBS.values():
        fields = [field.name for field in verb.takes if field.name != OVERRIDE]
        rows.append([f"`{verb.name}`", _codes(fields)])
    return table(("Verb", "Fields"), rows)


def _missing() -> str:
    rows = ([f"`{code}`", f"{words}"] for code, words in missing_words().items())
    return table(("Code", "What is missing"), rows)


def _codes(names: Iterable[Any]) -> str:
    return ", ".join(f"`{name}`" for name in names)
