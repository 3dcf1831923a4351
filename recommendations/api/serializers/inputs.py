"""What callers send to make or revise a record. References in a body resolve only what
the caller may see; what has a verb of its own is refused by name."""

import json
import re
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from recommendations.api.serializers.base import key_name
from recommendations.api.serializers.confirming import ConfirmingSerializer
from recommendations.api.serializers.strict import DayField, StrictSerializer
from recommendations.choices import AgencyPart, Precision
from recommendations.models import (
    Agency,
    Authority,
    Citation,
    Document,
    Inspection,
    Judgement,
    Membership,
    Owner,
    Recommendation,
    RecommendationAgency,
    Strength,
)
from recommendations.models.archiving import ArchivableQuerySet
from recommendations.models.keys import Key
from recommendations.models.trail import Record
from recommendations.workflow.records import Linked
from recommendations.workflow.revising import WRITABLE

# What a whole number may be in every database that the product runs on.
_MOST = 2**31 - 1


class VisibleField(serializers.SlugRelatedField):
    """A record by its key, if the caller may see it."""

    default_error_messages = {
        "does_not_exist": "There is no “{value}”, or you cannot see it.",
        "invalid": "Give its {slug_name} as text.",
        "archived": "“{value}” is archived.",
    }

    queryset: Any

    def __init__(self, model: Any, slug_field: str, **options: Any) -> None:
        queryset = model._default_manager.all()
        super().__init__(slug_field=slug_field, queryset=queryset, **options)

    def get_queryset(self) -> Any:
        rows: Any = self.queryset
        return rows.all().visible_to(self.context["request"].user)

    def to_internal_value(self, data: Any) -> Any:
        """The key, or the small object with the key in it as rows have it."""
        if isinstance(data, dict):
            data = data.get("uid" if self.slug_field == "id" else self.slug_field)
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid", slug_name=self.slug_field)
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError:
            if self._is_archived(data):
                self.fail("archived", value=data)
            raise

    def _is_archived(self, key: str) -> bool:
        rows = self.get_queryset()
        if not isinstance(rows, ArchivableQuerySet):
            return False
        # A key that is no UUID is the key of nothing.
        named = rows.archived().filter(**{self.slug_field: key})
        return self.slug_field != "id" and named.exists()


class PersonField(VisibleField):
    """A member of an authority of the caller's, by user name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User, "username", **options)

    def get_queryset(self) -> Any:
        visible = Authority.objects.visible_to(self.context["request"].user)
        current = Membership.objects.current(on=timezone.localdate())
        held = current.filter(authority__in=visible).order_by()
        return User.objects.filter(is_active=True, pk__in=held.values("user"))


class InputSerializer(ConfirmingSerializer, serializers.ModelSerializer[Any]):
    """Takes what workflow/revising.py says of the record. `verbs` names the verb for
    each field that has one."""

    verbs: dict[str, str] = {}
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateField: DayField,
    }

    @property
    def fixed(self) -> frozenset[str]:
        """What is set when the record is made, and never after."""
        model: Any = self.Meta.model
        return WRITABLE[model].once - self.verbs.keys()

    @property
    def never_revised(self) -> set[str]:
        return {*self.verbs, *self.fixed}

    def to_internal_value(self, data: Any) -> Any:
        """`stands`, in the context of a revision, is the row as it is read: what a body
        says as it stands is no change, whether it could be changed or not."""
        if isinstance(data, dict) and not isinstance(data, QueryDict):
            data = self._with_precisions(data)
            data = {
                name: data[name] for name in data if not self._is_unchanged(name, data)
            }
        return super().to_internal_value(data)

    def _is_unchanged(self, name: str, data: dict[str, Any]) -> bool:
        stands = self.context.get("stands", {})
        if name not in stands:
            return False
        row, value = stands[name], data[name]
        if name in self.fixed and isinstance(row, dict) and isinstance(value, str):
            key = row.get("code") or row.get("reference") or row.get("uid")
            return str(key).lower() == value.lower()
        # As JSON, which knows false from 0.
        return json.dumps(row, sort_keys=True) == json.dumps(value, sort_keys=True)

    def _with_precisions(self, data: dict[str, Any]) -> dict[str, Any]:
        """`2026-05` is a month and `2026` a year, where a date has a precision."""
        cleaned = dict(data)
        for name, value in data.items():
            other = name.removesuffix("_on") + "_precision"
            if other not in self.fields or not isinstance(value, str):
                continue
            part = re.fullmatch("[0-9]{4}(-[0-9]{2})?", value, re.ASCII)
            if part is None:
                continue
            precision = Precision.MONTH if part[1] else Precision.YEAR
            if data.get(other, precision) != precision:
                message = f"“{value}” is a {precision.label.lower()}."
                raise serializers.ValidationError({other: [message]})
            cleaned[name] = f"{value}-01" if part[1] else f"{value}-01-01"
            cleaned[other] = precision.value
        return cleaned

    def refusal(self, name: str, value: Any, *, is_form: bool) -> str:
        if self.instance is not None and name in self.verbs:
            return f"Use {self.verbs[name]} for this."
        if self.instance is not None and name in self.fixed:
            return "This is set once and cannot be changed."
        if name in self.context.get("stands", {}) and name not in self.fields:
            return "This cannot be changed here. Leave it out, or send it unchanged."
        return super().refusal(name, value, is_form=is_form)

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """SQLite holds greater numbers than PostgreSQL; nobody needs them."""
        kind, options = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, Key):
            # Workflow looks for it, in words that tell nothing of others' records.
            options["validators"] = [
                validator
                for validator in options["validators"]
                if not isinstance(validator, UniqueValidator)
            ]
        if field_name == "reference":  # The product gives one where none is sent.
            options["required"] = False
        if isinstance(model_field, models.PositiveIntegerField):
            options["max_value"] = min(options.get("max_value", _MOST), _MOST)
        return kind, options

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        """Named by its key, of those that the caller may see."""
        column, model = relation_info.model_field, relation_info.related_model
        options = {"model": model, "slug_field": key_name(model)}
        if relation_info.to_many:
            return VisibleField, {**options, "many": True, "required": False}
        if column.null:
            options |= {"required": False, "allow_null": True}
        return VisibleField, options

    def split(self) -> tuple[dict[str, Any], list[Linked]]:
        """The columns and the links that the caller sent."""
        columns = dict(self.validated_data)
        return columns, [
            linked
            for name, build in self.links().items()
            if name in columns
            for linked in [build(columns.pop(name))]
        ]

    def links(self) -> dict[str, Any]:
        """For each field that stands for link rows, what makes a Linked of it."""
        model: Any = self.Meta.model
        return {name: linked(*ends) for name, ends in WRITABLE[model].links.items()}


def fields_of(model: type[Record], **names: str) -> list[str]:
    """What REST takes of a record; `names` says what it calls some columns."""
    writable = WRITABLE[model]
    fields = [names.get(name, name) for name in (*writable.fields, *writable.links)]
    return list(dict.fromkeys(fields))


def linked(through: Any, own: str, other: str) -> Any:
    def build(targets: Iterable[Any]) -> Linked:
        return Linked(through, own, other, {target: {} for target in targets})

    return build


class AuthorityInput(InputSerializer):
    class Meta:
        model = Authority
        fields = fields_of(Authority)


class AgencyInput(InputSerializer):
    authorities = VisibleField(Authority, "code", many=True, allow_empty=False)

    class Meta:
        model = Agency
        fields = fields_of(Agency)


class OwnerInput(InputSerializer):
    username = PersonField(source="user", required=False, allow_null=True)

    class Meta:
        model = Owner
        fields = fields_of(Owner, user="username")


class DocumentInput(InputSerializer):
    source_url = serializers.URLField(
        source="url", max_length=500, required=False, allow_blank=True
    )

    class Meta:
        model = Document
        fields = fields_of(Document, url="source_url")


class InspectionInput(InputSerializer):
    verbs = {"status": "POST …/confirm/"}

    class Meta:
        model = Inspection
        fields = fields_of(Inspection)


class JudgementInput(InputSerializer):
    class Meta:
        model = Judgement
        fields = fields_of(Judgement)


class StrengthInput(InputSerializer):
    class Meta:
        model = Strength
        fields = fields_of(Strength)


class AgencyPartInput(StrictSerializer):
    code = VisibleField(Agency, "code")
    part = serializers.ChoiceField(choices=AgencyPart.choices)

    def to_internal_value(self, data: Any) -> Any:
        """As rows have it, or without the name."""
        if isinstance(data, dict):
            data = {name: data[name] for name in data if name != "name"}
        return super().to_internal_value(data)


class RecommendationInput(InputSerializer):
    verbs = {
        "status": "the verbs (GET …/moves/ names them)",
        "response": "POST …/respond/",
        "response_reason": "POST …/respond/",
        "response_approver": "POST …/respond/",
        "review_on": "POST …/respond/",
        "responded_on": "POST …/respond/",
        "recheck_on": "POST …/close/",
    }
    agencies = AgencyPartInput(many=True, required=False)

    class Meta:
        model = Recommendation
        fields = fields_of(Recommendation)

    def links(self) -> dict[str, Any]:
        def agency_links(rows: Iterable[dict[str, Any]]) -> Linked:
            targets = {row["code"]: {"part": row["part"]} for row in rows}
            return Linked(RecommendationAgency, "recommendation", "agency", targets)

        return {**super().links(), "agencies": agency_links}


class CitationInput(InputSerializer):
    inspection = VisibleField(Inspection, "reference", required=False)
    judgement = VisibleField(Judgement, "id", required=False)
    recommendation = VisibleField(Recommendation, "reference", required=False)
    strength = VisibleField(Strength, "id", required=False)

    class Meta:
        model = Citation
        fields = fields_of(Citation)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None and sum(name in attrs for name in self.fixed) != 1:
            raise serializers.ValidationError(
                "Name exactly one inspection, judgement, recommendation or strength."
            )
        return attrs
