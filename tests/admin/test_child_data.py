"""The admin warns of words that look like a child's data, keeps them on the page, and
takes them once the person ticks that they are none."""

import pytest

from recommendations.models import ActionItem, ChildDataConfirmation, ProgressUpdate
from tests.factories import ActionFactory

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NHS = "Seen again: NHS 943 476 5919."
TICKED = {"confirm_no_child_data": "yes"}
BOX = 'name="confirm_no_child_data"'


@pytest.fixture
def rows(authority, plan, post):
    return [ActionFactory(authority=authority, plan=plan, owner=post) for _ in "ab"]


@pytest.fixture
def client(sign_in, people):
    return sign_in(people.manager)


def send(client, row, verb, **submitted):
    page = page_of(ActionItem, "verb", row.pk, verb)
    return client.post(page, {"version": row.version, **submitted})


def confirm(client, rows, **submitted):
    sent = {"row": [f"{row.pk}:{row.version}" for row in rows], **submitted}
    return client.post(page_of(ActionItem, "many", "updates"), sent)


def test_nobody_is_asked_before_anything_is_suspected(client, rows):
    assert (
        BOX not in client.get(page_of(ActionItem, "verb", rows[0].pk, "updates")).text
    )
    assert BOX not in send(client, rows[0], "updates", text="").text


def test_the_page_says_which_field_and_what_it_looks_like(client, rows):
    answer = send(client, rows[0], "updates", text=NHS, next_steps="Child A (Jane)")
    assert answer.status_code == 409
    errors = answer.context["form"].errors
    assert "“*** *** **19” looks like an NHS number." in errors["text"][0]
    assert "“Child A (…)” looks like the name of a child." in errors["next_steps"][0]
    assert ProgressUpdate.objects.count() == 0


def test_what_was_typed_stays_and_a_box_is_offered(client, rows):
    page = send(client, rows[0], "updates", text=NHS).text
    assert NHS in page
    assert BOX in page
    assert "This holds no child’s personal data" in page


def test_once_ticked_it_is_saved_and_the_history_tells_so(client, rows):
    answer = send(client, rows[0], "updates", text=NHS, **TICKED)
    assert answer.status_code == 302
    assert ProgressUpdate.objects.get().text == NHS
    page = client.get(page_of(ActionItem, "history", rows[0].pk)).text
    assert "Confirmed that it holds no child’s personal data." in page
    assert "Text looked like an NHS number." in page


def test_a_box_that_nobody_was_shown_confirms_nothing_else(client, rows):
    send(client, rows[0], "updates", text="Half are done.", **TICKED)
    assert ChildDataConfirmation.objects.count() == 0


def test_many_rows_are_asked_about_once_and_none_is_changed(client, rows):
    answer = confirm(client, rows, text=NHS)
    assert len(answer.context["form"].errors["text"]) == 1
    assert answer.text.count(BOX) == 1
    assert NHS in answer.text
    assert ProgressUpdate.objects.count() == 0


def test_many_rows_are_changed_once_ticked(client, rows):
    assert confirm(client, rows, text=NHS, **TICKED).status_code == 302
    assert ProgressUpdate.objects.count() == 2
    assert ChildDataConfirmation.objects.count() == 2
