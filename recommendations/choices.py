"""The vocabulary: every code and label that people see. Read by models, workflow,
REST, admin, docs and tests. What leads from which status, workflow/verbs/ says."""

from django.db.models import TextChoices


class Precision(TextChoices):
    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


class AgencyKind(TextChoices):
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    POLICE = "police", "Police"
    NHS = "nhs", "NHS"
    SCHOOL = "school", "School"
    PROBATION = "probation", "Probation"
    VOLUNTARY = "voluntary", "Voluntary sector"
    OTHER = "other", "Other"


class Role(TextChoices):
    MANAGER = "manager", "Improvement manager"
    VERIFIER = "verifier", "Assurance lead"
    OWNER = "owner", "Lead officer"
    READER = "reader", "View only"


class DocumentKind(TextChoices):
    REPORT = "report", "Inspection report"
    LETTER = "letter", "Letter"
    PRESS = "press", "Press article or news release"
    MINUTES = "minutes", "Minutes"


class InspectionStatus(TextChoices):
    DRAFT = "draft", "Draft"
    CONFIRMED = "confirmed", "Confirmed"


class Known(TextChoices):
    COMPLETE = "complete", "All of them"
    PARTIAL = "partial", "Some of them"
    NONE = "none", "None of them"


class Outcome(TextChoices):
    GRADED = "graded", "Graded"
    NOT_GRADED = "not_graded", "Not graded"
    NOT_STATED = "not_stated", "Not stated in the source"


class Grade(TextChoices):
    """One code a grade; how a framework words it is its own label."""

    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement"
    ADEQUATE = "adequate", "Adequate"  # Until 2013; it is not the one above.
    INADEQUATE = "inadequate", "Inadequate"


class Addressee(TextChoices):
    AUTHORITY = "authority", "Local authority"
    LSCB = "lscb", "Local Safeguarding Children Board"
    PARTNERSHIP = "partnership", "Safeguarding partnership"
    BODY = "body", "A named body"


class RecommendationKind(TextChoices):
    RECOMMENDATION = "recommendation", "Recommendation"
    PRIORITY_ACTION = "priority_action", "Area for priority action"
    AREA_FOR_IMPROVEMENT = "area_for_improvement", "Area for improvement"
    # Not among the report's own: kept with its actions, and never counted.
    REPORTED = "reported", "Reported by the council"


# What a report itself may print.
PRINTED_KINDS = {
    kind.value: kind.label
    for kind in RecommendationKind
    if kind != RecommendationKind.REPORTED
}


class Wording(TextChoices):
    VERBATIM = "verbatim", "Verbatim"
    ABRIDGED = "abridged", "Abridged"
    UNKNOWN = "unknown", "Not known"


class RecommendationStatus(TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    DELIVERED = "delivered", "Delivered"
    CLOSED = "closed", "Closed"
    NOT_ACCEPTED = "not_accepted", "Not accepted"
    SUPERSEDED = "superseded", "Superseded"


class Response(TextChoices):
    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly", "Partly accepted"
    NOT_ACCEPTED = "not_accepted", "Not accepted"


class AgencyPart(TextChoices):
    LEAD = "lead", "Lead"
    CONTRIBUTING = "contributing", "Contributing"


class LinkKind(TextChoices):
    REPEATS = "repeats", "Repeats"
    DUPLICATES = "duplicates", "Duplicates"
    SUPERSEDES = "supersedes", "Supersedes"


class ThemeBasis(TextChoices):
    SUGGESTED = "suggested", "Suggested"
    CONFIRMED = "confirmed", "Confirmed"


class PlanStatus(TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    SUBMITTED = "submitted", "Submitted"
    LIVE = "live", "Live"
    CLOSED = "closed", "Closed"


class EvidenceGate(TextChoices):
    """When an action must have evidence of delivery."""

    COMPLETE = "complete", "To submit as complete"
    VERIFY = "verify", "To confirm"
    NONE = "none", "Never"


class ImpactScope(TextChoices):
    """Which checked actions get an impact review, where a plan has them."""

    PRIORITY = "priority", "Actions that answer an area for priority action"
    ALL = "all", "All actions"


class DateGate(TextChoices):
    """What it takes for an owner to move a due date."""

    LOGGED = "logged", "A reason"
    APPROVED = "approved", "A reason and a manager's approval"


class GatePreset(TextChoices):
    LIGHT = "light", "Light"
    STANDARD = "standard", "Standard"
    STRICT = "strict", "Strict"


# What each preset sets on a plan; every switch may be changed alone.
GATES: dict[str, dict[str, object]] = {
    GatePreset.LIGHT: {
        "evidence_gate": EvidenceGate.NONE,
        "has_independent_check": False,
        "impact_check_months": 0,
        "impact_check_for": ImpactScope.PRIORITY,
        "date_gate": DateGate.LOGGED,
        "stale_after_days": 30,
    },
    GatePreset.STANDARD: {
        "evidence_gate": EvidenceGate.VERIFY,
        "has_independent_check": True,
        "impact_check_months": 6,
        "impact_check_for": ImpactScope.PRIORITY,
        "date_gate": DateGate.APPROVED,
        "stale_after_days": 30,
    },
    GatePreset.STRICT: {
        "evidence_gate": EvidenceGate.COMPLETE,
        "has_independent_check": True,
        "impact_check_months": 3,
        "impact_check_for": ImpactScope.ALL,
        "date_gate": DateGate.APPROVED,
        "stale_after_days": 30,
    },
}
IMPACT_CHECK_MONTHS = (0, 3, 6)


class EvidenceForm(TextChoices):
    """How we have it: with us, on the web, or with somebody who can show it."""

    FILE = "file", "File"
    LINK = "link", "Link"
    HELD = "held", "Held by a partner"


class EvidenceOf(TextChoices):
    DELIVERY = "delivery", "Delivery: that it was done"
    IMPACT = "impact", "Impact: that it made a difference"


class CheckOutcome(TextChoices):
    """What a check of a claim came to."""

    PASSED = "passed", "Confirmed"
    RETURNED = "returned", "Sent back"


class ImpactOutcome(TextChoices):
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"


class DateDecision(TextChoices):
    """What became of a change of a due date."""

    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    LOGGED = "logged", "Changed with a reason"
    WITHDRAWN = "withdrawn", "Withdrawn"


class DraftStatus(TextChoices):
    """What became of what the reader made of a report."""

    OPEN = "open", "To be reviewed"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class RowKind(TextChoices):
    """What a row of a draft tells of the inspection."""

    FIELD = "field", "About the inspection"
    JUDGEMENT = "judgement", "Judgement"
    RECOMMENDATION = "recommendation", "Recommendation"
    STRENGTH = "strength", "Strength"
    NEXT_STEP = "next_step", "Next step"


class RowDecision(TextChoices):
    PENDING = "pending", "Not decided"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Left out"


class RowEffect(TextChoices):
    """What accepting a row of a draft would do to the records."""

    NEW = "new", "New"
    DIFFERS = "differs", "Differs from what is recorded"
    FILLS = "fills", "Fills in what is missing"
    SAME = "same", "Already recorded"


class StatutoryBasis(TextChoices):
    STATED = "stated", "Stated by the inspectorate"
    COMPUTED = "computed", "Worked out from the rule"


class ActionStatus(TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETE = "complete", "Complete, awaiting check"
    VERIFIED = "verified", "Checked"
    EMBEDDED = "embedded", "Embedded"
    CANCELLED = "cancelled", "Cancelled"


class Brag(TextChoices):
    BLUE = "blue", "Blue"
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    GREY = "grey", "Grey"


# How good each is. Grey says that nothing is wrong yet, and so does green.
BRAG_RANKS: dict[str, int] = {
    Brag.RED: 0,
    Brag.AMBER: 1,
    Brag.GREY: 2,
    Brag.GREEN: 2,
    Brag.BLUE: 3,
}


class GivenBrag(TextChoices):
    """What a person may say. Blue is for what was checked, which rates itself."""

    RED = Brag.RED.value, Brag.RED.label
    AMBER = Brag.AMBER.value, Brag.AMBER.label
    GREEN = Brag.GREEN.value, Brag.GREEN.label
    GREY = Brag.GREY.value, Brag.GREY.label


# What a plan's legend says where it has no words of its own. Colours as #rrggbb.
BRAG_LEGEND: dict[str, dict[str, str]] = {
    Brag.BLUE: {
        "label": "Blue",
        "meaning": "Checked or embedded",
        "colour": "#1d70b8",
    },
    Brag.RED: {"label": "Red", "meaning": "Overdue", "colour": "#d4351c"},
    Brag.AMBER: {
        "label": "Amber",
        "meaning": "On hold, forecast late, not started in time, or no recent update",
        "colour": "#ea6a1d",
    },
    Brag.GREEN: {"label": "Green", "meaning": "On track", "colour": "#00703c"},
    Brag.GREY: {"label": "Grey", "meaning": "Not started", "colour": "#505a5f"},
}

# A claim is not a closure: awaiting a check is still open, though the clock stops.
OPEN_ACTIONS = (
    ActionStatus.NOT_STARTED,
    ActionStatus.IN_PROGRESS,
    ActionStatus.COMPLETE,
)
RUNNING_ACTIONS = (ActionStatus.NOT_STARTED, ActionStatus.IN_PROGRESS)
DONE_ACTIONS = (ActionStatus.VERIFIED, ActionStatus.EMBEDDED)
CLAIMED_ACTIONS = (ActionStatus.COMPLETE, *DONE_ACTIONS)
