"""What each person sees of records in the admin, and that reading changes nothing."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from recommendations.models import (
    ActionItem,
    ApiToken,
    Draft,
    Recommendation,
)
from recommendations.models.trail import change

from .addresses import MADE, READ_ONLY, listed, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_an_agency_member_lists_only_their_agencys_actions(sign_in, people, actions):
    assert listed(sign_in(people.police)) == {"BWD-A0001", "BWD-A0009"}
    assert listed(sign_in(people.outsider)) == set()


@pytest.mark.parametrize("who", ["police", "outsider"])
@pytest.mark.parametrize("view", ["change", "history"])
def test_anothers_action_is_as_good_as_absent(sign_in, people, actions, who, view):
    address = page_of(ActionItem, view, actions["due_30"].pk)
    answer = sign_in(getattr(people, who)).get(address)
    assert answer.status_code == 404 or answer.url == reverse("admin:index")


def test_an_agency_member_sees_a_plans_title_and_dates_only(
    sign_in, people, actions, plan
):
    with change("revise", by=people.manager, reason="Asked by the board"):
        plan.note = "Not for agencies."
        plan.save()
    address = page_of(type(plan), "change", plan.pk)
    agency_page = sign_in(people.police).get(address).text
    assert "Joint plan" in agency_page
    assert "20 November 2026" in agency_page
    assert "Not for agencies" not in agency_page
    assert "BWD-A0001" in agency_page
    assert "BWD-A0002" not in agency_page
    history = sign_in(people.police).get(address.replace("change", "history")).text
    assert "Not for agencies" not in history
    assert "Asked by the board" not in history
    full_page = sign_in(people.reader).get(address).text
    assert "Not for agencies." in full_page
    assert "BWD-A0002" in full_page


@pytest.mark.parametrize(
    ("who", "sees"), [("reader", True), ("police", False), ("admin", True)]
)
def test_a_holders_name_is_kept_from_other_agencies(
    sign_in, people, actions, post, who, sees
):
    post.holder_name, post.email = "Jo Holder", "jo@example.org"
    post.save()
    client = sign_in(getattr(people, who))
    pages = page_of(type(post), "change", post.pk), page_of(type(post), "changelist")
    for page in pages:
        assert ("Jo Holder" in client.get(page).text) is sees
    count = client.get(pages[1] + "?q=Holder").context["cl"].result_count
    assert count == int(sees)


def test_a_recommendation_page_shows_only_visible_actions(
    sign_in, people, actions, recommendation
):
    address = page_of(Recommendation, "change", recommendation.pk)
    text = sign_in(people.police).get(address).text
    assert "BWD-A0009" in text
    assert "BWD-A0002" not in text


@pytest.mark.access
@pytest.mark.parametrize("who", ["manager", "reader", "police", "admin"])
def test_pages_open_and_write_nothing(sign_in, people, everything, who):
    client = sign_in(getattr(people, who))
    for model in READ_ONLY:
        rows = client.get(page_of(model, "changelist")).context["cl"].result_list
        may = who in ("manager", "admin") and model in MADE
        add = client.get(page_of(model, "add"))
        assert add.status_code == (200 if may else 403), model
        for row in rows[:1]:
            page = client.get(page_of(model, "change", row.pk))
            assert page.status_code == 200
            assert 'name="_save"' not in page.text
            assert client.get(page_of(model, "history", row.pk)).status_code == 200
            # A draft is reviewed on its page, which was not sent whole.
            refused = 409 if model is Draft else 403
            page = client.post(page_of(model, "change", row.pk))
            assert page.status_code == refused
            assert client.post(page_of(model, "delete", row.pk)).status_code == 403


def test_every_kind_of_record_is_seen_by_a_manager(sign_in, people, everything):
    client = sign_in(people.manager)
    for model in READ_ONLY:
        if model._meta.model_name == "inspectorate":
            continue
        assert client.get(page_of(model, "changelist")).context["cl"].result_count


def test_the_inspection_page_has_its_findings_and_sources(sign_in, people, everything):
    address = page_of(type(everything), "change", everything.pk)
    text = sign_in(people.reader).get(address).text
    for words in (
        "April 2025",
        "22 May 2023",
        "Overall effectiveness",
        "Not graded",
        "BWD-JTAI-2023-R01",
        "Schools support families well.",
        "the effectiveness of management",
        "page 2",
        "External",
        "The library",
    ):
        assert words in text
    assert "1 April 2025" not in text


@pytest.mark.access
def test_pages_hold_no_inline_script_or_style(sign_in, people, everything):
    client = sign_in(people.admin)
    pages = [reverse("admin:index"), page_of(User, "add"), page_of(ApiToken, "add")]
    for model in READ_ONLY:
        pages.append(page_of(model, "changelist"))
        row = client.get(pages[-1]).context["cl"].result_list.first()
        if row:
            pages.append(page_of(model, "change", row.pk))
    for page in pages:
        text = client.get(page).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def test_the_history_says_who_did_what_and_why(sign_in, people, actions):
    action = actions["shared"]
    with change("rate", by=people.manager, reason="The supplier is late"):
        action.brag, action.brag_on = "amber", timezone.localdate()
        action.save()
    answer = sign_in(people.reader).get(page_of(ActionItem, "history", action.pk))
    newest = answer.context["entries"][0]
    assert (newest.verb, newest.by) == ("Rate", "Manager")
    assert newest.words == "The supplier is late"
    rating, _ = newest.changes  # and the day on which it was given
    assert (rating.label, rating.before, rating.after) == (
        "BRAG rating",
        "nothing",
        "Amber",
    )
    assert "20 November 2026, 10:00" in answer.text
