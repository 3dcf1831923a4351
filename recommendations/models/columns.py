"""Columns that many tables have: what may be left empty, and who did something; and by
which columns a table of links holds two others together."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


def optional(
    to: type[_Row],
    *,
    related_name: str,
    on_delete: Callable[..., Any] = models.PROTECT,
    **options: Any,
) -> "models.ForeignKey[_Row | None, _Row | None]":
    """One of another table, or nothing. What is named so is kept, unless the row is
    a part of it (`on_delete`)."""
    return models.ForeignKey(
        to,
        on_delete=on_delete,
        null=True,
        blank=True,
        related_name=related_name,
        **options,
    )


def person_field(
    *, related_name: str = "+", **options: Any
) -> "models.ForeignKey[User | None, User | None]":
    """Who did something, if that is somebody who signs in: such a user stays."""
    return optional(User, related_name=related_name, **options)


def ends_of(model: type[models.Model], name: str) -> tuple[Any, str, str]:
    """The table of links behind a list of related records, and its two columns: that of
    the record whose list it is, and that of the related one."""
    relation: Any = model._meta.get_field(name)
    field = relation.field if relation.auto_created else relation
    ends = field.m2m_field_name(), field.m2m_reverse_field_name()
    own, other = reversed(ends) if relation.auto_created else ends
    return field.remote_field.through, own, other
