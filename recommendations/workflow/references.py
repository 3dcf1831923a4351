"""References such as BWD-A0042 or BWD-JTAI-2023: given by the product, never reused."""

from datetime import date
from typing import Any

from django.db import transaction

from recommendations.models import (
    ActionItem,
    ActionPlan,
    Authority,
    Framework,
    Inspection,
    Owner,
    Recommendation,
    ReferenceCounter,
)
from recommendations.models.archiving import all_rows

# The letter of the reference, and how many digits it has at least.
_SHAPES: dict[type[ActionItem | ActionPlan | Owner], tuple[str, int]] = {
    ActionItem: ("A", 4),
    ActionPlan: ("P", 2),
    Owner: ("O", 3),
}


_FRAMEWORKS = {
    "sif_reinspection": "SIF-RE",
    "ilacs_standard": "ILACS",
    "ilacs_short": "ILACS",
    "ilacs_focused_visit": "FV",
    "ilacs_monitoring_visit": "MV",
    "assurance_visit": "AV",
    "area_send": "SEND",
    "police_ncpi": "NCPI",
    "peer_review": "PEER",
}


def give_reference(record: Any) -> None:
    """Set the reference of a new record that has none, if its kind has references."""
    if getattr(record, "reference", None) != "":
        return
    match record:
        case Inspection():
            record.reference = inspection_reference(
                record.authority, record.framework, record.start_on
            )
        case Recommendation():
            record.reference = recommendation_reference(
                record.inspection, record.position
            )
        case _:
            record.reference = next_reference(type(record), record.authority)


def next_reference(
    model: type[ActionItem | ActionPlan | Owner], authority: Authority
) -> str:
    """The next free reference, such as `BWD-A0042`, taken under a lock.

    References that came in by a fixture are stepped over, not given twice.
    """
    letter, width = _SHAPES[model]
    prefix = f"{authority.code}-{letter}"
    with transaction.atomic():
        ReferenceCounter.objects.get_or_create(authority=authority, kind=letter)
        counter = ReferenceCounter.objects.select_for_update().get(
            authority=authority, kind=letter
        )
        number = counter.last + 1
        reference = f"{prefix}{number:0{width}d}"
        if all_rows(model).filter(reference=reference).exists():
            number = _highest(model, prefix) + 1
        counter.last = number
        counter.save()
    return f"{prefix}{number:0{width}d}"


def _highest(model: type[ActionItem | ActionPlan | Owner], prefix: str) -> int:
    taken = all_rows(model).filter(reference__startswith=prefix)
    numbers = (
        reference.removeprefix(prefix)
        for reference in taken.values_list("reference", flat=True)
    )
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def inspection_reference(
    authority: Authority, framework: Framework, start_on: date | None
) -> str:
    """Such as `BWD-JTAI-2023`, and `BWD-JTAI-2023-2` for a second one."""
    kind = _FRAMEWORKS.get(framework.code, framework.code.upper().replace("_", "-"))
    stem = f"{authority.code}-{kind}" + (f"-{start_on.year}" if start_on else "")
    return _first_free(Inspection, stem)


def recommendation_reference(inspection: Inspection, position: int) -> str:
    """Such as `BWD-JTAI-2023-R06`."""
    return _first_free(Recommendation, f"{inspection.reference}-R{position:02d}")


def _first_free(model: type[Inspection | Recommendation], stem: str) -> str:
    there = all_rows(model).filter(reference__startswith=stem)
    taken = set(there.values_list("reference", flat=True))
    number = 1
    while (reference := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return reference
