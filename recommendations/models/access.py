"""What lets a person in: memberships, invitations and API tokens."""

import hashlib
import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recommendations.choices import Role
from recommendations.models.columns import optional
from recommendations.models.constraints import once, valid_choice
from recommendations.models.people import Agency, Authority, Owner
from recommendations.models.trail import Caller, Record, Trail, trail_of


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, *, on: date) -> Self:
        """Those that have not ended by the day."""
        return self.filter(Q(active_until=None) | Q(active_until__gte=on))


class Membership(Record):
    """A person's role in an authority, or in one agency's part of it. Roles add up."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="memberships"
    )
    agency = optional(
        Agency,
        related_name="memberships",
        help_text="Leave empty for a person who sees the whole authority.",
    )
    role = models.CharField(max_length=20, choices=Role)
    active_until = models.DateField(
        "last day",
        null=True,
        blank=True,
        help_text="For an inspector, a peer reviewer or an interim. Leave empty for a "
        "role that does not end by itself.",
    )

    objects = MembershipQuerySet.as_manager()
    history = Trail()

    class Meta:
        ordering = ["authority", "user", "role"]
        constraints = [
            once("user", "authority", "agency", "role", name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "authority", "role"],
                condition=Q(agency=None),
                name="membership_whole_once",
            ),
            valid_choice("role", Role, name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} for {self.authority}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, *, at: datetime) -> Self:
        """Those that still let somebody in."""
        return self.filter(used_at=None, expires_at__gt=at)


class Invitation(Record):
    """Lets a person set their first password, once and for seven days: to a role in an
    authority, and to the post they hold. Only a digest of its secret is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations"
    )
    authority = optional(Authority, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    owner = optional(Owner, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()
    history = Trail(excluded_fields=["digest"])

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Invitation of {self.user}"


class Digest(models.Func):
    """The SHA-256 of a text in hexadecimal digits, as `digest_of` has it."""

    function = "SHA256"  # Django teaches it to SQLite.
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
        return self.as_sql(compiler, connection, template=template, **extra)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: Caller) -> "ApiTokenQuerySet":
        return self if user.is_superuser else self.filter(user_id=user.pk)

    def usable(self, *, at: datetime) -> "ApiTokenQuerySet":
        """Not expired, made under the password of today, and of a person who may sign
        in and could all the time since."""
        kept_out = trail_of(User).filter(
            id=OuterRef("user_id"),
            is_active=False,
            history_date__gte=OuterRef("created_at"),
        )
        return self.filter(
            ~Exists(kept_out),
            expires_at__gt=at,
            password_digest=Digest("user__password"),
            user__is_active=True,
        )


def last_day() -> datetime:
    """When a token ends of which nobody said it."""
    return timezone.now() + timedelta(days=settings.TOKEN_DAYS)


class ApiToken(models.Model):
    """A key for programs: `Bearer <prefix>.<secret>`. Only a digest of it is kept. It
    ends by its date, with its person's password, and with the token that made it."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=100, help_text="What it is for.")
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    password_digest = models.CharField(max_length=64, editable=False)
    is_read_only = models.BooleanField("read only", default=False)
    expires_at = models.DateTimeField(default=last_day)
    made_with = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="made",
        help_text="The token that made it, and that it ends with.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ApiTokenQuerySet.as_manager()
    history = Trail(excluded_fields=["digest", "password_digest", "last_used_at"])

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @classmethod
    def issue(cls, *, key: str = "", **fields: Any) -> tuple["ApiToken", str]:
        """Make a token; the secret comes back this once and is not kept. A `key` is
        given only by the demo, which must be able to say its keys again."""
        token = cls(**fields)
        key = token.set_key(key) if key else token.set_new_key()
        token.save()
        return token, key

    def set_new_key(self) -> str:
        return self.set_key(f"{secrets.token_hex(6)}.{secrets.token_urlsafe(32)}")

    def set_key(self, key: str) -> str:
        self.prefix, _, secret = key.partition(".")
        self.digest = digest_of(secret)
        self.password_digest = digest_of(self.user.password)
        return key

    def matches(self, secret: str) -> bool:
        return secrets.compare_digest(self.digest, digest_of(secret))


def digest_of(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 random bits, and of a password it is given
    what Django keeps, which is salted and slow to guess at."""
    return hashlib.sha256(secret.encode()).hexdigest()
