"""Which records the names in a spreadsheet mean: agencies, posts, recommendations and
the actions that the plan has already. Used by writing.py."""

import re
from collections import defaultdict
from collections.abc import Iterable

from recommendations.choices import AgencyKind
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Owner,
    Recommendation,
)
from recommendations.workflow.imports.rows import SheetRow, squeezed

_SHORT = re.compile(r"(?:r|rec|recommendation|no\.?)?\s*0*(\d{1,3})", re.IGNORECASE)


# How numbers are put together: “1, 2 and 4”, “R1 & R2”, “1/2”.
_SEVERAL = re.compile(r"\s*(?:[;,\n/&+]|\band\b)\s*", re.IGNORECASE)


class NotFound(Exception):
    """No record, or more than one, goes by that name. The message is for people."""


class Names:
    """The records of one plan and its authority, by the names that people write."""

    def __init__(self, plan: ActionPlan) -> None:
        self.plan = plan
        authority = plan.authority
        self.agencies: dict[str, Agency] = {}
        self.councils: list[Agency] = []
        for agency in Agency.objects.filter(authorities=authority):
            for name in (agency.code, agency.name, agency.alias):
                self.agencies.setdefault(_folded(name), agency)
            if agency.kind == AgencyKind.LOCAL_AUTHORITY:
                self.councils.append(agency)
        self.owners: dict[str, list[Owner]] = defaultdict(list)
        for owner in Owner.objects.filter(authority=authority).select_related("agency"):
            self.add_owner(owner)
        self._read_recommendations()
        self._read_actions()

    def add_owner(self, owner: Owner) -> None:
        self.owners[_folded(owner.post_title)].append(owner)
        self.owners[_folded(owner.reference)].append(owner)

    def agency(self, name: str) -> Agency:
        agency = self.agencies.get(_folded(name))
        if agency is None:
            names = ", ".join(sorted({other.name for other in self.agencies.values()}))
            raise NotFound(
                f"There is no agency “{name}” in {self.plan.authority}. Use one of: "
                f"{names or 'none'}."
            )
        return agency

    def owner(
        self, lead: str, agency: Agency | None, current: Owner | None
    ) -> Owner | None:
        """The post, if there is one; the one that carries the action `now` comes
        first where several have the same title."""
        posts = [
            owner
            for owner in self.owners.get(_folded(lead), ())
            if agency is None or owner.agency_id == agency.pk
        ]
        if current in posts:
            return current
        if len(posts) > 1:
            named = ", ".join(f"{post.reference} ({post.agency})" for post in posts)
            raise NotFound(
                f"Several posts are called “{lead}”: {named}. Give the agency or the "
                "reference of the post."
            )
        return posts[0] if posts else None

    def agency_of_new_post(self, lead: str, agency: Agency | None) -> Agency:
        """Who names no agency means the council itself."""
        if agency is not None:
            return agency
        if len(self.councils) != 1:
            raise NotFound(f"Give the agency of the new post “{lead}”.")
        return self.councils[0]

    def recommendations(
        self, cell: str, action: ActionItem | None
    ) -> list[Recommendation]:
        """Those that the cell names: by reference, by number within the plan's
        inspection, or by their words; several stand between semicolons or commas.
        An archived one that the action answers already is not asked for anew."""
        if not cell:
            return []
        if match := self.by_words.get(_folded(cell)):
            return [match]
        names = [name.strip() for name in re.split(r"[;,\n]", cell) if name.strip()]
        if len(several := _SEVERAL.split(cell)) > 1 and all(
            _SHORT.fullmatch(name) for name in several
        ):
            names = several
        recommendations = list(
            dict.fromkeys(self._recommendation(name) for name in names)
        )
        for recommendation in recommendations:
            if recommendation.is_archived and not (
                action
                and action.recommendation_links.filter(recommendation=recommendation)
            ):
                raise NotFound(f"{recommendation.reference} is archived.")
        return [
            recommendation
            for recommendation in recommendations
            if not recommendation.is_archived
        ]

    def _recommendation(self, name: str) -> Recommendation:
        recommendation = self.by_reference.get(_folded(name)) or self.by_words.get(
            _folded(name)
        )
        if recommendation is not None:
            return recommendation
        number = _SHORT.fullmatch(name)
        numbered = self.by_number[int(number[1])] if number else []
        if len(numbered) == 1:
            return numbered[0]
        if numbered:
            named = ", ".join(candidate.reference for candidate in numbered)
            raise NotFound(f"“{name}” could mean any of {named}. Give the reference.")
        raise NotFound(
            f"There is no recommendation “{name}”. Give its reference, such as "
            f"{next(iter(self.by_reference), 'bwd-jtai-2023-r01').upper()}."
        )

    def action(self, row: SheetRow) -> ActionItem | None:
        """The action that a row is about: by our reference, else by the number that
        the file gave it when it came in, else by its title."""
        if row.ref:
            if action := self.actions.get(_folded(row.ref)):
                return self._usable(action)
            if _folded(row.ref).startswith(f"{self.plan.authority.code.lower()}-a"):
                raise NotFound(f"There is no action {row.ref} in this authority.")
            if numbered := self.numbered.get(_folded(number_note(row.ref))):
                return numbered
        titled = self.titled[_folded(row.action)] if row.action else []
        if len(titled) > 1:
            named = ", ".join(action.reference for action in titled)
            raise NotFound(f"Several actions have this title: {named}. Give the ref.")
        return titled[0] if titled else None

    def _usable(self, action: ActionItem) -> ActionItem:
        if action.plan_id != self.plan.pk:
            plan = action.plan.reference
            raise NotFound(f"{action.reference} belongs to another plan, {plan}.")
        if action.is_archived:
            raise NotFound(f"{action.reference} is archived.")
        return action

    def _read_recommendations(self) -> None:
        authority = self.plan.authority_id
        recommendations: Iterable[Recommendation] = (
            Recommendation.objects.with_archived()
            .filter(inspection__authority=authority)
            .select_related("inspection")
        )
        answered = set(self.plan.inspections.values_list("pk", flat=True))
        self.by_reference: dict[str, Recommendation] = {}
        self.by_words: dict[str, Recommendation] = {}
        self.by_number: dict[int, list[Recommendation]] = defaultdict(list)
        for recommendation in recommendations:
            self.by_reference[_folded(recommendation.reference)] = recommendation
            if (
                recommendation.inspection_id in answered
                and not recommendation.is_archived
            ):
                self.by_number[recommendation.position].append(recommendation)
                for words in filter(
                    None, (recommendation.text, recommendation.summary)
                ):
                    self.by_words.setdefault(_folded(words), recommendation)

    def _read_actions(self) -> None:
        rows: Iterable[ActionItem] = (
            ActionItem.objects.with_archived()
            .filter(authority=self.plan.authority_id)
            .select_related("plan", "owner__agency", "authority")
            .prefetch_related("recommendations", "updates")
        )
        self.actions: dict[str, ActionItem] = {}
        self.titled: dict[str, list[ActionItem]] = defaultdict(list)
        self.numbered: dict[str, ActionItem] = {}
        for action in rows:
            self.actions[_folded(action.reference)] = action
            if action.plan_id == self.plan.pk and not action.is_archived:
                self.titled[_folded(action.title)].append(action)
                self.numbered[_folded(action.detail.partition("\n")[0])] = action


def number_note(ref: str) -> str:
    """How an action keeps the number that it had in the spreadsheet."""
    return f"Number in the spreadsheet: {ref}"


def _folded(text: str) -> str:
    return squeezed(text).casefold()
