"""A manager with only a browser enters an inspection and the plan that answers it, and
mends their words, by the same rules as over REST."""

import pytest

from recommendations.admin.site import site
from recommendations.api.serializers import inputs, plan_inputs
from recommendations.choices import GATES
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Document,
    Inspection,
    Judgement,
    Owner,
    Recommendation,
    RecommendationTheme,
    Strength,
)
from recommendations.workflow import actions as workflow
from recommendations.workflow import records
from tests.factories import (
    FrameworkFactory,
    OwnerFactory,
    RecommendationFactory,
    ThemeFactory,
)

from .addresses import MADE, listed, page_of, sent_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

INPUTS = {
    shape.Meta.model: shape
    for shape in (vars(inputs) | vars(plan_inputs)).values()
    if isinstance(shape, type) and hasattr(getattr(shape, "Meta", None), "model")
}
ADDRESSED = {"addressee": "authority", "kind": "recommendation", "wording": "unknown"}


def sent_from(page, /, **typed):
    sent = sent_with(page.context["form"], typed)
    if "version" in page.context:
        sent["version"] = page.context["version"]
    return sent


def fill(client, address, /, **typed):
    return client.post(address, sent_from(client.get(address), **typed))


def edit_page(record):
    return page_of(type(record), "verb", record.pk, "revise")


@pytest.mark.parametrize("model", sorted(MADE, key=str), ids=lambda m: m.__name__)
def test_a_form_edits_what_rest_lets_one_patch(model):
    shape, form = INPUTS[model], site._registry[model].record_form
    patched = set(shape.Meta.fields) - set(shape.verbs) - shape().fixed
    edited = {*form.columns, *form.links} - form.once
    if model is Recommendation:
        edited = edited - {"lead_agencies", "contributing_agencies"} | {"agencies"}
    if model is ActionPlan:
        # Gates are one object there, and so is the legend, whose form has tests below.
        edited = edited - GATES["light"].keys() | {"stale_after_days", "gates"}
        edited |= {"brag_legend"}
    if model is Document:
        patched = patched - {"source_url"} | {"url"}
    if model is Owner:
        edited = edited - {"user"} | {"username"}
    assert edited == patched


def test_an_inspection_is_entered_with_what_it_found(sign_in, people, authority):
    FrameworkFactory()
    ThemeFactory(code="supervision")
    client = sign_in(people.manager)
    submitted = {
        "framework": "jtai",
        "start_on": "2026-05-11",
        "start_precision": "day",
        "recommendations_known": "complete",
    }
    answer = fill(client, page_of(Inspection, "add"), **submitted)
    inspection = Inspection.objects.get()
    assert answer.url == page_of(Inspection, "change", inspection.pk)
    assert (inspection.reference, inspection.status) == ("BWD-JTAI-2026", "draft")
    makes = client.get(answer.url).context["makes"]
    asks = {button.label: button.url for button in makes}
    for summary in ("Hold supervision on time.", "Answer the phone."):
        submitted = {**ADDRESSED, "summary": summary, "themes": ["supervision"]}
        fill(client, asks["Add recommendation"], **submitted)
    submitted = {"area": "Overall", "outcome": "graded", "grade": "good"}
    fill(client, asks["Add judgement"], **submitted)
    fill(client, asks["Add strength"], summary="Schools help.")
    rows = Recommendation.objects.order_by("position")
    assert [row.reference for row in rows] == [
        "BWD-JTAI-2026-R01",
        "BWD-JTAI-2026-R02",
    ]
    assert RecommendationTheme.objects.count() == 2
    assert Judgement.objects.get().grade == "good"
    assert Strength.objects.get().inspection == inspection


def test_a_plan_is_entered_with_its_actions(
    sign_in, people, recommendation, post, constabulary
):
    client = sign_in(people.manager)
    inspection = recommendation.inspection
    submitted = {"title": "Joint plan", "inspections": [inspection.reference]}
    plan_page = fill(client, page_of(ActionPlan, "add"), **submitted).url
    plan = ActionPlan.objects.get()
    assert list(plan.inspections.all()) == [inspection]
    add, *_ = client.get(plan_page).context["makes"]
    submitted = {
        "title": "Write the policy",
        "owner": post.reference,
        "due_on": "2027-03-31",
        "recommendations": [recommendation.reference],
        "contributing_agencies": ["constabulary"],
    }
    fill(client, add.url, **submitted)
    action = ActionItem.objects.get()
    assert (action.reference, action.plan, action.owner) == ("BWD-A0001", plan, post)
    assert list(action.recommendations.all()) == [recommendation]
    assert action.history.get().verb == "create"


def test_an_owner_and_their_agency_are_entered(sign_in, people, authority):
    client = sign_in(people.manager)
    submitted = {"code": "fire", "name": "Fire and rescue", "kind": "other"}
    fill(client, page_of(Agency, "add"), authorities=["BWD"], **submitted)
    fill(client, page_of(Owner, "add"), agency="fire", post_title="Station manager")
    owner = Owner.objects.get()
    assert (owner.reference, owner.agency.name) == ("BWD-O001", "Fire and rescue")


def test_what_a_record_forbids_is_said_beside_its_field(
    sign_in, people, recommendation
):
    client, add = sign_in(people.manager), page_of(Recommendation, "add")
    client.get(add)
    submitted = {"inspection": recommendation.inspection.reference, "position": "999"}
    answer = fill(client, add, **submitted, **ADDRESSED)
    assert answer.status_code == 409
    assert not Recommendation.objects.filter(position=999).exists()
    answer = fill(client, page_of(ActionPlan, "add"), title="")
    assert "Enter “Title”." in answer.text


@pytest.mark.parametrize("who", ["verifier", "owner", "police", "reader"])
def test_only_managers_make_and_edit(sign_in, people, recommendation, actions, who):
    client = sign_in(getattr(people, who))
    for model in MADE:
        assert client.post(page_of(model, "add"), {}).status_code == 403
    action = actions["shared"]
    answer = client.post(edit_page(action), {"version": 1, "title": "Mine"})
    assert answer.status_code == 403
    action.refresh_from_db()
    assert action.title != "Mine"


def test_a_manager_makes_nothing_in_anothers_authority(sign_in, people, plan, post):
    client = sign_in(people.outsider)
    address = page_of(ActionItem, "add", plan=plan.pk)
    page = client.get(address)
    assert plan.reference not in page.text
    answer = fill(client, address, plan=plan.reference, title="Mine")
    assert "plan" in answer.context["form"].errors
    assert not ActionItem.objects.exists()


def test_editing_changes_words_and_links_as_one_change(
    sign_in, people, actions, recommendation
):
    action = actions["due_30"]
    second = RecommendationFactory(inspection=recommendation.inspection)
    fill(
        sign_in(people.manager),
        edit_page(action),
        title="Write it again",
        recommendations=[recommendation.reference, second.reference],
    )
    action.refresh_from_db()
    assert action.title == "Write it again"
    assert set(action.recommendations.all()) == {recommendation, second}
    newest = action.history.first()
    assert (newest.verb, newest.actor) == ("revise", "manager")
    added = action.recommendation_links.get(recommendation=second).history.get()
    assert added.change_id == newest.change_id


def test_a_form_that_changes_nothing_leaves_no_entry(sign_in, people, actions):
    action = actions["due_30"]
    answer = fill(sign_in(people.manager), edit_page(action))
    assert "You have not changed anything." in answer.text
    assert action.history.count() == 1


def test_two_who_edit_at_once_lose_nothing(sign_in, people, actions):
    action = actions["due_30"]
    client, address = sign_in(people.manager), edit_page(action)
    read = client.get(address)
    submitted = {"title": "Theirs", "detail": "Theirs too."}
    records.revise(
        ActionItem.objects.get(pk=action.pk), by=people.admin, fields=submitted
    )
    submission = sent_from(read, title="Mine", success_measure="It is used.")
    answer = client.post(address, submission)
    assert answer.status_code == 409
    for words in ("Somebody else changed this", "Theirs", "Mine", "It is used."):
        assert words in answer.text
    again = sent_from(answer)
    assert (again["title"], again["detail"]) == ("Mine", "Theirs too.")
    assert client.post(address, again).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.detail) == ("Mine", "Theirs too.")
    assert action.success_measure == "It is used."


def test_the_inspectors_wording_is_filled_in_once(sign_in, people, recommendation):
    client, address = sign_in(people.manager), edit_page(recommendation)
    fill(client, address, text="Hold supervision.", wording="verbatim")
    answer = fill(client, address, text="Hold less supervision.")
    assert "cannot be changed" in answer.text
    recommendation.refresh_from_db()
    assert recommendation.text == "Hold supervision."


def test_the_archive_is_a_filter_away(sign_in, people, actions):
    action = actions["due_30"]
    client = sign_in(people.manager)
    page = page_of(ActionItem, "verb", action.pk, "archive")
    fill(client, page, reason="Entered twice.")
    assert action.reference not in listed(client)
    assert listed(client, archived="true") == {action.reference}
    shown = client.get(page_of(ActionItem, "change", action.pk))
    assert "Archived at" in shown.text
    assert not shown.context["buttons"]


def test_a_recommendation_is_archived_with_a_reason(sign_in, people, recommendation):
    client = sign_in(people.manager)
    page = page_of(Recommendation, "verb", recommendation.pk, "archive")
    assert "Enter a reason." in fill(client, page, reason="").text
    fill(client, page, reason="Entered twice.")
    recommendation.refresh_from_db()
    assert recommendation.archived_at is not None


def test_a_post_that_has_ended_takes_no_action(people, actions, authority):
    ended = OwnerFactory(authority=authority, active_until="2026-11-19")
    ended.refresh_from_db()
    with pytest.raises(Exception, match="is not in post today"):
        workflow.reassign(
            actions["due_30"], by=people.manager, owner=ended, reason="Moved."
        )
