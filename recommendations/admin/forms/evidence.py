"""The forms by which people show that something is true: evidence, impact checks, dates
asked for and decided, work handed on, slips taken back. Named by verbs.py."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User

from recommendations.admin.forms.pickers import PickField, PickManyField
from recommendations.admin.forms.verbs import PICK_HINT, VerbForm, day, pick, words
from recommendations.choices import EvidenceOf, ImpactOutcome
from recommendations.models import ActionEvidence, ActionItem, Evidence
from recommendations.workflow.files import taken
from recommendations.workflow.moves import verb_label


def line(label: str, *, missing: str = "", hint: str = "", most: int = 200) -> Any:
    return forms.CharField(
        label=label,
        required=bool(missing),
        help_text=hint,
        max_length=most,
        error_messages={"required": missing},
    )


class EvidenceForm(VerbForm):
    """A file, a link, or what a partner holds: workflow says if it is none or two."""

    says = "Give one of three: a file, a link, or the partner that holds it."

    title = line("What it is", missing="Say what it is.", most=300)
    proves = forms.ChoiceField(
        label="What it proves", choices=EvidenceOf.choices, initial=EvidenceOf.DELIVERY
    )
    file = forms.FileField(
        label="File (optional)", required=False, allow_empty_file=True
    )
    url = forms.URLField(
        label="Or a link (optional)",
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": "Enter a full address, such as https://example.org"},
    )
    held_by = line("Or the partner that holds it (optional)")
    held_where = line("Where the partner holds it (optional)", most=300)
    held_reference = line("Their reference (optional)")
    shown_by = line("The post there that can show it (optional)")
    proves_from = day(
        "It tells about the time from (optional)",
        hint="Evidence of impact counts if this is after the work was done.",
    )
    proves_to = day("It tells about the time until (optional)")
    expires_on = day(
        "It counts until (optional)", hint="Leave empty if it does not run out."
    )
    note = words("Note (optional)", rows=3)
    other_actions = PickManyField(
        ActionEvidence._meta.get_field("action"),
        label="Other actions that it proves too (optional)",
        required=False,
        help_text=PICK_HINT,
    )

    def offer(self, records: Sequence[Any], user: User) -> None:
        self.fields["file"].help_text = taken()
        pick(self, "other_actions").offer(user, self.authorities, [])


class EvidenceChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, evidence: Any) -> str:
        return str(evidence.title)


class ImpactCheckForm(VerbForm):
    outcome = forms.ChoiceField(
        label="Has it made a difference?",
        choices=[
            ("", "Choose an outcome"),
            (ImpactOutcome.PASSED, "Passed: it has made a difference"),
            (ImpactOutcome.FAILED, "Failed: it has not, and the action opens again"),
        ],
        error_messages={"required": "Choose an outcome."},
    )
    note = words("What you found", missing="Say what you found.")
    evidence = EvidenceChoice(
        label="Evidence of impact it rests on (optional)",
        required=False,
        queryset=Evidence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self, records: Sequence[Any], user: User) -> None:
        proofs = Evidence.objects.filter(actions__in=records, proves=EvidenceOf.IMPACT)
        field: Any = self.fields["evidence"]
        field.queryset = proofs
        if not proofs.exists():
            del self.fields["evidence"]
            self.says = "The action has no evidence of impact yet."


class RequestDateForm(VerbForm):
    due_on = day("Date you ask for", missing="Choose the date you ask for.")
    reason = words("Reason", missing="Give a reason.", rows=3)


class ApproveForm(VerbForm):
    message = words("Message to the person who asked (optional)", rows=3)


class RejectForm(VerbForm):
    message = words(
        "Message to the person who asked", missing="Say why the date stays.", rows=3
    )


class CarryForwardForm(VerbForm):
    says = (
        "A new action in the other plan goes on from this one. This one is cancelled "
        "as carried forward."
    )

    plan = PickField(
        ActionItem._meta.get_field("plan"),
        label="Plan in which it goes on",
        help_text=PICK_HINT,
        error_messages={"required": "Choose a plan."},
    )
    due_on = day("Due date there", missing="Choose the new due date.")
    reason = words("Reason", missing="Give a reason.", rows=3)

    def offer(self, records: Sequence[Any], user: User) -> None:
        field = pick(self, "plan")
        field.offer(user, self.authorities, [])
        field.rows = field.rows.exclude(pk__in=[record.plan_id for record in records])


class HandOverForm(VerbForm):
    to = PickField(
        ActionItem._meta.get_field("owner"),
        label="Post that takes the work over",
        help_text=PICK_HINT,
        error_messages={"required": "Choose the post that takes the work over."},
    )
    reason = words("Reason", missing="Give a reason.", rows=3)

    def offer(self, records: Sequence[Any], user: User) -> None:
        field = pick(self, "to")
        field.offer(user, self.authorities, [])
        field.rows = field.rows.exclude(pk__in=[record.pk for record in records])
        open_ones = ActionItem.objects.open().filter(owner__in=records)
        count = open_ones.count()
        counted = "1 open action goes" if count == 1 else f"{count} open actions go"
        self.says = f"{counted} to the other post."


class UndoForm(VerbForm):
    def offer(self, records: Sequence[Any], user: User) -> None:
        for record in records:
            last = record.history.order_by("-history_date", "-history_id").first()
            if last is not None:
                label = verb_label(type(record), last.verb)
                self.says = (
                    f"Takes back “{label}”, as a slip. The history keeps both, and so "
                    "can everybody read them."
                )
