"""Whatever is done to actions, and whenever, a look back in time says what a replay of
the trail in plain Python says: rows, filters, figures and pages."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from recommendations import models
from recommendations.models.trail import change
from recommendations.workflow import actions as verbs
from recommendations.workflow import checks, dates, evidence, handover, records
from recommendations.workflow import recommendations as asks
from recommendations.workflow.errors import Refused
from tests.factories import (
    FrameworkFactory,
    InspectionFactory,
    PlanFactory,
    RecommendationFactory,
    ThemeFactory,
)
from tests.test_paging import walk

from .replay import LONDON, Replay, filters

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRST = date(2026, 3, 20)  # Nine days before the clocks go forward.
GAPS = [
    timedelta(0),  # The same instant as the step before.
    timedelta(0),
    timedelta(minutes=30),
    timedelta(hours=15),  # From a quarter past nine to just after midnight.
    timedelta(hours=23, minutes=30),
    timedelta(days=4),
    timedelta(days=11),
    timedelta(days=40),
]


def linked(through, own, other, targets):
    return records.Linked(through, own, other, {target: {} for target in targets})


class World:
    """Two plans, two posts, three asks, and what a step may do with them."""

    def __init__(self, people, authority, posts, agencies):
        self.people, self.posts, self.agencies = people, posts, agencies
        self.plans = [
            PlanFactory(reference=f"BWD-P0{n}", authority=authority) for n in (1, 2)
        ]
        inspection = InspectionFactory(
            reference="BWD-JTAI-2023", authority=authority, framework=FrameworkFactory()
        )
        self.asks = [
            RecommendationFactory(
                reference=f"BWD-R{n}", inspection=inspection, position=n, kind=kind
            )
            for n, kind in enumerate(["recommendation", "priority_action"], 1)
        ]
        self.themes = [ThemeFactory(code="health"), ThemeFactory(code="housing")]

    def play(self, verb, pick, number, now):
        """One step; what the rules refuse leaves no trace."""
        self.pick, self.number, self.day = pick, number, now.date()
        self.by = self.people.manager
        actions = models.ActionItem.objects.order_by("reference")
        try:
            with transaction.atomic():
                if verb == "create" or not actions:
                    self.create()
                else:
                    getattr(self, verb)(actions[pick % len(actions)])
        except Refused:
            pass

    def later(self):
        return self.day + timedelta(days=self.number)

    def some(self, items):
        return [item for n, item in enumerate(items) if self.number >> n & 1]

    def create(self):
        verbs.create_action(
            self.plans[self.pick % 2],
            by=self.by,
            title=["Audit the files", "Train the panel"][self.pick % 2],
            recommendations=self.some(self.asks),
            contributing=self.some(self.agencies),
            owner=[*self.posts, None][self.pick % 3],
            due_on=[self.later(), None][self.number % 5 == 0],
            start_on=[self.later(), None][self.number % 3 == 0],
        )

    def start(self, action):
        verbs.start(action, by=self.by)

    def complete(self, action):
        verbs.complete(action, by=self.by, note="Done.")

    def return_claim(self, action):
        checks.return_claim(action, by=self.people.verifier, reason="Not yet.")

    def verify(self, action):
        checks.verify(action, by=self.people.verifier, note="Seen.")

    def cancel(self, action):
        verbs.cancel(action, by=self.by, reason="Not needed.")

    def reopen(self, action):
        verbs.reopen(action, by=self.by, reason="It slipped.")

    def reassign(self, action):
        post = self.posts[self.number % 2]
        verbs.reassign(action, by=self.by, owner=post, reason="Leave.")

    def reschedule(self, action):
        dates.reschedule(action, by=self.by, due_on=self.later(), reason="Leave.")

    def block(self, action):
        verbs.block(action, by=self.by, reason="No staff.")

    def update(self, action):
        verbs.add_update(
            action,
            by=self.by,
            text="It goes on.",
            brag=["", "green", "red"][self.number % 3],
            brag_reason="So we see it.",
            forecast_on=self.later(),
        )

    def archive(self, action):
        verbs.archive(action, by=self.by, reason="Twice.")

    def carry_forward(self, action):
        plan = next(other for other in self.plans if other != action.plan)
        handover.carry_forward(
            action, by=self.by, plan=plan, due_on=self.later(), reason="Next year."
        )

    def link(self, action):
        links = [
            linked(models.ActionAgency, "action", "agency", self.some(self.agencies)),
            linked(
                models.ActionRecommendation,
                "action",
                "recommendation",
                self.some(self.asks),
            ),
        ]
        records.revise(action, by=self.by, fields={"detail": "Revised."}, links=links)

    def theme(self, action):
        ask = self.asks[self.pick % 2]
        link = linked(
            models.RecommendationTheme,
            "recommendation",
            "theme",
            self.some(self.themes),
        )
        records.revise(ask, by=self.by, fields={"note": "Sorted."}, links=[link])

    def respond(self, action):
        ask = self.asks[self.pick % 2]
        asks.respond(ask, by=self.by, response="accepted", reason="")

    def prove(self, action):
        evidence.add_evidence(
            [action], by=self.by, title="Minutes", url="https://example.org/"
        )

    def disprove(self, action):
        for proof in action.evidence.all()[:1]:
            evidence.archive_evidence(proof, by=self.by, reason="Wrong file.")

    def unlink_proof(self, action):
        with change("revise", by=self.by):
            for link in action.evidence_links.all()[:1]:
                link.delete()

    def settle(self, action):
        fields = {"stale_after_days": self.number + 1}
        records.revise(action.plan, by=self.by, fields=fields)


STEPS = sorted(
    name
    for name, method in vars(World).items()
    if callable(method) and name not in {"__init__", "play", "later", "some"}
)
steps = st.lists(
    st.tuples(
        st.sampled_from(GAPS),
        st.sampled_from(["create", *STEPS]),
        st.integers(0, 5),
        st.integers(0, 60),
    ),
    min_size=8,
    max_size=30,
)


def keyed(row):
    """A row of the list with people's keys for what is related, without its labels."""

    def key(value):
        if isinstance(value, list):
            return [key(item) for item in value]
        return next(iter(value.values())) if isinstance(value, dict) else value

    left_out = {"url", "status_label", "brag_label"}
    values = {name: key(value) for name, value in row.items() if name not in left_out}
    return {**values, "carried_to": sorted(values["carried_to"])}


class LookBack:
    """Asks for one day over REST, and holds the answer against the replay."""

    def __init__(self, client, day):
        self.client, self.day, self.replay = client, day, Replay(day)

    def ask(self, path, **query):
        query |= {"as_of": self.day.isoformat(), "page_size": 200}
        if path == "summary":
            del query["page_size"]
        answer = self.client.get(f"/api/v1/{path}/", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def check_rows(self):
        for archived in (False, True):
            rows = self.ask("actions", archived=str(archived).lower())["results"]
            replayed = [
                action.as_listed() for action in self.current_actions(archived=archived)
            ]
            assert [row["reference"] for row in rows] == [
                r["reference"] for r in replayed
            ]
            for row, expected in zip(rows, replayed, strict=True):
                row = keyed(row)
                assert row.keys() == expected.keys()
                differs = {
                    n: (row[n], expected[n]) for n in row if row[n] != expected[n]
                }
                assert not differs

    def current_actions(self, *, archived=False):
        rows = self.replay.actions.values()
        actions = [
            action for action in rows if bool(action.row.archived_at) == archived
        ]
        return sorted(actions, key=lambda action: action.row.reference)

    def check_filter(self, query, which):
        rows = self.ask("actions", **query)["results"]
        expected = [
            action.row.reference for action in self.current_actions() if which(action)
        ]
        assert [row["reference"] for row in rows] == expected, query

    def check_summary(self):
        body = self.ask("summary")
        expected = self.replay.summary()
        assert {name: body[name] for name in expected} == expected

    def check_recommendations(self):
        rows = self.ask("recommendations")["results"]
        expected = []
        for ask in sorted(self.replay.asks.values(), key=lambda row: row.reference):
            answering = [
                action.row.status
                for action in self.current_actions()
                if ask.id in {answered.pk for answered in action.asks}
                and action.row.status != "cancelled"
            ]
            about = sorted(
                link.theme.position
                for link in self.replay.themes
                if link.recommendation_id == ask.id
            )
            done = sum(status in ("verified", "embedded") for status in answering)
            expected.append(
                (ask.reference, ask.status, ask.note, len(about), len(answering), done)
            )
        names = ("reference", "status", "note", "themes", "action_count", "done_count")
        assert [
            tuple(len(v) if isinstance(v := row[name], list) else v for name in names)
            for row in rows
        ] == expected

    def check_pages(self, ordering):
        address = f"/api/v1/actions/?as_of={self.day}&ordering={ordering}"
        references = [
            row["reference"] for row in self.client.get(address).json()["results"]
        ]
        pages, _ = walk(self.client, f"{address}&page_size=3")
        assert [reference for page in pages for reference in page] == references
        assert sorted(references) == [
            action.row.reference for action in self.current_actions()
        ]


@settings(
    max_examples=7,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # To shrink a failure would take minutes.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_day_reads_as_a_replay_of_the_trail(
    api, people, authority, post, police_post, council, constabulary, data
):
    with transaction.atomic(), time_machine.travel(0, tick=False) as clock:
        now = datetime(FIRST.year, FIRST.month, FIRST.day, 9, 15, tzinfo=LONDON)
        clock.move_to(now)
        world = World(people, authority, [post, police_post], [council, constabulary])
        for gap, verb, pick, number in data.draw(steps):
            now += gap
            clock.move_to(now)
            world.play(verb, pick, number, now)
        last = (now.astimezone(LONDON).date() - FIRST).days
        client = api(people.manager)
        for offset in {last, data.draw(st.integers(0, last))}:
            look = LookBack(client, FIRST + timedelta(days=offset))
            look.check_rows()
            look.check_summary()
            look.check_recommendations()
            chosen = st.lists(
                st.sampled_from(list(filters(FIRST))), min_size=12, max_size=12
            )
            for query, which in data.draw(chosen):
                look.check_filter(query, which)
            look.check_pages(
                data.draw(
                    st.sampled_from(
                        ["due_on", "-original_due_on", "updated_at", "-reference"]
                    )
                )
            )
        transaction.set_rollback(True)
