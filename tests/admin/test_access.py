"""The few records written by form: users, roles and API tokens."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from recommendations.models import (
    ApiToken,
    Citation,
    Membership,
)
from tests.factories import (
    AgencyFactory,
    UserFactory,
)

from .addresses import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_token_is_shown_once_and_only_its_digest_kept(sign_in, people):
    client = sign_in(people.reader)
    facts = {"name": "My script", "is_read_only": "on", "user": people.admin.pk}
    answer = client.post(page_of(ApiToken, "add"), facts)
    prefix, secret = re.search(r"Bearer (\w+)\.([\w-]+)", answer.text).groups()
    token = ApiToken.objects.get(prefix=prefix)
    assert (token.user, token.is_read_only) == (people.reader, True)
    assert token.matches(secret)
    assert secret not in token.digest
    assert "no-store" in answer["Cache-Control"]
    again = client.get(page_of(ApiToken, "change", token.pk)).text
    assert secret not in again
    assert secret not in str(client.session.items())
    assert secret not in str(client.cookies)


def test_a_person_revokes_their_own_token_and_no_other(sign_in, people):
    own, _ = ApiToken.issue(user=people.reader, name="Own")
    other, _ = ApiToken.issue(user=people.manager, name="Other")
    client = sign_in(people.reader)
    client.post(page_of(ApiToken, "delete", own.pk), {"post": "yes"})
    client.post(page_of(ApiToken, "delete", other.pk), {"post": "yes"})
    assert list(ApiToken.objects.all()) == [other]


def test_a_superuser_makes_a_token_for_somebody(sign_in, people):
    facts = {"name": "For the reader", "user": people.reader.pk}
    sign_in(people.admin).post(page_of(ApiToken, "add"), facts)
    assert ApiToken.objects.get().user == people.reader


def test_a_token_cannot_end_in_the_past(sign_in, people):
    facts = {"name": "Late", "expires_at": "2026-11-19"}
    answer = sign_in(people.reader).post(page_of(ApiToken, "add"), facts)
    assert "in the future" in answer.text
    assert not ApiToken.objects.exists()


def test_a_token_ends_within_a_year(sign_in, people):
    facts = {"name": "For ever", "expires_at": "9999-12-31"}
    answer = sign_in(people.reader).post(page_of(ApiToken, "add"), facts)
    assert "within a year" in answer.text
    assert not ApiToken.objects.exists()


def test_a_token_is_good_to_the_end_of_its_last_day_in_london(sign_in, people):
    facts = {"name": "July", "expires_at": "2027-07-01"}
    sign_in(people.reader).post(page_of(ApiToken, "add"), facts)
    ends = ApiToken.objects.get().expires_at
    assert ends == datetime(2027, 7, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize("model", [User, Membership])
def test_only_superusers_see_and_write_access(sign_in, people, model):
    for view in ("changelist", "add"):
        assert sign_in(people.admin).get(page_of(model, view)).status_code == 200
        assert sign_in(people.manager).get(page_of(model, view)).status_code == 403


def test_a_role_given_changed_and_taken_is_on_the_trail_with_who_did_it(
    sign_in, people, authority, constabulary
):
    client = sign_in(people.admin)
    user = UserFactory()
    facts = {"user": user.pk, "authority": authority.pk, "role": "reader"}
    client.post(page_of(Membership, "add"), facts)
    membership = user.memberships.get()
    facts |= {"role": "owner", "agency": constabulary.pk}
    client.post(page_of(Membership, "change", membership.pk), facts)
    membership.refresh_from_db()
    assert (membership.role, membership.version) == ("owner", 2)
    client.post(page_of(Membership, "delete", membership.pk), {"post": "yes"})
    rows = Membership.history.filter(id=membership.pk).order_by("history_id")
    assert list(rows.values_list("verb", "actor")) == [
        ("create", "admin"),
        ("revise", "admin"),
        ("delete", "admin"),
    ]


def test_a_role_in_an_agency_that_works_elsewhere_is_refused(
    sign_in, people, authority
):
    elsewhere = AgencyFactory(works_in=None)
    facts = {
        "user": people.reader.pk,
        "authority": authority.pk,
        "agency": elsewhere.pk,
        "role": "owner",
    }
    answer = sign_in(people.admin).post(page_of(Membership, "add"), facts)
    assert "does not work in Blackburn with Darwen" in answer.text


def test_citations_of_another_authority_are_not_listed(sign_in, people, everything):
    answer = sign_in(people.outsider).get(page_of(Citation, "changelist"))
    assert answer.context["cl"].result_count == 0
