"""Every address of the admin, as the resolver has it, asks whether the person may view
that very record: each is tried by people of whom it is none of their business."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from recommendations.admin.site import site
from recommendations.models import (
    Agency,
    ApiToken,
    Authority,
    Draft,
    Framework,
    ImpactCheck,
    Inspectorate,
    Membership,
    Theme,
)
from tests.access.world import ONLY_HERE, World
from tests.factories import MembershipFactory, UserFactory

pytestmark = [
    pytest.mark.access,
    pytest.mark.django_db,
    pytest.mark.usefixtures("today", "evidence_folder"),
]
# Known to everybody who signs in; of agencies, to whoever works beside them.
SHARED = {Framework, Inspectorate, Theme}
REFUSED = {302, 403, 404, 405}
WHO = ["outsider", "reader", "owner", "agency member"]


def walk(patterns, space="") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner)
        else:
            yield space, pattern


ADDRESSES = [
    (f"{space}{pattern.name}", pattern)
    for space, pattern in walk(get_resolver().url_patterns)
    if space == "admin:" and pattern.name
]
OF_ONE = {
    (model, name): tuple(pattern.pattern.converters)
    for model in site._registry
    for name, pattern in ADDRESSES
    if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_")
    or (model is User and name == "admin:auth_user_password_change")
    if {"object_id", "id"} & set(pattern.pattern.converters)
}


@pytest.fixture
def records():
    """One record of each registered kind, all of one authority."""
    world = World()
    by_model = {type(record): record for record in world.records.values()}
    member = UserFactory(username="somebody", last_name=ONLY_HERE)
    by_model |= {
        User: member,
        Membership: MembershipFactory(
            user=member, authority=world.authority, agency=None
        ),
        ApiToken: ApiToken.issue(user=member, name=ONLY_HERE)[0],
        ImpactCheck: ImpactCheck.objects.create(
            action=world.records["action"],
            outcome="failed",
            note=ONLY_HERE,
            checked_on="2026-11-03",
        ),
    }
    by_model[Draft].authority = world.authority
    by_model[Draft].save()
    assert set(by_model) >= set(site._registry)
    return world, by_model


def person(world, who):
    if who == "outsider":
        return world.person("none", "")
    role = "owner" if who == "owner" else "reader"
    agency = world.agencies["other" if who == "agency member" else ""]
    # Not `world.person`, whose owner carries the action.
    user = UserFactory()
    MembershipFactory(user=user, authority=world.authority, agency=agency, role=role)
    return user


def sees(user, model, record):
    """Said anew, apart from the admin: by the scope, or by who the record is for."""
    if model in (User, Membership):
        return False
    return record in model.objects.visible_to(user)


def mark_of(record):
    """What would give it away on a page; a number may stand there by chance."""
    match record:
        case User():
            return record.username
        case ApiToken():
            return record.prefix
    return str(record.pk)


def addresses_of(model, name, converters, record):
    words = sorted(getattr(site._registry[model], "verbs", {})) or ["none"]
    for word in words if "name" in converters else [""]:
        arguments = {"object_id": record.pk, "id": record.pk, "name": word, "number": 1}
        yield reverse(name, kwargs={key: arguments[key] for key in converters})


@pytest.mark.parametrize("who", WHO)
def test_no_address_about_a_record_answers_whom_it_is_not_for(who, records, sign_in):
    world, by_model = records
    user = person(world, who)
    browser = sign_in(user)
    tried = set()
    for (model, name), converters in OF_ONE.items():
        record = by_model[model]
        if sees(user, model, record):
            continue
        before = model.objects.filter(pk=record.pk).values().get()
        for address in addresses_of(model, name, converters, record):
            for ask in (
                lambda at: browser.get(at),
                lambda at: browser.get(f"{at}?_popup=1&_to_field=id"),
                lambda at: browser.post(at, {"post": "yes", "version": "1"}),
            ):
                answer = ask(address)
                assert answer.status_code in REFUSED, (address, answer.status_code)
                text = answer.content.decode(errors="replace")
                assert ONLY_HERE not in text, address
                assert str(record) not in text, address
        assert model.objects.filter(pk=record.pk).values().get() == before
        tried.add(model)
    hidden = {"outsider": set(site._registry) - SHARED}.get(who)
    assert tried >= {User, Membership, ApiToken, Draft}
    assert hidden is None or tried == hidden


def test_every_registered_kind_has_its_addresses_tried():
    for model in site._registry:
        names = {name.rpartition("_")[2] for kind, name in OF_ONE if kind is model}
        assert names >= {"change", "history", "delete"}, model
    # All others are about no record, and each is tried below.
    record_addresses = {name for _, name in OF_ONE}
    rest = {name for name, pattern in ADDRESSES if name not in record_addresses}
    assert not [
        name
        for name, pattern in ADDRESSES
        if name in rest and {"object_id", "id"} & set(pattern.pattern.converters)
    ]


@pytest.mark.parametrize("who", WHO)
def test_no_address_about_many_tells_of_a_record_it_is_not_for(who, records, sign_in):
    world, by_model = records
    user = person(world, who)
    browser = sign_in(user)
    hidden = [
        by_model[model]
        for model in site._registry
        if model not in {Agency, Authority} and not sees(user, model, by_model[model])
    ]
    names = {name for name, pattern in ADDRESSES if not pattern.pattern.regex.groups}
    assert len(names) > 80
    for name in names - {"admin:logout", "admin:jsi18n"}:
        answer = browser.get(reverse(name))
        content = (
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        )
        for record in hidden:
            assert mark_of(record) not in content.decode(errors="replace"), name


@pytest.mark.parametrize("who", WHO)
def test_suggestions_hold_no_record_they_are_not_for(who, records, sign_in):
    world, by_model = records
    user = person(world, who)
    browser = sign_in(user)
    for model in site._registry:
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            answer = browser.get(
                reverse("admin:autocomplete"),
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                    "term": "",
                },
            )
            assert answer.status_code in REFUSED | {200}
            related = by_model.get(field.related_model)
            if related is not None and not sees(user, field.related_model, related):
                assert mark_of(related) not in answer.content.decode()
