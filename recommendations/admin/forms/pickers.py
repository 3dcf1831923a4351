"""Fields in which one chooses records by typing: a plain input with suggestions. Used
by the admin's forms, and by the view that the suggestions are fetched from."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from recommendations.choices import PlanStatus
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Authority,
    AuthorityAgency,
    Document,
    Inspection,
    Judgement,
    Membership,
    Owner,
    Recommendation,
    Strength,
)
from recommendations.models.trail import actor_name

# So many suggestions are in the page; where there are more, they are fetched.
SUGGESTED = 50
# Boxes left empty where one may choose several.
SPARE = 3

# The way from a record that belongs to an authority to it.
_AUTHORITY = {
    Owner: "authority",
    ActionPlan: "authority",
    Inspection: "authority",
    Recommendation: "inspection__authority",
    ActionItem: "authority",
    Document: "authority",
    Judgement: "inspection__authority",
    Strength: "inspection__authority",
}

# What the words in a box tell of another record.
BESIDE: dict[Any, str] = {Owner: "agency", Inspection: "framework"}


def offered(rows: Any, authorities: Iterable[Any]) -> Any:
    """Of the rows, those that may be chosen today for a record of the authorities: no
    owner who has left, no closed plan. With no authority, of all."""
    model, chosen = rows.model, list(authorities)
    if model is Owner:
        rows = rows.active(on=timezone.localdate())
    elif model is ActionPlan:
        rows = rows.exclude(status=PlanStatus.CLOSED)
    if model in BESIDE:
        rows = rows.select_related(BESIDE[model])
    if chosen and model is Agency:
        works = AuthorityAgency.objects.filter(authority__in=chosen)
        rows = rows.filter(pk__in=works.values("agency"))
    elif chosen and model in _AUTHORITY:
        rows = rows.filter(**{f"{_AUTHORITY[model]}__in": chosen})
    return rows


def label_of(record: Any) -> str:
    """What stands in the box: the key that people know, and words beside it."""
    words = str(record)
    if isinstance(record, Owner):
        words = f"{record.post_title}, {record.agency}"
    elif isinstance(record, Inspection):
        words = str(record.framework)
    elif isinstance(record, User):
        words = actor_name(record)
    (key,) = record.natural_key()
    return f"{key}: {words.removeprefix(f'{key}: ')}"


class PickInput(forms.TextInput):
    """The box and its list of suggestions; `field` says what they are."""

    template_name = "admin/parts/pick.html"
    field: "PickField"

    class Media:
        js = ["recommendations/pick.js"]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        suggested = self.field.suggestions()
        context["widget"] |= {
            "label": self.field.label,
            "suggested": suggested[:SUGGESTED],
            "url": self.field.url if len(suggested) > SUGGESTED else "",
        }
        return context


class PickField(forms.Field):
    """One record, chosen by its key. `source` is the relation that it is chosen for, as
    Django's autocomplete view wants it named."""

    widget: Any = PickInput
    default_error_messages = {
        "unknown": "“%(text)s” is not in the list. Choose one from the list.",
        "several": "“%(text)s” is in more than one. Choose one from the list.",
    }

    def __init__(self, source: Any, **options: Any) -> None:
        super().__init__(**options)
        self.source = source
        self.model: Any = source.related_model
        self.rows: Any = self.model._default_manager.none()
        self.url = ""
        self.current: dict[str, Any] = {}
        self.widget.field = self

    def __deepcopy__(self, memo: Any) -> "PickField":
        copied: Any = super().__deepcopy__(memo)
        copied.widget.field = copied
        return copied

    def offer(
        self, user: Any, authorities: Iterable[Any], current: Iterable[Any]
    ) -> None:
        """Say who chooses and for which authorities. What is chosen already stays a
        choice, though it would not be offered anew."""
        authorities = list(authorities)
        visible = self.model._default_manager.visible_to(user)
        self.rows = offered(visible, authorities)
        self.current = {record.natural_key()[0]: record for record in current}
        query = {
            "app_label": self.source.model._meta.app_label,
            "model_name": self.source.model._meta.model_name,
            "field_name": self.source.name,
            "authority": [str(key) for key in authorities],
        }
        address = urlencode(query, doseq=True)
        self.url = f"{reverse('admin:autocomplete')}?{address}"

    def suggestions(self) -> list[str]:
        """One more than are shown, so that one can tell whether there are others."""
        return [label_of(record) for record in self.rows[: SUGGESTED + 1]]

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else label_of(value)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        key = text.partition(":")[0].strip()
        name = next(
            candidate
            for candidate in ("code", "reference", "username")
            if hasattr(self.model, candidate)
        )
        # As the field keeps it, whatever case was typed.
        record = self.current.get(self.model._meta.get_field(name).to_python(key))
        if record is None and "\x00" not in key:
            record = self.rows.filter(**{name: key}).first()
        return record or self._only_with(text)

    def _only_with(self, text: str) -> Any:
        """The one record whose label has the text, from the beginning of a word and not
        in the middle of a number: BWD-O1 is no part of BWD-O10."""
        fragment = re.compile(rf"(?<!\w){re.escape(text)}(?!\d)", re.IGNORECASE)
        with_it = (row for row in self.rows if fragment.search(label_of(row)))
        first = list(islice(with_it, 2))
        if len(first) == 1:
            return first[0]
        code = "several" if first else "unknown"
        raise ValidationError(self.error_messages[code], code, {"text": text[:80]})


class PickPersonField(PickField):
    """A member of the authorities, chosen by user name."""

    def offer(
        self, user: Any, authorities: Iterable[Any], current: Iterable[Any]
    ) -> None:
        chosen = list(authorities) or Authority.objects.visible_to(user)
        memberships = Membership.objects.current(on=timezone.localdate())
        held = memberships.filter(authority__in=chosen).order_by()
        self.rows = User.objects.filter(
            is_active=True, pk__in=held.values("user")
        ).order_by("username")
        self.current = {person.get_username(): person for person in current if person}


class SelectField(forms.ModelChoiceField):
    """One record of a kind that has no key to type, from the list of those that there
    are in the authorities."""

    def __init__(self, source: Any, **options: Any) -> None:
        super().__init__(source.related_model._default_manager.none(), **options)

    def offer(
        self, user: Any, authorities: Iterable[Any], current: Iterable[Any]
    ) -> None:
        chosen_from: Any = self.queryset
        rows = chosen_from.model._default_manager.visible_to(user)
        self.queryset = offered(rows, authorities)


class PickManyInput(PickInput):
    """A box for each chosen record and some to spare, under one legend."""

    template_name = "admin/parts/pick_many.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = list(value or [])
        context = super().get_context(name, None, attrs)
        context["widget"]["boxes"] = [*chosen, *[""] * SPARE]
        return context

    def format_value(self, value: Any) -> Any:
        return value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [text for text in sent if text.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1" if id_ else id_


class PickManyField(PickField):
    """Any number of records; an emptied box takes one away."""

    widget = PickManyInput
    hidden_widget = forms.MultipleHiddenInput

    def prepare_value(self, value: Any) -> Any:
        return [super(PickManyField, self).prepare_value(item) for item in value or []]

    def to_python(self, value: Any) -> Any:
        records = [super(PickManyField, self).to_python(item) for item in value or []]
        return list(dict.fromkeys(record for record in records if record is not None))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], "required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return set(self.to_python(data)) != set(initial or [])
        except ValidationError:
            return True


class OfferedView(AutocompleteJsonView):
    """Django's autocomplete view, which searches a person's own scope by the words of
    the list's search, narrowed to what a form of ours would offer."""

    def get_queryset(self) -> QuerySet[Any]:
        try:
            authorities = [UUID(key) for key in self.request.GET.getlist("authority")]
        except ValueError as wrong:
            raise Http404("There is no such authority.") from wrong
        rows: Any = super().get_queryset()
        if not hasattr(rows.model, "natural_key"):
            raise Http404("It has no key by which one could choose it.")
        return cast("QuerySet[Any]", offered(rows, authorities))

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(obj.pk), "text": label_of(obj)}
