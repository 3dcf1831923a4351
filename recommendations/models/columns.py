"""Columns that many tables have: what may be left empty, and who did something."""

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
