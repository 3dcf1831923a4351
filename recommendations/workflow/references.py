"""References such as BWD-A0042 or BWD-JTAI-2023: of one shape for each kind of record,
given by the product where the caller brings none, never reused."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
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

# The letter of the reference, and how many digits it has at least and at most.
_SHAPES: dict[type[ActionItem | ActionPlan | Owner], tuple[str, int, int]] = {
    ActionItem: ("A", 4, 7),
    ActionPlan: ("P", 2, 5),
    Owner: ("O", 3, 6),
}
# So many numbers are looked at together where given references are stepped over.
_MOST_AT_ONCE = 1000


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
    """Set the reference of a new record that has none, if its kind has references. One
    that the caller brings is held to its shape.

    Raises ValidationError, in the same words whatever is wrong with it: whether another
    authority has a record of that reference is not told.
    """
    reference = getattr(record, "reference", None)
    if reference is None:
        return
    if reference:
        record.reference = record._meta.get_field("reference").to_python(reference)
        _require_shape(record)
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


def _require_shape(record: Any) -> None:
    match record:
        case Inspection():
            stem = f"{record.authority.code}-"
            tail, hint = "[A-Z0-9-]{2,30}", "2 to 30 capital letters, digits or hyphens"
        case Recommendation():
            stem = f"{record.inspection.reference}-R"
            tail, hint = "[0-9]{2,5}(-[0-9]{1,3})?", "2 to 5 digits"
        case _:
            letter, least, most = _SHAPES[type(record)]
            stem = f"{record.authority.code}-{letter}"
            tail, hint = f"[0-9]{{{least},{most}}}", f"{least} to {most} digits"
    reference = record.reference
    shape = re.compile(re.escape(stem) + tail)
    if not shape.fullmatch(reference) or _in_use(type(record), [reference]):
        message = f"Use {stem} and {hint} that are not in use, or leave it out."
        raise ValidationError({"reference": message})


def next_reference(
    model: type[ActionItem | ActionPlan | Owner], authority: Authority
) -> str:
    """The next free reference, such as `BWD-A0042`, taken under a lock. The counter
    takes no notice of references that came in otherwise, but steps over them."""
    letter, width, _ = _SHAPES[model]
    with transaction.atomic():
        ReferenceCounter.objects.get_or_create(authority=authority, kind=letter)
        counter = ReferenceCounter.objects.select_for_update().get(
            authority=authority, kind=letter
        )
        stem = f"{authority.code}-{letter}"
        counter.last = _first_free_number(model, stem, width, after=counter.last)
        counter.save()
    return f"{stem}{counter.last:0{width}d}"


def _first_free_number(model: type[Any], stem: str, width: int, *, after: int) -> int:
    first, count = after + 1, 1
    while True:
        tried = {f"{stem}{n:0{width}d}": n for n in range(first, first + count)}
        if free := tried.keys() - _in_use(model, tried):
            return min(tried[reference] for reference in free)
        first, count = first + count, min(2 * count, _MOST_AT_ONCE)


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
    rows = all_rows(model).filter(reference__startswith=stem)
    in_use = set(rows.values_list("reference", flat=True))
    number = 1
    while (reference := stem if number == 1 else f"{stem}-{number}") in in_use:
        number += 1
    return reference


def _in_use(model: type[Any], references: Any) -> set[str]:
    """Those that some record has, an archived one too: none is used again."""
    rows = all_rows(model).filter(reference__in=list(references))
    return set(rows.values_list("reference", flat=True))
