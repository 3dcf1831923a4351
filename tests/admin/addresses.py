"""Where admin pages are, and what a list of actions holds, for the tests beside it."""

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
