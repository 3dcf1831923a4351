"""The trail of Django's users: that they were made, let in, kept out, or given another
password, and never their names or addresses. Written by whatever saves a user."""

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from simple_history import register

from recommendations.models.trail import Trail, is_under_way, trail_of

_KEPT_OUT = [
    *("password", "first_name", "last_name", "email"),
    *("last_login", "date_joined"),
]
SET_PASSWORD = "set-password"  # noqa: S105 - a verb


class NumberedRow(models.Model):
    """A user has no version of its own, so its history rows count it."""

    version = models.PositiveIntegerField()

    class Meta:
        abstract = True


class AccountTrail(Trail):
    def post_save(
        self,
        instance: models.Model,
        created: bool,
        using: str | None = None,
        **kwargs: Any,
    ) -> None:
        """A sign-in saves a user too, and a form may save one as it was: neither says
        anything. A new password is told, and nothing of it."""
        saved = kwargs.get("update_fields")
        tracked = {column.name for column in self.fields_included(instance)}
        if saved is not None and not (tracked | {"password"}) & set(saved):
            return
        is_news = kwargs.get("raw") or created or _has_new_password(instance)
        is_news = is_news or (is_under_way(SET_PASSWORD) and _has_no_password(instance))
        newest = None
        if kwargs.get("raw") or not created:  # A fixture may bring the trail first.
            newest = trail_of(instance).order_by("history_date", "history_id").last()
        if is_news or newest is None or self._differs(instance, newest):
            super().post_save(instance, newest is None, using, **kwargs)

    def plain_verb(self, instance: models.Model, history_type: str) -> str:
        if history_type == "~" and _has_new_password(instance):
            return SET_PASSWORD
        return super().plain_verb(instance, history_type)

    def extra_columns(self, instance: models.Model) -> dict[str, Any]:
        rows = trail_of(instance).order_by("-history_id")
        newest = rows.values_list("version", flat=True).first()
        return {"version": (newest or 0) + 1}


def _has_new_password(user: Any) -> bool:
    """Django keeps what was set until the user is saved; when it only hashes the same
    password anew it does not."""
    return user._password is not None


def _has_no_password(user: Any) -> bool:
    return not user.has_usable_password()


register(
    User,
    app="recommendations",
    records_class=AccountTrail,
    rules=[NumberedRow],
    excluded_fields=_KEPT_OUT,
)
