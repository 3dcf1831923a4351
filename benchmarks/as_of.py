"""What a look back in time costs beside the same list as it is now: the ratio of the
two, measured in turns in one run. Fill the database with generate.py first.

    python benchmarks/as_of.py
"""

import statistics
import time
from itertools import product

import setting_up  # noqa: F401
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from recommendations.models import ActionItem

DAY = "2025-08-01"
PLAN = "AU00-P00"
ORDERINGS = ("reference", "due_on", "-updated_at")
# Who asks for which list: a manager sees one authority of twenty, the superuser all.
ASKED = [
    *product(["manager"], ["actions/?", f"actions/?plan={PLAN}&"], ORDERINGS),
    ("manager", "actions/?is_open=true&overdue=true&", "reference"),
    ("manager", "actions/?agency=agency-1&", "reference"),
    ("manager", "actions/?recommendation=AU00-R03&", "reference"),
    ("manager", "actions/?brag=red&", "reference"),
    ("manager", "recommendations/?", "reference"),
    ("manager", "summary/?", ""),
    ("manager", f"summary/?plan={PLAN}&", ""),
    *product(
        ["admin"], [f"actions/?plan={PLAN}&", "actions/?authority=AU00&"], ORDERINGS
    ),
    *product(["admin"], ["actions/?"], ORDERINGS),
    ("admin", "recommendations/?", "reference"),
    ("admin", "summary/?", ""),
]
LONGEST = 4.0  # Seconds to spend on one line at most.


def cost(client: APIClient, address: str) -> float:
    start = time.perf_counter()
    answer = client.get(address)
    spent = time.perf_counter() - start
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.content.decode()}")
    return spent


def compare(client: APIClient, address: str) -> tuple[float, float]:
    """Median seconds now and then, taken in turns."""
    pair = [address, f"{address}as_of={DAY}"]
    first = [cost(client, address) for address in pair]
    rounds = max(2, min(15, int(LONGEST / sum(first))))
    seconds = [[cost(client, address) for address in pair] for _ in range(rounds)]
    now, then = (statistics.median(column) for column in zip(*seconds, strict=True))
    return now, then


def main() -> None:
    print(f"{connection.vendor}, {ActionItem.objects.count()} actions, ", end="")
    print(f"{ActionItem.history.count()} versions; as of {DAY}")
    print(f"{'ratio':>7} {'now ms':>8} {'then ms':>8}  who      list")
    for name, path, ordering in ASKED:
        client = APIClient(SERVER_NAME="localhost")
        client.force_authenticate(User.objects.get(username=name))
        order = f"ordering={ordering}&" if ordering else ""
        now, then = compare(client, f"/api/v1/{path}{order}")
        print(
            f"{then / now:7.1f} {now * 1000:8.1f} {then * 1000:8.1f}  {name:8} "
            f"{path.rstrip('?&')} {ordering}"
        )


if __name__ == "__main__":
    main()
