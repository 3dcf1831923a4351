"""What each list, detail and page costs in queries stands in query_counts.csv, exactly,
for four people. To write the numbers anew, and see in the difference what changed:

    QUERY_COUNTS=write .venv/bin/python -m pytest -m access tests/test_query_counts.py
"""

import csv
import os
from pathlib import Path

import pytest

from .costs import PEOPLE, Busy, Cost

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "evidence_folder"),
    pytest.mark.access,
]

FILE = Path(__file__).parent / "query_counts.csv"
FEW, MANY = 2, 20
# What costs more with more rows: its preview asks of each row what its gates ask.
GROWS = {
    "admin bulk complete": "whether a date was asked for, which a claim withdraws",
    "admin bulk verify": "whether there is evidence, and who carried it since when",
}
# What asks the very same query again.
ASKS_TWICE = {
    "admin recommendation add": "two boxes offer the same agencies",
    "admin recommendation do revise": "two boxes offer the same agencies",
}

Numbers = dict[str, str]


def read() -> dict[str, Numbers]:
    """By address, and by person; empty for what does not answer them."""
    with FILE.open(newline="") as file:
        return {line.pop("address"): line for line in csv.DictReader(file)}


def write(who: str, numbers: Numbers) -> None:
    """Put this person's column in the place of what was there."""
    table = read()
    for address in [*table, *numbers]:
        row = table.setdefault(address, dict.fromkeys(PEOPLE, ""))
        row[who] = numbers.get(address, "")
    with FILE.open("w", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["address", *PEOPLE])
        for address, row in sorted(table.items()):
            if any(row.values()):
                lines.writerow([address, *(row[who] for who in PEOPLE)])


def told(few: Cost, many: Cost) -> str:
    """One number, or how it grew."""
    if few.queries == many.queries:
        return str(few.queries)
    return f"{few.queries} > {many.queries}"


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_costs_what_the_file_says_however_many_rows(who):
    world = Busy()
    world.grow(FEW)
    few = world.costs(who)
    world.grow(MANY - FEW)
    many = world.costs(who)
    numbers = {address: told(cost, many[address]) for address, cost in few.items()}

    if os.environ.get("QUERY_COUNTS") == "write":
        write(who, numbers)
    wanted = {address: row[who] for address, row in read().items() if row[who]}
    wrong = [
        f"{address} as {who}: {numbers.get(address, 'no answer')} queries, "
        f"and the file says {wanted.get(address, 'nothing')}"
        for address in sorted({*numbers, *wanted})
        if numbers.get(address) != wanted.get(address)
    ]
    assert not wrong, "\n".join([*wrong, __doc__])

    growing = {address for address, number in numbers.items() if ">" in number}
    assert growing <= set(GROWS), growing - set(GROWS)

    again = {
        f"{address}, {times} times: {sql}"
        for address, cost in few.items()
        if address not in ASKS_TWICE
        for sql, times in cost.repeated.items()
    }
    assert not again, "\n".join(again)


def test_each_exception_is_still_one():
    table = read()
    growing = {
        address for address, row in table.items() if ">" in "".join(row.values())
    }
    assert growing == set(GROWS)
    assert set(ASKS_TWICE) <= set(table)
