"""How far recommendations are, counted over the actions that somebody may see."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from recommendations.choices import DONE_ACTIONS, ActionStatus
from recommendations.models import ActionItem, ActionRecommendation
from recommendations.models.actions import ActionItemQuerySet
from recommendations.models.recommendations import RecommendationQuerySet
from recommendations.models.trail import Caller


def is_answered(recommendations: RecommendationQuerySet, user: Caller) -> Q:
    """Whether there is an action for it that the person may see."""
    actions: Any = recommendations.beside(ActionItem)
    visible = actions.visible_to(user).filter(id=OuterRef("action"))
    links = recommendations.beside(ActionRecommendation).filter(
        Exists(visible), recommendation=OuterRef("id")
    )
    return Q(Exists(links))


def with_action_counts(
    recommendations: RecommendationQuerySet, actions: ActionItemQuerySet
) -> RecommendationQuerySet:
    """Adds `action_count`, without cancelled ones, and `done_count`: checked or
    embedded."""
    live = actions.exclude(status=ActionStatus.CANCELLED)

    def count(condition: Q) -> Coalesce:
        answering = live.filter(condition, id=OuterRef("action"))
        links = recommendations.beside(ActionRecommendation).filter(
            Exists(answering), recommendation=OuterRef("id")
        )
        grouped = links.order_by().values("recommendation").annotate(n=Count("pk"))
        return Coalesce(Subquery(grouped.values("n")), 0)

    counted: RecommendationQuerySet = recommendations.annotate(
        action_count=count(Q()), done_count=count(Q(status__in=DONE_ACTIONS))
    )
    return counted
