"""Keyset pages: every row once, in order, with ties and empty dates, both ways."""

from datetime import date, timedelta

import pytest

from recommendations.models import ActionItem

from .factories import TODAY, ActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def manager(api, people):
    return api(people.manager)


@pytest.fixture
def actions(authority, post):
    """Eleven actions: ties on the due date, and three without one."""
    days = [0, 0, 0, 5, 5, -3, -3, 9]
    dated = [
        ActionFactory(authority=authority, owner=post, due_on=TODAY + timedelta(d))
        for d in days
    ]
    undated = [
        ActionFactory(
            authority=authority, owner=post, status="not_started", due_on=None
        )
        for _ in range(3)
    ]
    return [*dated, *undated]


def walk(client, address, way="next"):
    pages, last = [], {"previous": None}
    while address:
        body = client.get(address).json()
        pages.append([row["reference"] for row in body["results"]])
        address, last = body[way], body
    return pages, last


@pytest.mark.parametrize("page_size", [1, 4, 11, 50])
@pytest.mark.parametrize(
    "ordering",
    [
        f"{sign}{name}"
        for name in ("due_on", "original_due_on", "updated_at", "reference")
        for sign in ("", "-")
    ],
)
def test_every_row_comes_once_forth_and_back(manager, actions, ordering, page_size):
    start = f"/api/v1/actions/?ordering={ordering}&page_size={page_size}"
    forth, last = walk(manager, start)
    references = [reference for page in forth for reference in page]
    assert sorted(references) == sorted(action.reference for action in actions)
    back, _ = walk(manager, last["previous"], "previous")
    assert [*reversed(back), forth[-1]] == forth
    assert len(forth) == -(-len(actions) // page_size)


@pytest.mark.parametrize("ordering", ["due_on", "-due_on"])
def test_what_has_no_date_comes_last_both_ways(manager, actions, ordering):
    pages, _ = walk(manager, f"/api/v1/actions/?ordering={ordering}&page_size=4")
    references = [reference for page in pages for reference in page]
    due = dict(ActionItem.objects.values_list("reference", "due_on"))
    dates = [due[reference] for reference in references]
    assert dates[-3:] == [None, None, None]
    assert dates[:-3] == sorted(dates[:-3], reverse=ordering.startswith("-"))


def test_a_row_that_comes_meanwhile_moves_no_other(manager, actions, authority, post):
    first = manager.get("/api/v1/actions/?ordering=due_on&page_size=5").json()
    ActionFactory(authority=authority, owner=post, due_on=date(2020, 1, 1))
    rest, _ = walk(manager, first["next"])
    references = [row["reference"] for row in first["results"]]
    references += [reference for page in rest for reference in page]
    assert sorted(references) == sorted(action.reference for action in actions)


def test_a_cursor_of_somebody_who_sees_more_of_a_trail_is_refused(
    api, people, authority, police_post
):
    action = ActionFactory(authority=authority, owner=police_post)
    plan = action.plan
    for note in ("One.", "Two.", "Three."):
        plan.note = note
        plan.save()
    address = f"/api/v1/plans/{plan.reference}/history/?page_size=1"
    following = api(people.manager).get(address).json()["next"]
    answer = api(people.police).get(following)
    assert answer.status_code == 400


def test_count_comes_only_when_asked_for(manager, actions):
    assert "count" not in manager.get("/api/v1/actions/").json()
    assert manager.get("/api/v1/actions/?count=exact&page_size=2").json()["count"] == 11


@pytest.mark.parametrize("page_size", ["0", "201", "100000", "-1", "ten", "1.5", "٣"])
def test_a_page_size_out_of_bounds_is_refused(manager, page_size):
    answer = manager.get("/api/v1/actions/", {"page_size": page_size})
    assert answer.status_code == 400
    assert "page_size" in answer.json()["errors"]


def test_a_forged_cursor_is_refused(manager, actions):
    following = manager.get("/api/v1/actions/?page_size=2").json()["next"]
    for address in (
        following.replace("cursor=W", "cursor=V"),
        "/api/v1/actions/?cursor=abc",
    ):
        answer = manager.get(address)
        assert answer.status_code == 400
        assert "cursor" in answer.json()["errors"]


@pytest.mark.parametrize("other", ["is_open=true", "ordering=-due_on", "plan=BWD-P01"])
def test_a_cursor_from_another_query_is_refused(manager, actions, other):
    following = manager.get("/api/v1/actions/?page_size=2").json()["next"]
    answer = manager.get(f"{following}&{other}")
    assert answer.status_code == 400
    assert "another query" in answer.json()["detail"]


def test_a_cursor_from_another_list_is_refused(manager, actions):
    following = manager.get("/api/v1/actions/?page_size=2").json()["next"]
    answer = manager.get(following.replace("/actions/", "/plans/"))
    assert answer.status_code == 400


def test_a_record_s_trail_comes_in_pages_too(manager, actions):
    action = actions[0]
    for number in range(6):
        action.title = f"Title {number}"
        action.save()
    pages, addresses = [], []
    address = f"/api/v1/actions/{action.reference}/history/?page_size=3&count=exact"
    while address:
        body = manager.get(address).json()
        pages.append([entry["changes"][0]["to"] for entry in body["results"]])
        addresses.append(body["previous"])
        address = body["next"]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert pages[0] == ["Title 5", "Title 4", "Title 3"]
    back = manager.get(addresses[1]).json()
    assert [entry["changes"][0]["to"] for entry in back["results"]] == pages[0]
    assert back["count"] == 7
