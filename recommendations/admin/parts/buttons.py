"""Which verbs stand as buttons on a page, and on the rows of one's own actions.
Used by the pages of records and by the start page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from recommendations.models import ActionItem
from recommendations.workflow.declarations import leads_of, missing_words, verbs_of
from recommendations.workflow.moves import Offer, may_play, offers

# What an owner does most, offered on each row of their own actions.
ONE_CLICK_MOVES = ("start", "complete")


@dataclass(frozen=True)
class Button:
    """A way to a verb's page. Without an address it cannot be taken yet, and `missing`
    says in words what it needs; `mend` is the way to the page that mends it. The one
    that `leads` is what the person most likely does next; those aside are in a menu."""

    label: str
    url: str
    missing: str = ""
    mend: "Button | None" = None
    leads: bool = False
    is_aside: bool = False


# The verb whose page mends what a move lacks.
_MENDS = {
    "evidence": "evidence",
    "impact_evidence": "evidence",
    "impact_check": "impact-check",
    "owner": "reassign",
    "due_on": "reschedule",
}


def verb_url(record: Any, name: str) -> str:
    address = f"admin:recommendations_{record._meta.model_name}_verb"
    return reverse(address, args=[record.pk, name])


def buttons(record: Any, pages: Collection[str], user: User) -> list[Button]:
    """What this person may do to the record now, of what has a page: what leads first,
    and last what is kept in a menu."""
    offered = [
        offer
        for offer in offers(record, by=user)
        if offer.allowed and offer.verb.address in pages
    ]
    labels = missing_words()
    ready = [offer.verb for offer in offered if offer.is_ready]
    leading = next(
        (
            lead.verb
            for lead in leads_of(type(record))
            if lead.verb in ready and lead.when(record)
        ),
        None,
    )
    free = {
        verb.name: Button(
            verb.label,
            verb_url(record, verb.address),
            leads=verb is leading,
            is_aside=verb.is_aside,
        )
        for verb in ready
    }

    def waiting(offer: Offer) -> Button:
        mends = (free.get(_MENDS.get(code, "")) for code in offer.missing)
        return Button(
            offer.verb.label,
            "",
            ", ".join(labels[code] for code in offer.missing),
            next((button for button in mends if button), None),
        )

    is_held = getattr(record, "is_blocked", False)
    shown = [
        free.get(offer.verb.name) or waiting(offer)
        for offer in offered
        if (offer.is_ready or offer.verb.is_move)
        and not (is_held and offer.verb.name == "block")
    ]
    return sorted(shown, key=lambda button: (not button.leads, button.is_aside))


def one_click(own: Iterable[ActionItem], user: User) -> dict[Any, list[Button]]:
    """For each of the person's own actions an update, and the move that is most often
    next."""
    verbs = verbs_of(ActionItem)

    def main_move(action: ActionItem) -> list[str]:
        ready = action.owner_id is not None and action.due_on is not None
        leads_on = (
            name for name in ONE_CLICK_MOVES if action.status in verbs[name].sources
        )
        return list(leads_on)[:1] if ready else []

    return {
        action.pk: [
            Button(verbs[name].label, verb_url(action, name))
            for name in ("updates", *main_move(action))
            if may_play(action, name, by=user)
        ]
        for action in own
    }
