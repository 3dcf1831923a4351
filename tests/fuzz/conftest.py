"""The demo in the test database, for the fuzzer alone, and what it counted."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings

from recommendations.choices import ActionStatus, PlanStatus, RecommendationStatus
from recommendations.models import (
    ActionPlan,
    ActionRecommendation,
    Authority,
    Draft,
    Evidence,
    Framework,
    Owner,
)
from recommendations.workflow.demo import set_up
from tests.drafts import reports
from tests.factories import (
    TODAY,
    ActionFactory,
    InspectionFactory,
    PlanFactory,
    RecommendationFactory,
)

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# (user, operation) -> status -> number of answers
ANSWERS: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)


@pytest.fixture(scope="session")
def one_connection() -> Any:
    """A request that ends would close the connection, and with it the transaction in
    which the demo stands."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="session")
def files(tmp_path_factory: Any) -> Any:
    """Where files that are brought in lie."""
    folder = FileSystemStorage(location=tmp_path_factory.mktemp("files"))
    with pytest.MonkeyPatch.context() as patch:
        for model in (Evidence, Draft):
            patch.setattr(model._meta.get_field("file"), "storage", folder)
        yield


@pytest.fixture(scope="session")
def demo(
    django_db_setup: Any, django_db_blocker: Any, one_connection: Any, files: Any
) -> Any:
    """The users of the demo, which is there as of one day for as long as one fuzzes."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(datetime.combine(TODAY, time(10), tzinfo=UTC), tick=False),
        override_settings(PASSWORD_HASHERS=QUICK),
        transaction.atomic(),
    ):
        set_up(today=TODAY)
        stand_at_every_status()
        yield {user.username: user for user in User.objects.all()}
        transaction.set_rollback(True)


def stand_at_every_status() -> None:
    """The demo tells one story; here every verb shall find what it leads on from."""
    authority = Authority.objects.get(code="BWD")
    plan = ActionPlan.objects.get(reference="BWD-P02")
    post = Owner.objects.get(user__username="owner")
    inspection = InspectionFactory(
        authority=authority, reference="BWD-FUZZ", framework=Framework.objects.first()
    )
    for status in PlanStatus:
        PlanFactory(authority=authority, reference=f"BWD-FUZZ-{status}", status=status)
    for status in ActionStatus:
        ActionFactory(authority=authority, plan=plan, owner=post, status=status)
    done = ActionFactory(authority=authority, plan=plan, status=ActionStatus.VERIFIED)
    for status in RecommendationStatus:
        recommendation = RecommendationFactory(inspection=inspection, status=status)
        ActionRecommendation.objects.create(action=done, recommendation=recommendation)
    manager = User.objects.get(username="manager")
    reports.save_draft(reports.report(), reports.reading_of(), by=manager)
    unknown = b"A report on nobody we know."
    reports.save_draft(unknown, reports.reading_of(unknown, authority=None), by=manager)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not ANSWERS:
        return
    terminalreporter.section("fuzz: answers by operation")
    for (user, operation), statuses in sorted(ANSWERS.items()):
        terminalreporter.write_line(f"{user:<9}{operation:<58}{_told(statuses)}")
    for user in sorted({user for user, _ in ANSWERS}):
        total: Counter[int] = sum(
            (statuses for (who, _), statuses in ANSWERS.items() if who == user),
            Counter(),
        )
        terminalreporter.write_line(f"{user:<9}{'all':<58}{_told(total)}")


def _told(statuses: Counter[int]) -> str:
    number = statuses.total()
    well = sum(count for status, count in statuses.items() if status < 300)
    each = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    return f"{number:>6} cases, {100 * well // number:>3} % 2xx   {each}"
