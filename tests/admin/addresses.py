"""Where admin pages are, what they hold and what is sent from them."""

from django.contrib.auth.models import User
from django.urls import reverse

from recommendations.admin.site import site
from recommendations.models import (
    ActionItem,
    ApiToken,
    Membership,
)

WRITTEN = {User, Membership, ApiToken}
MADE = {model for model, page in site._registry.items() if hasattr(page, "record_form")}
READ_ONLY = [model for model in site._registry if model not in WRITTEN]


def page_of(model, view, *args, **query):
    meta = model._meta
    address = f"admin:{meta.app_label}_{meta.model_name}_{view}"
    return reverse(address, args=args, query=query or None)


def listed(client, **query):
    answer = client.get(page_of(ActionItem, "changelist", **query))
    return {row.reference for row in answer.context["cl"].result_list}


def sent_with(form, typed):
    """What a browser sends for a form: every field as it stands, but for what is
    typed."""
    sent = {}
    for field in form:
        names = [(field.html_name, typed.get(field.name, field.value()))]
        if field.field.show_hidden_initial:
            began = form.initial.get(field.name)
            if form.is_bound:
                began = form.data.getlist(field.html_initial_name)
            names.append((field.html_initial_name, field.field.prepare_value(began)))
        sent |= {name: "" if value is None else value for name, value in names}
    return sent
