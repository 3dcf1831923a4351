"""The forms of the pages on which a report is brought in and its draft is reviewed: a
file, and one small form for each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings

from recommendations.admin.forms.verbs import DeclaredForm, day
from recommendations.choices import PRINTED_KINDS, Role, RowDecision, RowKind
from recommendations.models import Authority, Draft, DraftRow, Framework, Inspectorate
from recommendations.models.standing import Standing
from recommendations.models.trail import Caller
from recommendations.workflow.declarations import verbs_of
from recommendations.workflow.drafting.comparing import other_authority
from recommendations.workflow.drafting.edits import MOST_ASKS, MOST_TEXT

FIELD_LABELS = {
    "framework": "Kind of inspection",
    "inspectorates": "Inspected by",
    "inspection_start": "First day",
    "inspection_end": "Last day",
    "published": "Published on",
    "lead_inspector": "Lead inspector",
    "expected_recommendations": "Recommendations to the authority, as printed",
}
_DECISIONS = [
    (RowDecision.ACCEPTED, "Accept"),
    (RowDecision.REJECTED, "Leave out"),
]


class ReportForm(forms.Form):
    file = forms.FileField(
        label="Report",
        allow_empty_file=True,
        help_text="The PDF that the inspectorate published, or a plain text file.",
        widget=forms.FileInput({"accept": ".pdf,.txt"}),
        error_messages={"required": "Choose a file."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        hint = f" At most {settings.READER_MAX_MB} MB. Reading can take up to a minute."
        self.fields["file"].help_text += hint


def line(label: str, *, most: int = 200) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most)


def managed_by(user: Caller) -> Any:
    """The authorities that a person may choose for a draft."""
    if user.is_superuser:
        return Authority.objects.all()
    managed = Standing.of(user).authorities_with(Role.MANAGER)
    return Authority.objects.filter(pk__in=managed)


class AcceptForm(DeclaredForm):
    """Asks for the authority where the report's own is not known, and for the name of
    another that it may be about."""

    verb = verbs_of(Draft)["accept"]

    def offer(self, records: Sequence[Any], user: Any) -> None:
        self.says = str(self.verb.says)
        if any(draft.authority_id is None for draft in records):
            self.fields["authority"] = authority_field(user)
        for draft in records:
            if may_be_of_another(draft):
                self.fields["authority_name"] = forms.CharField(
                    label=LABELS["authority_name"],
                    required=False,
                    max_length=200,
                    help_text=f"The report names “{draft.authority_read}”.",
                )


LABELS = {declared.name: declared.label for declared in AcceptForm.verb.takes}


def may_be_of_another(draft: Any) -> bool:
    """Whether the report names an authority that is not the one it is for, or may not
    be the one that is chosen."""
    is_unknown = draft.authority_id is None and bool(draft.authority_read)
    return is_unknown or bool(other_authority(draft))


def authority_field(user: Caller) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        managed_by(user),
        label=LABELS["authority"],
        required=False,
        empty_label="Choose one",
    )


@dataclass(frozen=True)
class Choices:
    """What selects of a draft's rows offer, fetched once for all of them."""

    frameworks: Sequence[tuple[str, str]]
    bodies: Sequence[tuple[str, str]]
    asks: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, inspection: Any) -> "Choices":
        recommendations = (
            inspection.recommendations.all() if inspection is not None else ()
        )
        return cls(
            list(Framework.objects.order_by("name").values_list("code", "name")),
            list(Inspectorate.objects.order_by("name").values_list("code", "name")),
            [
                (recommendation.reference, str(recommendation)[:100])
                for recommendation in recommendations
            ],
        )


class RowForm(forms.Form):
    """One row: its words, to be corrected, and what becomes of it. Says what the person
    changed, and nothing of what they left alone."""

    def __init__(
        self, row: DraftRow, choices: Choices, data: Mapping[str, Any] | None = None
    ) -> None:
        self.row = row
        super().__init__(data, prefix=f"r{row.position}", initial=_initial(row))
        self.fields.update(_words(row, choices))
        decided = row.decision if row.decision != RowDecision.PENDING else ""
        self.initial["decision"] = decided
        self.fields["decision"] = forms.ChoiceField(
            label=f"Decision on row {row.position}",
            choices=_DECISIONS,
            required=False,
            widget=forms.RadioSelect,
        )
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)

    def row_changes(self) -> dict[str, Any] | None:
        """What to tell workflow of the row; nothing where nothing was changed."""
        fields = dict(self.cleaned_data)
        decision = fields.pop("decision")
        edits = dict(self.row.edits)
        for name, value in fields.items():
            value = _plain(value)
            if name == "matches":
                if value != self.initial["matches"]:
                    edits["matches"] = value
            elif value == _plain(self.row.read.get(name)):
                edits.pop(name, None)
            else:
                edits[name] = value
        changes: dict[str, Any] = {"n": self.row.position}
        if edits != self.row.edits:
            changes["edits"] = edits
        if decision and decision != self.row.decision:
            changes["decision"] = decision
        return changes if len(changes) > 1 else None


def _plain(value: Any) -> Any:
    """As JSON has it: no date, and nothing rather than an empty text."""
    if isinstance(value, list):
        return sorted(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    if value is None or isinstance(value, int):
        return value
    return value.isoformat()


def _initial(row: DraftRow) -> dict[str, Any]:
    initial = dict(row.says)
    if row.kind == RowKind.RECOMMENDATION:
        matched = row.recommendation.reference if row.recommendation else None
        initial["matches"] = row.edits.get("matches", matched) or None
    return initial


def _words(row: DraftRow, choices: Choices) -> dict[str, forms.Field]:
    """The fields of a row, by its kind. What must not be empty, workflow says."""
    match row.kind:
        case RowKind.FIELD:
            return {"value": _value(row.name, choices)}
        case RowKind.JUDGEMENT:
            return {"area": line("Area", most=300), "grade": line("Grade, as printed")}
        case RowKind.STRENGTH:
            return {"text": _text("Strength, as printed")}
        case RowKind.NEXT_STEP:
            return {"text": _text("Next step, as printed"), "due_on": day("Due on")}
    fields = {
        "text": _text("Recommendation, as printed"),
        "kind": forms.ChoiceField(label="Kind", choices=[*PRINTED_KINDS.items()]),
        "responsible": line("Body that must act, if one is printed"),
    }
    if choices.asks:
        fields["matches"] = forms.ChoiceField(
            label="Already recorded as",
            required=False,
            choices=[("", "None of these: it is new"), *choices.asks],
        )
    return fields


def _value(name: str, choices: Choices) -> forms.Field:
    label = FIELD_LABELS[name]
    match name:
        case "framework":
            return forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "Not known"), *choices.frameworks],
            )
        case "inspectorates":
            return forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=choices.bodies,
                widget=forms.CheckboxSelectMultiple,
            )
        case "lead_inspector":
            return line(label)
        case "expected_recommendations":
            return forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_ASKS
            )
    return day(label)


def _text(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 4}),
    )


def is_pdf(draft: Draft) -> bool:
    """Whether there are pages to show; a plain text has none."""
    with draft.file.open("rb") as file:
        return b"%PDF-" in file.read(1024)
