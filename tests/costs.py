"""What each page costs in queries: a world of records, the people who look at it, every
address that may be read, and the queries that each asks. test_query_counts.py holds the
numbers against query_counts.csv."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from rest_framework.test import APIClient

from recommendations.admin.site import site
from recommendations.api.urls import router
from recommendations.choices import Role
from recommendations.models import (
    ActionEvidence,
    ActionItem,
    ApiToken,
    DueDateChange,
    Evidence,
    ImpactCheck,
    Membership,
    PlanInspection,
)
from tests.access.world import World, mark
from tests.admin.addresses import page_of
from tests.factories import (
    TODAY,
    ActionFactory,
    AgencyFactory,
    CitationFactory,
    InspectionFactory,
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

# The plain pages, each with what its address asks for.
WEB_PAGES = {
    "people": "",
    "add-person": "",
    "add-people": "",
    "leave": "number",
    "set-up": "",
    "set-up-partners": "code",
    "set-up-plan": "code",
}
PEOPLE = ["owner", "agency member", "manager", "superuser"]
# What the database driver says of its own accord.
_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")


class Cost(NamedTuple):
    """The queries of one page, and those of them that it asked more than once."""

    queries: int
    repeated: dict[str, int]


class Busy:
    """The world of the access table with people in it, which grows by the row."""

    def __init__(self) -> None:
        self.world = World()
        self.posts = {}
        self.people = {
            "owner": self.world.person("owner", ""),
            "agency member": UserFactory(username="officer"),
            "manager": self.world.person("manager", ""),
            "superuser": self.world.person("superuser", ""),
        }
        authority, agencies = self.world.authority, self.world.agencies
        MembershipFactory(
            user=self.people["agency member"],
            authority=authority,
            agency=agencies["contributing"],
            role=Role.OWNER,
        )
        self.carriers = [
            self.world.posts["owner"],
            OwnerFactory(
                authority=authority,
                agency=agencies["contributing"],
                user=self.people["agency member"],
            ),
        ]
        member = self.people["owner"]
        self.records = {type(one): one for one in self.world.records.values()} | {
            User: member,
            Membership: member.memberships.get(),
            ImpactCheck: ImpactCheck.objects.create(
                action=self.world.records["action"], due_on=TODAY
            ),
        }
        # The kinds of content are read once a process, whoever asks first.
        ContentType.objects.get_for_models(*site._registry)

    def grow(self, rows: int) -> None:
        """So many rows more of every kind, and of all that stands on the pages of the
        records that there were."""
        authority = self.world.authority
        there = self.world.records
        for number in range(rows):
            agency = AgencyFactory(works_in=authority)
            inspection = InspectionFactory(authority=authority)
            for about in (inspection, there["inspection"]):
                # Behind all that the access table's world has and makes.
                position = 1000 + about.recommendations.count()
                JudgementFactory(inspection=about, position=position)
                StrengthFactory(inspection=about, position=position)
                RecommendationFactory(inspection=about, position=position)
            recommendation = RecommendationFactory(inspection=inspection)
            CitationFactory(recommendation=recommendation)
            CitationFactory(
                recommendation=there["recommendation"], document=there["document"]
            )
            for theme in (there["theme"], ThemeFactory()):
                theme.recommendations.add(recommendation)
            plan = PlanFactory(authority=authority)
            for of_plan, of_inspection in (
                (plan, inspection),
                (there["plan"], inspection),
                (plan, there["inspection"]),
            ):
                PlanInspection.objects.create(plan=of_plan, inspection=of_inspection)
            OwnerFactory(authority=authority, agency=agency)
            for owner in self.carriers:
                action = ActionFactory(
                    authority=authority,
                    plan=there["plan"],
                    owner=owner,
                    status="complete" if number % 2 else "in_progress",
                    answers=[recommendation, there["recommendation"]],
                    with_agencies=[self.world.agencies["contributing"], agency],
                )
                for of_action in (action, there["action"]):
                    UpdateFactory(action=of_action)
                    proof = Evidence.objects.create(
                        authority=authority,
                        title="Minutes",
                        form="held",
                        held_by="The police",
                    )
                    ActionEvidence.objects.create(action=of_action, evidence=proof)
                DueDateChange.objects.create(
                    action=action, to_on=TODAY, reason="Late.", requested_on=TODAY
                )
                ImpactCheck.objects.create(action=action, due_on=TODAY)
            for record in (there["action"], there["plan"], there["recommendation"]):
                record.save()
            for person in self.people.values():
                ApiToken.issue(user=person, name=f"Token {number}")
            MembershipFactory(user=UserFactory(), authority=authority)

    def costs(self, who: str) -> dict[str, Cost]:
        """What each page costs that answers this person."""
        rest, browser = APIClient(), Client()
        rest.force_authenticate(self.people[who])
        browser.force_login(self.people[who])
        found = {}
        for address, client, method, url, sent in self._addresses(rest, browser):
            with CaptureQueriesContext(connection) as queries:
                answer = getattr(client, method)(url, sent)
                if answer.streaming:
                    b"".join(answer.streaming_content)
            if answer.status_code == 200:
                found[address] = _cost(queries)
        return found

    def _addresses(self, rest: APIClient, browser: Client) -> Iterator[tuple]:
        for path in _rest_paths(self.world):
            yield _named(path), rest, "get", path, None
        for name, path in _admin_paths(self.records):
            yield name, browser, "get", path, None
        leaver = self.records[User].pk
        for name, args in WEB_PAGES.items():
            given = {"number": leaver} if args == "number" else {}
            given |= {"code": "BWD"} if args == "code" else {}
            yield f"web {name}", browser, "get", reverse(name, kwargs=given), None
        for name in site._registry[ActionItem].get_actions(_Asked()):
            rows = ActionItem.objects.order_by("pk").values_list("pk", flat=True)
            sent = {"action": name, "_selected_action": list(rows)}
            path = page_of(ActionItem, "changelist")
            yield f"admin bulk {name}", browser, "post", path, sent


class _Asked:
    """Whoever may play every verb."""

    user = User(is_superuser=True)


def _rest_paths(world: World) -> Iterator[str]:
    for extra in ("me", "me/actions", "summary", "themes/health/timeline"):
        yield f"/api/v1/{extra}/"
    for prefix, view, name in router.registry:
        record = world.records[name]
        every = f"/api/v1/{prefix}/"
        one = f"{every}{mark(record) or record.pk}/"
        yield from (every, one)
        for extra in view.get_extra_actions():
            if "get" in extra.mapping and extra.detail and extra.url_path != "timeline":
                yield f"{one}{extra.url_path}/"


def _named(path: str) -> str:
    """The address as the file has it: keys that no two runs share are left out."""
    return re.sub("[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", path)


def _admin_paths(records: dict) -> Iterator[tuple[str, str]]:
    yield "admin index", reverse("admin:index")
    for model, page in site._registry.items():
        kind = model._meta.model_name
        for view in ("changelist", "export", "add", "read", "baseline", "spreadsheet"):
            try:
                yield f"admin {kind} {view}", page_of(model, view)
            except NoReverseMatch:
                continue
        for view in ("change", "history", "baseline", "spreadsheet"):
            try:
                yield f"admin {kind} {view}", page_of(model, view, records[model].pk)
            except NoReverseMatch:
                continue
        for verb in getattr(page, "verbs", {}):
            path = page_of(model, "verb", records[model].pk, verb)
            yield f"admin {kind} do {verb}", path


def _cost(queries: CaptureQueriesContext) -> Cost:
    asked = [
        query["sql"]
        for query in queries.captured_queries
        if not query["sql"].startswith(_TRANSACTIONS)
    ]
    repeated = {sql: times for sql, times in Counter(asked).items() if times > 1}
    return Cost(len(asked), repeated)
