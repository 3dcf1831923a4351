"""An inspection that is there already is not made again: the draft offers what is new
or differs, and fills in what is known only by a summary."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from recommendations.models import Inspection, InspectionInspectorate, Recommendation
from recommendations.reader.draft import PrintedJudgement
from recommendations.workflow.drafting import drafts
from recommendations.workflow.drafting.accepting import accept
from recommendations.workflow.drafting.comparing import compare
from recommendations.workflow.errors import Unmet
from tests.factories import (
    FrameworkFactory,
    InspectionFactory,
    InspectorateFactory,
    JudgementFactory,
    RecommendationFactory,
    StrengthFactory,
)

from .reports import (
    ASKS,
    HELP,
    PRAISE,
    STATEMENT,
    printed,
    reading_of,
    report,
    save_draft,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SUMMARIES = (
    "Have managers read referrals at once.",
    "Write plans that name who does what by when.",
    "Make use of what young carers say.",
)


@pytest.fixture
def there(authority):
    """Known from the press: its dates, and three asks in our words."""
    inspection = InspectionFactory(
        reference="BWD-ILACS-2026",
        authority=authority,
        framework=FrameworkFactory(code="ilacs_short"),
        start_on=date(2026, 2, 2),
        start_precision="day",
        recommendations_known="partial",
    )
    for position, summary in enumerate(SUMMARIES, start=1):
        RecommendationFactory(
            reference=f"BWD-ILACS-2026-R{position:02}",
            inspection=inspection,
            position=position,
            summary=summary,
            kind="area_for_improvement",
        )
    return inspection


def effects(draft, **facts):
    return dict(draft.rows.filter(**facts).values_list("name", "effect"))


def row(draft, **facts):
    return draft.rows.get(**facts)


def decide(draft, people, decision, **facts):
    rows = [
        {"n": draft_row.position, "decision": decision}
        for draft_row in draft.rows.filter(**facts)
    ]
    drafts.revise(draft, by=people.manager, rows=rows)


def test_a_text_fills_the_summary_that_tells_of_it(there, draft, people):
    assert accept(draft, by=people.manager) == there
    recommendations = Recommendation.objects.order_by("position")
    assert [
        (recommendation.text, recommendation.summary)
        for recommendation in recommendations
    ] == list(zip(ASKS, SUMMARIES, strict=True))
    assert {recommendation.wording for recommendation in recommendations} == {
        "verbatim"
    }
    there.refresh_from_db()
    assert there.recommendations_known == "complete"
    assert there.framework.code == "ilacs_short"


def test_a_filled_text_is_shown_as_recorded_to_the_next_who_reads(there, draft, people):
    accept(draft, by=people.manager)
    data = report("The same report, set anew.")
    again = save_draft(data, reading_of(data), by=people.manager)
    assert set(again.rows.values_list("effect", flat=True)) == {"same"}
    accept(again, by=people.manager)
    assert Recommendation.objects.count() == 3


@pytest.mark.parametrize(
    "facts",
    [
        {"start_on": date(2026, 2, 1), "start_precision": "month"},
        {"end_on": date(2026, 2, 9), "end_precision": "day"},
        {"published_on": date(2026, 4, 2), "published_precision": "day"},
        {"published_on": date(2026, 4, 1), "published_precision": "month"},
        {"published_on": date(2026, 1, 1), "published_precision": "year"},
    ],
)
def test_it_is_found_by_its_days_however_precisely_they_are_known(there, save, facts):
    there.start_on, there.start_precision = None, ""
    for name, value in facts.items():
        setattr(there, name, value)
    there.save()
    draft = save(published=date(2026, 4, 2))
    assert compare(draft, draft.authority).inspection == there


@pytest.mark.parametrize(
    "other",
    [
        {"framework": "jtai"},
        {
            "inspection_start": date(2026, 5, 1),
            "inspection_end": date(2026, 5, 8),
        },
    ],
)
def test_another_inspection_is_made_beside_it(there, save, people, other):
    draft = save(**other)
    assert set(draft.rows.values_list("effect", flat=True)) == {"new"}
    accept(draft, by=people.manager)
    assert Inspection.objects.count() == 2


def test_another_authority_s_inspection_is_not_it(there, save, people):
    there.authority = people.outsider.memberships.get().authority
    there.save()
    assert row(save(), name="lead_inspector").effect == "new"


def test_what_is_empty_is_filled_and_what_is_recorded_stays(there, draft, people):
    assert effects(draft, kind="field") == {
        "framework": "same",
        "inspectorates": "fills",
        "inspection_start": "same",
        "inspection_end": "fills",
        "published": "same",
        "lead_inspector": "fills",
        "expected_recommendations": "fills",
    }
    accept(draft, by=people.manager)
    there.refresh_from_db()
    assert there.end_on == date(2026, 2, 13)
    assert there.lead_inspector == "Ada Example"


def test_what_differs_waits_for_a_person(there, save, people):
    there.lead_inspector = "Somebody Else"
    there.save()
    draft = save()
    lead = row(draft, name="lead_inspector")
    assert (lead.effect, lead.was) == ("differs", {"value": "Somebody Else"})
    with pytest.raises(Unmet) as refused:
        accept(draft, by=people.manager)
    assert refused.value.missing == [f"rows.{lead.position}"]


@pytest.mark.parametrize(
    ("decision", "stays"), [("accepted", "Ada Example"), ("rejected", "Somebody Else")]
)
def test_the_person_says_which_of_two_holds(there, save, people, decision, stays):
    there.lead_inspector = "Somebody Else"
    there.save()
    draft = save()
    decide(draft, people, decision, name="lead_inspector")
    accept(draft, by=people.manager)
    there.refresh_from_db()
    assert there.lead_inspector == stays


def test_a_decision_does_not_hold_for_what_was_changed_since(there, save, people):
    there.lead_inspector = "Somebody Else"
    there.save()
    draft = save()
    decide(draft, people, "accepted", name="lead_inspector")
    there.lead_inspector = "A Third"
    there.save()
    with pytest.raises(Unmet):
        accept(draft, by=people.manager)


def test_an_inspection_made_meanwhile_is_not_made_again(draft, people, authority):
    InspectionFactory(
        authority=authority,
        framework=FrameworkFactory(code="ilacs_standard"),
        start_on=date(2026, 2, 3),
    )
    with pytest.raises(Unmet) as refused:
        accept(draft, by=people.manager)
    start = row(draft, name="inspection_start").position
    assert refused.value.missing == [f"rows.{start}"]
    decide(draft, people, "rejected", name="inspection_start")
    accept(draft, by=people.manager)
    assert Inspection.objects.count() == 1


def test_a_grade_that_was_not_known_is_filled_and_another_one_differs(
    there, save, people
):
    JudgementFactory(inspection=there, position=1, area=HELP, outcome="not_stated")
    JudgementFactory(
        inspection=there,
        position=2,
        area="Overall effectiveness",
        outcome="graded",
        grade="good",
    )
    draft = save(
        judgements=(
            PrintedJudgement(HELP, "Good", 1, 0.98),
            PrintedJudgement("Overall effectiveness", "Inadequate", 1, 0.98),
        )
    )
    filled, differs = draft.rows.filter(kind="judgement")
    assert (filled.effect, differs.effect) == ("fills", "differs")
    decide(draft, people, "accepted", position=differs.position)
    accept(draft, by=people.manager)
    assert list(there.judgements.values_list("grade", flat=True)) == [
        "good",
        "inadequate",
    ]


def test_an_ask_that_is_like_none_is_added_at_the_end(there, save, people):
    new = "The checks that are made before a family moves abroad."
    draft = save(recommendations=(*map(printed, ASKS), printed(new)))
    accept(draft, by=people.manager)
    assert there.recommendations.count() == 4
    assert there.recommendations.get(text=new).position == 4


def test_what_the_board_is_asked_is_no_one_else_s(there, save, people):
    board = printed("The board should meet more often.", body="LSCB")
    draft = save(recommendations=(*map(printed, ASKS), board))
    accept(draft, by=people.manager)
    added = there.recommendations.get(addressee="lscb")
    assert (added.text, added.reference) == (board.text, "BWD-ILACS-2026-R04")


def test_an_ask_that_may_be_recorded_in_other_words_waits(there, save, people):
    draft = save(recommendations=(printed(ASKS[0]), printed("Make audits count.")))
    with pytest.raises(Unmet) as refused:
        accept(draft, by=people.manager)
    draft_row = row(draft, read__text="Make audits count.")
    assert f"rows.{draft_row.position}" in refused.value.missing
    assert "other words" in draft_row.doubt


def test_a_person_says_which_one_an_ask_is(there, save, people):
    draft = save(recommendations=(printed("Make audits count."),))
    position = row(draft, kind="recommendation").position
    chosen = {"n": position, "edits": {"matches": "BWD-ILACS-2026-R03"}}
    drafts.revise(draft, by=people.manager, rows=[chosen])
    accept(draft, by=people.manager)
    filled = Recommendation.objects.get(reference="BWD-ILACS-2026-R03")
    assert filled.text == "Make audits count."
    assert there.recommendations.count() == 3


def test_a_person_says_that_an_ask_is_none_of_those(there, save, people):
    draft = save(recommendations=(printed(ASKS[0]),))
    position = row(draft, kind="recommendation").position
    rows = [{"n": position, "edits": {"matches": ""}}]
    drafts.revise(draft, by=people.manager, rows=rows)
    accept(draft, by=people.manager)
    assert there.recommendations.count() == 4


@pytest.mark.parametrize("reference", ["BWD-ILACS-2026-R09", "EXS-JTAI-2020-R01"])
def test_an_ask_is_said_to_be_only_what_is_recorded_there(
    there, draft, people, reference
):
    position = row(draft, read__text=ASKS[0]).position
    with pytest.raises(ValidationError, match="not one of the recommendations"):
        drafts.revise(
            draft,
            by=people.manager,
            rows=[{"n": position, "edits": {"matches": reference}}],
        )


def test_two_asks_are_not_said_to_be_the_same(there, draft, people):
    rows = [
        {"n": draft_row.position, "edits": {"matches": "BWD-ILACS-2026-R03"}}
        for draft_row in draft.rows.filter(kind="recommendation")[:2]
    ]
    with pytest.raises(ValidationError, match="Another row"):
        drafts.revise(draft, by=people.manager, rows=rows)


def test_a_decision_on_an_ask_that_is_gone_holds_no_more(there, save, people):
    draft = save(recommendations=(printed("Make audits count."),))
    position = row(draft, kind="recommendation").position
    chosen = {"n": position, "edits": {"matches": "BWD-ILACS-2026-R03"}}
    drafts.revise(draft, by=people.manager, rows=[chosen])
    there.recommendations.filter(position=3).update(archived_at=timezone.now())
    with pytest.raises(Unmet) as refused:
        accept(draft, by=people.manager)
    assert refused.value.missing == [f"rows.{position}"]


def test_that_an_ask_is_urgent_after_all_waits_for_a_person(there, save, people):
    draft = save(
        recommendations=(
            printed(ASKS[0], priority=True),
            *map(printed, ASKS[1:]),
        )
    )
    urgent = row(draft, read__text=ASKS[0])
    assert urgent.effect == "differs"
    decide(draft, people, "accepted", position=urgent.position)
    accept(draft, by=people.manager)
    first = there.recommendations.get(position=1)
    assert (first.kind, first.text) == ("priority_action", ASKS[0])


def test_what_was_only_reported_and_is_printed_after_all_waits_for_a_person(
    there, draft, people
):
    there.recommendations.filter(position=1).update(kind="reported")
    first = row(draft, read__text=ASKS[0])
    compare(draft, draft.authority)
    with pytest.raises(Unmet):
        accept(draft, by=people.manager)
    decide(draft, people, "accepted", position=first.position)
    accept(draft, by=people.manager)
    assert there.recommendations.get(position=1).kind == "area_for_improvement"


def test_bodies_are_added_and_none_is_taken_away(there, save, people):
    InspectionInspectorate.objects.create(
        inspection=there, inspectorate=InspectorateFactory(code="cqc")
    )
    accept(save(), by=people.manager)
    assert set(there.inspectorates.values_list("code", flat=True)) == {"cqc", "ofsted"}


def test_praise_known_by_a_summary_gets_its_words(there, save, people):
    StrengthFactory(
        inspection=there, position=1, summary="Well trained foster carers stay."
    )
    accept(save(), by=people.manager)
    assert there.strengths.get().text == PRAISE


def test_another_day_for_the_statement_waits_for_a_person(there, save, people):
    there.statement_due_on = date(2026, 5, 1)
    there.save()
    draft = save(next_steps=(STATEMENT,))
    assert row(draft, kind="next_step").effect == "differs"
    decide(draft, people, "accepted", kind="next_step")
    accept(draft, by=people.manager)
    there.refresh_from_db()
    assert there.statement_due_on == date(2026, 6, 1)
