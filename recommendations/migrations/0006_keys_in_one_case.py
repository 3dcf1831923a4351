"""Puts keys into the one case that they are kept in, and says what it cannot mend. A key
that is another record's then is given anew. Counters that ran off with a reference that
somebody brought begin again, stepping over the numbers that are taken."""

import re
import uuid

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower, Upper
from django.utils import timezone

_KEYS = {
    "Authority": ("code", Upper),
    "Agency": ("code", Lower),
    "Theme": ("code", Lower),
    "Framework": ("code", Lower),
    "Inspectorate": ("code", Lower),
    "Inspection": ("reference", Upper),
    "Recommendation": ("reference", Upper),
    "Owner": ("reference", Upper),
    "ActionPlan": ("reference", Upper),
    "ActionItem": ("reference", Upper),
}
_NUMBERED = {"Owner": ("O", 3, 6), "ActionPlan": ("P", 2, 5), "ActionItem": ("A", 4, 7)}
_REASON = "Keys are kept in one case."


def mend(apps, schema_editor):
    moved = {}
    for name, (field, fold) in _KEYS.items():
        model = apps.get_model("recommendations", name)
        rows = model.objects.annotate(folded=fold(field)).exclude(folded=F(field))
        for row in rows.order_by("created_at", "pk"):
            was, now = getattr(row, field), row.folded
            if model.objects.filter(**{field: now}).exists():
                now = _free(model, name, field, row)
                _say(f"{name} {was} is {now} now: {row.folded} is another's.")
            _write(apps, name, row, {field: now})
            moved[was] = now
    _mend_baselines(apps, moved)
    _mend_counters(apps)
    _say_what_stays(apps)


def _say(line):
    """Under the line on which `migrate` names the migration."""
    print(f"\n    {line}", end=" ")


def _free(model, name, field, row):
    """Of the same kind, and nobody's yet."""
    stem, number, width = f"{row.folded[:35]}-", 2, 1
    if name in _NUMBERED:
        letter, width, _ = _NUMBERED[name]
        stem, number = f"{row.authority.code.upper()}-{letter}", 1
    elif name == "Authority":
        stem = row.folded[:5]
    while model.objects.filter(**{f"{field}__iexact": f"{stem}{number:0{width}d}"}):
        number += 1
    return f"{stem}{number:0{width}d}"


def _write(apps, name, row, values):
    """The row, and what its trail says of it, as a version of its own."""
    model = apps.get_model("recommendations", name)
    trail = apps.get_model("recommendations", f"Historical{name}")
    values = {**values, "version": row.version + 1, "updated_at": timezone.now()}
    model.objects.filter(pk=row.pk).update(**values)
    newest = trail.objects.filter(id=row.pk).order_by("history_date", "history_id")
    last = newest.last()
    if last is None:
        return
    for column, value in values.items():
        setattr(last, column, value)
    last.history_id = None
    last.history_date = max(last.history_date, values["updated_at"])
    last.history_type, last.history_change_reason = "~", _REASON
    last.verb, last.actor, last.change_id = "revise", "", uuid.uuid4()
    last.history_user_id = None
    last._state.adding = True
    last.save(force_insert=True)


def _mend_baselines(apps, moved):
    """What a plan promised is kept by the references of its actions and owners."""
    if not moved:
        return
    for row in apps.get_model("recommendations", "Baseline").objects.all():
        actions = {
            moved.get(reference, reference): {
                **told,
                "owner": moved.get(told.get("owner"), told.get("owner")),
            }
            for reference, told in row.actions.items()
        }
        if actions != row.actions:
            _write(apps, "Baseline", row, {"actions": actions})


def _mend_counters(apps):
    most = {letter: 10**digits - 1 for letter, _, digits in _NUMBERED.values()}
    for row in apps.get_model("recommendations", "ReferenceCounter").objects.all():
        if row.last > most[row.kind]:
            row.last = 0
            row.save()


def _say_what_stays(apps):
    for name, (field, _) in _KEYS.items():
        model = apps.get_model("recommendations", name)
        related = {"Recommendation": ("inspection",)}.get(name, ())
        if name in _NUMBERED or name == "Inspection":
            related = ("authority",)
        for row in model.objects.select_related(*related).iterator():
            key = getattr(row, field)
            if not re.fullmatch(_shape(name, row), key):
                _say(f"{name} {key} ({row.pk}) stays, but has not the shape of its kind.")


def _shape(name, row):
    if name in _NUMBERED:
        letter, least, most = _NUMBERED[name]
        return f"{re.escape(row.authority.code)}-{letter}[0-9]{{{least},{most}}}"
    if name == "Inspection":
        return f"{re.escape(row.authority.code)}-[A-Z0-9-]{{2,30}}"
    if name == "Recommendation":
        stem = re.escape(row.inspection.reference)
        return f"{stem}-R[0-9]{{2,5}}(-[0-9]{{1,3}})?"
    return {
        "Authority": "[A-Z0-9]{2,6}",
        "Agency": "(?!(bulk|me)$)[a-z0-9-]{2,40}",
    }.get(name, "[a-z0-9][a-z0-9_-]*")


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0005_rating_while_open")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop, elidable=True)]
