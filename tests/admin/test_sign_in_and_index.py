"""Who gets into the admin, and what the first page tells them."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recommendations.choices import Brag
from recommendations.models import (
    ActionItem,
)
from tests.factories import (
    OwnerFactory,
    UserFactory,
)

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_member_who_is_not_staff_signs_in(people):
    people.reader.set_password("a long enough one")
    people.reader.save()
    details = {
        "username": "reader",
        "password": "a long enough one",
        "next": reverse("admin:index"),
    }
    answer = Client().post(reverse("admin:login"), details, follow=True)
    assert "Where things stand" in answer.text


def test_a_person_without_a_role_is_told_so_plainly(db):
    User.objects.create_user("newcomer", password="a long enough one", is_staff=True)
    details = {"username": "newcomer", "password": "a long enough one"}
    answer = Client().post(reverse("admin:login"), details)
    assert "do not have a role in any authority yet" in answer.text


def test_a_person_who_lost_their_role_is_told_so_when_signed_in(sign_in):
    answer = sign_in(UserFactory()).get(reverse("admin:index"), follow=True)
    assert "do not have a role in any authority yet" in answer.text


def test_nobody_sees_a_page_without_sign_in(db):
    answer = Client().get(page_of(ActionItem, "changelist"))
    assert answer.url.startswith(reverse("admin:login"))


def test_every_page_says_who_is_signed_in_and_what_they_see(sign_in, people):
    answer = sign_in(people.police).get(page_of(ActionItem, "changelist"))
    assert "Police" in answer.text
    assert "The constabulary in Blackburn with Darwen" in answer.text


def test_each_rating_equals_the_list_it_opens_and_the_filter_of_rest(
    sign_in, api, people, actions
):
    client = sign_in(people.manager)
    ratings = client.get(reverse("admin:index")).context["ratings"]
    assert [code for code, *_ in ratings] == Brag.values
    assert len({count for _, _, count, *_ in ratings}) > 1
    for code, _, count, url, better, better_url in ratings:
        assert client.get(url).context["cl"].result_count == count
        query = {"brag": code, "count": "exact"}
        body = api(people.manager).get("/api/v1/actions/", query).json()
        assert body["count"] == count
        assert client.get(better_url).context["cl"].result_count == better


def test_own_and_deputised_actions_come_first_by_due_date(
    sign_in, people, actions, police_post, authority
):
    post = OwnerFactory(authority=authority, user=people.colleague)
    police_post.deputy = post
    police_post.save()
    actions["due_30"].owner = post
    actions["due_30"].save()
    own = sign_in(people.colleague).get(reverse("admin:index")).context["own"]
    assert [row.action for row in own] == [actions["overdue"], actions["due_30"]]


def test_my_actions_name_the_post_that_one_deputises_for(
    sign_in, people, actions, police_post, authority
):
    police_post.deputy = OwnerFactory(authority=authority, user=people.colleague)
    police_post.save()
    index, named = reverse("admin:index"), f"As deputy of {police_post.post_title}"
    assert named in sign_in(people.colleague).get(index).text
    assert "As deputy of" not in sign_in(people.police).get(index).text


def test_the_index_shows_the_figures_of_each_plan(sign_in, people, actions, plan):
    client = sign_in(people.police)
    (row,) = client.get(reverse("admin:index")).context["plans"]
    figures = {figure.key: count for figure, count, _ in row["figures"]}
    assert (row["all"], figures) == (2, {"open": 2, "overdue": 1})
    links = [(count, url) for _, count, url in row["figures"]]
    for count, url in [(row["all"], row["url"]), *links]:
        assert client.get(url).context["cl"].result_count == count


def test_a_list_is_called_the_same_in_the_head_and_on_its_page(sign_in, people):
    client = sign_in(people.manager)
    index = client.get(page_of(ActionItem, "changelist"))
    for label, address in index.context["main_lists"]:
        page = client.get(address)
        heading = page.context.get("module_name", page.context["title"])
        assert heading.capitalize() == label
