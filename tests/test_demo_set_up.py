"""Setting up the demo where it is not: all or nothing, and nothing of others lost."""

from datetime import date

import pytest
from django.apps import apps

from recommendations.models import Authority
from recommendations.workflow import demo
from recommendations.workflow.errors import Refused

from .factories import AuthorityFactory

DAY = date(2027, 3, 3)


@pytest.fixture
def one_row(monkeypatch):
    """Loading and users in small: what is under test is what happens around them."""
    monkeypatch.setattr(
        demo, "_load_fixtures", lambda today: AuthorityFactory(code="EXS")
    )
    monkeypatch.setattr(demo, "PEOPLE", demo.PEOPLE[-1:])


def counts():
    return {model: model._default_manager.count() for model in apps.get_models()}


def test_data_that_the_demo_did_not_make_is_left_alone(db):
    AuthorityFactory(code="OTHER")
    before = counts()
    with pytest.raises(Refused, match="--reset"):
        demo.set_up(today=DAY)
    assert counts() == before


def test_a_demo_that_is_broken_off_leaves_nothing_behind(db, one_row, monkeypatch):
    monkeypatch.setattr(demo, "_create_user", lambda person: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        demo.set_up(today=DAY)
    assert not Authority.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reset_deletes_everything_and_loads_anew(one_row):
    AuthorityFactory(code="OTHER")
    assert demo.set_up(today=DAY, reset=True)
    assert [authority.code for authority in Authority.objects.all()] == ["EXS"]
