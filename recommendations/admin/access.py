"""Admin pages of users, memberships and API tokens: the few records written by form.
Users and memberships are the superusers' work; a token is its own user's. The trail
of all three is for superusers; a user's tells of their roles and tokens too."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from recommendations.admin.pages.base import MemberAdmin
from recommendations.admin.pages.timeline import TimelineMixin
from recommendations.admin.parts.filters import AuthorityFilter, coded
from recommendations.admin.site import site
from recommendations.models import ApiToken, Membership
from recommendations.workflow.access import (
    MOST,
    caller,
    change_role,
    change_user,
    create_user,
    grant,
    make_token,
    require_works_in,
    revoke,
    revoke_token,
    setting_password,
)

PEOPLE_ARE_KEPT = (
    "People are not deleted, so that the history still shows who did what. "
    "Make them inactive instead. They can then no longer sign in."
)


class SuperuserAdmin(MemberAdmin):
    """Records that superusers see and write, and nobody else sees."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User, site=site)
class UserAdmin(TimelineMixin, SuperuserAdmin, DjangoUserAdmin):
    """A person who leaves is made inactive, so that the trail still knows them."""

    list_display = ["username", "first_name", "last_name", "email", "is_active"]
    list_filter = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Access", {"fields": ["is_active", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, changed: bool
    ) -> None:
        by = caller(request)
        if not changed:
            create_user(obj, by=by)
            return
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        change_user(obj, by=by, fields=fields)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        page = super().user_change_password
        if request.method != "POST":
            return page(request, id, form_url)
        by = caller(request)
        with setting_password(by=by):
            return page(request, id, form_url)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """A plain word in the place of a page that would delete."""
        if not request.user.is_superuser:
            raise PermissionDenied
        self.message_user(request, PEOPLE_ARE_KEPT, messages.WARNING)
        return redirect("admin:auth_user_changelist")


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["user", "authority", "agency", "role", "active_until"]
        widgets = {"active_until": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("authority"):
            require_works_in(cleaned["authority"], cleaned.get("agency"))
        return cleaned


@admin.register(Membership, site=site)
class MembershipAdmin(TimelineMixin, SuperuserAdmin):
    form = MembershipForm
    list_display = ["user", "role", "authority", "agency", "active_until"]
    list_filter = [coded("role"), AuthorityFilter]
    list_select_related = ["user", "authority", "agency"]
    search_fields = ["user__username", "user__first_name", "user__last_name"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Taking a role away leaves its last row in the trail."""
        return request.user.is_superuser

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, changed: bool
    ) -> None:
        by = caller(request)
        if not changed:
            grant(obj, by=by)
            return
        fields = {name: form.cleaned_data[name] for name in form.changed_data}
        change_role(obj, by=by, fields=fields)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        by = caller(request)
        revoke(obj, by=by)


class ApiTokenForm(forms.ModelForm):
    expires_at = forms.DateField(
        label="Valid until the end of",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="At most a year from now. Leave empty for "
        f"{settings.TOKEN_DAYS} days.",
    )

    class Meta:
        model = ApiToken
        fields = ["name", "is_read_only", "expires_at", "user"]

    def clean_expires_at(self) -> datetime | None:
        """The first instant at which it is no longer good."""
        day = self.cleaned_data["expires_at"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise ValidationError("Choose a day in the future.")
        if day >= timezone.localdate() + MOST:
            raise ValidationError("Choose a day within a year.")
        midnight = datetime.combine(day + timedelta(days=1), time())
        return timezone.make_aware(midnight)


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(TimelineMixin, MemberAdmin):
    """A person's own tokens. The secret is in the answer to the form that makes one,
    and nowhere else: no message, cookie or session holds it."""

    form = ApiTokenForm
    list_display = ["name", "prefix", "user", "may", "ends", "last_used", "created"]
    list_select_related = ["user"]

    @admin.display(description="access", ordering="is_read_only")
    def may(self, token: ApiToken) -> str:
        return "Read only" if token.is_read_only else "Read and write"

    @admin.display(description="expires", ordering="expires_at")
    def ends(self, token: ApiToken) -> datetime:
        return token.expires_at

    @admin.display(
        description="last used", ordering="last_used_at", empty_value="Never"
    )
    def last_used(self, token: ApiToken) -> datetime | None:
        return token.last_used_at

    @admin.display(description="created", ordering="created_at")
    def created(self, token: ApiToken) -> datetime:
        return token.created_at

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list and pages hold only tokens that the person may revoke."""
        return request.user.is_active

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return self.list_display
        fields = ["name", "is_read_only", "expires_at"]
        return [*fields, "user"] if request.user.is_superuser else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *rest: Any, **options: Any
    ) -> HttpResponse:
        """One button: each token's secret must be seen before the next is made."""
        context["show_save_and_add_another"] = False
        context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *rest, **options)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, changed: bool
    ) -> None:
        by = caller(request)
        token, key = make_token(
            by=by,
            user=form.cleaned_data["user"] if by.is_superuser else by,
            name=obj.name,
            is_read_only=obj.is_read_only,
            expires_at=form.cleaned_data["expires_at"],
        )
        obj.pk, obj.prefix, obj.expires_at = token.pk, token.prefix, token.expires_at
        obj.secret = f"Bearer {key}"

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        by = caller(request)
        revoke_token(obj, by=by)

    def has_history_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Your new API token",
            "opts": self.opts,
            "token": obj,
            "secret": obj.secret,
        }
        answer = TemplateResponse(request, "admin/token_shown.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
