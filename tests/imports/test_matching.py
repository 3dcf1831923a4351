"""Which records the names in a spreadsheet mean."""

import pytest
from django.utils import timezone

from recommendations.models import ActionItem, Owner, Recommendation
from tests.factories import (
    AgencyFactory,
    OwnerFactory,
)

from .rows import faults_of, sixty_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_a_recommendation_is_known_by_its_words_too(bring_in):
    bring_in({"action": "Do it", "recommendation": "ask  number 3."})
    assert ActionItem.objects.get().recommendations.get().position == 3


def test_posts_are_matched_by_title_within_their_agency(
    bring_in, post, authority, constabulary
):
    namesake = OwnerFactory(
        authority=authority, agency=constabulary, post_title=post.post_title
    )
    bring_in(
        {"action": "One", "lead": post.post_title.upper(), "agency": "council"},
        {"action": "Two", "lead": post.post_title, "agency": "constabulary"},
    )
    first, second = ActionItem.objects.order_by("reference")
    assert (first.owner, second.owner) == (post, namesake)


def test_a_new_post_is_made_once_and_for_the_council_if_no_agency_is_named(
    bring_in, council
):
    result = bring_in(
        {"action": "One", "lead": "Head of Practice"},
        {"action": "Two", "lead": "head of practice"},
    )
    post = Owner.objects.get()
    assert (post.post_title, post.agency) == ("Head of Practice", council)
    assert result.new_posts == ["Head of Practice (The council)"]


def test_an_agency_is_known_by_its_other_name(bring_in, authority):
    AgencyFactory(
        code="nhs-1", name="Long name NHS Trust", alias="ELHT", works_in=authority
    )
    bring_in({"action": "Do it", "lead": "Named Nurse", "agency": "elht"})
    assert ActionItem.objects.get().owner.agency.code == "nhs-1"


@pytest.mark.slow
def test_looking_things_up_costs_the_same_however_many_rows(
    bring_in, django_assert_max_num_queries
):
    bring_in(*[{**row, "Agency": "council"} for row in sixty_rows()])
    with django_assert_max_num_queries(25):
        bring_in(*[{**row, "Agency": "council"} for row in sixty_rows()])


@pytest.mark.parametrize("cell", ["1, 2 and 3", "R1 & R2; R03", "1/2/3", "R01+R02+R03"])
def test_several_recommendations_may_be_put_together_as_people_do(bring_in, cell):
    bring_in({"action": "Do it", "recommendation": cell})
    assert ActionItem.objects.get().recommendations.count() == 3


def test_an_archived_recommendation_takes_no_new_action(bring_in, plan, today):
    Recommendation.objects.filter(position=1).update(archived_at=timezone.now())
    faults = faults_of(
        bring_in, {"action": "Do", "recommendation": "BWD-JTAI-2023-R01"}
    )
    assert faults == {(2, "recommendation"): "BWD-JTAI-2023-R01 is archived."}
