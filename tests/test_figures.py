"""Every figure counts what it says, and is the number of rows in each list it opens:
over REST, in the admin, in the summary and on the start page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from recommendations.admin.parts.sections import figure_url
from recommendations.models import (
    ActionItem,
    DueDateChange,
    Recommendation,
)
from recommendations.reports.figures import (
    ACTIONS,
    REVIEW_DUE,
    UNOWNED,
    WAITING_FIGURES,
)
from tests.factories import TODAY, ActionFactory, RecommendationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

FIGURES = (*ACTIONS, *(it for it in WAITING_FIGURES if it not in ACTIONS))
LISTS = {
    ActionItem: "actions",
    DueDateChange: "due-date-changes",
    Recommendation: "recommendations",
}
DAY = timedelta(days=1)
IDLE = {"status": "not_started"}
BEGUN = {"start_on": TODAY - 45 * DAY}
GREEN = {"brag": "green", "brag_reason": "It is agreed."}
REFUSED = {"response": "not_accepted", "response_reason": "Costs."}

# Of each figure what it counts, and what it only just does not.
EXAMPLES = {
    "open": ([{}, IDLE, {"status": "complete"}], [{"status": "verified"}]),
    "overdue": (
        [{"due_on": TODAY - DAY}],
        [{"due_on": TODAY}, {"due_on": TODAY - DAY, "status": "complete"}],
    ),
    "due_30": (
        [{"due_on": TODAY}, {"due_on": TODAY + 30 * DAY}],
        [
            {"due_on": TODAY - DAY},
            {"due_on": TODAY + 31 * DAY},
            {"due_on": TODAY, "status": "complete"},
        ],
    ),
    "awaiting_check": ([{"status": "complete"}], [{}, {"status": "verified"}]),
    "unowned": (
        [{"owner": None, **IDLE}],
        [IDLE, {"owner": None, "status": "cancelled"}],
    ),
    "undated": (
        [{"due_on": None, **IDLE}],
        [IDLE, {"due_on": None, "status": "cancelled"}],
    ),
    "stale": (
        [BEGUN, {**BEGUN, "last_update_on": TODAY - 30 * DAY}],
        [
            {},
            {**BEGUN, "last_update_on": TODAY - 29 * DAY},
            {**BEGUN, "status": "verified"},
        ],
    ),
    "blocked": (
        [{"is_blocked": True, "blocked_reason": "No licence."}],
        [{}],
    ),
    "rated_better": (
        [{"due_on": TODAY - DAY, **GREEN}],
        [GREEN, {"due_on": TODAY - DAY, **GREEN, "brag": "red"}],
    ),
    "to_decide": (
        [{}],
        [{"decision": "rejected", "decided_on": TODAY, "message": "The board met."}],
    ),
    "impact_due": (
        [{"due_on": TODAY}],
        [{"due_on": TODAY + DAY}, {"outcome": "passed", "checked_on": TODAY}],
    ),
    "review_due": (
        [{"status": "not_accepted", **REFUSED, "review_on": TODAY}],
        [
            {"status": "not_accepted", **REFUSED, "review_on": TODAY + DAY},
            {"review_on": TODAY},
            {},
        ],
    ),
}


@pytest.fixture
def make(authority, post):
    """A record for a figure, about an action of the post unless told otherwise."""

    def make(figure, *, owner=post, **fields):
        action = {"authority": authority, "owner": owner}
        match figure.key:
            case "to_decide":
                return ActionFactory(**action).date_changes.create(
                    to_on=TODAY, requested_on=TODAY, reason="It rains.", **fields
                )
            case "impact_due":
                return ActionFactory(**action).impact_checks.create(**fields)
            case "review_due":
                inspection = {"inspection__authority": authority}
                return RecommendationFactory(**inspection, **fields)
        return ActionFactory(**action | fields)

    return make


def keys(rows):
    return {str(row.pk) for row in rows}


def over_rest(client, figure, query):
    """The rows of its list, by reference or identifier."""
    answer = client.get(f"/api/v1/{LISTS[figure.model]}/", {"count": "exact", **query})
    return answer.json()


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_a_figure_counts_what_it_says(figure, make, sign_in, api, people):
    met, unmet = (
        [make(figure, **fields) for fields in examples]
        for examples in EXAMPLES[figure.key]
    )
    assert keys(figure.of(figure.model.objects, on=TODAY)) == keys(met)
    shown = sign_in(people.manager).get(figure_url(figure))
    assert keys(shown.context["cl"].result_list) == keys(met)
    client = api(people.manager)
    if figure.rest:
        assert over_rest(client, figure, figure.rest)["count"] == len(met)
    if "true" in figure.rest.values():
        others = over_rest(client, figure, dict.fromkeys(figure.rest, "false"))
        assert others["count"] == len(unmet)


@pytest.mark.access
@pytest.mark.parametrize(
    "who", ["manager", "verifier", "police", "reader", "admin", "outsider"]
)
def test_every_figure_is_the_number_of_rows_of_each_of_its_lists(
    make, sign_in, api, people, post, police_post, who
):
    for figure in FIGURES:
        for examples in EXAMPLES[figure.key]:
            for fields in examples:
                for owner in (post, police_post):
                    make(figure, **{"owner": owner, **fields})
    person = getattr(people, who)
    browser, client = sign_in(person), api(person)
    page = browser.get(reverse("admin:index")).context
    summary = client.get("/api/v1/summary/").json()
    shown = {figure.key: (n, url) for figure, n, url in page["figures"]}
    waiting = {figure.key: (n, url) for figure, n, url in page["waiting"]}
    assert [*shown] == [figure.key for figure in ACTIONS]
    roles = {*person.memberships.values_list("role", flat=True)}
    assert {*waiting} == {
        figure.key
        for figure in WAITING_FIGURES
        if figure.roles & roles or person.is_superuser
    }
    for figure in FIGURES:
        count = figure.count(person, on=TODAY)
        # What nobody owns is no agency's.
        is_seen = who != "outsider" and (who, figure) != ("police", UNOWNED)
        assert (count > 0) == is_seen
        listed = browser.get(figure_url(figure)).context["cl"].result_count
        assert listed == count
        start = {**shown, **waiting}.get(figure.key)
        assert start in (None, (count, figure_url(figure)))
        if figure.rest:
            assert over_rest(client, figure, figure.rest)["count"] == count
        if figure in (*ACTIONS, REVIEW_DUE):
            assert summary[figure.key] == count


def test_the_start_page_says_what_its_figures_count(sign_in, people):
    page = sign_in(people.reader).get(reverse("admin:index")).text
    for figure in ACTIONS:
        assert f"<dt>{figure.label}</dt><dd>{figure.meaning}</dd>" in page
