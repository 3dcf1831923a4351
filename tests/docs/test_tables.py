"""The tables and drawings of the guides say what the product obeys today."""

import re
from datetime import date

import pytest

from docs import draw_api, draw_statuses
from recommendations.api.filters.actions import ActionFilters
from recommendations.choices import ActionStatus, Response
from recommendations.models import ActionItem, ActionPlan, Draft
from recommendations.reports.figures import ACTIONS
from recommendations.workflow import actions
from recommendations.workflow import recommendations as verbs
from recommendations.workflow.declarations import verbs_of
from recommendations.workflow.moves import offers
from tests.factories import (
    ActionFactory,
    InspectionFactory,
    OwnerFactory,
    PlanFactory,
    RecommendationFactory,
)


@pytest.mark.parametrize(
    "drawn", [draw_statuses, draw_api], ids=lambda page_: page_.PAGE
)
def test_the_page_is_as_drawn_today(drawn):
    assert drawn.PAGE.read_text(encoding="utf-8") == drawn.page(), "Run `make docs`."


def test_the_guide_tells_every_filter_of_actions():
    page = draw_api.PAGE.read_text(encoding="utf-8")
    table = page.partition("| Filter of actions |")[2].partition("\n\n")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    documented = re.findall(r"`(\w+)`", " ".join(first_cells))
    assert sorted(documented) == sorted(ActionFilters.base_filters)


def test_the_guide_says_what_each_figure_counts():
    rest = draw_api.PAGE.read_text(encoding="utf-8")
    admin = (draw_api.PAGE.parent / "admin.md").read_text(encoding="utf-8")
    for figure in ACTIONS:
        (name,) = figure.rest
        assert f"| `{name}` | {figure.hint.format(days='so many')} |" in rest
        assert f"| {figure.label} | {figure.meaning} |" in admin


def gates(record, by):
    """What the product says stands in the way of each move that leads on."""
    return {
        offer.verb.name: offer.missing
        for offer in offers(record, by=by)
        if offer.is_open and offer.verb.is_move
    }


def told_gates(record, verbs):
    declared = verbs_of(type(record))
    return {verb: draw_statuses.held_by(declared[verb]) for verb in verbs}


@pytest.mark.parametrize("status", ActionStatus)
def test_the_gates_of_an_action_are_those_told(authority, people, status):
    """Without owner and due date, and once carried by the person who asks."""
    by = people.manager
    carrier = OwnerFactory(authority=authority, user=by)
    row = ActionFactory(authority=authority, status=status, owner=carrier)
    row.owner = row.due_on = None
    row.plan = ActionPlan()
    actual = gates(row, by)
    assert actual == told_gates(row, actual)


@pytest.mark.parametrize("kind", draw_statuses.KINDS[1:], ids=lambda kind: kind.name)
def test_the_gates_of_the_rest_are_those_told(authority, people, kind):
    """Of a recommendation: by the person who carries its only, unfinished action."""
    by = people.manager
    inspection = InspectionFactory(authority=authority)
    record = {
        "recommendation": RecommendationFactory(inspection=inspection),
        "plan": PlanFactory(authority=authority),
        "inspection": inspection,
        "draft": Draft(authority=authority),
    }[kind.name]
    if kind.name == "recommendation":
        owner = OwnerFactory(authority=authority, user=by)
        ActionFactory(authority=authority, owner=owner, answers=[record])
    for status in kind.statuses:
        record.status = status
        actual = gates(record, by)
        assert actual == told_gates(record, actual)


@pytest.mark.parametrize("response", Response.values)
@pytest.mark.parametrize("status", ["open", "in_progress", "not_accepted"])
def test_a_response_leads_where_it_is_drawn(authority, people, status, response):
    reasons = {"response": "not_accepted", "response_reason": "No."}
    record = RecommendationFactory(
        inspection=InspectionFactory(authority=authority),
        status=status,
        **(reasons if status == "not_accepted" else {}),
    )
    verbs.respond(
        record,
        by=people.manager,
        response=response,
        reason="Costs.",
        approver="Director",
        review_on=date(2027, 4, 1),
    )
    drawn = {
        (source, target) for source, target, _ in draw_statuses.edges(RECOMMENDATION)
    }
    assert record.status == status or (status, record.status) in drawn


RECOMMENDATION = draw_statuses.KINDS[1]
BODIES = {
    "text": "Half are done.",
    "reason": "The lease is signed.",
    "due_on": "2027-03-31",
    "owner": "BWD-O009",
    "title": "Audit of supervision",
    "link": "https://example.org/audit",
    "outcome": "passed",
    "note": "It fell by half.",
    "plan": "BWD-P09",
}


OTHERS = {
    name: verb.asks
    for name, verb in verbs_of(ActionItem).items()
    if not verb.is_move and name != "revise"
}


@pytest.mark.parametrize("verb", OTHERS)
def test_a_verb_asks_for_what_it_is_said_to(api, people, authority, verb):
    OwnerFactory(reference=BODIES["owner"], authority=authority)
    PlanFactory(reference=BODIES["plan"], authority=authority)
    ready = {
        "unblock": {"is_blocked": True, "blocked_reason": "No lease."},
        "impact-check": {"status": "verified"},
    }
    action = ActionFactory(authority=authority, **ready.get(verb, {}))
    if verb == "undo":
        actions.block(action, by=people.manager, reason="No lease.")
    address = f"/api/v1/actions/{action.reference}/{verb}/"
    body = {name: BODIES[name] for name in OTHERS[verb]}
    besides = {"link": BODIES["link"]} if verb in draw_api.ONE_OF else {}
    manager = api(people.manager)
    for name in body:
        without = {field: body[field] for field in body if field != name} | besides
        refused = manager.post(address, without).json()
        assert [name] in (refused.get("missing"), list(refused.get("errors", ())))
    assert manager.post(address, body | besides).status_code in (200, 201)
