"""How long a person's rating stands, and that one better than suggested is counted."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from recommendations.choices import OPEN_ACTIONS, GivenBrag
from recommendations.models import ActionItem
from recommendations.models.rules import is_better
from recommendations.models.trail import change
from recommendations.reports.summary import summary_of
from tests.factories import TODAY, ActionFactory

ACTION = "/api/v1/actions/BWD-A0001/"
LATER = {"due_on": "2026-12-18", "reason": "The tender runs late."}
GREEN = {"text": "On course.", "brag": "green", "brag_reason": "It is nearly there."}
RED = {"text": "Two are off.", "brag": "red", "brag_reason": "We cannot do it so."}
# What makes an open action be suggested so.
SUGGESTED = {
    "red": {"due_on": TODAY - timedelta(days=22)},
    "amber": {"is_blocked": True, "blocked_reason": "No worker in post."},
    "otherwise": {},
}
BEST_FIRST = [{"blue"}, {"green", "grey"}, {"amber"}, {"red"}]


def rank(brag):
    return next(place for place, held in enumerate(BEST_FIRST) if brag in held)


@pytest.mark.parametrize("rating", ["", *GivenBrag.values])
@pytest.mark.parametrize("suggested", SUGGESTED)
@pytest.mark.parametrize("status", OPEN_ACTIONS)
def test_a_rating_better_than_suggested_is_counted_and_no_other(
    make_action, api, people, status, suggested, rating
):
    make_action(
        status=status, brag=rating, brag_reason="So it is.", **SUGGESTED[suggested]
    )
    row = api(people.reader).get(ACTION).json()
    is_flattering = bool(rating) and rank(rating) < rank(row["brag_suggested"])
    assert row["is_rated_better"] == is_flattering
    assert is_better(rating, row["brag_suggested"]) == is_flattering
    assert row["brag"] == (rating or row["brag_suggested"])
    actions = ActionItem.objects.all()
    assert summary_of(actions, on=TODAY)["rated_better"] == is_flattering
    for value in ("true", "false"):
        query = {"rated_better": value}
        rows = api(people.reader).get("/api/v1/actions/", query).json()["results"]
        assert bool(rows) == (is_flattering == (value == "true"))


@pytest.mark.parametrize("status", ["verified", "embedded", "cancelled"])
def test_the_database_refuses_a_rating_of_what_is_not_open(make_action, status):
    with pytest.raises(IntegrityError, match="brag_given"), transaction.atomic():
        make_action(status=status, brag="green")


@pytest.mark.parametrize("fields", [{"brag": "blue"}, {"brag": "red", "brag_on": None}])
def test_the_database_refuses_blue_by_hand_and_a_rating_without_its_day(
    make_action, fields
):
    with pytest.raises(IntegrityError, match="brag_given"), transaction.atomic():
        make_action(**fields)


def test_blue_is_never_given_by_hand(make_action, play, people, now):
    make_action()
    answer = play(people.manager, "updates", text="Done.", brag="blue")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["brag"])
    assert now().brag == ""


def in_force(api, people):
    row = api(people.reader).get(ACTION).json()
    return row["brag"], row["brag_reason"], row["brag_on"]


def test_a_rating_says_when_it_was_given(make_action, play, people, api):
    make_action()
    play(people.owner, "updates", **RED)
    assert in_force(api, people) == ("red", "We cannot do it so.", "2026-11-20")


def test_a_rating_ends_when_the_claim_is_returned(make_action, play, people, api):
    make_action(status="complete", due_on="2026-10-29")
    play(people.owner, "updates", **GREEN | {"brag": "amber"})
    assert in_force(api, people)[0] == "amber"
    play(people.verifier, "return", reason="It is not in use.")
    assert in_force(api, people) == ("red", "", None)


def test_a_rating_ends_with_the_claim(make_action, play, people, api):
    make_action()
    play(people.owner, "updates", **RED)
    play(people.owner, "complete", note="It is in use.")
    assert in_force(api, people) == ("green", "", None)


def test_a_rating_ends_when_a_manager_moves_the_date(make_action, play, people, api):
    make_action()
    play(people.owner, "updates", **RED)
    play(people.manager, "reschedule", **LATER)
    assert in_force(api, people) == ("green", "", None)


def test_a_rating_ends_when_the_date_moves_with_a_reason(
    make_action, play, people, api
):
    make_action(date_gate="logged")
    play(people.owner, "updates", **RED)
    play(people.owner, "request-date", **LATER)
    assert in_force(api, people) == ("green", "", None)


@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_a_rating_ends_when_a_date_is_decided_and_not_when_it_is_asked_for(
    make_action, play, people, api, decision
):
    make_action()
    play(people.owner, "updates", **RED)
    date_request = play(people.owner, "request-date", **LATER).json()["url"]
    assert in_force(api, people)[0] == "red"
    answer = play(people.manager, decision, date_request, message="It is agreed.")
    assert answer.status_code == 200, answer.content
    assert in_force(api, people) == ("green", "", None)


@pytest.mark.parametrize(("days", "stands"), [(29, True), (30, False)])
def test_a_rating_ends_when_the_stale_period_of_its_plan_has_passed(
    make_action, play, people, api, later, days, stands
):
    make_action(due_on="2027-03-31")
    play(people.owner, "updates", **RED)
    later(days=days)
    assert (in_force(api, people)[0] == "red") == stands
    body = api(people.reader).get("/api/v1/actions/", {"brag": "red"}).json()
    assert bool(body["results"]) == stands


def test_a_plan_s_own_stale_period_counts(make_action, play, people, api, later):
    make_action(stale_after_days=90, due_on="2027-03-31")
    play(people.owner, "updates", **RED)
    later(days=89)
    assert in_force(api, people)[0] == "red"


def test_a_rating_stood_on_its_days_though_it_has_ended_since(
    make_action, play, people, api, later
):
    make_action(due_on="2027-03-31")
    play(people.owner, "updates", **RED)
    later(days=60)
    list_of = api(people.reader).get
    for day, count in (("2026-12-19", 1), ("2026-12-20", 0)):
        query = {"as_of": day, "brag": "red"}
        assert len(list_of("/api/v1/actions/", query).json()["results"]) == count
        body = list_of("/api/v1/summary/", {"as_of": day}).json()
        assert body["by_brag"]["red"] == count


def test_giving_the_rating_again_renews_it(make_action, play, people, api, later):
    make_action(due_on="2027-03-31")
    play(people.owner, "updates", **RED)
    later(days=29)
    play(people.owner, "updates", **RED)
    later(days=2)
    assert in_force(api, people)[0] == "red"


def test_taking_a_claim_back_puts_the_rating_back(make_action, play, people, api):
    make_action()
    play(people.owner, "updates", **RED)
    play(people.owner, "complete", note="Oops.")
    assert play(people.owner, "undo").status_code == 200
    assert in_force(api, people) == ("red", "We cannot do it so.", "2026-11-20")


def test_files_tell_the_rating_that_stands(make_action, play, people, api, later):
    make_action(due_on="2027-03-31")
    play(people.owner, "updates", **RED)
    later(days=30)
    csv = api(people.reader).get("/api/v1/actions/?format=csv")
    text = b"".join(csv.streaming_content).decode()
    assert "BWD-A0001" in text
    assert "We cannot do it so." not in text


def test_the_start_page_leads_to_what_is_rated_better(
    sign_in, make_action, people, authority
):
    make_action(
        brag="green", brag_reason="The last step is agreed.", due_on="2026-10-29"
    )
    ActionFactory(authority=authority)
    page = sign_in(people.manager).get("/admin/")
    assert "1 rated better than suggested" in page.text
    urls = [
        url
        for figure, _, url in page.context["figures"]
        if figure.key == "rated_better"
    ]
    urls += [row[5] for row in page.context["ratings"] if row[4]]
    assert len(urls) == 2
    for url in urls:
        listed = sign_in(people.manager).get(url)
        assert listed.context["cl"].result_count == 1
        assert "<strong>suggested Red</strong>" in listed.text


class Past:
    """A rating of old, as it was written before its day was kept."""

    def __init__(self, action, clock):
        self.action, self.clock = action, clock

    def write(self, verb, **fields):
        self.clock(days=1)
        for name, value in fields.items():
            setattr(self.action, name, value)
        with change(verb, by=None):
            self.action.save()

    def mend(self):
        ActionItem.history.update(brag_on=None)
        migration = "recommendations.migrations.0004_ratings_from_trail"
        import_module(migration).tell(apps, None)
        self.action.refresh_from_db()
        return self.action.brag, self.action.brag_on


@pytest.fixture
def past(make_action, later):
    return Past(make_action(), later)


def rated(day, brag="red"):
    return {"brag": brag, "brag_reason": "So it is.", "brag_on": day}


def test_old_ratings_get_their_day_from_the_trail(past):
    past.write("update", **rated(TODAY))
    past.write("block", is_blocked=True, blocked_reason="No worker.")
    assert past.mend() == ("red", date(2026, 11, 21))
    days = ActionItem.history.values_list("brag_on", flat=True)
    assert set(days) == {None, date(2026, 11, 21)}
    assert not ActionItem.history.filter(verb="end-rating").exists()


@pytest.mark.parametrize("verb", ["return", "complete", "approve-date", "reject-date"])
def test_old_ratings_that_should_have_ended_end_on_the_trail(past, verb):
    past.write("update", **rated(TODAY))
    past.write(verb)
    version = past.action.version
    assert past.mend() == ("", None)
    assert past.action.version == version + 1
    newest = past.action.history.latest("history_id")
    assert (newest.verb, newest.brag, newest.version) == ("end-rating", "", version + 1)
    assert "21 November 2026" in newest.history_change_reason


def test_an_old_move_of_the_date_ends_the_rating_unless_it_was_a_slip(past):
    first = past.action.due_on
    past.write("update", **rated(TODAY))
    past.write("reschedule", due_on=date(2026, 12, 18))
    past.write("undo", due_on=first)
    assert past.mend() == ("red", date(2026, 11, 21))
    past.write("reschedule", due_on=date(2026, 12, 18))
    assert past.mend() == ("", None)
