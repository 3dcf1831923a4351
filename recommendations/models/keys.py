"""The keys that people type: kept in one case, so that they are compared without regard
to it, and references ordered by prefix, then number. Used by every record with one."""

from collections.abc import Callable
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper

# Words that stand, or may stand, where an agency's code does: in addresses, in filters.
RESERVED = ("bulk", "me")
# The same words whatever is wrong with a code: no answer tells of an agency of others.
AGENCY_CODE = (
    "Use 2 to 40 lower-case letters, digits and hyphens that are not in use or "
    f"reserved ({', '.join(RESERVED)})."
)

code_shape = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_-]*\Z",
    "Use letters, digits, hyphens and underscores, starting with a letter or digit.",
)
authority_code_shape = RegexValidator(
    r"^[A-Z0-9]{2,6}\Z", "Use 2 to 6 capital letters and digits."
)
agency_code_shape = RegexValidator(
    rf"^(?!(?:{'|'.join(RESERVED)})\Z)[a-z0-9-]{{2,40}}\Z", AGENCY_CODE
)


class Key(models.CharField):
    """To the database and its migrations this is text; a case constraint holds it."""

    fold: Callable[[str], str]

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def to_python(self, value: Any) -> Any:
        return self._folded(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return self._folded(super().get_prep_value(value))

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """The row in hand says what the database says, and so does its trail."""
        value = self._folded(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def _folded(self, value: Any) -> Any:
        return self.fold(value) if isinstance(value, str) and value.isascii() else value


class UpperKey(Key):
    """References, and the codes of authorities. `digits` is what the number at the end
    of a reference is filled up to where references are put in order."""

    digits = 10

    fold = staticmethod(str.upper)


class LowerKey(Key):
    """Codes of agencies and of what is the same for everybody."""

    fold = staticmethod(str.lower)


class InspectionKey(UpperKey):
    """BWD-JTAI-2023 ends with a year, and BWD-JTAI-2023-2 is the next of that year."""

    digits = 4


class InOrder(models.Func):
    """A reference for ordering: its last number filled up to `digits` with zeros, so
    that BWD-A10000 comes after BWD-A9999. An index serves it, so that it is written out
    with what both databases know. Text is compared by its bytes, whatever the locale.
    """

    output_field = models.CharField()

    def __init__(self, expression: str, *, digits: int = 10) -> None:
        super().__init__(F(expression))
        prefix = "rtrim(%(expressions)s, '0123456789')"
        self.template = (
            f"({prefix} || substr('{'0' * digits}', "
            f"length(%(expressions)s) - length({prefix}) + 1) || "
            f"substr(%(expressions)s, length({prefix}) + 1))"
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = f'{self.template} COLLATE "C"'
        return self.as_sql(compiler, connection, template=template, **extra)


def one_case(field: str, name: str, *, lower: bool = False) -> models.CheckConstraint:
    """Holds that a key is kept in its case, whoever writes it."""
    fold = Lower if lower else Upper
    return models.CheckConstraint(condition=Q(**{field: fold(field)}), name=name)
