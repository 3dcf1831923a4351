"""The schema as the fuzzer draws from it: wherever a key is asked for, those that are
there, so that a good share of the calls reaches the rules behind the shapes."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    ApiToken,
    Authority,
    Citation,
    Document,
    Draft,
    DueDateChange,
    Evidence,
    Framework,
    Inspection,
    Inspectorate,
    Judgement,
    Owner,
    ProgressUpdate,
    Recommendation,
    Strength,
    Theme,
)
from recommendations.workflow.declarations import moves_of

_LISTS: dict[str, tuple[Any, str]] = {
    "actions": (ActionItem, "reference"),
    "agencies": (Agency, "code"),
    "authorities": (Authority, "code"),
    "citations": (Citation, "id"),
    "documents": (Document, "id"),
    "drafts": (Draft, "id"),
    "due-date-changes": (DueDateChange, "id"),
    "evidence": (Evidence, "id"),
    "frameworks": (Framework, "code"),
    "inspections": (Inspection, "reference"),
    "inspectorates": (Inspectorate, "code"),
    "judgements": (Judgement, "id"),
    "owners": (Owner, "reference"),
    "plans": (ActionPlan, "reference"),
    "recommendations": (Recommendation, "reference"),
    "strengths": (Strength, "id"),
    "themes": (Theme, "code"),
    "tokens": (ApiToken, "uid"),
    "updates": (ProgressUpdate, "id"),
}
# The fields of bodies and the filters that hold a key of a list.
_NAMED = {
    "action": "actions",
    "agency": "agencies",
    "authority": "authorities",
    "by": "recommendations",
    "code": "agencies",
    "contributing_agencies": "agencies",
    "deputy": "owners",
    "document": "documents",
    "framework": "frameworks",
    "inspection": "inspections",
    "inspectorate": "inspectorates",
    "judgement": "judgements",
    "owner": "owners",
    "plan": "plans",
    "recommendation": "recommendations",
    "strength": "strengths",
    "theme": "themes",
    **{name: name for name in _LISTS},
}
_MOVES = {
    "actions": moves_of(ActionItem),
    "drafts": moves_of(Draft),
    "inspections": moves_of(Inspection),
    "plans": moves_of(ActionPlan),
    "recommendations": moves_of(Recommendation),
}
# Shapes in which `code` and the like are the row's own new key, not another's.
_OWN_KEY = {"AuthorityInput": {"code"}, "AgencyInput": {"code"}}
_MOST = 40
_DAYS = ["1900-01-01", "2024-02-29", "2026-11-20", "2027-03-31", "2999-12-31"]
_ASKED_FOR = {"note", "reason", "recheck_on"}


def operations() -> list[tuple[str, str]]:
    """Every (method, path) of the interface; needs no database."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def likely_schema(user: Any) -> dict[str, Any]:
    """The schema, with the keys that the user sees wherever a key is asked for."""
    schema = true_schema(user)
    keys = {
        name: _keys(model._default_manager.all().visible_to(user), field)
        for name, (model, field) in _LISTS.items()
    }
    for name, shape in schema["components"]["schemas"].items():
        if name.removeprefix("Patched").endswith(("Input", "Body", "BulkRow")):
            _fill(shape, keys, _OWN_KEY.get(name.removeprefix("Patched"), set()))
        if name.endswith("Body"):
            # The shape of a verb may leave these out; its rule mostly does not.
            wanted_names = _ASKED_FOR & shape.get("properties", {}).keys()
            shape["required"] = sorted({*shape.get("required", ()), *wanted_names})
    bulk_row = schema["components"]["schemas"]["BulkRow"]["properties"]
    bulk_row["reference"] = {"type": "string", "enum": keys["actions"]}
    for _, parameter in _parameters(schema):
        name = parameter["name"]
        if name == "If-Match":
            # A number at random is stale; what is left to chance is whether it is sent.
            parameter["schema"] = {"type": "string", "enum": ["*", '"1"', 'W/"2"']}
        elif parameter["in"] == "query" and keys.get(_NAMED.get(name, "")):
            parameter["schema"] = {"type": "string", "enum": keys[_NAMED[name]]}
    return schema


def true_schema(user: Any) -> dict[str, Any]:
    """The schema as it is, but that an address names a record that the user sees, or
    one that is hidden where they see none."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for path, parameter in _parameters(schema):
        if parameter["name"] == "key":
            _, _, _, listed, _, *verb = path.split("/")
            keys_in_reach = _in_reach(listed, verb[0], user) or _in_reach(
                listed, "", user
            )
            keys_in_reach = keys_in_reach or _keys(
                _LISTS[listed][0]._default_manager, _LISTS[listed][1]
            )
            parameter["schema"] = {"type": "string", "enum": keys_in_reach}
    return schema


def _parameters(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                yield path, parameter


def _keys(rows: Any, field: str) -> list[str]:
    return [str(key) for key in rows.order_by(field).values_list(field, flat=True)][
        :_MOST
    ]


def _fill(shape: dict[str, Any], keys: dict[str, list[str]], own: set[str]) -> None:
    properties = shape.get("properties", {})
    for name, schema_of_property in properties.items():
        likely_keys = keys.get(_NAMED.get(name, ""), [])
        likely = likely_keys if name not in own else []
        if schema_of_property.get("type") == "array":
            if likely and "$ref" not in schema_of_property["items"]:
                schema_of_property |= {"items": {"enum": likely}, "maxItems": 3}
        elif likely:
            properties[name] = {"enum": likely}
        elif schema_of_property.get("format") == "date":
            # Most days at random are of another age.
            empty = [None] if "null" in schema_of_property["type"] else []
            properties[name] = {"enum": _DAYS + empty}
        elif name in _ASKED_FOR and "maxLength" in schema_of_property:
            properties[name] = {"anyOf": [{"const": "It is so."}, schema_of_property]}


def _in_reach(listed: str, verb: str, user: Any) -> list[str]:
    """The records whose status lets the verb lead on from there, and of the actions
    those that the person carries, if any."""
    model, field = _LISTS[listed]
    rows = model._default_manager.all().visible_to(user)
    for move in _MOVES.get(listed, ()):
        if move.name == verb:
            rows = rows.filter(status__in=move.sources)
    if verb and model is ActionItem and rows.carried_by(user).exists():
        rows = rows.carried_by(user)
    return _keys(rows, field)
