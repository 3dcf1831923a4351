"""Users, their roles and their tokens leave a sealed trail, without names in it; and a
token ends with its date, its person's password, and their leaving."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from recommendations.models import ApiToken, ProgressUpdate
from recommendations.reports.seals import verify
from recommendations.reports.trail import timeline
from recommendations.workflow import access, actions
from recommendations.workflow.sealing import seal

from .factories import ActionFactory, UserFactory
from .trail_rows import change_row, line

pytestmark = pytest.mark.django_db

PASSWORD = "three random words here"  # noqa: S105
LATER = "four other words entirely"


@pytest.fixture
def person(people):
    people.manager.set_password(PASSWORD)
    people.manager.save()
    return people.manager


@pytest.fixture
def token(person):
    return ApiToken.issue(user=person, name="script")[0]


def is_good(token):
    return ApiToken.objects.usable(at=timezone.now()).filter(pk=token.pk).exists()


def rows(user):
    return User.history.filter(id=user.pk).order_by("history_id")


def verbs(user):
    return list(rows(user).values_list("verb", flat=True))


# What a token ends with


def by_own_form(person, people, sign_in):
    words = {"old_password": PASSWORD, "new_password1": LATER, "new_password2": LATER}
    sign_in(person).post(reverse("admin:password_change"), words)


def by_administrator(person, people, sign_in):
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    words = {"password1": LATER, "password2": LATER, "usable_password": "true"}
    sign_in(people.admin).post(page, words)


def by_taking_it_away(person, people, sign_in):
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    words = {"usable_password": "false", "unset-password": "1"}
    sign_in(people.admin).post(page, words)


def by_command(person, people, sign_in, monkeypatch=None):
    person.set_password(LATER)
    person.save()


RESETS = [by_own_form, by_administrator, by_taking_it_away, by_command]


@pytest.mark.parametrize("reset", RESETS)
def test_a_token_ends_with_the_password(token, person, people, sign_in, reset):
    assert is_good(token)
    reset(person, people, sign_in)
    assert not is_good(token)


@pytest.mark.parametrize("reset", RESETS)
def test_a_reset_is_on_the_trail_and_nothing_of_it(person, people, sign_in, reset):
    reset(person, people, sign_in)
    newest = rows(person).last()
    assert newest.verb == "set-password"
    assert newest.version == rows(person).count()
    by = {"by_own_form": "manager", "by_command": ""}.get(reset.__name__, "admin")
    assert newest.actor == by
    assert "password" not in {field.name for field in newest._meta.fields}


def test_django_s_own_command_ends_tokens_too(token, person, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: LATER)
    call_command("changepassword", person.username, stdout=StringIO())
    assert not is_good(token)
    assert verbs(person)[-1] == "set-password"


def test_a_password_changed_by_sql_ends_tokens_too(token, person):
    User.objects.filter(pk=person.pk).update(password="!")  # noqa: S106
    assert not is_good(token)


def test_a_token_does_not_come_back_with_its_person(token, person, people):
    access.change_user(person, by=people.admin, fields={"is_active": False})
    assert not is_good(token)
    access.change_user(person, by=people.admin, fields={"is_active": True})
    assert not is_good(token)
    assert is_good(ApiToken.issue(user=person, name="anew")[0])


def test_a_token_ends_after_ninety_days_unless_it_is_said(token):
    days = token.expires_at - token.created_at
    assert timedelta(days=89) < days <= timedelta(days=90, seconds=1)


@pytest.mark.parametrize("is_read_only", [True, False])
def test_a_setting_says_how_long_tokens_are_good_for(person, settings, is_read_only):
    settings.TOKEN_DAYS = 7
    token, _ = access.make_token(
        by=person, user=person, name="x", is_read_only=is_read_only
    )
    assert token.expires_at < timezone.now() + timedelta(days=7, seconds=1)


def test_no_token_is_good_for_more_than_a_year(person, sign_in):
    far = timezone.localdate() + timedelta(days=366)
    page = reverse("admin:recommendations_apitoken_add")
    answer = sign_in(person).post(page, {"name": "x", "expires_at": far.isoformat()})
    assert "within a year" in answer.text
    assert not ApiToken.objects.exists()


# What stands on the trail


def test_a_sign_in_says_nothing(person, client):
    count = rows(person).count()
    assert client.login(username="manager", password=PASSWORD)
    assert rows(person).count() == count


def test_users_are_told_of_without_names_and_addresses(people, sign_in):
    client = sign_in(people.admin)
    words = {"username": "newcomer", "password1": LATER, "password2": LATER}
    client.post(reverse("admin:auth_user_add"), {**words, "usable_password": "true"})
    user = User.objects.get(username="newcomer")
    page = reverse("admin:auth_user_change", args=[user.pk])
    words = {"username": "newcomer", "email": "n@example.org", "first_name": "Nan"}
    client.post(page, words)  # Without `is_active`: made inactive.
    user.refresh_from_db()
    assert (user.first_name, user.is_active) == ("Nan", False)
    assert list(rows(user).values_list("verb", "actor", "is_active")) == [
        ("create", "admin", True),
        ("revise", "admin", False),
    ]
    names = {field.name for field in User.history.model._meta.fields}
    assert not names & {"first_name", "last_name", "email", "password", "last_login"}


def test_a_new_name_alone_is_no_entry(person, people):
    count = rows(person).count()
    access.change_user(person, by=people.admin, fields={"first_name": "Other"})
    assert rows(person).count() == count


def test_tokens_made_and_revoked_are_on_the_trail(person, sign_in):
    client = sign_in(person)
    client.post(reverse("admin:recommendations_apitoken_add"), {"name": "Script"})
    token = ApiToken.objects.get()
    page = reverse("admin:recommendations_apitoken_delete", args=[token.pk])
    client.post(page, {"post": "yes"})
    entries = ApiToken.history.filter(id=token.pk).order_by("history_id")
    assert list(entries.values_list("verb", "actor", "history_type")) == [
        ("create", "manager", "+"),
        ("revoke", "manager", "-"),
    ]
    names = {field.name for field in ApiToken.history.model._meta.fields}
    assert not names & {"digest", "password_digest"}


def test_seals_cover_people_and_tokens(person, token, people):
    access.change_user(person, by=people.admin, fields={"is_active": False})
    access.revoke_token(token, by=people.admin)
    person.set_password(LATER)
    person.save()
    assert not verify().faults
    assert not seal().slipped
    assert not verify().faults
    row = rows(person).filter(verb="revise").get()
    change_row(row, is_active=True)
    assert [str(fault) for fault in verify().faults] == [line("changed", row)]


def test_a_trail_names_people_by_username_and_shows_their_name_of_today(
    person, post, authority
):
    action = ActionFactory(authority=authority, owner=post)
    update = actions.add_update(action, by=person, text="The panel met.")
    newest = action.history.order_by("-history_id").first()
    assert newest.actor == "manager"
    with connection.cursor() as cursor:
        for model in (type(action), ProgressUpdate):
            table = model.history.model._meta.db_table
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            assert "Manager" not in str(cursor.fetchall())
    person.first_name, person.last_name = "Ada", "Byron"
    person.save()
    entry = timeline(action, by=person)[0]
    assert (entry.by, entry.by_username) == ("Ada Byron", "manager")
    assert ProgressUpdate.objects.get(pk=update.pk).author_shown == "Ada Byron"


def test_entries_from_before_keep_the_name_that_they_have(post, authority):
    action = ActionFactory(authority=authority, owner=post)
    action.history.update(actor="Service Lead")
    (entry,) = timeline(action, by=post.user)
    assert (entry.by, entry.by_username) == ("Service Lead", None)


@pytest.mark.parametrize("role", ["manager", "reader", "owner"])
def test_the_trail_of_people_is_for_administrators(token, people, sign_in, role):
    client = sign_in(getattr(people, role))
    for name, key in (("auth_user", people.owner.pk), ("recommendations_apitoken", 1)):
        key = token.pk if "token" in name else key
        page = reverse(f"admin:{name}_history", args=[key])
        assert client.get(page).status_code in (403, 404)


def test_a_user_s_history_tells_of_their_roles_and_tokens(
    person, token, people, sign_in
):
    access.revoke(person.memberships.get(), by=people.admin)
    access.change_user(person, by=people.admin, fields={"is_active": False})
    page = reverse("admin:auth_user_history", args=[person.pk])
    answer = sign_in(people.admin).get(page)
    words = " ".join(answer.text.split())
    for expected in ("BWD (improvement manager)", "script", "Set password", "Active"):
        assert expected in words, expected


def test_only_an_administrator_lets_people_in(people):
    for call in (
        lambda: access.create_user(UserFactory.build(), by=people.manager),
        lambda: access.change_user(people.owner, by=people.manager, fields={}),
        lambda: access.make_token(by=people.manager, user=people.owner, name="x"),
    ):
        with pytest.raises(access.NotAllowed):
            call()
