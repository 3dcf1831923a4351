"""The rules that many tables hold, said once: what may stand once only, which codes are
known, and what must not be empty."""

from django.db import models
from django.db.models import Q


def once(*fields: str, name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=fields, name=name)


def valid_choice(
    field: str, choices: type[models.TextChoices], *, name: str, or_empty: bool = False
) -> models.CheckConstraint:
    """Holds that a column says one of its codes, whoever writes it."""
    condition = Q(**{f"{field}__in": choices.values})
    if or_empty:
        condition = Q(**{field: ""}) | condition
    return models.CheckConstraint(condition=condition, name=name)


def filled(field: str, *, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=name)
