"""How the steps of a row become true: `LiveRunner` plays the verbs; `DryRunner` asks
whether they would be taken, by the same rules, and only reads. playing.py steps through
either."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.utils import timezone

from recommendations.choices import ActionStatus
from recommendations.models import (
    ActionItem,
    ActionPlan,
    ActionRecommendation,
    Owner,
    Recommendation,
)
from recommendations.models.trail import Record
from recommendations.workflow import actions, dates, records
from recommendations.workflow.confirming import check_words
from recommendations.workflow.moves import require
from recommendations.workflow.records import Linked
from recommendations.workflow.steps import clear_rating, require_active


class Runner(Protocol):
    """What a row of a file may ask for."""

    def make_post(self, post: Owner) -> None: ...

    def create(
        self, plan: ActionPlan, recommendations: Sequence[Recommendation], **fields: Any
    ) -> ActionItem: ...

    def revise(
        self,
        action: ActionItem,
        fields: dict[str, object],
        recommendations: Sequence[Recommendation],
    ) -> None: ...

    def reassign(self, action: ActionItem, owner: Owner) -> None: ...

    def reschedule(self, action: ActionItem, due_on: date) -> None: ...

    def start(self, action: ActionItem) -> None: ...

    def claim(
        self, action: ActionItem, note: str, day: date | None, *, is_new: bool
    ) -> None: ...

    def update(self, action: ActionItem, text: str, brag: str) -> None: ...


class LiveRunner:
    """Plays the verbs, inside a transaction that holds the plan."""

    def __init__(self, by: User, source: str) -> None:
        self.by = by
        self.source = source

    def make_post(self, post: Owner) -> None:
        records.create(post, by=self.by)

    def create(
        self, plan: ActionPlan, recommendations: Sequence[Recommendation], **fields: Any
    ) -> ActionItem:
        return actions.create_action(
            plan, by=self.by, recommendations=recommendations, **fields
        )

    def revise(
        self,
        action: ActionItem,
        fields: dict[str, object],
        recommendations: Sequence[Recommendation],
    ) -> None:
        targets: dict[Record, dict[str, object]] = {
            recommendation: {} for recommendation in recommendations
        }
        linked = Linked(ActionRecommendation, "action", "recommendation", targets)
        links = [linked] if recommendations else []
        records.revise(action, by=self.by, fields=fields, links=links)

    def reassign(self, action: ActionItem, owner: Owner) -> None:
        actions.reassign(action, by=self.by, owner=owner, reason=self.source)

    def reschedule(self, action: ActionItem, due_on: date) -> None:
        dates.reschedule(action, by=self.by, due_on=due_on, reason=self.source)

    def start(self, action: ActionItem) -> None:
        actions.start(action, by=self.by)

    def claim(
        self, action: ActionItem, note: str, day: date | None, *, is_new: bool
    ) -> None:
        actions.complete_from_file(
            action, by=self.by, note=note, completed_on=day, before_tracker=is_new
        )

    def update(self, action: ActionItem, text: str, brag: str) -> None:
        reason = text if brag else ""
        actions.add_update(action, by=self.by, text=text, brag=brag, brag_reason=reason)


class DryRunner:
    """Takes each action in memory to where the verbs would, so that what follows is
    asked of it as it will be. Nothing is locked, so somebody may be faster: what holds
    is decided when the file is brought in."""

    def __init__(self, by: User, source: str) -> None:
        self.by = by

    def make_post(self, post: Owner) -> None:
        _check(post, ["post_title"])

    def create(
        self, plan: ActionPlan, recommendations: Sequence[Recommendation], **fields: Any
    ) -> ActionItem:
        actions.require_takes_actions(plan)
        action = ActionItem(authority=plan.authority, plan=plan, **fields)
        if action.owner is not None:
            require_active("owner", action.owner)
        _check(action, ["title", "detail"])
        return action

    def revise(
        self,
        action: ActionItem,
        fields: dict[str, object],
        recommendations: Sequence[Recommendation],
    ) -> None:
        require(action, "revise", by=self.by)
        for name, value in fields.items():
            setattr(action, name, value)
        _check(action, [name for name in fields if name == "title"])

    def reassign(self, action: ActionItem, owner: Owner) -> None:
        require(action, "reassign", by=self.by)
        require_active("owner", owner)
        action.owner = owner

    def reschedule(self, action: ActionItem, due_on: date) -> None:
        require(action, "reschedule", by=self.by)
        action.due_on = due_on
        clear_rating(action)

    def start(self, action: ActionItem) -> None:
        action.status = require(action, "start", by=self.by).target

    def claim(
        self, action: ActionItem, note: str, day: date | None, *, is_new: bool
    ) -> None:
        action.claimed_before_tracker = is_new
        require(action, "complete", by=self.by, arguments={"note": note})
        check_words([("text", note)])
        action.status = ActionStatus.COMPLETE
        action.completed_on = day or timezone.localdate()
        clear_rating(action)

    def update(self, action: ActionItem, text: str, brag: str) -> None:
        require(action, "updates", by=self.by)
        check_words([("text", text)])
        action.brag = brag or action.brag


def _check(record: ActionItem | Owner, texts: Sequence[str]) -> None:
    """What the record itself forbids, and whether its new words may stand."""
    links = [field.name for field in record._meta.concrete_fields if field.is_relation]
    record.clean_fields(exclude={*links, "reference"})
    record.clean()
    check_words((name, getattr(record, name)) for name in texts)
