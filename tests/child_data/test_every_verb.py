"""No verb takes a child's data in any of its words: the list of verbs is read from the
code, so that a new one is tried or this fails."""

import ast
import importlib
import inspect
import pkgutil
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from recommendations import workflow
from recommendations.models import ChildDataConfirmation
from recommendations.models.trail import Record
from recommendations.workflow import actions
from recommendations.workflow.confirming import confirmed
from recommendations.workflow.dates import request_date
from recommendations.workflow.errors import PossibleChildData
from recommendations.workflow.evidence import add_evidence
from recommendations.workflow.recording import recorded
from tests.factories import InspectionFactory

from .conftest import NHS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# Arguments that are codes and not words.
CODES = {"verb", "code", "outcome", "response", "brag", "name", "seen"}
# And one that is only held against what the report names.
CODES |= {"authority_name"}
DAY = date(2027, 1, 29)


def asked_date(w):
    w.plan.date_gate = "approved"
    w.plan.save()
    return request_date(w.action, by=w.people.owner, due_on=DAY, reason="Late.")


def evidence_of(w):
    fields = {"title": "Minutes", "url": "https://example.gov.uk/"}
    return add_evidence([w.action], by=w.people.owner, **fields)


def on_an_action(w):
    """How most are played: by a manager, on an action in progress."""
    return w.action, "manager", {}


# How others are, besides their words: the record, who, and what else they ask for.
PLAYS = {
    "actions.create_action": lambda w: (w.plan, "manager", {"title": "Do it"}),
    "actions.complete": lambda w: (w.action, "owner", {"note": "Done."}),
    "actions.complete_from_file": lambda w: (w.action, "manager", {"note": "Done."}),
    "actions.reopen": lambda w: (w.make(status="verified"), "manager", {}),
    "actions.reassign": lambda w: (w.action, "manager", {"owner": w.other_post}),
    "actions.unblock": lambda w: (
        w.make(is_blocked=True, blocked_reason="No lease."),
        "manager",
        {},
    ),
    "actions.add_update": lambda w: (
        w.action,
        "owner",
        {"text": "Half are done.", "brag": "red", "brag_reason": "Two are away."},
    ),
    "checks.return_claim": lambda w: (w.make(status="complete"), "verifier", {}),
    "checks.verify": lambda w: (w.make(status="complete"), "verifier", {}),
    "checks.embed": lambda w: (w.make(status="verified"), "verifier", {}),
    "checks.check_impact": lambda w: (
        w.make(status="verified"),
        "verifier",
        {"outcome": "passed"},
    ),
    "dates.reschedule": lambda w: (w.action, "manager", {"due_on": DAY}),
    "dates.request_date": lambda w: (w.action, "owner", {"due_on": DAY}),
    "dates.approve_date": lambda w: (asked_date(w), "manager", {}),
    "dates.reject_date": lambda w: (asked_date(w), "manager", {}),
    "drafts.reject": lambda w: (w.draft(), "manager", {}),
    "evidence.archive_evidence": lambda w: (evidence_of(w), "manager", {}),
    "handover.carry_forward": lambda w: (
        w.action,
        "manager",
        {"plan": w.later_plan, "due_on": DAY},
    ),
    "handover.hand_over": lambda w: (w.post, "manager", {"to": w.other_post}),
    "inspections.archive_inspection": lambda w: (
        InspectionFactory(authority=w.authority),
        "manager",
        {},
    ),
    "leaving.leave": lambda w: (w.people.reader, "manager", {"handovers": {}}),
    "plans.create_plan": lambda w: (w.authority, "manager", {}),
    "plans.close_plan": lambda w: (w.plan, "manager", {}),
    "recommendations.respond": lambda w: (
        w.recommendation(),
        "manager",
        {"response": "accepted"},
    ),
    "recommendations.close": lambda w: (
        w.recommendation(status="delivered"),
        "manager",
        {"recheck_on": DAY},
    ),
    "recommendations.supersede": lambda w: (
        w.recommendation(),
        "manager",
        {"later": w.recommendation()},
    ),
    "recommendations.reopen": lambda w: (
        w.recommendation(status="delivered"),
        "manager",
        {},
    ),
}


def verbs():
    """Each function of workflow that acts for a person and takes words from them."""
    prefix = f"{workflow.__name__}."
    for module in pkgutil.walk_packages(workflow.__path__, prefix):
        if module.name.endswith(".recording"):  # What verbs are made of.
            continue
        there = importlib.import_module(module.name)
        for name, function in inspect.getmembers(there, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            words = [
                parameter.name
                for parameter in parameters.values()
                if parameter.annotation is str and parameter.name not in CODES
            ]
            acts = function.__module__ == there.__name__ and "by" in parameters
            if acts and words and not name.startswith(("_", "require_")):
                yield f"{module.name.rpartition('.')[2]}.{name}", function, words


VERBS = [pytest.param(*verb, id=verb[0]) for verb in verbs()]
BLOCK = next(verb.values for verb in VERBS if verb.id == "actions.block")


def play(world, name, function, words):
    record, role, extra = PLAYS.get(name, on_an_action)(world)
    arguments = dict.fromkeys(words, "Because.") | extra
    return record, lambda **changed: function(
        record, by=getattr(world.people, role), **(arguments | changed)
    )


def rows():
    tracked = [m for m in apps.get_models() if issubclass(m, Record)]
    return {m: m.history.count() for m in tracked}


@pytest.mark.parametrize(("name", "function", "words"), VERBS)
def test_each_word_of_each_verb_is_looked_at(world, name, function, words):
    _, call = play(world, name, function, words)
    before = rows()
    for word in words:
        with pytest.raises(PossibleChildData) as refused:
            call(**{word: NHS})
        [suspect] = refused.value.suspects
        assert (suspect.field, suspect.kind) == (word, "nhs_number")
    assert rows() == before


@pytest.mark.parametrize(("name", "function", "words"), VERBS)
def test_each_goes_through_when_confirmed_and_says_so(world, name, function, words):
    _, call = play(world, name, function, words)
    with confirmed():
        call(**{words[0]: NHS})
    confirmation = ChildDataConfirmation.objects.get()
    assert (confirmation.field, confirmation.kind) == (words[0], "nhs_number")
    assert confirmation.history.get().history_user == confirmation.confirmed_by


def test_no_verb_opens_a_change_that_is_not_looked_at():
    """Only recording.py does, and the demo, which sets up who signs in."""
    folder = Path(workflow.__path__[0])
    for path in folder.parent.rglob("*.py"):
        if path.parent.name == "models" or path.name in ("recording.py", "demo.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.endswith("trail"):
                imported = {alias.name for alias in node.names}
                # Memberships and tokens hold no words of people.
                assert "change" not in imported or path.name == "access.py", path


def test_a_refused_excerpt_repeats_neither_number_nor_name(world):
    _, call = play(world, *BLOCK)
    with pytest.raises(PossibleChildData) as refused:
        call(reason="NHS 943 476 5919, child A (Jane)")
    assert "5919" not in str(refused.value)
    assert "Jane" not in str(refused.value)


def test_what_is_stored_already_is_not_asked_about_again(world):
    with confirmed():
        world.action.detail = NHS
        world.action.save()
    _, call = play(world, *BLOCK)
    call()
    assert ChildDataConfirmation.objects.count() == 0


def test_confirmed_words_may_be_put_back_unasked(world):
    by = world.people.owner
    with confirmed():
        actions.block(world.action, by=by, reason=NHS)
    actions.unblock(world.action, by=by)
    with recorded(world.action, "undo", by=by):
        world.action.is_blocked, world.action.blocked_reason = True, NHS
    assert ChildDataConfirmation.objects.count() == 1
