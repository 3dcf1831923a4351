"""References such as BWD-A0042: given by the product, never reused."""

from django.db import transaction

from recommendations.models import (
    ActionItem,
    ActionPlan,
    Authority,
    Owner,
    ReferenceCounter,
)

# The letter of the reference, and how many digits it has at least.
_SHAPES: dict[type[ActionItem | ActionPlan | Owner], tuple[str, int]] = {
    ActionItem: ("A", 4),
    ActionPlan: ("P", 2),
    Owner: ("O", 3),
}


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
        if model._default_manager.filter(
            reference=f"{prefix}{number:0{width}d}"
        ).exists():
            number = _highest(model, prefix) + 1
        counter.last = number
        counter.save()
    return f"{prefix}{number:0{width}d}"


def _highest(model: type[ActionItem | ActionPlan | Owner], prefix: str) -> int:
    taken = model._default_manager.filter(reference__startswith=prefix)
    numbers = (
        reference.removeprefix(prefix)
        for reference in taken.values_list("reference", flat=True)
    )
    return max((int(number) for number in numbers if number.isdecimal()), default=0)
