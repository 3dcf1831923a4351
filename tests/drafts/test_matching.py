"""Which of the things read are recorded already, by their words and their place."""

from datetime import date

import pytest

from recommendations.workflow.drafting.matching import (
    Recorded,
    authority_key,
    match,
    overlap,
    same_words,
    span,
)

READ = (
    "The timeliness of visits to children in foster care.",
    "How police and health staff share what they know about domestic abuse.",
    "The number of apprenticeships for care leavers.",
)


def recorded(*summaries, text=""):
    return [Recorded(text, summary) for summary in summaries]


def pairs(matches):
    return {place: match_.index for place, match_ in matches.items()}


def test_a_text_printed_a_little_otherwise_is_the_same():
    there = [
        Recorded(
            "How police and health staff share what they know about domestic abuse",
            "Talk.",
        )
    ]
    assert pairs(match(READ, there)) == {1: 0}


def test_words_pick_the_summary_whatever_the_order():
    existing = recorded(
        "Open apprenticeships to care leavers.",
        "Visit foster children on time.",
        "Share knowledge of domestic abuse between police and health.",
    )
    matched = match(READ, existing)
    assert pairs(matched) == {0: 1, 1: 2, 2: 0}
    assert all(result.is_sure for result in matched.values())


def test_in_a_list_as_long_and_in_order_the_place_decides_where_words_do_not():
    existing = recorded(
        "Get round more often.",
        "Let police and health talk of domestic abuse.",
        "Find care leavers apprenticeships.",
    )
    matched = match(READ, existing)
    assert pairs(matched) == {0: 0, 1: 1, 2: 2}
    assert matched[0].is_sure


def test_a_place_alone_decides_nothing():
    assert match(READ, recorded("Hire.", "Train.", "Retain.")) == {}


def test_nothing_is_matched_twice():
    twice = ("Visit foster children on time.", "Visit foster children on time, too.")
    assert len(match(twice, recorded("Visits to foster children on time."))) == 1


def test_what_is_like_two_is_said_to_be_unsure():
    existing = recorded("Visit foster homes.", "Visits to fostering homes.")
    assert [result.is_sure for result in match(READ, existing).values()] == [False]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("London Borough of Barking and Dagenham", "barking and dagenham"),
        ("Kensington & Chelsea", "kensington and chelsea"),
        ("City of York Council", "york"),
        ("Durham County Council", "durham"),
    ],
)
def test_an_authority_is_known_without_what_councils_put_round_it(name, key):
    assert authority_key(name) == key


def test_neighbours_of_like_names_are_not_taken_for_one_another():
    assert authority_key("Nottingham City") != authority_key("Nottinghamshire County")


def test_case_spacing_and_marks_make_no_other_words():
    assert same_words("Children’s  plans,\nreviewed", "children's plans reviewed")


def test_a_month_and_a_day_in_it_meet():
    april = span(date(2025, 4, 1), "month")
    assert overlap(april, span(date(2025, 4, 30), "day"))
    assert not overlap(april, span(date(2025, 5, 1), "day"))
    assert not overlap(april, None)
