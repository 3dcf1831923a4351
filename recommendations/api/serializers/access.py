"""Who is signed in, and the API tokens that people make for themselves."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from recommendations.api.serializers.base import RowSerializer
from recommendations.api.serializers.strict import StrictSerializer
from recommendations.choices import Role
from recommendations.models import ApiToken, Membership


class MembershipSerializer(RowSerializer):
    """`agency` is null for a person who sees the whole authority."""

    authority = serializers.CharField(source="authority.code", read_only=True)
    agency = serializers.CharField(
        source="agency.code", read_only=True, allow_null=True
    )
    role = serializers.ChoiceField(choices=Role.choices, read_only=True)

    class Meta:
        model = Membership
        fields = ["authority", "agency", "role"]


class CurrentTokenSerializer(RowSerializer):
    class Meta:
        model = ApiToken
        fields = ["name", "expires_at", "is_read_only"]


class MeSerializer(serializers.Serializer[Any]):
    """`token` is the one that the call was made with; null for a session."""

    username = serializers.CharField()
    name = serializers.CharField()
    memberships = MembershipSerializer(many=True)
    token = CurrentTokenSerializer(allow_null=True)


class TokenSerializer(RowSerializer):
    """`prefix` is what stands before the dot of the key, by which it is known."""

    username = serializers.CharField(source="user.username", read_only=True)

    class Meta:
        model = ApiToken
        fields = [
            "uid",
            "username",
            "name",
            "prefix",
            "is_read_only",
            "created_at",
            "expires_at",
            "last_used_at",
            "version",
            "url",
        ]
        read_only_fields = fields


class NewTokenSerializer(TokenSerializer):
    """`secret` is sent as `Authorization: Bearer <secret>`. It is told this once: a
    repeated call with the same `Idempotency-Key` has null in its place."""

    secret = serializers.CharField(allow_null=True, read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class TokenBody(StrictSerializer):
    """Without `expires_at` it ends when the setting `TOKEN_DAYS` says; a year from now
    is the most. A token makes none that is good for longer than itself."""

    name = serializers.CharField(max_length=100, help_text="What it is for.")
    is_read_only = serializers.BooleanField(default=False)
    expires_at = serializers.DateTimeField(
        required=False,
        allow_null=True,
        help_text=f"{settings.TOKEN_DAYS} days from now unless it is said.",
    )
