"""The forms that ask for what a verb needs, for one record or for many at once, made
from its declaration; whether a verb may be played is for workflow to say."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from recommendations.admin.forms.pickers import PickField, PickManyField
from recommendations.workflow.declarations import (
    Address,
    Choice,
    Day,
    Field,
    File,
    Flag,
    Line,
    Pick,
    Verb,
    Words,
)
from recommendations.workflow.errors import (
    ConfirmationNeeded,
    Consequence,
    PossibleChildData,
    Refused,
    TooBig,
    Unmet,
)
from recommendations.workflow.moves import OVERRIDE, waivable_gates

MOST_WORDS = 10_000
PICK_HINT = "Type part of a name or reference, or choose from the list."
CONFIRM = "confirm_no_child_data"
GO_AHEAD = "Read what will happen, then tick the box below it to go ahead."
MEND = "Remove it, or tick the box below to confirm that it is not personal data."


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

    def begin_above(self) -> None:
        """Do not lead to the first field, where there is something to read before."""
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)

    def arguments(self) -> dict[str, Any]:
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
        return {consequence.message for consequence in self.foreseen} <= set(
            self.accepted
        )

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


class DeclaredForm(VerbForm):
    """Of one verb: `form_of` makes it."""

    verb: ClassVar[Verb]

    def offer(self, records: Sequence[Any], user: User) -> None:
        says = self.verb.says
        self.says = says if isinstance(says, str) else says(records)
        for declared in self.verb.takes:
            if isinstance(declared, Pick):
                self._offer_rows(declared, records, user)
            elif isinstance(declared, Choice) and declared.labels:
                worded = declared.labels(records)
                if worded is not None:
                    field: Any = self.fields[declared.name]
                    field.choices = [*_none_of(declared), *worded]
        if any(declared.name == OVERRIDE for declared in self.verb.takes):
            self._offer_override(records, user)

    def _offer_rows(self, declared: Pick, records: Sequence[Any], user: User) -> None:
        field: Any = self.fields[declared.name]
        if isinstance(field, PickField):
            field.offer(user, self.authorities, [])
            if declared.among:
                field.rows = declared.among(field.rows, records)
            return
        if declared.among:
            field.queryset = declared.among(field.queryset, records)
        if len(records) != 1 or not field.queryset.exists():
            del self.fields[declared.name]
            self.says = self.says or declared.none

    def _offer_override(self, records: Sequence[Any], user: User) -> None:
        """Who may let a gate pass is asked why; many records at once never pass one."""
        passed = (
            waivable_gates(records[0], self.verb.name, by=user)
            if len(records) == 1
            else []
        )
        if not passed:
            del self.fields[OVERRIDE]
            return
        labels = self.verb.words()
        field = self.fields[OVERRIDE]
        field.required = True
        field.error_messages["required"] = "Enter a reason for going ahead without it."
        field.help_text = (
            f"This is missing: {', '.join(labels[code] for code in passed)}. Your "
            "reason is shown on the record."
        )

    def arguments(self) -> dict[str, Any]:
        return {
            declared.argument: self.cleaned_data[declared.name]
            for declared in self.verb.takes
            if declared.name in self.cleaned_data
        }


@cache
def form_of(verb: Verb) -> type[DeclaredForm]:
    """The form that asks for what the verb takes. Its flags are asked for apart."""
    fields = {
        declared.name: _field(declared)
        for declared in verb.takes
        if not isinstance(declared, Flag)
    }
    folded = frozenset(declared.name for declared in verb.takes if declared.is_folded)
    stated = {"verb": verb, "folded": folded, "folds": verb.folds}
    return type("FormOfVerb", (DeclaredForm,), {**stated, **fields})


def _field(declared: Field) -> Any:
    is_chosen = isinstance(declared, Choice) and bool(declared.initial)
    is_optional = not (declared.needed or declared.lack or is_chosen)
    is_optional = is_optional and declared.name != OVERRIDE
    label = f"{declared.label} (optional)" if is_optional else declared.label
    hint = declared.hint if isinstance(declared.hint, str) else declared.hint()
    verb = "Enter" if isinstance(declared, Day | Line | Words) else "Choose"
    missing = f"{verb} {declared.lack}." if declared.needed else ""
    plain: dict[str, Any] = {
        "label": label,
        "required": declared.needed,
        "help_text": hint,
        "error_messages": {"required": missing},
    }
    match declared:
        case Words():
            rows = 4 if declared.needed else 3
            return words(label, missing=missing, hint=hint, rows=rows)
        case Address():
            wrong = "Enter a full address, such as https://example.org"
            plain["error_messages"]["invalid"] = wrong
            return forms.URLField(
                **plain, max_length=declared.most, assume_scheme="https"
            )
        case Line():
            return forms.CharField(**plain, max_length=declared.most)
        case Day():
            return day(label, missing=missing, hint=hint)
        case Choice():
            choices = [*_none_of(declared), *declared.choices]
            return forms.ChoiceField(
                **plain | {"required": declared.needed or bool(declared.initial)},
                choices=choices,
                initial=declared.initial,
            )
        case File():
            return forms.FileField(**plain, allow_empty_file=True)
        case Pick(key="id"):
            return LabelledRows(
                declared.relation.related_model._default_manager.all(),
                **plain,
                widget=forms.CheckboxSelectMultiple,
            )
        case Pick():
            kind = PickManyField if declared.many else PickField
            return kind(declared.relation, **plain | {"help_text": hint or PICK_HINT})
    raise TypeError(declared)


def _none_of(declared: Choice) -> list[tuple[str, str]]:
    return [] if declared.initial else [("", declared.empty)]


class LabelledRows(forms.ModelMultipleChoiceField):
    def label_from_instance(self, record: Any) -> str:
        return str(record)
