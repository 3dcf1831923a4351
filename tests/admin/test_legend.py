"""A plan's own words and colours for its ratings: set in the browser, and printed with
every rating of the plan."""

import pytest

from recommendations.choices import BRAG_LEGEND
from recommendations.models import ActionItem, ActionPlan
from recommendations.models.legend import (
    COLOURS,
    LEAST_CONTRAST,
    contrast_with_white,
)
from recommendations.workflow import actions as verbs
from tests.factories import TODAY, ActionFactory, PlanFactory

from .addresses import page_of
from .test_making import edit_page, fill, sent_from

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LATE = {"label": "Off track", "meaning": "Later than promised", "colour": "#942514"}
TYPED = {f"legend_red_{part}": text for part, text in LATE.items()}


@pytest.fixture
def manager(sign_in, people):
    return sign_in(people.manager)


def legend_of(plan):
    return ActionPlan.objects.get(pk=plan.pk).brag_legend


def test_a_manager_gives_a_rating_its_own_words_and_takes_them_back(manager, plan):
    fill(manager, edit_page(plan), **TYPED)
    assert legend_of(plan) == {"red": LATE}
    shown = manager.get(page_of(ActionPlan, "change", plan.pk)).text
    for words in ("Off track", "Later than promised", 'fill="#942514"'):
        assert words in shown
    fill(manager, edit_page(plan), legend_red_label="", legend_red_colour="")
    assert legend_of(plan) == {"red": {"meaning": "Later than promised"}}
    assert plan.history.first().verb == "revise"


def test_a_new_plan_may_begin_with_its_own_words(manager, authority):
    fill(manager, page_of(ActionPlan, "add"), title="Joint plan", **TYPED)
    assert ActionPlan.objects.get().brag_legend == {"red": LATE}
    fill(manager, page_of(ActionPlan, "add"), title="Another plan")
    assert ActionPlan.objects.get(title="Another plan").brag_legend == {}


def test_editing_other_words_leaves_the_legend_as_it_is(manager, plan):
    own = {"green": {"label": "On track", "colour": "#00aa00"}}
    ActionPlan.objects.filter(pk=plan.pk).update(brag_legend=own)
    assert "No change: #00aa00" in manager.get(edit_page(plan)).text
    fill(manager, edit_page(plan), title="Renamed", legend_red_label="Late")
    assert legend_of(plan) == {**own, "red": {"label": "Late"}}


def test_two_who_edit_the_legend_at_once_lose_nothing(manager, plan):
    read = manager.get(edit_page(plan))
    fill(manager, edit_page(plan), legend_green_label="On track")
    answer = manager.post(edit_page(plan), sent_from(read, legend_red_label="Late"))
    assert answer.status_code == 409
    assert manager.post(edit_page(plan), sent_from(answer)).status_code == 302
    assert legend_of(plan) == {
        "green": {"label": "On track"},
        "red": {"label": "Late"},
    }


def test_ratings_are_told_apart_by_their_words(manager, plan):
    answer = fill(manager, edit_page(plan), legend_red_label="GREEN ")
    assert "Give each rating a name of its own." in answer.text
    assert legend_of(plan) == {}


def test_every_colour_on_offer_is_seen_on_a_white_page():
    usual = {entry["colour"] for entry in BRAG_LEGEND.values()}
    for colour in usual | COLOURS.keys():
        assert contrast_with_white(colour) >= LEAST_CONTRAST, colour


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast_with_white("#ffffff") == 1
    assert round(contrast_with_white("#000000"), 2) == 21
    assert round(contrast_with_white("#767676"), 2) == 4.54


@pytest.mark.parametrize("colour", ["#ffff00", "#ffffff"])
def test_a_colour_that_nobody_sees_is_refused_over_rest_too(api, people, plan, colour):
    body = {"brag_legend": {"red": {"colour": colour}}}
    answer = api(people.manager).patch(f"/api/v1/plans/{plan.reference}/", body)
    assert answer.status_code == 400
    assert "too pale" in answer.json()["errors"]["brag_legend"][0]
    assert legend_of(plan) == {}


def test_every_page_prints_a_rating_in_the_words_of_its_plan(
    sign_in, people, authority, post
):
    legend = {"red": LATE, "amber": {"label": "At risk"}}
    plan = PlanFactory(authority=authority, brag_legend=legend)
    day = TODAY.replace(day=1)
    action = ActionFactory(authority=authority, owner=post, plan=plan, due_on=day)
    rated = {"brag": "amber", "brag_reason": "One day off."}
    verbs.add_update(action, by=people.owner, text="Soon.", **rated)
    client = sign_in(people.owner)
    index = client.get("/admin/").text
    listed = client.get(page_of(ActionItem, "changelist")).text
    page = client.get(page_of(ActionItem, "change", action.pk)).text
    assert ">At risk</span></span>" in listed
    assert "<strong>suggested Off track</strong>" in listed
    assert "One day off." not in listed
    for text in (index, page):
        assert (
            ">At risk</span>, <strong>suggested Off track</strong>: One day off."
            in text
        )
    assert 'fill="#942514"' in page  # the suggested one, in the plan's own colour
    assert "Rated <span" in page
    form = client.get(page_of(ActionItem, "verb", action.pk, "updates")).text
    assert '<option value="red">Off track</option>' in form
    table = b"".join(client.get(page_of(ActionItem, "export")).streaming_content)
    assert ",amber,At risk," in table.decode()
