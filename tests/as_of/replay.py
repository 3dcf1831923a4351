"""How things stood on a day, told from the trail row by row in plain Python: what the
SQL of `as_of` is held against. Nothing of the product's rules is used here."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from recommendations import models

LONDON = ZoneInfo("Europe/London")
OPEN = {"not_started", "in_progress", "complete"}
RUNNING = {"not_started", "in_progress"}
DONE = {"verified", "embedded"}
STATUSES = [*OPEN, *DONE, "cancelled"]
COLOURS = ("blue", "green", "grey", "amber", "red")
WORTH = {"blue": 3, "green": 2, "grey": 2, "amber": 1, "red": 0}
# The columns that a row of the list has as they are.
DATES = (
    *("due_on", "original_due_on", "start_on", "forecast_on"),
    *("started_on", "completed_on", "verified_on", "last_update_on"),
)
PLAIN = (
    *("reference", "title", "detail", "success_measure", "status", "date_moves"),
    *("is_checked_independently", "is_blocked", "blocked_reason"),
    *("claimed_before_tracker", "version"),
)


def iso(value):
    return value and value.isoformat()


class Replay:
    """Every record as its last row by the end of the day says."""

    def __init__(self, day):
        self.day = day
        self.plans = self.of(models.ActionPlan)
        self.proofs = self.of(models.Evidence)
        self.helping = self.of(models.ActionAgency).values()
        self.answering = self.of(models.ActionRecommendation).values()
        self.proving = self.of(models.ActionEvidence).values()
        self.themes = self.of(models.RecommendationTheme).values()
        self.parts = self.of(models.RecommendationAgency).values()
        self.asks = self.of(models.Recommendation)
        self.actions = {
            key: Told(row, self) for key, row in self.of(models.ActionItem).items()
        }

    def asks_then(self, link):
        return self.asks[link.recommendation_id].archived_at is None

    def of(self, model):
        rows = sorted(
            model.history.all(), key=lambda row: (row.history_date, row.history_id)
        )
        last = {
            row.id: row
            for row in rows
            if row.history_date.astimezone(LONDON).date() <= self.day
        }
        return {key: row for key, row in last.items() if row.history_type != "-"}

    def summary(self):
        current = [
            action for action in self.actions.values() if not action.row.archived_at
        ]

        def count(which):
            return sum(map(bool, map(which, current)))

        return {
            "open": count(lambda a: a.is_open),
            "overdue": count(lambda a: a.is_overdue),
            "due_30": count(lambda a: a.is_due_within(30)),
            "awaiting_check": count(lambda a: a.row.status == "complete"),
            "unowned": count(lambda a: a.is_open and not a.row.owner),
            "undated": count(lambda a: a.is_open and not a.row.due_on),
            "stale": count(lambda a: a.is_stale(30)),
            "blocked": count(lambda a: a.is_open and a.row.is_blocked),
            "rated_better": count(lambda a: a.is_rated_better),
            "by_status": {s: count(lambda a, s=s: a.row.status == s) for s in STATUSES},
            "by_brag": {
                colour: count(lambda a, c=colour: a.brag == c) for colour in COLOURS
            },
            "rated_better_by_brag": {
                colour: count(lambda a, c=colour: a.brag == c and a.is_rated_better)
                for colour in COLOURS
            },
            "by_agency": {
                code: count(lambda a, c=code: c in a.agencies)
                for code in sorted(
                    {code for action in current for code in action.agencies}
                )
            },
            "by_plan": {
                code: count(lambda a, c=code: a.row.plan.reference == c)
                for code in sorted({action.row.plan.reference for action in current})
            },
        }


@dataclass
class Told:
    """One action on the day of its replay."""

    row: object
    replay: Replay

    @property
    def is_open(self):
        return self.row.status in OPEN

    @property
    def is_overdue(self):
        due = self.row.due_on
        return self.row.status in RUNNING and due is not None and due < self.replay.day

    def is_due_within(self, days):
        day, due = self.replay.day, self.row.due_on
        last = day + timedelta(days=days)
        return self.row.status in RUNNING and due is not None and day <= due <= last

    def is_stale(self, days):
        day, row = self.replay.day, self.row
        if not self.is_open or row.start_on is None or row.start_on >= day:
            return False
        return row.last_update_on is None or (day - row.last_update_on).days >= days

    def days_late(self, due):
        if due is None or self.row.status == "cancelled":
            return 0
        return max(0, ((self.row.completed_on or self.replay.day) - due).days)

    @property
    def suggested(self):
        row, day = self.row, self.replay.day
        begun_late = row.status == "not_started" and row.start_on and row.start_on < day
        slips = (
            row.status in RUNNING
            and row.forecast_on
            and row.due_on
            and row.forecast_on > row.due_on
        )
        silent = self.is_stale(self.replay.plans[row.plan_id].stale_after_days)
        if row.status in DONE:
            return "blue"
        if row.status == "cancelled":
            return None
        if self.is_overdue:
            return "red"
        if (self.is_open and row.is_blocked) or slips or begun_late or silent:
            return "amber"
        return "grey" if row.status == "not_started" else "green"

    @property
    def brag(self):
        return self.given or self.suggested

    @property
    def given(self):
        row, plan = self.row, self.replay.plans[self.row.plan_id]
        if (
            not row.brag
            or (self.replay.day - row.brag_on).days >= plan.stale_after_days
        ):
            return ""
        return row.brag

    @property
    def is_rated_better(self):
        worth = WORTH.get(self.suggested)
        return bool(self.given) and worth is not None and WORTH[self.given] > worth

    @property
    def helpers(self):
        links = self.replay.helping
        own = [link.agency for link in links if link.action_id == self.row.id]
        return sorted(own, key=lambda agency: agency.code)

    @property
    def agencies(self):
        owning = {self.row.owner.agency.code} if self.row.owner else set()
        return owning | {agency.code for agency in self.helpers}

    @property
    def asks(self):
        links = self.replay.answering
        own = [
            link.recommendation
            for link in links
            if link.action_id == self.row.id and self.replay.asks_then(link)
        ]
        return sorted(own, key=lambda ask: ask.reference)

    @property
    def subjects(self):
        recommendation_ids = {ask.pk for ask in self.asks}
        links = self.replay.themes
        return {
            link.theme.code
            for link in links
            if link.recommendation_id in recommendation_ids
        }

    @property
    def has_evidence(self):
        proofs = self.replay.proofs
        return any(
            link.action_id == self.row.id
            and proofs[link.evidence_id].archived_at is None
            for link in self.replay.proving
        )

    @property
    def carried_to(self):
        others = self.replay.actions.values()
        return [
            o.row
            for o in others
            if o.row.carried_from_id == self.row.id and not o.row.archived_at
        ]

    def as_listed(self):
        """The row as the list of actions gives it, but for labels and addresses."""
        row = self.row
        owner, origin = row.owner, row.carried_from
        return {
            **{name: getattr(row, name) for name in PLAIN},
            **{name: iso(getattr(row, name)) for name in DATES},
            "updated_at": iso(row.updated_at.astimezone(LONDON)).replace("+00:00", "Z"),
            "is_archived": row.archived_at is not None,
            "is_open": self.is_open,
            "is_overdue": self.is_overdue,
            "days_late": self.days_late(row.due_on),
            "days_late_original": self.days_late(row.original_due_on or row.due_on),
            "brag": self.brag,
            "brag_suggested": self.suggested,
            "is_rated_better": self.is_rated_better,
            "brag_reason": row.brag_reason if self.given else "",
            "brag_on": iso(row.brag_on) if self.given else None,
            "authority": row.authority.code,
            "plan": row.plan.reference,
            "owner": owner and owner.reference,
            "contributing_agencies": [agency.code for agency in self.helpers],
            "recommendations": [ask.reference for ask in self.asks],
            "carried_from": origin and origin.reference,
            "carried_to": sorted(other.reference for other in self.carried_to),
        }


def filters(first: date):
    """Each filter of the list of actions, and what it means."""
    day = first + timedelta(days=60)
    yes_or_no = {
        "is_open": lambda a: a.is_open,
        "overdue": lambda a: a.is_overdue,
        "awaiting_check": lambda a: a.row.status == "complete",
        "blocked": lambda a: a.is_open and a.row.is_blocked,
        "unowned": lambda a: a.is_open and not a.row.owner,
        "undated": lambda a: a.is_open and not a.row.due_on,
        "has_evidence": lambda a: a.has_evidence,
        "rated_better": lambda a: a.is_rated_better,
    }
    for name, which in yes_or_no.items():
        yield {name: "true"}, which
        yield {name: "false"}, lambda a, which=which: not which(a)
    yield (
        {"status": ["complete", "cancelled"]},
        (lambda a: a.row.status in ("complete", "cancelled")),
    )
    yield (
        {"owner": "BWD-O001"},
        (lambda a: a.row.owner and a.row.owner.reference == "BWD-O001"),
    )
    for code in ("council", "constabulary"):
        yield {"agency": code}, lambda a, code=code: code in a.agencies
    yield {"plan": "BWD-P02"}, lambda a: a.row.plan.reference == "BWD-P02"
    yield {"authority": "BWD"}, lambda a: a.row.authority.code == "BWD"
    yield (
        {"recommendation": "BWD-R1"},
        (lambda a: "BWD-R1" in {ask.reference for ask in a.asks}),
    )
    yield {"inspection": "BWD-JTAI-2023"}, lambda a: a.asks
    yield {"framework": "jtai"}, lambda a: a.asks
    yield {"theme": "health"}, lambda a: "health" in a.subjects
    yield (
        {"kind": "priority_action"},
        (lambda a: "priority_action" in {ask.kind for ask in a.asks}),
    )
    yield {"due_after": iso(day)}, lambda a: a.row.due_on and a.row.due_on >= day
    yield {"due_before": iso(day)}, lambda a: a.row.due_on and a.row.due_on <= day
    yield {"due_within": "20"}, lambda a: a.is_due_within(20)
    yield {"stale": "10"}, lambda a: a.is_stale(10)
    for colour in COLOURS:
        yield {"brag": colour}, lambda a, colour=colour: a.brag == colour
    yield (
        {"updated_since": f"{day}T00:00:00Z"},
        (lambda a: a.row.updated_at.date() >= day),
    )
    yield {"search": "audit"}, lambda a: "audit" in a.row.title.lower()
