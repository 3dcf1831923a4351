"""“Add many people”: pasted rows or a file, all of them or nobody."""

from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recommendations.models import Invitation, Membership, Owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "council")]

HEADED = """Role\tE-mail\tName\tPost
Assurance lead\tada@example.org\tAda Lovelace\t
\tjoan@example.org\tJoan Clarke\tHead of Fostering, North
"""
PLAIN = """Ada Lovelace, ada@example.org, Head of Fostering, the council, Lead officer
Joan Clarke, joan@example.org, Inspector, constabulary
"""


@pytest.fixture
def manager(people, sign_in):
    return sign_in(people.manager)


def add(client, pasted="", **sent):
    return client.post(reverse("add-people"), {"pasted": pasted, **sent})


def faults(answer):
    return [(one.row, one.column, one.message) for one in answer.context["faults"]]


def members():
    held = Membership.objects.exclude(user__email="").order_by("user__email")
    return [(one.user.email, one.role, str(one.agency or "")) for one in held]


def test_rows_with_headings_come_in_any_order(manager):
    answer = add(manager, HEADED)
    assert answer.text.count("/invitations/") == 2
    assert members() == [
        ("ada@example.org", "verifier", ""),
        ("joan@example.org", "owner", ""),
    ]
    assert Owner.objects.get().post_title == "Head of Fostering, North"


def test_rows_without_headings_are_taken_as_they_come(manager, constabulary):
    add(manager, PLAIN)
    assert members() == [
        ("ada@example.org", "owner", ""),
        ("joan@example.org", "owner", "The constabulary"),
    ]
    changes = User.history.filter(verb="add-person").values_list("change_id")
    assert len(set(changes)) == 1


def test_a_workbook_does_as_well(manager):
    book = openpyxl.Workbook()
    for row in (["Name", "Email", "Post"], ["Ada", "ada@example.org", "Head"]):
        book.active.append(row)
    book.save(data := BytesIO())
    file = SimpleUploadedFile("people.xlsx", data.getvalue())
    assert add(manager, file=file).status_code == 200
    assert members() == [("ada@example.org", "owner", "")]


def test_every_mistake_is_named_and_nobody_added(manager):
    answer = add(manager, "Ada,ada@,Head,council,Lead\nJoan,j@example.org,Head,NHS,")
    assert [(row, column) for row, column, _ in faults(answer)] == [
        (1, "e-mail"),
        (1, "role"),
        (2, "agency"),
    ]
    assert "The council" in faults(answer)[2][2]
    assert members() == []


def test_what_the_council_refuses_is_named_by_row_too(manager):
    answer = add(manager, f"{HEADED}\tfay@example.org\tFay\t\n")
    assert faults(answer) == [
        (4, "", "A lead officer needs a post, such as Head of Fostering.")
    ]
    assert (members(), Invitation.objects.count()) == ([], 0)


def test_who_holds_two_posts_gets_one_link(manager):
    posts = ("Head of A", "Head of B")
    answer = add(manager, "\n".join(f"Ada,ada@example.org,{post}" for post in posts))
    assert answer.text.count("/invitations/") == 1
    assert Owner.objects.filter(user__email="ada@example.org").count() == 2
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "Paste some rows."),
        ("Ada Lovelace", "No row has an e-mail address"),
        ("Ada,ada@example.org,Head\n" * 201, "at most 200 people"),
    ],
)
def test_what_holds_no_people_is_refused(manager, pasted, said):
    assert said in add(manager, pasted).text


def test_many_at_once_are_for_managers(people, sign_in):
    assert add(sign_in(people.owner), PLAIN).status_code == 403
