"""What every body that writes takes besides its own fields. The bodies of verbs and of
records are made of this; the views pass `is_confirmed` on to workflow."""

from typing import Any

from rest_framework import serializers

from recommendations.api.serializers.strict import StrictSerializer

CONFIRM = "confirm_no_child_data"


class ConfirmingSerializer(StrictSerializer):
    """Takes the word of the caller that nothing in it is a child's data."""

    is_confirmed = False

    def get_fields(self) -> dict[str, serializers.Field]:
        confirm = serializers.BooleanField(
            default=False,
            write_only=True,
            help_text="Words that look like a child's data hold none.",
        )
        return {**super().get_fields(), CONFIRM: confirm}

    def to_internal_value(self, data: Any) -> Any:
        given = super().to_internal_value(data)
        self.is_confirmed = given.pop(CONFIRM, False)
        return given
