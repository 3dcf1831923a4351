"""What the rows of access_matrix.csv speak of: one record of each kind, the people by
role and agency, and what is sent to play each verb."""

from datetime import date

from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from recommendations.choices import CLAIMED_ACTIONS, DONE_ACTIONS, Role
from recommendations.models import (
    ActionEvidence,
    ActionItem,
    ActionPlan,
    ApiToken,
    Draft,
    DueDateChange,
    Evidence,
    GateOverride,
    Inspection,
    PlanInspection,
    Recommendation,
)
from recommendations.models.trail import change
from recommendations.workflow.declarations import Words, moves_of, verbs_of
from tests.drafts.reports import reading_of, report, save_draft
from tests.factories import (
    TODAY,
    ActionFactory,
    AgencyFactory,
    AuthorityFactory,
    CitationFactory,
    FrameworkFactory,
    InspectionFactory,
    InspectorateFactory,
    JudgementFactory,
    MembershipFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    StrengthFactory,
    ThemeFactory,
    UpdateFactory,
    UserFactory,
)
from tests.writing.bodies import NEW

# Words by which a file is known to hold a record that has no reference or code.
ONLY_HERE = "Only this record says so"
# Why a gate did not count, as the checks of a record tell it.
LET_THROUGH = "The auditor saw it in use."

MOVES = {
    ActionItem: moves_of(ActionItem),
    ActionPlan: moves_of(ActionPlan),
    Draft: moves_of(Draft),
    Inspection: moves_of(Inspection),
    Recommendation: moves_of(Recommendation),
}
# The verb that is taken back, for each kind that has `undo`.
TAKEN_BACK = {
    "action": "unblock",
    "plan": "submit",
    "inspection": "confirm",
    "recommendation": "start",
}
# The column that PATCH revises, for each kind of record.
WORDS = {
    "authority": "note",
    "agency": "alias",
    "owner": "post_title",
    "document": "title",
    "inspection": "focus",
    "judgement": "note",
    "recommendation": "note",
    "strength": "note",
    "citation": "note",
    "plan": "title",
    "action": "title",
}
SAID = "The board asked."
# What a verb asks for besides words that must be said.
ASKED = {
    # A date was asked for: the claim withdraws that, and it is sent as known.
    ("action", "complete"): {"confirm": True},
    ("action", "updates"): {"text": "The panel met."},
    ("action", "reassign"): {"owner": "BWD-O002"},
    ("action", "reschedule"): {"due_on": "2027-06-30"},
    ("action", "evidence"): {"title": "Audit", "link": "https://example.org/audit"},
    ("action", "impact-check"): {"outcome": "passed"},
    ("action", "request-date"): {"due_on": "2027-06-30"},
    ("action", "carry-forward"): {"plan": "BWD-P02", "due_on": "2027-06-30"},
    ("owner", "hand-over"): {"to": "BWD-O002"},
    ("evidence", "create"): {
        "actions": ["BWD-A0001"],
        "title": "Audit",
        "link": "https://example.org/audit",
    },
    ("draft", "revise"): {"rows": [{"n": 1, "decision": "accepted"}]},
    ("recommendation", "respond"): {"response": "partly", "reason": SAID},
    ("recommendation", "close"): {"recheck_on": "2027-05-01"},
    ("recommendation", "supersede"): {"by": "BWD-JTAI-2023-R02"},
    ("token", "create"): {"name": "Dashboard"},
}


class World:
    """An authority with three agencies. `own` carries the one action that the rows are
    about, `contributing` has a part in it, and `other` has none."""

    def __init__(self) -> None:
        authority = AuthorityFactory(code="BWD", name="Blackburn with Darwen")
        self.authority = authority
        # What a browser sends for whole forms is the same for everybody.
        self.sent_forms: dict[tuple[str, str], dict] = {}
        self.agencies = {
            "": None,
            "own": AgencyFactory(code="council", works_in=authority),
            "contributing": AgencyFactory(code="constabulary", works_in=authority),
            "other": AgencyFactory(code="trust", works_in=authority),
        }
        self.agencies["any"] = self.agencies["other"]
        council = {"authority": authority, "agency": self.agencies["own"]}
        self.posts = {
            "deputy": OwnerFactory(**council),
            "colleague": OwnerFactory(reference="BWD-O002", **council),
        }
        self.posts["owner"] = OwnerFactory(
            reference="BWD-O001", deputy=self.posts["deputy"], **council
        )
        # Of the whole authority, without a password yet.
        self.member = UserFactory(username="member", email="member@example.org")
        MembershipFactory(user=self.member, authority=self.authority, role=Role.READER)
        self.records = self._records()
        self.later = RecommendationFactory(
            reference="BWD-JTAI-2023-R02",
            inspection=self.records["inspection"],
            position=52,
        )

    def _records(self):
        """One of each kind, by the name that the column `record` gives it."""
        authority, shared_with = self.authority, [self.agencies["contributing"]]
        # Positions leave room for what the rows create.
        inspection = InspectionFactory(
            reference="BWD-JTAI-2023", authority=authority, framework=FrameworkFactory()
        )
        InspectorateFactory()
        recommendation = RecommendationFactory(
            reference="BWD-JTAI-2023-R01", inspection=inspection, position=51
        )
        theme = ThemeFactory(code="health")
        theme.recommendations.add(recommendation)
        citation = CitationFactory(
            recommendation=recommendation, quote=ONLY_HERE, document__title=ONLY_HERE
        )
        plan = PlanFactory(reference="BWD-P01", authority=authority)
        PlanInspection.objects.create(plan=plan, inspection=inspection)
        common = {"authority": authority, "plan": plan, "with_agencies": shared_with}
        ActionFactory(
            owner=self.posts["colleague"],
            **common | {"plan": PlanFactory(reference="BWD-P02", authority=authority)},
        )
        ActionFactory(owner=self.posts["colleague"], **common)
        action = ActionFactory(
            reference="BWD-A0001",
            owner=self.posts["owner"],
            answers=[recommendation],
            **common,
        )
        for waived in ({"action": action}, {"recommendation": recommendation}):
            GateOverride.objects.create(
                move="verify",
                gates=["evidence"],
                reason=LET_THROUGH,
                made_on=TODAY,
                **waived,
            )
        return {
            "authority": authority,
            "agency": self.agencies["own"],
            "owner": self.posts["owner"],
            "inspectorate": InspectorateFactory(),
            "framework": inspection.framework,
            "theme": theme,
            "document": citation.document,
            "inspection": inspection,
            "judgement": JudgementFactory(
                inspection=inspection, area=ONLY_HERE, position=51
            ),
            "recommendation": recommendation,
            "strength": StrengthFactory(
                inspection=inspection, summary=ONLY_HERE, position=51
            ),
            "citation": citation,
            "plan": plan,
            "action": action,
            "update": UpdateFactory(action=action, text=ONLY_HERE),
            "evidence": _file_about(action),
            "draft": save_draft(
                report(),
                reading_of(framework="jtai"),
                name=f"{ONLY_HERE}.pdf",
                by=UserFactory(is_superuser=True),
            ),
            "due-date-change": DueDateChange.objects.create(
                action=action,
                to_on=date(2027, 1, 29),
                reason=ONLY_HERE,
                requested_on=TODAY,
            ),
            "token": ApiToken.issue(user=UserFactory(), name=ONLY_HERE)[0],
            "person": self.member,
            "my actions": action,
            "summary": action,
        }

    def person(self, role: str, agency: str) -> User | None:
        """Somebody of the role, who holds the post that goes with it."""
        if role == "anonymous":
            return None
        if role == "superuser":
            return UserFactory(is_superuser=True)
        user = UserFactory()
        if role == "none":
            MembershipFactory(user=user, role=Role.MANAGER)  # of another authority
            return user
        MembershipFactory(
            user=user,
            authority=self.authority,
            agency=self.agencies[agency],
            role=Role.OWNER if role in self.posts else role,
        )
        if role in self.posts:
            self.posts[role].user = user
            self.posts[role].save()
        return user

    def make_ready(self, kind: str, verb: str, by: User | None = None) -> None:
        """Put the record where the verb leads on from, with what it needs met. Only
        who made the last change can take it back: that is `by`."""
        record = self.records[kind]
        if (kind, verb) == ("action", "impact-check"):
            set_status(record, "verified")
        if (kind, verb) == ("inspection", "archive"):
            set_status(self.records["action"], "cancelled")
        if (kind, verb) == ("action", "request-date"):
            record.date_changes.update(decision="withdrawn", decided_on=TODAY)
        if verb == "undo":
            with change(TAKEN_BACK[kind], by=by):
                record.save()
        if (kind, verb) == ("action", "unblock"):
            _set(record, is_blocked=True, blocked_reason="Waits for a system.")
        if (kind, verb) == ("recommendation", "deliver"):
            set_status(self.records["action"], "verified")
        for move in MOVES.get(type(record), ()):
            if move.name == verb:
                set_status(record, move.sources[0])

    def body(self, kind: str, verb: str, prefix: str) -> dict:
        """What is sent over REST."""
        if (kind, verb) == ("authority", "create"):
            return {"code": "NEW", "name": "New"}
        if verb == "create" and prefix in NEW:
            return NEW[prefix][0]
        if verb == "revise" and kind in WORDS:
            return {WORDS[kind]: "In other words"}
        declared = verbs_of(type(self.records[kind])).values()
        fields = {field.address: field.takes for field in declared}.get(verb, ())
        words = {
            field.name for field in fields if field.needed and isinstance(field, Words)
        }
        return dict.fromkeys(words, SAID) | ASKED.get((kind, verb), {})

    def form(self, kind: str, verb: str, prefix: str) -> dict:
        """What is typed into a page: the same, under the names that forms have."""
        typed = self.body(kind, verb, prefix)
        if verb == "supersede":
            typed = typed | {"later": typed["by"]}
        if verb == "evidence":
            typed = typed | {"url": typed["link"], "proves": "delivery"}
        if "confirm" in typed:
            record = self.records[kind]
            declared = verbs_of(type(record)).values()
            played = next(
                candidate for candidate in declared if candidate.address == verb
            )
            consequences = played.foresees(record, TODAY)
            typed = typed | {
                "foreseen": [consequence.message for consequence in consequences]
            }
        if "agencies" in typed:
            lead = [part["code"] for part in typed["agencies"]]
            typed = typed | {"lead_agencies": lead}
        return typed


def _file_about(action: ActionItem) -> Evidence:
    proof = Evidence(
        authority=action.authority,
        form="file",
        title=ONLY_HERE,
        file_name="audit.pdf",
        size=5,
        sha256="0" * 64,
    )
    proof.file.save("", ContentFile(b"%PDF-"), save=False)
    proof.save()
    ActionEvidence.objects.create(action=action, evidence=proof)
    return proof


def mark(record) -> str:
    """The reference, code or uid; none for records that have none of them."""
    keys = (getattr(record, name, "") for name in ("reference", "code", "uid"))
    return str(next(filter(None, keys), ""))


def _set(record, **columns) -> None:
    type(record).objects.filter(pk=record.pk).update(**columns)


def set_status(record, status: str) -> None:
    dates = {}
    if isinstance(record, ActionItem):
        dates["completed_on"] = TODAY if status in CLAIMED_ACTIONS else None
        dates["verified_on"] = TODAY if status in DONE_ACTIONS else None
    _set(record, status=status, **dates)
