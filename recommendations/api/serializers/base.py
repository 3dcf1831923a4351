"""What all serializers share: how a related record is named, and how dates that are
only known to the month or year are written."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    ApiToken,
    Authority,
    Document,
    DueDateChange,
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
from recommendations.models.documents import as_precise

# What each row ends with.
OF_ITSELF = ("version", "updated_at", "url")
_KEYS = ("reference", "code", "uid")
# What lists are called in addresses where it is not the model's name.
_LIST_NAMES: dict[Any, str] = {
    ActionItem: "action",
    ActionPlan: "plan",
    ApiToken: "token",
    DueDateChange: "due-date-change",
    ProgressUpdate: "update",
}


@extend_schema_field(OpenApiTypes.STR)
class PreciseDateField(serializers.Field):
    """A date with the precision that stands beside it: ISO 8601, shortened to what is
    known (`2023-07-14`, `2025-04`, `2012`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, allow_null=True, **options)

    def to_representation(self, value: Any) -> str | None:
        stem = str(self.field_name).removesuffix("_on")
        return as_precise(
            getattr(value, f"{stem}_on"), getattr(value, f"{stem}_precision")
        )


def address_of(request: Request, view_name: str, key: Any) -> str:
    """The full address of a record. DRF's own `reverse` adds the `format` that the list
    was asked for, in which a single record may not be had."""
    return request.build_absolute_uri(reverse(view_name, kwargs={"key": key}))


def key_name(model: Any) -> str:
    """The column that is a record's key in addresses and bodies."""
    return next((name for name in _KEYS if hasattr(model, name)), "id")


class IsArchivedField(serializers.BooleanField):
    """Whether the row is left out of lists until `archived=true` asks for it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)


class UrlField(serializers.HyperlinkedIdentityField):
    """Where the record itself is."""

    def __init__(self, model: Any, read_only: bool = True) -> None:
        key = key_name(model)
        name = _LIST_NAMES.get(model, model._meta.model_name)
        super().__init__(view_name=f"api:{name}-detail", lookup_field=key)

    def get_url(
        self, obj: Any, view_name: str, request: Any, format: str | None
    ) -> str:
        # Every key is a reference, a code or a UUID; the route calls it `key`.
        return address_of(request, view_name, getattr(obj, self.lookup_field))


class UsernameField(serializers.CharField):
    """The user name of who stands in a column; null for somebody who does not sign in,
    or is not known."""

    def __init__(self, person: str) -> None:
        source = f"{person}.username"
        super().__init__(source=source, read_only=True, allow_null=True)


# The schema tells a serializer by its docstring: what is said here is for us.
class RowSerializer(serializers.ModelSerializer[Any]):
    def build_field(
        self, name: str, info: Any, model: Any, nested_depth: int
    ) -> tuple[Any, dict[str, Any]]:
        """What a row is told with: `Meta.fields` names it, and what is not declared
        beside them follows from the name. A relation is its small object; `uid` and
        `url` are the record's own; `<choice>_label` is the choice in words; `<person>`
        is the name of who stands in that column, `<person>_username` their user name;
        a date with a precision beside it is as precise as is known."""
        stem, _, last = name.rpartition("_")
        if name in info.relations and info.relations[name].related_model in REFS:
            relation = info.relations[name]
            column = relation.model_field
            is_empty = not relation.to_many and column is not None and column.null
            allowed = {"allow_null": True} if is_empty else {}
            several = {"many": True} if relation.to_many else {}
            return REFS[relation.related_model], {
                "read_only": True,
                **several,
                **allowed,
            }
        if name == "uid" and not hasattr(model, "uid"):
            return serializers.UUIDField, {"source": "id", "read_only": True}
        if name == "url":
            return UrlField, {"model": model}
        if name == "is_archived":
            return IsArchivedField, {}
        if last == "label" and hasattr(model, f"get_{stem}_display"):
            words = {"source": f"get_{stem}_display", "read_only": True}
            return serializers.CharField, words
        if last == "username" and stem in info.relations:
            return UsernameField, {"person": stem}
        if hasattr(model, f"{name}_shown"):
            return serializers.CharField, {
                "source": f"{name}_shown",
                "read_only": True,
            }
        if last == "on" and f"{stem}_precision" in info.fields:
            return PreciseDateField, {}
        return super().build_field(name, info, model, nested_depth)


def _ref(name: str, model: Any, *members: str) -> Any:
    """The small object by which a related record is told."""
    meta = type("Meta", (), {"model": model, "fields": members})
    return type(name, (RowSerializer,), {"Meta": meta})


ActionRef = _ref("ActionRef", ActionItem, "reference", "title")
AgencyRef = _ref("AgencyRef", Agency, "code", "name")
AuthorityRef = _ref("AuthorityRef", Authority, "code", "name")
FrameworkRef = _ref("FrameworkRef", Framework, "code", "name")
InspectionRef = _ref("InspectionRef", Inspection, "reference", "framework")
PlanRef = _ref("PlanRef", ActionPlan, "reference", "title")
RecommendationRef = _ref("RecommendationRef", Recommendation, "reference", "summary")
# How a related record is told in a row.
REFS: dict[Any, Any] = {
    ActionItem: ActionRef,
    ActionPlan: PlanRef,
    Agency: AgencyRef,
    Authority: AuthorityRef,
    Document: _ref("DocumentRef", Document, "uid", "title"),
    Framework: FrameworkRef,
    Inspection: InspectionRef,
    Inspectorate: _ref("InspectorateRef", Inspectorate, "code", "name"),
    Judgement: _ref("JudgementRef", Judgement, "uid", "area"),
    Owner: _ref("PostRef", Owner, "reference", "post_title"),
    Recommendation: RecommendationRef,
    Strength: _ref("StrengthRef", Strength, "uid", "summary"),
    Theme: _ref("ThemeRef", Theme, "code", "label"),
}
