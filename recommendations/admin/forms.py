"""The forms that ask for what a verb needs, for one record or for many at once. The
tables of verbs.py name them; whether a verb may be played is for workflow to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from recommendations.choices import Brag, Response
from recommendations.models import Owner, Recommendation
from recommendations.workflow.errors import Refused, Unmet

MOST_WORDS = 10_000


def words(label: str, *, missing: str = "", rows: int = 4, hint: str = "") -> Any:
    """Room for some sentences. `missing` says what to do where there must be some."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        help_text=hint,
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing},
    )


def day(label: str, *, missing: str = "", hint: str = "") -> forms.DateField:
    wrong = "Enter a real date as year, month and day, such as 2027-03-31."
    return forms.DateField(
        label=label,
        required=bool(missing),
        help_text=hint,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": wrong},
    )


class OwnerField(forms.ModelChoiceField):
    def label_from_instance(self, owner: Any) -> str:
        return f"{owner.post_title}, {owner.agency}"


class RecommendationField(forms.ModelChoiceField):
    def label_from_instance(self, recommendation: Any) -> str:
        said = recommendation.summary or recommendation.text
        return f"{recommendation.reference}: {said[:80]}"


class VerbForm(forms.Form):
    """Asks for nothing. `records` are those that the verb is for, and `user` the person
    who plays it: choices hold what they may see."""

    required_css_class = "required"

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        records: Sequence[Any],
        user: User,
    ) -> None:
        super().__init__(data)
        self.authorities = {record.authority_id for record in records}
        self.offer(records, user)

    def offer(self, records: Sequence[Any], user: User) -> None:
        """Fill the choices that depend on the records and the person."""

    def add_refusal(self, refused: Refused | ValidationError) -> None:
        """Say why the verb was refused: beside a field where one can mend it."""
        if isinstance(refused, ValidationError):
            by_field = getattr(refused, "error_dict", {None: refused.error_list})
            for name, errors in by_field.items():
                self.add_error(name if name in self.fields else None, errors)
            return
        missing = refused.missing if isinstance(refused, Unmet) else []
        field = next((name for name in missing if name in self.fields), None)
        self.add_error(field, str(refused))


class NoteForm(VerbForm):
    note = words("Note (optional)")


class DoneForm(VerbForm):
    note = words(
        "What was done",
        missing="Say what was done.",
        hint="Goes into the history, and is added as an update.",
    )


class ReasonForm(VerbForm):
    reason = words("Reason", missing="Give a reason.")


class UnblockForm(VerbForm):
    reason = words("What has changed (optional)")


class BlockForm(VerbForm):
    reason = words("What it is waiting for", missing="Say what it is waiting for.")


class ReassignForm(VerbForm):
    owner = OwnerField(
        label="New owner",
        queryset=Owner.objects.none(),
        empty_label="Choose an owner",
        error_messages={"required": "Choose an owner."},
    )
    reason = words("Reason", missing="Give a reason.", rows=3)

    def offer(self, records: Sequence[Any], user: User) -> None:
        seen = Owner.objects.visible_to(user).active(on=timezone.localdate())
        offered = seen.filter(authority__in=self.authorities).select_related("agency")
        field: Any = self.fields["owner"]
        field.queryset = offered.order_by("post_title", "reference")


class RescheduleForm(VerbForm):
    due_on = day("New due date", missing="Choose the new due date.")
    reason = words("Reason", missing="Give a reason.", rows=3)


class UpdateForm(VerbForm):
    text = words("What happened", missing="Say what happened.")
    next_steps = words("What comes next (optional)", rows=3)
    brag = forms.ChoiceField(
        label="BRAG rating (optional)",
        required=False,
        choices=[("", "Leave as it is"), *Brag.choices],
    )
    brag_reason = words("Why this rating (optional)", rows=2)
    forecast_on = day(
        "Forecast (optional)",
        hint="When you now expect it to be done. The due date stays as it is.",
    )


class RespondForm(VerbForm):
    response = forms.ChoiceField(
        label="Response",
        choices=[("", "Choose a response"), *Response.choices],
        error_messages={"required": "Choose a response."},
    )
    reason = words("Reason", hint="Needed unless it is accepted in full.")


class CloseForm(VerbForm):
    recheck_on = day(
        "Check again on", missing="Choose the day on which to check that it has held."
    )
    note = words("Note (optional)")


class SupersedeForm(VerbForm):
    later = RecommendationField(
        label="Later recommendation that takes its place",
        queryset=Recommendation.objects.none(),
        empty_label="Choose a recommendation",
        error_messages={"required": "Choose the recommendation."},
    )
    reason = words("Reason", missing="Give a reason.")

    def offer(self, records: Sequence[Any], user: User) -> None:
        seen = Recommendation.objects.visible_to(user).filter(
            archived_at=None, inspection__authority__in=self.authorities
        )
        field: Any = self.fields["later"]
        field.queryset = seen.exclude(pk__in=[record.pk for record in records])
