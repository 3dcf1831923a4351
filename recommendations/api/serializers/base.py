"""What all serializers share: how a related record is named, and how dates that are
only known to the month or year are written."""

from datetime import date
from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from recommendations.choices import Precision
from recommendations.models import (
    ActionItem,
    Agency,
    Authority,
    Document,
    Framework,
    Inspection,
    Inspectorate,
    Judgement,
    Owner,
    Recommendation,
    Strength,
    Theme,
)

_LENGTHS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def as_precise(day: date | None, precision: str) -> str | None:
    """`2025-04` for a month, `2012` for a year: as much as is known, and no more."""
    return day.isoformat()[: _LENGTHS[Precision(precision)]] if day else None


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


class IsArchivedField(serializers.BooleanField):
    """Whether the row is left out of lists until `archived=true` asks for it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)


class UrlField(serializers.HyperlinkedIdentityField):
    """Where the record itself is."""

    def __init__(self, view_name: str, key: str = "id") -> None:
        super().__init__(view_name=f"api:{view_name}-detail", lookup_field=key)

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


class AuthorityRef(serializers.ModelSerializer[Authority]):
    class Meta:
        model = Authority
        fields = ["code", "name"]


class AgencyRef(serializers.ModelSerializer[Agency]):
    class Meta:
        model = Agency
        fields = ["code", "name"]


class FrameworkRef(serializers.ModelSerializer[Framework]):
    class Meta:
        model = Framework
        fields = ["code", "name"]


class InspectorateRef(serializers.ModelSerializer[Inspectorate]):
    class Meta:
        model = Inspectorate
        fields = ["code", "name"]


class ThemeRef(serializers.ModelSerializer[Theme]):
    class Meta:
        model = Theme
        fields = ["code", "label"]


class InspectionRef(serializers.ModelSerializer[Inspection]):
    framework = FrameworkRef(read_only=True)

    class Meta:
        model = Inspection
        fields = ["reference", "framework"]


class RecommendationRef(serializers.ModelSerializer[Recommendation]):
    class Meta:
        model = Recommendation
        fields = ["reference", "summary"]


class DocumentRef(serializers.ModelSerializer[Document]):
    uid = serializers.UUIDField(source="id", read_only=True)

    class Meta:
        model = Document
        fields = ["uid", "title"]


class JudgementRef(serializers.ModelSerializer[Judgement]):
    uid = serializers.UUIDField(source="id", read_only=True)

    class Meta:
        model = Judgement
        fields = ["uid", "area"]


class StrengthRef(serializers.ModelSerializer[Strength]):
    uid = serializers.UUIDField(source="id", read_only=True)

    class Meta:
        model = Strength
        fields = ["uid", "summary"]


class ActionRef(serializers.ModelSerializer[ActionItem]):
    class Meta:
        model = ActionItem
        fields = ["reference", "title"]


class PostRef(serializers.ModelSerializer[Owner]):
    class Meta:
        model = Owner
        fields = ["reference", "post_title"]
