"""What every body that writes takes besides its own fields, and those of verbs that
may do more than one meant. The views pass both words of the caller on to workflow."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.strict import StrictSerializer

CONFIRM = "confirm_no_child_data"


class ConfirmingSerializer(StrictSerializer):
    """Takes the word of the caller that nothing in it is a child's data."""

    is_confirmed = False
    goes_ahead = False

    def get_fields(self) -> dict[str, serializers.Field]:
        confirm = serializers.BooleanField(
            default=False,
            write_only=True,
            help_text="The text that looks like a child's personal data is not.",
        )
        return {**super().get_fields(), CONFIRM: confirm}

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        self.is_confirmed = values.pop(CONFIRM, False)
        return values


class GoingAheadSerializer(ConfirmingSerializer):
    """Takes the word of the caller that they know what the verb will do."""

    confirm = serializers.BooleanField(
        default=False,
        write_only=True,
        help_text="Go ahead with what `confirmation_needed` listed.",
    )

    def to_internal_value(self, data: Any) -> Any:
        values = super().to_internal_value(data)
        self.goes_ahead = values.pop("confirm", False)
        return values
