"""The forms of the pages about people."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from recommendations.choices import AgencyKind, Role
from recommendations.models import Agency, Authority, Owner
from recommendations.reader.spreadsheets import MOST_BYTES
from recommendations.web.pages import PlainForm
from recommendations.workflow.people import NewPerson

KEEP = "keep"


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        owner: Any = obj
        return f"{owner.post_title}, {owner.agency} ({owner.reference})"


class AuthorityForm(PlainForm):
    """Which authority it is about is asked of those who look after several."""

    authority = forms.ModelChoiceField(
        Authority.objects.none(),
        error_messages={"required": "Choose the authority."},
    )

    def __init__(
        self, *args: Any, authorities: Sequence[Authority], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.authorities = authorities
        keys = [authority.pk for authority in authorities]
        if len(authorities) == 1:
            del self.fields["authority"]
        else:
            field: Any = self.fields["authority"]
            field.queryset = Authority.objects.filter(pk__in=keys)
        self.keys = keys

    @property
    def chosen(self) -> Authority:
        only = self.authorities[0] if len(self.authorities) == 1 else None
        return only or self.cleaned_data["authority"]


class PersonForm(AuthorityForm):
    name = forms.CharField(
        max_length=200, error_messages={"required": "Enter their name."}
    )
    email = forms.EmailField(
        label="E-mail address",
        error_messages={"required": "Enter their e-mail address."},
        help_text="They sign in with it.",
    )
    role = forms.ChoiceField(choices=Role)
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        required=False,
        empty_label="None",
        help_text="People of the council, and people without an agency, see the whole "
        "authority. Others see their agency's part.",
    )
    post_title = forms.CharField(
        label="Post (optional)",
        max_length=200,
        required=False,
        help_text="Such as Head of Fostering. Every lead officer needs one.",
    )
    deputy = OfficerField(
        Owner.objects.none(),
        label="Deputy (optional)",
        required=False,
        empty_label="None",
        help_text="The post that stands in for them.",
    )
    active_until = forms.DateField(
        label="Last day (optional)",
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text="For an inspector, a peer reviewer or an interim. From the day after "
        "this role lets them see nothing.",
    )
    folded = frozenset({"deputy", "active_until"})
    folds = "A deputy, or a last day"
    field_order = ["authority", "name", "email", "role", "agency", "post_title"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("role", Role.OWNER)
        fields: dict[str, Any] = self.fields
        agencies = Agency.objects.filter(authorities__in=self.keys).distinct()
        fields["agency"].queryset = agencies
        councils = agencies.filter(kind=AgencyKind.LOCAL_AUTHORITY)[:2]
        if len(councils) == 1:
            self.initial.setdefault("agency", councils[0].pk)
        active = Owner.objects.active(on=timezone.localdate())
        fields["deputy"].queryset = active.filter(
            authority__in=self.keys
        ).select_related("agency")

    def person(self) -> NewPerson:
        cleaned = dict(self.cleaned_data)
        cleaned.pop("authority", None)
        return NewPerson(**cleaned)


class ManyForm(AuthorityForm):
    pasted = forms.CharField(
        label="Rows",
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea({"rows": 10}),
        help_text="Copy them from your spreadsheet, or type them with commas between.",
    )
    file = forms.FileField(
        label="Or a file (.csv or .xlsx)",
        required=False,
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_rows = bool(cleaned.get("pasted", "").strip())
        if has_rows == bool(cleaned.get("file")) and not self.errors:
            words = "Use rows or a file, not both." if has_rows else "Paste some rows."
            self.add_error("pasted", words)
        return cleaned

    def rows(self) -> tuple[str, bytes]:
        """As a file with a name."""
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read(MOST_BYTES + 1)
        return "rows.csv", self.cleaned_data["pasted"].encode()


class LeaveForm(PlainForm):
    """A choice for each post with open work."""

    reason = forms.CharField(
        initial="Left.",
        max_length=500,
        error_messages={"required": "Say why, in a few words."},
        help_text="It is kept with the history.",
    )

    def __init__(
        self, *args: Any, user: User, posts: Mapping[Owner, int], **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.posts = {str(post.pk): post for post, count in posts.items() if count}
        active = Owner.objects.active(on=timezone.localdate())
        others = active.exclude(user=user).select_related("agency")
        where = {post.authority_id for post in self.posts.values()}
        self.others = {
            str(other.pk): other for other in others.filter(authority__in=where)
        }
        for key, post in self.posts.items():
            count = posts[post]
            actions = "1 open action" if count == 1 else f"{count} open actions"
            self.fields[key] = forms.ChoiceField(
                label=f"Who takes over the {actions} of {post}?",
                choices=[
                    ("", "Choose"),
                    (KEEP, f"Nobody yet: they stay with the post {post}"),
                    *(
                        (pk, f"{other}, {other.agency} ({other.reference})")
                        for pk, other in self.others.items()
                        if other.authority_id == post.authority_id
                    ),
                ],
                error_messages={"required": f"Say who takes over from {post}."},
            )
        self.order_fields([*self.posts, "reason"])

    def handovers(self) -> dict[Owner, Owner | None]:
        return {
            post: self.others.get(self.cleaned_data[key])
            for key, post in self.posts.items()
        }
