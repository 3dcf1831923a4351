"""Fills an empty database with invented actions and their trail: by bulk insert, since
no verb is meant to make a hundred thousand. Only the benchmarks beside it use this.

    python benchmarks/generate.py --actions 100000
"""

import argparse
import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

if __name__ == "__main__":
    import setting_up  # noqa: F401

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from recommendations.choices import ActionStatus, AgencyKind, Role
from recommendations.models import (
    ActionAgency,
    ActionItem,
    ActionPlan,
    ActionRecommendation,
    Agency,
    Authority,
    Framework,
    Inspection,
    Membership,
    Owner,
    Recommendation,
)

AUTHORITIES, PLANS, OWNERS, ASKS = 20, 10, 20, 20
BATCH = 5000
FIRST = timezone.make_aware(datetime(2025, 1, 6, 9))
# When each version of an action was written, and the identity of that change.
VERSIONS = [
    (n, FIRST + timedelta(days=150 * n), uuid.UUID(int=n + 1)) for n in range(3)
]
STATUSES = [
    (ActionStatus.NOT_STARTED, {}),
    (ActionStatus.IN_PROGRESS, {"started_on": date(2025, 2, 3)}),
    (ActionStatus.IN_PROGRESS, {"started_on": date(2025, 3, 3)}),
    (ActionStatus.COMPLETE, {"completed_on": date(2025, 12, 1)}),
    (
        ActionStatus.VERIFIED,
        {"completed_on": date(2025, 10, 1), "verified_on": date(2025, 11, 3)},
    ),
]


def fill(actions: int) -> None:
    """All rows, each action with three versions: twice in the trail it was not yet
    begun and due earlier. Users: `manager` of the first authority, and `admin`."""
    with transaction.atomic():
        framework = Framework.objects.create(code="jtai", name="JTAI")
        agencies = [
            Agency.objects.create(code=f"agency-{n}", name=f"Agency {n}", kind=kind)
            for n, kind in enumerate(AgencyKind.values)
        ]
        for number in range(AUTHORITIES):
            each = actions // AUTHORITIES
            _authority(number, framework, agencies, range(each))
        first = Authority.objects.get(code="AU00")
        manager = User.objects.create_user("manager")
        Membership.objects.create(user=manager, authority=first, role=Role.MANAGER)
        User.objects.create_superuser("admin")
        for model in (ActionItem, ActionAgency, ActionRecommendation):
            _write_trail(model)
        for model in (Authority, Agency, Inspection, Recommendation, ActionPlan, Owner):
            model.history.update(history_date=FIRST)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _authority(
    number: int, framework: Framework, agencies: list[Agency], each: Iterable[int]
) -> None:
    code = f"AU{number:02}"
    authority = Authority.objects.create(code=code, name=f"Authority {number}")
    inspection = Inspection.objects.create(
        reference=f"{code}-JTAI-2024", authority=authority, framework=framework
    )
    asks = [
        Recommendation.objects.create(
            reference=f"{code}-R{n:02}",
            inspection=inspection,
            position=n + 1,
            summary="Do it",
        )
        for n in range(ASKS)
    ]
    plans = [
        ActionPlan.objects.create(
            reference=f"{code}-P{n:02}", authority=authority, title="Plan"
        )
        for n in range(PLANS)
    ]
    owners = [
        Owner.objects.create(
            reference=f"{code}-O{n:03}",
            authority=authority,
            agency=agencies[n % len(agencies)],
            post_title=f"Service Lead {n}",
        )
        for n in range(OWNERS)
    ]
    actions = [
        _action(n, code, authority, plans[n % PLANS], owners[n % OWNERS]) for n in each
    ]
    ActionItem.objects.bulk_create(actions, BATCH)
    ActionAgency.objects.bulk_create(
        [
            ActionAgency(action=action, agency=agencies[n % len(agencies)])
            for n, action in enumerate(actions)
        ],
        BATCH,
    )
    ActionRecommendation.objects.bulk_create(
        [
            ActionRecommendation(action=action, recommendation=asks[n % ASKS])
            for n, action in enumerate(actions)
        ],
        BATCH,
    )


def _action(
    n: int, code: str, authority: Authority, plan: ActionPlan, owner: Owner
) -> ActionItem:
    status, dates = STATUSES[n % len(STATUSES)]
    due = date(2025, 6, 1) + timedelta(days=n * 7 % 600)
    return ActionItem(
        reference=f"{code}-A{n:06}",
        authority=authority,
        plan=plan,
        owner=owner,
        title=f"Audit {n} plans a month",
        detail="Each service audits, moderates and reports to the board.",
        status=status,
        start_on=date(2025, 1, 13),
        due_on=due,
        original_due_on=due - timedelta(days=30),
        last_update_on=date(2025, 12, 1),
        version=3,
        updated_at=VERSIONS[-1][1],
        created_at=FIRST,
        **dates,
    )


def _write_trail(model: Any) -> None:
    """The history rows of a model, copied from its table as its versions."""
    trail = model.history.model._meta.db_table
    own = [field.column for field in model._meta.concrete_fields]
    versions = VERSIONS if model is ActionItem else VERSIONS[:1]
    for number, at, change_id in versions:
        past = model is ActionItem and number < len(VERSIONS) - 1
        overrides = dict(_earlier_values(model, number, at) if past else [])
        stamps: dict[str, Any] = {
            "history_date": at,
            "history_type": "~" if number else "+",
            "history_change_reason": "",
            "verb": "revise" if number else "create",
            "actor": "",
            "change_id": change_id,
        }
        copied = [column for column in own if column not in overrides]
        columns = ", ".join([*copied, *overrides, *stamps])
        values = ", ".join([*copied, *["%s"] * len(overrides | stamps)])
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {trail} ({columns}) "  # noqa: S608
                f"SELECT {values} FROM {model._meta.db_table}",
                [_plain(value) for value in (overrides | stamps).values()],
            )


def _earlier_values(model: Any, number: int, at: datetime) -> Iterable[tuple[str, Any]]:
    return [
        ("status", "not_started"),
        ("completed_on", None),
        ("verified_on", None),
        ("started_on", None),
        ("due_on", date(2025, 6, 1) + timedelta(days=60 * number)),
        ("version", number + 1),
        ("updated_at", at),
    ]


def _plain(value: Any) -> Any:
    """As the database at hand takes it: SQLite keeps UUIDs and instants as text."""
    if isinstance(value, uuid.UUID):
        return models.UUIDField().get_db_prep_value(value, connection)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=100_000)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if User.objects.filter(username="admin").exists():
        print(f"Filled already, with {ActionItem.objects.count()} actions.")
    elif Authority.objects.exists():
        raise SystemExit("The database is not empty. Name another in DATABASE_URL.")
    else:
        fill(options.actions)


if __name__ == "__main__":
    main()
