"""Choosing a record among hundreds: by search, in the person's own scope."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recommendations.admin.forms.pickers import SUGGESTED
from tests.factories import TODAY, OwnerFactory, RecommendationFactory

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def choices_for(client, model, field, **query):
    source = {"app_label": "recommendations", "model_name": model, "field_name": field}
    answer = client.get(reverse("admin:autocomplete"), {**source, **query})
    assert answer.status_code == 200
    return {row["text"].partition(":")[0] for row in answer.json()["results"]}


def test_a_search_finds_by_words_within_the_authority(
    sign_in, people, authority, council, post
):
    head = OwnerFactory(
        reference="BWD-O100",
        authority=authority,
        agency=council,
        post_title="Head of Safeguarding",
    )
    OwnerFactory(post_title="Head of Safeguarding")
    client, where = sign_in(people.admin), {"authority": authority.pk}
    assert choices_for(client, "actionitem", "owner", term="safeg head", **where) == {
        head.reference
    }
    assert len(choices_for(client, "actionitem", "owner", term="safeg")) == 2


def test_only_who_is_in_post_and_what_is_current_is_offered(
    sign_in, people, authority, post, recommendation
):
    OwnerFactory(authority=authority, active_until=TODAY - timedelta(days=1))
    RecommendationFactory(
        inspection=recommendation.inspection, archived_at=timezone.now()
    )
    client = sign_in(people.manager)
    assert choices_for(client, "actionitem", "owner") == {post.reference}
    choices = choices_for(client, "actionrecommendation", "recommendation")
    assert choices == {recommendation.reference}


def test_an_outsider_and_an_agencys_member_learn_of_no_more_than_their_lists_hold(
    sign_in, people, actions, recommendation, post, police_post, authority
):
    outsider, police = sign_in(people.outsider), sign_in(people.police)
    for model, field in (
        ("actionitem", "owner"),
        ("actionitem", "plan"),
        ("actionrecommendation", "recommendation"),
        ("actionagency", "agency"),
        ("planinspection", "inspection"),
    ):
        assert choices_for(outsider, model, field, authority=authority.pk) == set()
    hidden = OwnerFactory(authority=authority, agency=post.agency)
    visible = choices_for(police, "actionitem", "owner", authority=authority.pk)
    assert police_post.reference in visible
    assert hidden.reference not in visible


@pytest.mark.parametrize(
    ("model", "field", "where"),
    [("actionitem", "owner", "x"), ("citation", "judgement", "")],
)
def test_what_cannot_be_searched_is_not_found(sign_in, people, model, field, where):
    query = {"app_label": "recommendations", "model_name": model, "field_name": field}
    query |= {"authority": where} if where else {}
    answer = sign_in(people.manager).get(reverse("admin:autocomplete"), query)
    assert answer.status_code == 404


def test_a_page_holds_some_owners_and_the_rest_are_fetched(
    sign_in, people, authority, council, actions
):
    address = page_of(type(actions["due_30"]), "verb", actions["due_30"].pk, "reassign")
    client = sign_in(people.manager)
    assert "data-url" not in client.get(address).text
    for _ in range(SUGGESTED):
        OwnerFactory(authority=authority, agency=council)
    page = client.get(address).text
    assert page.count("<option") == SUGGESTED
    assert f"authority={authority.pk}" in page


@pytest.fixture
def reassigned(sign_in, people, authority, council, actions):
    """`reassigned("safeg")`: what is chosen for an action whose new lead is typed so,
    or what is wrong with it."""
    OwnerFactory(
        reference="BWD-O100",
        authority=authority,
        agency=council,
        post_title="Head of Safeguarding",
    )
    OwnerFactory(
        reference="BWD-O200",
        authority=authority,
        agency=council,
        post_title="Head of Permanence",
    )
    action = actions["due_30"]

    def typed(text):
        address = page_of(type(action), "verb", action.pk, "reassign")
        sent = {"owner": text, "reason": "New unit.", "version": action.version}
        answer = sign_in(people.manager).post(address, sent)
        if answer.status_code == 302:
            action.refresh_from_db()
            return action.owner.reference
        return answer.context["form"].errors["owner"][0]

    return typed


@pytest.mark.parametrize("text", ["safeg", "head of Saf", "bwd-o100", " O100: Head"])
def test_a_fragment_of_one_label_chooses_it(reassigned, text):
    assert reassigned(text) == "BWD-O100"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("head of", "“head of” is in more than one. Choose one from the list."),
        ("BWD-O1", "“BWD-O1” is not in the list. Choose one from the list."),
        ("guarding", "“guarding” is not in the list. Choose one from the list."),
    ],
)
def test_a_fragment_of_several_or_of_part_of_a_number_chooses_none(
    reassigned, text, wrong
):
    assert reassigned(text) == wrong
