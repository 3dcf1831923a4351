"""What every body that callers send is held to: one JSON object, no field that is not
known, each value of its own type. Inputs and the bodies of verbs are made of this."""

import re
from datetime import date
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

KEY_SHAPE = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
FIRST_YEAR, LAST_YEAR = 1900, 2999
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What the browsable pages add to a form.
_NOT_A_FIELD = "csrfmiddlewaretoken"

_TEXT, _NUMBER = "Give text, in quotation marks.", "Give a whole number."
# What JSON must give for a field; a choice is of the type of its codes. A form has only
# text, so forms are not held to it.
_TYPES: tuple[tuple[type[serializers.Field], tuple[type, ...], str], ...] = (
    (serializers.CharField, (str,), _TEXT),
    (serializers.BooleanField, (bool,), "Give true or false."),
    (serializers.IntegerField, (int, float), _NUMBER),
)


class DayField(serializers.DateField):
    """`2026-11-30`, and nothing else that a date might be written as. The years are
    those that a plan can mean: a slip such as 0226 or 20226 is refused."""

    default_error_messages = {
        "invalid": "Use a date such as 2026-11-30.",
        "year": f"Use a year from {FIRST_YEAR} to {LAST_YEAR}.",
    }

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid")
        day: date = super().to_internal_value(value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail("year")
        return day


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses by name what it does not know, and text where a number belongs."""

    @property
    def never_revised(self) -> set[str]:
        """Fields that a `PATCH` refuses."""
        return set()

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError(
                {"non_field_errors": ["Send one JSON object."]}
            )
        is_form = isinstance(data, QueryDict)
        errors = {
            name: [message]
            for name, value in data.items()
            if not (is_form and name == _NOT_A_FIELD)
            if (message := self.refusal(name, value, is_form=is_form))
        }
        if errors:
            raise serializers.ValidationError(errors)
        return super().to_internal_value(data)

    def refusal(self, name: str, value: Any, *, is_form: bool) -> str:
        """Why the field is not taken at all, whatever its own checks would say."""
        field = self.fields.get(name)
        if field is None:
            return f"Unknown field. The fields are: {', '.join(self.fields) or 'none'}."
        if is_form or value is None:
            return ""
        if isinstance(field, serializers.ChoiceField):
            types = tuple({type(code) for code in field.choices})
            error = _NUMBER if types == (int,) else _TEXT
            return "" if _is_any(value, types) else error
        for kind, types, message in _TYPES:
            if isinstance(field, kind):
                return "" if _is_any(value, types) else message
        return ""


def _is_any(value: Any, types: tuple[type, ...]) -> bool:
    """To Python a truth value is a number; to JSON it is not."""
    return isinstance(value, types) and (bool in types or not isinstance(value, bool))
