"""Authorities, agencies and owners, and the reference data that everybody sees."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.base import (
    OF_ITSELF,
    RowSerializer,
)
from recommendations.models import (
    Agency,
    Authority,
    Framework,
    Inspectorate,
    Owner,
    Theme,
)


class AuthoritySerializer(RowSerializer):
    class Meta:
        model = Authority
        fields = [
            "code",
            "name",
            "urn",
            "gss_code",
            "dfe_code",
            "region",
            "note",
            *OF_ITSELF,
        ]


class AgencySerializer(RowSerializer):
    authorities = serializers.SerializerMethodField()

    class Meta:
        model = Agency
        fields = [
            "code",
            "name",
            "alias",
            "kind",
            "kind_label",
            "authorities",
            *OF_ITSELF,
        ]

    def get_authorities(self, agency: Any) -> list[str]:
        """Codes of the caller's authorities in which the agency works."""
        return sorted(a.code for a in agency.visible_authorities)


class OwnerSerializer(RowSerializer):
    username = serializers.CharField(
        source="user.username", read_only=True, allow_null=True, default=None
    )
    is_active = serializers.SerializerMethodField()

    class Meta:
        model = Owner
        fields = [
            "reference",
            "post_title",
            "authority",
            "agency",
            "holder_name",
            "email",
            "deputy",
            "username",
            "active_from",
            "active_until",
            "is_active",
            *OF_ITSELF,
        ]

    def get_is_active(self, owner: Owner) -> bool:
        return owner.is_active(on=self.context["today"])

    def to_representation(self, owner: Owner) -> dict[str, Any]:
        """A post is no secret; who holds it is for its authority and its agency."""
        row = super().to_representation(owner)
        standing = self.context["standing"]
        if not standing.sees_agency(owner.authority_id, owner.agency_id):
            row |= {"holder_name": "", "email": "", "deputy": None, "username": None}
        return row


class InspectorateSerializer(RowSerializer):
    class Meta:
        model = Inspectorate
        fields = ["code", "name", "url"]


class FrameworkSerializer(RowSerializer):
    class Meta:
        model = Framework
        fields = ["code", "name", "is_graded", "asks_called", "response_rule", "url"]


class ThemeSerializer(RowSerializer):
    class Meta:
        model = Theme
        fields = ["code", "label", "group", "position", "url"]
