"""Sealing while people work: however the product writes, nothing of it is taken for
slipped in, and nothing that is committed late is lost."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from recommendations.choices import RecommendationStatus, Role
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Authority,
    Membership,
    Owner,
    Recommendation,
    RecommendationLink,
    Seal,
    SealedRow,
)
from recommendations.models.trail import change
from recommendations.reports import unsealed
from recommendations.reports.seals import verify
from recommendations.workflow import (
    actions,
    checks,
    dates,
    demo,
    evidence,
    handover,
    sealing,
)
from recommendations.workflow import plans as plan_verbs
from recommendations.workflow import recommendations as recommendation_verbs
from recommendations.workflow.records import Linked, revise
from recommendations.workflow.sealing import seal
from recommendations.workflow.undo import undo

from .factories import (
    TODAY,
    AuthorityFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
    UserFactory,
)
from .trail_rows import faults, refused_seal

FIXTURES = [
    f"fixtures/{name}.json"
    for name in ("reference", "blackburn_with_darwen", "demo_plans")
]
LATER = TODAY + timedelta(days=40)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("between", [False, True], ids=["at the end", "in between"])
def test_every_verb_of_an_action_and_its_plan_is_sealed(
    people, post, police_post, authority, council, constabulary, today, between
):
    """Each at an instant of its own, some at the same one; sealed after each, or once
    at the end."""
    recommendation = RecommendationFactory(inspection__authority=authority)
    plan = PlanFactory(authority=authority, status="draft", date_gate="approved")
    next_plan = PlanFactory(authority=authority, status="draft")
    by, owner, checker = people.manager, people.owner, people.verifier
    created = []

    def create(**fields):
        created.append(
            actions.create_action(
                plan,
                by=people.manager,
                title="Audit",
                owner=post,
                due_on=LATER,
                **fields,
            )
        )
        return created[-1]

    first = create(recommendations=[recommendation], contributing=[constabulary])
    second = create(recommendations=[recommendation])

    def prove(action):
        return evidence.add_evidence(
            [action, second], by=owner, title="Minutes", url="https://x.test/m"
        )

    def ask(days):
        return dates.request_date(
            first, by=owner, due_on=LATER + timedelta(days=days), reason="Leave."
        )

    steps = [
        lambda: plan_verbs.approve_plan(plan, by=by),
        lambda: plan_verbs.activate_plan(plan, by=by),
        lambda: actions.start(first, by=owner),
        lambda: undo(first, by=owner),
        lambda: actions.start(first, by=owner),
        lambda: actions.block(first, by=owner, reason="No room."),
        lambda: actions.unblock(first, by=owner),
        lambda: actions.add_update(first, by=owner, text="The room is found."),
        lambda: undo(first, by=owner),
        lambda: dates.reject_date(ask(9), by=by, message="No."),
        lambda: dates.approve_date(ask(8), by=by),
        lambda: dates.reschedule(
            first, by=by, due_on=LATER + timedelta(days=30), reason="Costs."
        ),
        lambda: evidence.archive_evidence(prove(first), by=by, reason="Old."),
        lambda: actions.complete(first, by=owner, note="Done."),
        lambda: checks.return_claim(first, by=checker, reason="Not yet."),
        lambda: actions.complete(first, by=owner, note="Now."),
        lambda: checks.verify(first, by=checker),
        lambda: checks.check_impact(
            first, by=checker, outcome="failed", note="No.", evidence=[prove(first)]
        ),
        lambda: undo(first, by=checker),
        lambda: checks.check_impact(first, by=checker, outcome="failed", note="No."),
        lambda: revise(
            first,
            by=by,
            fields={"title": "Audit more"},
            links=[
                Linked(
                    ActionItem.contributing_agencies.through,
                    "action",
                    "agency",
                    {council: {}},
                )
            ],
        ),
        lambda: handover.hand_over(post, by=by, to=police_post, reason="She left."),
        lambda: handover.carry_forward(
            first, by=by, plan=next_plan, due_on=LATER, reason="Goes on."
        ),
        lambda: actions.cancel(first.carried_to.get(), by=by, reason="Not there."),
        lambda: actions.reopen(first, by=by, reason="After all."),
        lambda: actions.cancel(first, by=by, reason="Not needed."),
        lambda: actions.archive(second, by=by, reason="Twice."),
        lambda: recommendation_verbs.respond(
            recommendation, by=by, response="accepted"
        ),
    ]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number, step in enumerate(steps):
            for record in (plan, first, second, post, recommendation):
                record.refresh_from_db()
            step()
            clock.shift(timedelta(seconds=40 * (number % 2)))
            if between:
                assert refused_seal() == []
    assert faults() == []
    assert refused_seal() == []
    assert verify().unsealed == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_the_fixtures_are_sealed_as_they_are_loaded_and_loaded_again(today):
    for name in FIXTURES:
        call_command("loaddata", name, verbosity=0)
        assert refused_seal() == []
    rows = SealedRow.objects.count()
    call_command("loaddata", *FIXTURES, verbosity=0)
    Authority.objects.filter(code="BWD").update(name="As a fixture would find it")
    call_command("loaddata", FIXTURES[1], verbosity=0)
    assert refused_seal() == []
    assert SealedRow.objects.count() == rows
    assert faults() == []


@pytest.mark.slow
@pytest.mark.django_db
def test_people_may_work_on_with_what_a_fixture_brought(today):
    call_command("loaddata", *FIXTURES, verbosity=0)
    manager = UserFactory(is_superuser=True)
    assert refused_seal() == []
    for action in ActionItem.objects.open()[:9]:
        revise(action, by=manager, fields={"detail": "More words."})
    owner = Owner.objects.filter(actions__status="in_progress").first()
    revise(owner, by=manager, fields={"holder_name": "Not on the trail"})
    plan = ActionPlan.objects.filter(status="live").first()
    plan_verbs.close_plan(plan, by=manager, reason="All done.")
    assert faults() == []
    assert refused_seal() == []


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_is_sealed_whatever_day_it_is_moved_to():
    with time_machine.travel("2027-03-03 09:00+00:00"):
        demo.set_up(today=timezone.localdate())
        assert refused_seal() == []
        manager = Membership.objects.get(role=Role.MANAGER, authority__code="BWD").user
        for action in ActionItem.objects.filter(authority__code="BWD").open()[:3]:
            revise(action, by=manager, fields={"detail": "More words."})
        assert faults() == []
        assert refused_seal() == []


@pytest.mark.django_db
def test_links_that_go_and_come_again_are_sealed(people, authority, today):
    earlier, later = (
        RecommendationFactory(inspection__authority=authority) for _ in "ab"
    )
    RecommendationLink.objects.create(later=later, earlier=earlier, kind="repeats")
    seal()
    recommendation_verbs.supersede(
        earlier, by=people.manager, later=later, reason="Said again."
    )
    assert refused_seal() == []
    link = RecommendationLink.objects.get()
    with change("delete", by=people.manager):
        link.delete()
    assert refused_seal() == []
    link.save()
    assert refused_seal() == []
    assert faults() == []


@pytest.mark.django_db
def test_a_save_outside_any_verb_is_no_false_alarm(authority, today):
    seal()
    for name in ("One", "Two"):
        authority.name = name
        authority.save()
    assert faults() == []
    assert refused_seal() == []


@pytest.mark.django_db
def test_a_new_action_makes_a_new_version_of_a_recommendation_read_before(
    people, authority, today
):
    plan = PlanFactory(authority=authority)
    read_before = RecommendationFactory(
        inspection__authority=authority, status=RecommendationStatus.DELIVERED
    )
    now = Recommendation.objects.get()
    revise(now, by=people.manager, fields={"summary": "In fewer words."})
    actions.create_action(
        plan, by=people.manager, title="Audit", recommendations=[read_before]
    )
    now.refresh_from_db()
    assert (now.version, now.summary) == (3, "In fewer words.")


@pytest.mark.django_db
def test_a_row_with_a_lower_id_that_comes_late_is_sealed_next_time(authority, today):
    """As if its transaction had been open while the rows after it were sealed."""
    OwnerFactory(authority=authority)
    late = Owner.history.latest()
    OwnerFactory(authority=authority)
    key = late.pk
    late.delete()
    seal()
    late.pk = key
    late.save(force_insert=True)
    assert verify().unsealed == 1
    assert refused_seal() == []
    entry = SealedRow.objects.get(seal=Seal.objects.last())
    assert entry.history_id == key < Owner.history.latest().pk
    assert faults() == []


def on_another_connection(work):
    def play():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=play)
    thread.start()
    return thread


@pytest.fixture
def two_writers(transactional_db):
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite one transaction waits for the other")


def test_a_slow_transaction_is_sealed_when_it_has_committed(two_writers):
    slow, quick = (AuthorityFactory(code=code) for code in ("SLOW", "QUICK"))
    seal()
    may_commit, has_written = threading.Event(), threading.Event()

    def work_slowly():
        with transaction.atomic():
            rename(slow)
            has_written.set()
            assert may_commit.wait(20)

    thread = on_another_connection(work_slowly)
    assert has_written.wait(20)
    rename(quick)
    assert seal().rows == 1
    may_commit.set()
    thread.join(20)
    assert slow.history.latest().pk < quick.history.latest().pk
    assert verify().unsealed == 1
    done = seal()
    assert (done.rows, done.slipped) == (1, [])
    assert faults() == []


def test_two_runs_at_once_seal_each_row_once(two_writers):
    authority = AuthorityFactory()
    runs = []
    with transaction.atomic():
        assert seal().rows == 1
        thread = on_another_connection(lambda: runs.append(seal()))
        thread.join(0.5)
        assert runs == []
    thread.join(20)
    assert [run.rows for run in runs] == [0]
    rename(authority)
    assert seal().rows == 1
    assert faults() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_people_write_between_the_seals_of_a_long_trail(monkeypatch):
    """A first run over years of history does not keep them waiting for all of it."""
    authorities = [AuthorityFactory(code=f"A{number}") for number in range(6)]
    monkeypatch.setattr(unsealed, "ROWS", 2)
    monkeypatch.setattr(sealing, "ROWS_PER_SEAL", 2)

    def others_write(seconds):
        assert not connection.in_atomic_block
        rename(authorities[0])

    monkeypatch.setattr(sealing, "sleep", others_write)
    done = seal()
    assert done.slipped == []
    assert done.rows == SealedRow.objects.count() >= 6
    assert Seal.objects.count() >= 3
    assert done.latest == Seal.objects.last().digest
    assert refused_seal() == []
    assert verify().unsealed == 0
    assert faults() == []


def rename(authority):
    authority.name += " again"
    authority.version += 1
    authority.save()
