"""What callers send to make or revise a record. References in a body resolve only what
the caller may see; what has a verb of its own is refused by name."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from recommendations.api.serializers.confirming import ConfirmingSerializer
from recommendations.api.serializers.strict import DayField, StrictSerializer
from recommendations.choices import AgencyPart
from recommendations.models import (
    Agency,
    Authority,
    AuthorityAgency,
    Citation,
    Document,
    Framework,
    Inspection,
    InspectionInspectorate,
    Inspectorate,
    Judgement,
    Membership,
    Owner,
    Recommendation,
    RecommendationAgency,
    RecommendationTheme,
    Strength,
    Theme,
)
from recommendations.models.archiving import ArchivableQuerySet
from recommendations.models.keys import Key
from recommendations.workflow.records import Linked

# What a whole number may be in every database that the product runs on.
_MOST = 2**31 - 1


class VisibleField(serializers.SlugRelatedField):
    """A record by its key, if the caller may see it."""

    default_error_messages = {
        "does_not_exist": "There is no “{value}”, or you may not see it.",
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
        seen = Authority.objects.visible_to(self.context["request"].user)
        held = Membership.objects.filter(authority__in=seen).order_by()
        return User.objects.filter(is_active=True, pk__in=held.values("user"))


class InputSerializer(ConfirmingSerializer, serializers.ModelSerializer[Any]):
    """`verbs` names the verb for each field that is not revised; `fixed` the fields
    that are set when the record is made and never after."""

    verbs: dict[str, str] = {}
    fixed: frozenset[str] = frozenset()
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateField: DayField,
    }

    @property
    def never_revised(self) -> set[str]:
        return {*self.verbs, *self.fixed}

    def refusal(self, name: str, value: Any, *, is_form: bool) -> str:
        if self.instance is not None and name in self.verbs:
            return f"Use {self.verbs[name]} for this."
        if self.instance is not None and name in self.fixed:
            return "This is set once and does not change."
        return super().refusal(name, value, is_form=is_form)

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """SQLite holds greater numbers than PostgreSQL; nobody needs them."""
        kind, options = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, Key):
            # Workflow looks for it, in words that tell nothing of others' records.
            options["validators"] = [
                one
                for one in options["validators"]
                if not isinstance(one, UniqueValidator)
            ]
        if isinstance(model_field, models.PositiveIntegerField):
            options["max_value"] = min(options.get("max_value", _MOST), _MOST)
        return kind, options

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
        return {}


def linked(through: Any, own: str, other: str) -> Any:
    def build(targets: Iterable[Any]) -> Linked:
        return Linked(through, own, other, {target: {} for target in targets})

    return build


class AuthorityInput(InputSerializer):
    fixed = frozenset({"code"})

    class Meta:
        model = Authority
        fields = ["code", "name", "urn", "gss_code", "dfe_code", "region", "note"]


class AgencyInput(InputSerializer):
    fixed = frozenset({"code"})
    authorities = VisibleField(Authority, "code", many=True, allow_empty=False)

    class Meta:
        model = Agency
        fields = ["code", "name", "alias", "kind", "authorities"]

    def links(self) -> dict[str, Any]:
        return {"authorities": linked(AuthorityAgency, "agency", "authority")}


class OwnerInput(InputSerializer):
    fixed = frozenset({"reference", "authority"})
    authority = VisibleField(Authority, "code")
    agency = VisibleField(Agency, "code")
    deputy = VisibleField(Owner, "reference", required=False, allow_null=True)
    username = PersonField(source="user", required=False, allow_null=True)

    class Meta:
        model = Owner
        fields = [
            "reference",
            "authority",
            "agency",
            "post_title",
            "holder_name",
            "email",
            "deputy",
            "username",
            "active_from",
            "active_until",
        ]
        extra_kwargs = {"reference": {"required": False}}


class DocumentInput(InputSerializer):
    fixed = frozenset({"authority", "sha256"})
    authority = VisibleField(Authority, "code")
    source_url = serializers.URLField(
        source="url", max_length=500, required=False, allow_blank=True
    )

    class Meta:
        model = Document
        fields = [
            "authority",
            "kind",
            "title",
            "publisher",
            "published_on",
            "published_precision",
            "source_url",
            "sha256",
            "pages",
            "note",
        ]


class InspectionInput(InputSerializer):
    verbs = {"status": "POST …/confirm/"}
    fixed = frozenset({"reference", "authority"})
    authority = VisibleField(Authority, "code")
    framework = VisibleField(Framework, "code")
    inspectorates = VisibleField(Inspectorate, "code", many=True, required=False)

    class Meta:
        model = Inspection
        fields = [
            "reference",
            "authority",
            "framework",
            "inspectorates",
            "focus",
            "start_on",
            "start_precision",
            "end_on",
            "end_precision",
            "published_on",
            "published_precision",
            "received_on",
            "statement_due_on",
            "lead_inspector",
            "report_url",
            "recommendations_known",
            "expected_recommendations",
            "note",
        ]
        extra_kwargs = {"reference": {"required": False}}

    def links(self) -> dict[str, Any]:
        build = linked(InspectionInspectorate, "inspection", "inspectorate")
        return {"inspectorates": build}


class JudgementInput(InputSerializer):
    fixed = frozenset({"inspection"})
    inspection = VisibleField(Inspection, "reference")

    class Meta:
        model = Judgement
        fields = [
            "inspection",
            "position",
            "area",
            "outcome",
            "grade",
            "grade_printed",
            "note",
        ]


class StrengthInput(InputSerializer):
    fixed = frozenset({"inspection"})
    inspection = VisibleField(Inspection, "reference")

    class Meta:
        model = Strength
        fields = ["inspection", "position", "text", "summary", "note"]


class AgencyPartInput(StrictSerializer):
    code = VisibleField(Agency, "code")
    part = serializers.ChoiceField(choices=AgencyPart.choices)


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
    fixed = frozenset({"reference", "inspection"})
    inspection = VisibleField(Inspection, "reference")
    themes = VisibleField(Theme, "code", many=True, required=False)
    agencies = AgencyPartInput(many=True, required=False)

    class Meta:
        model = Recommendation
        fields = [
            "reference",
            "inspection",
            "position",
            "addressee",
            "addressee_name",
            "kind",
            "text",
            "wording",
            "summary",
            "note",
            "themes",
            "agencies",
        ]
        extra_kwargs = {"reference": {"required": False}}

    def links(self) -> dict[str, Any]:
        def parts(rows: Iterable[dict[str, Any]]) -> Linked:
            wanted = {row["code"]: {"part": row["part"]} for row in rows}
            return Linked(RecommendationAgency, "recommendation", "agency", wanted)

        return {
            "themes": linked(RecommendationTheme, "recommendation", "theme"),
            "agencies": parts,
        }


class CitationInput(InputSerializer):
    fixed = frozenset({"inspection", "judgement", "recommendation", "strength"})
    inspection = VisibleField(Inspection, "reference", required=False)
    judgement = VisibleField(Judgement, "id", required=False)
    recommendation = VisibleField(Recommendation, "reference", required=False)
    strength = VisibleField(Strength, "id", required=False)
    document = VisibleField(Document, "id", required=False, allow_null=True)

    class Meta:
        model = Citation
        fields = [
            "inspection",
            "judgement",
            "recommendation",
            "strength",
            "about",
            "document",
            "paragraph",
            "page",
            "quote",
            "external_source",
            "note",
        ]

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None and sum(name in given for name in self.fixed) != 1:
            raise serializers.ValidationError(
                "Name exactly one inspection, judgement, recommendation or strength."
            )
        return given
