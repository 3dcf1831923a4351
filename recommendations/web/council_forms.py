"""The forms of “Set up your council”."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from recommendations.choices import AgencyKind, Role
from recommendations.models import Agency, Authority
from recommendations.models.keys import authority_code_shape
from recommendations.web.pages import PlainForm
from recommendations.workflow.council import (
    PARTNERS,
    Listed,
    listed_authorities,
    proposed_names,
)
from recommendations.workflow.people import NewPerson


def _label(listed: Listed) -> str:
    if listed.valid_to is None:
        return f"{listed.name} ({listed.code})"
    names = [listed_authorities()[code].name for code in listed.successors]
    return (
        f"{listed.name} ({listed.code}), until {date_format(listed.valid_to)}, "
        f"now {' and '.join(names)}"
    )


def _choices() -> list[tuple[str, Any]]:
    today = timezone.localdate()
    rows = listed_authorities().values()
    there = [(row.code, _label(row)) for row in rows if not row.ended(on=today)]
    gone = [(row.code, _label(row)) for row in rows if row.ended(on=today)]
    return [("", "Choose"), ("Councils", there), ("Former councils", gone)]


class CouncilForm(PlainForm):
    listed = forms.ChoiceField(
        label="Council",
        choices=_choices,
        required=False,
        help_text="The letters in brackets begin every reference, such as BWD-A0001.",
    )
    name = forms.CharField(
        label="Name of a council not in the list",
        max_length=200,
        required=False,
    )
    code = forms.CharField(
        label="Letters that begin its references",
        max_length=6,
        required=False,
        help_text="2 to 6 capital letters and digits. They cannot be changed later.",
    )
    folded = frozenset({"name", "code"})
    folds = "It is not in the list"

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].upper()
        if code:
            authority_code_shape(code)
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("name"), cleaned.get("code")
        if not cleaned.get("listed") and not any(typed) and not self.errors:
            self.add_error("listed", "Choose your council.")
        elif cleaned.get("listed") and any(typed):
            self.add_error("name", "Choose from the list or type one, not both.")
        elif any(typed) and not all(typed) and not self.errors:
            self.add_error("code" if typed[0] else "name", "Enter name and letters.")
        return cleaned

    def chosen(self) -> tuple[str, str]:
        cleaned = self.cleaned_data
        return cleaned["listed"] or cleaned["code"], cleaned["name"]


class PartnersForm(PlainForm):
    """An agency of each kind, and the first manager. Nothing of it is required: what is
    left empty is not added, and can be added later."""

    manager_name = forms.CharField(
        label="Name of the first improvement manager", max_length=200, required=False
    )
    manager_email = forms.EmailField(label="Their e-mail address", required=False)
    manager_post = forms.CharField(
        label="Their post",
        max_length=200,
        required=False,
        initial="Improvement Manager",
    )

    def __init__(self, *args: Any, authority: Authority, **options: Any) -> None:
        super().__init__(*args, **options)
        named = proposed_names(authority)
        for partner in PARTNERS:
            if partner.key not in named:
                continue
            self.fields[partner.key] = forms.CharField(
                label=partner.label,
                required=False,
                initial=named[partner.key],
                max_length=2000 if partner.are_many else 200,
                widget=forms.Textarea({"rows": 3})
                if partner.are_many
                else forms.TextInput,
                help_text="One a line." if partner.are_many else "",
            )
        has_manager = authority.memberships.filter(role=Role.MANAGER).exists()
        for name in [name for name in self.fields if name.startswith("manager_")]:
            field = self.fields.pop(name)
            if not has_manager:
                self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, email = cleaned.get("manager_name"), cleaned.get("manager_email")
        if name and not email and "manager_email" not in self.errors:
            self.add_error("manager_email", "Enter their e-mail address.")
        if email and not name:
            self.add_error("manager_name", "Enter their name.")
        return cleaned

    def agencies(self) -> list[tuple[str, AgencyKind]]:
        return [
            (name.strip(), partner.kind)
            for partner in PARTNERS
            for name in self.cleaned_data.get(partner.key, "").splitlines()
            if name.strip()
        ]

    def manager(self, council: Agency | None) -> NewPerson | None:
        cleaned = self.cleaned_data
        if not cleaned.get("manager_name"):
            return None
        return NewPerson(
            name=cleaned["manager_name"],
            email=cleaned["manager_email"],
            role=Role.MANAGER,
            agency=council,
            post_title=cleaned["manager_post"] if council else "",
        )


class FirstPlanForm(PlainForm):
    title = forms.CharField(
        label="Title of the plan",
        max_length=200,
        error_messages={"required": "Enter a title."},
    )
