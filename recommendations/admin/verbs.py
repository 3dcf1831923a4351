"""The verbs that admin pages offer: for each its words, its form and the function in
workflow that plays it. buttons.py says which of them stand on a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from recommendations.admin.forms import drafts as draft_forms
from recommendations.admin.forms import evidence as trust_forms
from recommendations.admin.forms import inspections as inspection_forms
from recommendations.admin.forms import plans as plan_forms
from recommendations.admin.forms import verbs as forms
from recommendations.admin.forms.records import RecordForm
from recommendations.choices import (
    ACTION_MOVES,
    DRAFT_MOVES,
    INSPECTION_MOVES,
    PLAN_MOVES,
    RECOMMENDATION_MOVES,
    VERB_LABELS,
)
from recommendations.models import Evidence
from recommendations.workflow import (
    actions,
    checks,
    dates,
    handover,
    plans,
    recommendations,
    records,
    undo,
)
from recommendations.workflow.drafting import drafts
from recommendations.workflow.drafting.accepting import accept
from recommendations.workflow.errors import Refused
from recommendations.workflow.evidence import add_evidence, archive_evidence
from recommendations.workflow.mistakes import archive_inspection
from recommendations.workflow.moves import hindrance

Play = Callable[[Any, Any, dict[str, Any]], Any]
Bar = Callable[[Any, Any], Refused | None]
NO_CHANGE = "No change this month."


@dataclass(frozen=True)
class Verb:
    """`rule` is its name in the tables of choices.py; `done` ends “BWD-A0001 has been”.
    `effect` tells what it does to a row, for verbs that do not change the status, and
    `button` what the form's own button says where it is not the label. `bar` finds what
    else stands in the way of one record and person."""

    rule: str
    label: str
    done: str
    form: type[forms.VerbForm]
    play: Play
    effect: str = ""
    button: str = ""
    bar: Bar = lambda record, by: None

    def hindrance(self, record: Any, by: User) -> Refused | None:
        """Why there is no form of it for this person now, if there is none."""
        found = hindrance(record, self.rule, by=by, can_waive=True)
        return found or self.bar(record, by)

    @property
    def sends(self) -> str:
        return self.button or self.label


def _prove(row: Any, by: Any, given: dict[str, Any]) -> Evidence:
    """Evidence of the action, and of others that the person named beside it."""
    fields = dict(given)
    others = [one for one in fields.pop("other_actions") if one != row]
    return add_evidence([row, *others], by=by, **fields)


def _verbs(
    moves: Iterable[Any],
    table: dict[str, tuple[str, type[forms.VerbForm], Callable[..., Any]]],
) -> dict[str, Verb]:
    """A verb for each move of the table, under the move's own label."""

    def verb(move: Any) -> Verb:
        done, form, function = table[move.verb]
        return Verb(
            move.verb,
            move.label,
            done,
            form,
            lambda row, by, given: function(row, by=by, **given),
        )

    return {move.verb: verb(move) for move in moves}


def _editing(form: type[RecordForm]) -> dict[str, Verb]:
    """The verb that changes the words of a record."""
    label = VERB_LABELS["revise"]
    return {
        "revise": Verb(
            "revise",
            label,
            "changed",
            form,
            lambda row, by, given: records.revise(row, by=by, **given),
            button="Save",
        )
    }


def _archiving(
    archive: Callable[..., None], form: type[forms.VerbForm] = forms.ReasonForm
) -> dict[str, Verb]:
    return {
        "archive": Verb(
            "archive",
            VERB_LABELS["archive"],
            "archived",
            form,
            lambda row, by, given: archive(row, by=by, **given),
            effect="Leaves lists and figures; the archive keeps it",
        )
    }


ARCHIVING = _archiving(actions.archive)
UNDOING = {
    "undo": Verb(
        "undo",
        VERB_LABELS["undo"],
        "put back as it was",
        trust_forms.UndoForm,
        lambda row, by, given: undo.undo(row, by=by),
        bar=lambda row, by: undo.bar_to_undo(row, by),
    )
}
ACTION = {
    **_verbs(
        ACTION_MOVES,
        {
            "start": ("started", forms.VerbForm, actions.start),
            "complete": ("claimed complete", forms.ClaimForm, actions.complete),
            "return": (
                "returned to the owner",
                forms.ReasonForm,
                checks.return_claim,
            ),
            "verify": ("checked", forms.VerifyForm, checks.verify),
            "embed": ("marked as embedded", forms.EmbedForm, checks.embed),
            "cancel": ("cancelled", forms.ReasonForm, actions.cancel),
            "reopen": ("reopened", forms.ReasonForm, actions.reopen),
        },
    ),
    "update": Verb(
        "updates",
        VERB_LABELS["updates"],
        "given an update",
        forms.UpdateForm,
        lambda row, by, given: actions.add_update(row, by=by, **given),
        effect="Gets this update",
    ),
    "no-change": Verb(
        "updates",
        "No change this month",
        "given an update",
        forms.VerbForm,
        lambda row, by, given: actions.add_update(row, by=by, text=NO_CHANGE),
        effect=f"Gets the update “{NO_CHANGE}”",
    ),
    "block": Verb(
        "block",
        VERB_LABELS["block"],
        "put on hold",
        forms.BlockForm,
        lambda row, by, given: actions.block(row, by=by, **given),
        effect="Is on hold",
    ),
    "unblock": Verb(
        "unblock",
        VERB_LABELS["unblock"],
        "taken off hold",
        forms.UnblockForm,
        lambda row, by, given: actions.unblock(row, by=by, **given),
        effect="Is no longer on hold",
    ),
    "reassign": Verb(
        "reassign",
        VERB_LABELS["reassign"],
        "given to a new owner",
        forms.ReassignForm,
        lambda row, by, given: actions.reassign(row, by=by, **given),
        effect="Goes to the new owner",
    ),
    "reschedule": Verb(
        "reschedule",
        VERB_LABELS["reschedule"],
        "given a new due date",
        forms.RescheduleForm,
        lambda row, by, given: dates.reschedule(row, by=by, **given),
        effect="Gets the new due date",
    ),
    "evidence": Verb(
        "evidence",
        VERB_LABELS["evidence"],
        "given evidence",
        trust_forms.EvidenceForm,
        _prove,
    ),
    "impact-check": Verb(
        "impact-check",
        VERB_LABELS["impact-check"],
        "checked for its impact",
        trust_forms.ImpactCheckForm,
        lambda row, by, given: checks.check_impact(row, by=by, **given),
        bar=lambda row, by: checks.bar_to_check_impact(row, by),
    ),
    "request-date": Verb(
        "request-date",
        VERB_LABELS["request-date"],
        "given your wish for another date",
        trust_forms.RequestDateForm,
        lambda row, by, given: dates.request_date(row, by=by, **given),
    ),
    "carry-forward": Verb(
        "carry-forward",
        VERB_LABELS["carry-forward"],
        "carried forward",
        trust_forms.CarryForwardForm,
        lambda row, by, given: handover.carry_forward(row, by=by, **given),
    ),
    **UNDOING,
    **_editing(plan_forms.ActionForm),
    **ARCHIVING,
}
# What may be played on many actions at once, in the order of the list's menu.
BULK = (
    "update",
    "no-change",
    *(m.verb for m in ACTION_MOVES),
    "reassign",
    "reschedule",
    "block",
    "unblock",
    "archive",
)

RECOMMENDATION = {
    **_verbs(
        RECOMMENDATION_MOVES,
        {
            "respond": ("answered", forms.RespondForm, recommendations.respond),
            "start": ("started", forms.VerbForm, recommendations.start),
            "deliver": ("marked as delivered", forms.VerbForm, recommendations.deliver),
            "close": ("signed off and closed", forms.CloseForm, recommendations.close),
            "supersede": ("superseded", forms.SupersedeForm, recommendations.supersede),
            "reopen": ("reopened", forms.ReasonForm, recommendations.reopen),
        },
    ),
    **UNDOING,
    **_editing(inspection_forms.RecommendationForm),
    **ARCHIVING,
}
PLAN = {
    **_verbs(
        PLAN_MOVES,
        {
            "approve": ("approved", forms.VerbForm, plans.approve_plan),
            "submit": ("marked as submitted", forms.VerbForm, plans.submit_plan),
            "activate": ("made live", forms.VerbForm, plans.activate_plan),
            "close": ("closed", forms.ReasonForm, plans.close_plan),
        },
    ),
    **UNDOING,
    **_editing(plan_forms.PlanForm),
}
INSPECTION = {
    **_verbs(
        INSPECTION_MOVES,
        {"confirm": ("confirmed", forms.VerbForm, recommendations.confirm)},
    ),
    **UNDOING,
    **_editing(inspection_forms.InspectionForm),
    **_archiving(archive_inspection, inspection_forms.ArchiveInspectionForm),
}
JUDGEMENT = _editing(inspection_forms.JudgementForm)
STRENGTH = _editing(inspection_forms.StrengthForm)
OWNER = {
    "hand-over": Verb(
        "hand-over",
        VERB_LABELS["hand-over"],
        "relieved of its open actions",
        trust_forms.HandOverForm,
        lambda row, by, given: handover.hand_over(row, by=by, **given),
    ),
    **_editing(plan_forms.OwnerForm),
}
EVIDENCE = {
    "archive": Verb(
        "archive",
        VERB_LABELS["archive"],
        "archived",
        forms.ReasonForm,
        lambda row, by, given: archive_evidence(row, by=by, **given),
    )
}
DRAFT = _verbs(
    DRAFT_MOVES,
    {
        "accept": ("accepted", draft_forms.AcceptForm, accept),
        "reject": ("rejected", forms.ReasonForm, drafts.reject),
    },
)
DATE_CHANGE = {
    "approve": Verb(
        "approve-date",
        VERB_LABELS["approve-date"],
        "approved",
        trust_forms.ApproveForm,
        lambda row, by, given: dates.approve_date(row, by=by, **given),
        bar=lambda row, by: dates.bar_to_decide(row, "approve-date", by),
    ),
    "reject": Verb(
        "reject-date",
        VERB_LABELS["reject-date"],
        "rejected",
        trust_forms.RejectForm,
        lambda row, by, given: dates.reject_date(row, by=by, **given),
        bar=lambda row, by: dates.bar_to_decide(row, "reject-date", by),
    ),
}
DOCUMENT = _editing(inspection_forms.DocumentForm)
CITATION = _editing(inspection_forms.CitationForm)
AGENCY = _editing(plan_forms.AgencyForm)
