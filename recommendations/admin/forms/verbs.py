"""The forms that ask for what a verb needs, for one record or for many at once. The
tables of verbs.py name them; whether a verb may be played is for workflow to say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from recommendations.admin.forms.pickers import PickField
from recommendations.choices import GivenBrag, Response
from recommendations.models import ActionItem, RecommendationLink
from recommendations.workflow.errors import (
    ConfirmationNeeded,
    Consequence,
    PossibleChildData,
    Refused,
    TooBig,
    Unmet,
)
from recommendations.workflow.gates import MISSING, closes_on_claim
from recommendations.workflow.moves import waivable_gates

MOST_WORDS = 10_000
CLOSES = (
    "Where the plan has no independent check, this closes the action. It is labelled "
    "“not independently checked”."
)
PICK_HINT = "Type part of a name or reference, and choose from the list."
CONFIRM = "confirm_no_child_data"
GO_AHEAD = "Read what will happen, and tick the box below it to go ahead."
MEND = "Take it out, or tick the box below to confirm that it is none."


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


def pick(form: forms.Form, name: str) -> PickField:
    field: Any = form.fields[name]
    return field


class VerbForm(forms.Form):
    """Asks for nothing. `records` are those that the verb is for, and `user` the person
    who plays it: choices hold what they may see.

    Whether it holds a child's data is no field of its own: it is asked only after a
    refusal, and is for workflow/confirming.py, not for the verb. Nor is whether the
    person goes ahead with what is `foreseen`, which is for workflow/consequences.py.
    """

    required_css_class = "required"
    asks_to_confirm = False
    go_ahead = GO_AHEAD
    # What the person should know before they send it.
    says = ""
    # Fields that few people need, by name, and what they are together.
    folded: frozenset[str] = frozenset()
    folds = ""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        records: Sequence[Any],
        user: User,
    ) -> None:
        super().__init__(data, files)
        self.foreseen: list[Consequence] = []
        if data is None:
            # One comes here to fill it in, and need not click into it first.
            for field in list(self.fields.values())[:1]:
                field.widget.attrs["autofocus"] = True
        belongs = (getattr(record, "authority_id", None) for record in records)
        self.authorities = {key for key in belongs if key is not None}
        self.offer(records, user)

    def given(self) -> dict[str, Any]:
        """What the verb is played with."""
        return self.cleaned_data

    def rebased(self, record: Any) -> "VerbForm":
        """The same words on the record as it is now, after somebody was faster."""
        return self

    def offer(self, records: Sequence[Any], user: User) -> None:
        """Fill the choices that depend on the records and the person."""

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.folded]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        """Whether something in the folded fields wants to be seen."""
        return any(
            field.errors or (self.is_bound and field.value())
            for field in self.folded_fields
        )

    @property
    def is_confirmed(self) -> bool:
        """Whether the person ticked that it holds no child's personal data."""
        return CONFIRM in self.data

    @property
    def accepted(self) -> list[str]:
        """What the person was told will happen, where they ticked to go ahead."""
        sent: Any = self.data
        return sent.getlist("foreseen") if "confirm" in sent else []

    @property
    def is_accepted(self) -> bool:
        return {one.message for one in self.foreseen} <= set(self.accepted)

    def add_refusal(self, refused: Refused | ValidationError) -> None:
        """Say why the verb was refused: beside a field where one can mend it."""
        if isinstance(refused, PossibleChildData):
            self.asks_to_confirm = True
            for suspect in refused.suspects:
                name = suspect.field if suspect.field in self.fields else None
                about = "" if name else f"{capfirst(suspect.field_in_words)}: "
                self.add_error(name, f"{about}{suspect} {MEND}")
            return
        if isinstance(refused, ConfirmationNeeded):
            self.foreseen = refused.consequences
            self.add_error(None, GO_AHEAD)
            return
        if isinstance(refused, ValidationError):
            is_by_field = hasattr(refused, "error_dict")
            by_field = refused.error_dict if is_by_field else {None: refused.error_list}
            for name, errors in by_field.items():
                self.add_error(name if name in self.fields else None, errors)
            return
        missing = refused.missing if isinstance(refused, Unmet) else []
        if isinstance(refused, TooBig):
            missing = ["file"]
        field = next((name for name in missing if name in self.fields), None)
        self.add_error(field, str(refused))


class GatedForm(VerbForm):
    """Of a move that a gate may be in the way of. Who may let the gate pass is asked
    why; many records at once are never let past one."""

    move: str

    def offer(self, records: Sequence[Any], user: User) -> None:
        if len(records) != 1:
            return
        waivable = waivable_gates(records[0], self.move, by=user)
        if waivable:
            lacks = ", ".join(MISSING[code] for code in waivable)
            self.fields["override_reason"] = words(
                "Reason for going on without it",
                missing="Say why you go on without it.",
                rows=3,
                hint=f"It is without {lacks}. Your reason is shown on the record.",
            )


class VerifyForm(GatedForm):
    move = "verify"
    note = words("Note (optional)")


class EmbedForm(GatedForm):
    move = "embed"
    note = words("Note (optional)")


class ClaimForm(GatedForm):
    move = "complete"
    note = words(
        "What was done",
        missing="Say what was done.",
        hint="Goes into the history, and is added as an update.",
    )

    def offer(self, records: Sequence[Any], user: User) -> None:
        super().offer(records, user)
        if any(closes_on_claim(record.plan) for record in records):
            self.says = CLOSES


class ReasonForm(VerbForm):
    reason = words("Reason", missing="Give a reason.")


class UnblockForm(VerbForm):
    reason = words("What has changed (optional)")


class BlockForm(VerbForm):
    reason = words("What it is waiting for", missing="Say what it is waiting for.")


class ReassignForm(VerbForm):
    owner = PickField(
        ActionItem._meta.get_field("owner"),
        label="New owner",
        help_text=PICK_HINT,
        error_messages={"required": "Choose an owner."},
    )
    reason = words("Reason", missing="Give a reason.", rows=3)

    def offer(self, records: Sequence[Any], user: User) -> None:
        pick(self, "owner").offer(user, self.authorities, [])


class RescheduleForm(VerbForm):
    due_on = day("New due date", missing="Choose the new due date.")
    reason = words("Reason", missing="Give a reason.", rows=3)


class UpdateForm(VerbForm):
    text = words("What happened", missing="Say what happened.")
    next_steps = words("What comes next (optional)", rows=3)
    brag = forms.ChoiceField(
        label="BRAG rating (optional)",
        required=False,
        choices=[("", "Leave as it is"), *GivenBrag.choices],
    )
    brag_reason = words("Why this rating (optional)", rows=2)
    forecast_on = day(
        "Forecast (optional)",
        hint="When you now expect it to be done. The due date stays as it is.",
    )

    def offer(self, records: Sequence[Any], user: User) -> None:
        """Ratings in the words of the plan, where all are of one."""
        if len({record.plan_id for record in records}) == 1:
            legend = records[0].plan.legend
            told = [(brag, legend[brag]["label"]) for brag in GivenBrag.values]
            field: Any = self.fields["brag"]
            field.choices = [("", "Leave as it is"), *told]


class RespondForm(VerbForm):
    response = forms.ChoiceField(
        label="Response",
        choices=[("", "Choose a response"), *Response.choices],
        error_messages={"required": "Choose a response."},
    )
    reason = words("Reason", hint="Needed unless it is accepted in full.")
    approver = forms.CharField(
        label="Approved by",
        required=False,
        max_length=200,
        help_text="The post that approved this answer. Needed if it is not accepted.",
    )
    review_on = day(
        "Look at it again on", hint="Needed if the recommendation is not accepted."
    )


class CloseForm(GatedForm):
    move = "close"
    recheck_on = day(
        "Check again on", missing="Choose the day on which to check that it has held."
    )
    note = words("Note (optional)")


class SupersedeForm(VerbForm):
    later = PickField(
        RecommendationLink._meta.get_field("later"),
        label="Later recommendation that takes its place",
        help_text=PICK_HINT,
        error_messages={"required": "Choose the recommendation."},
    )
    reason = words("Reason", missing="Give a reason.")

    def offer(self, records: Sequence[Any], user: User) -> None:
        pick(self, "later").offer(user, self.authorities, [])
