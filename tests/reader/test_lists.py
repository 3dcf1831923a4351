"""Where a list ends, and what is no item of it. One missed end of a list would invent
dozens of recommendations."""

import pytest

from tests.samples.blocks import (
    Contents,
    Footnote,
    Item,
    Items,
    PageBreak,
    Table,
    Words,
    heading,
    numbered,
)

IMPROVE = heading("What needs to improve?")
TWO = ("The quality of plans for children.", "The frequency of supervision.")


def test_a_list_ends_at_the_next_heading(recommended):
    assert recommended(IMPROVE, Items(TWO)) == list(TWO)


def test_a_list_ends_at_a_paragraph(recommended):
    prose = Words("Leaders know this and have begun to act on what inspectors saw.")
    assert recommended(IMPROVE, Items(TWO), prose) == list(TWO)


def test_a_list_ends_where_numbered_paragraphs_begin(recommended):
    prose = numbered(1, "Children get help early.", "Thresholds are well understood.")
    assert recommended(IMPROVE, Items(TWO), prose, after=()) == list(TWO)


def test_a_numbered_list_ends_where_its_numbers_jump_and_says_so(read):
    draft = read(
        heading("Recommendations"),
        numbered(1, *TWO),
        numbered(12, "The board meets often.", "Its members challenge each other."),
        after=(),
    )
    assert [row.text for row in draft.recommendations] == list(TWO)
    assert "numbers_jump" in [note.code for note in draft.notes]


def test_an_item_goes_on_over_the_end_of_a_page(recommended):
    long = "The consistency of oversight, so that\f decisions are recorded at once."
    assert recommended(IMPROVE, Items((long, TWO[1]))) == [
        long.replace("\f", ""),
        TWO[1],
    ]


def test_a_second_sentence_over_the_page_is_part_of_its_item(recommended):
    long = "Plans lack aims.\f They should say what is to change."
    assert recommended(IMPROVE, Items((long, TWO[1]))) == [
        long.replace("\f", ""),
        TWO[1],
    ]


def test_a_list_goes_on_over_the_end_of_a_page(recommended):
    assert recommended(IMPROVE, Items(TWO[:1]), PageBreak(), Items(TWO[1:])) == list(
        TWO
    )


def test_second_level_bullets_belong_to_their_item(read):
    draft = read(
        IMPROVE,
        Items((Item("Oversight of:", ("complex cases", "fostering.")), TWO[1])),
    )
    first, second = draft.recommendations
    assert first.text == "Oversight of: complex cases fostering."
    assert first.nested == ("complex cases", "fostering.")
    assert second.text == TWO[1]


def test_a_number_at_the_head_of_a_line_is_not_an_item(recommended):
    words = (
        "The support that young people have when they leave care, above all those "
        "who are aged 17. This has been said before."
    )
    assert recommended(heading("Recommendations"), numbered(1, words, TWO[1])) == [
        words,
        TWO[1],
    ]


def test_a_lead_in_is_not_an_item(recommended):
    lead = Words("The local authority should take the following action:")
    assert recommended(heading("Areas for improvement"), lead, Items(TWO)) == list(TWO)


def test_a_numbered_lead_in_is_not_an_item(recommended):
    lead = numbered(28, "The local authority should take the following action.")
    assert recommended(
        heading("Areas for improvement"),
        lead,
        heading("Immediately:", size=12, tag="P"),
        Items(TWO),
    ) == list(TWO)


def test_headings_inside_a_list_are_kept_beside_its_items(read):
    draft = read(
        heading("Areas for improvement"),
        heading("Leadership", size=12, tag="H3"),
        Items(TWO[:1]),
        heading("Practice", size=12, tag="H3"),
        Items(TWO[1:]),
    )
    assert [row.subheading for row in draft.recommendations] == [
        "Leadership",
        "Practice",
    ]


def test_headings_inside_a_list_may_look_like_the_one_above_it(recommended):
    assert recommended(
        heading("Areas for improvement"),
        heading("Leadership"),
        Items(TWO[:1]),
        heading("Practice"),
        Items(TWO[1:]),
    ) == list(TWO)


def test_bulleted_prose_under_the_next_heading_is_no_part_of_the_list(recommended):
    prose = heading("Early help"), Items(("Children are seen soon.", "They are safe."))
    assert recommended(IMPROVE, Items(TWO), *prose, after=()) == list(TWO)


def test_numbers_may_begin_anew_under_a_heading(recommended):
    assert recommended(
        heading("Recommendations"),
        heading("The local authority should:", size=12, tag="P"),
        numbered(1, TWO[0]),
        heading("Partners should:", size=12, tag="P"),
        numbered(1, TWO[1]),
    ) == list(TWO)


def test_a_heading_said_again_over_the_page_goes_on_with_the_list(recommended):
    again = heading("What needs to improve? (continued)")
    assert recommended(
        IMPROVE, Items(TWO[:1]), PageBreak(), again, Items(TWO[1:])
    ) == list(TWO)


@pytest.mark.parametrize(
    "words",
    [
        "There are no areas for priority action.",
        "The inspection did not find any areas for priority and immediate action.",
        "None",
        "There are none.",
        "This visit did not result in any areas for priority action.",
    ],
)
def test_words_that_say_there_is_nothing_ask_for_nothing(recommended, words):
    assert recommended(heading("Areas for priority action"), Items((words,))) == []


def test_a_contents_page_asks_for_nothing(recommended):
    contents = Contents((("Recommendations", 4), ("What needs to improve?", 5)))
    assert recommended(heading("Contents"), contents, PageBreak()) == []


def test_a_footnote_is_no_part_of_an_item(recommended):
    items = Items(("The uptake of interviews^{1} by children.", TWO[1]))
    note = Footnote(1, "An interview is offered within three days.")
    assert recommended(IMPROVE, items, note) == [
        "The uptake of interviews by children.",
        TWO[1],
    ]


def test_a_case_study_in_a_box_is_no_part_of_the_list(recommended):
    box = Table(
        (((Words("Case study", bold=True), Words("A child was helped well.")),),),
        widths=(400,),
    )
    assert recommended(
        heading("Areas for improvement"), Items(TWO[:1]), box, after=()
    ) == list(TWO[:1])


def test_priority_actions_are_told_from_areas_for_improvement(read):
    draft = read(
        heading("What does the local authority need to improve?"),
        heading("Priority and immediate action", size=12, tag="H3"),
        numbered(1, TWO[0]),
        heading("Areas for improvement", size=12, tag="H3"),
        numbered(2, TWO[1]),
    )
    assert [(row.priority, row.kind) for row in draft.recommendations] == [
        (True, "priority_action"),
        (False, "area_for_improvement"),
    ]


def test_a_list_without_bullets_is_read_and_flagged(read):
    words = "The local authority must act at once to see children who go missing."
    draft = read(heading("Area for priority action"), Words(words))
    (row,) = draft.recommendations
    assert row.text == words
    assert row.confidence < 0.9
    assert "list_plain" in [note.code for note in draft.notes]


def test_pages_of_prose_under_a_promising_heading_are_flagged_and_not_read(read):
    prose = [Words(f"Inspectors saw this and that in team {n}.") for n in range(9)]
    draft = read(IMPROVE, *prose)
    assert draft.recommendations == ()
    assert "list_unread" in [note.code for note in draft.notes]


def test_an_item_as_long_as_a_chapter_is_flagged(read):
    draft = read(IMPROVE, Items((TWO[0], "word " * 240 + "end.")))
    assert draft.recommendations[1].confidence < 0.9
    assert "item_long" in [note.code for note in draft.notes]


def test_a_count_that_differs_from_the_printed_one_is_noted(read):
    says = Words("The report makes five recommendations to the local authority.")
    draft = read(says, heading("Recommendations"), numbered(1, *TWO))
    assert draft.expected_recommendations == 5
    assert "count_differs" in [note.code for note in draft.notes]


def test_an_item_that_is_printed_twice_is_kept_once(read):
    draft = read(IMPROVE, Items(TWO), heading("Areas for improvement"), Items(TWO[:1]))
    assert [row.text for row in draft.recommendations] == list(TWO)
    assert "printed_twice" in [note.code for note in draft.notes]


def test_a_report_without_a_list_says_so(noted):
    assert "nothing_asked" in noted(Words("All is well."))


def test_every_item_says_where_it_stands_on_its_page(read):
    for row in read(IMPROVE, Items(TWO)).recommendations:
        (mark,) = row.marks
        assert mark.page == row.page
        assert 0 < mark.left < mark.right <= 1
        assert 0 < mark.top < mark.bottom <= 1


@pytest.mark.parametrize(
    "words",
    [
        "What needs to be improved?",
        "What the local authority needs to improve",
        "Key areas for improvement",
        "Areas requiring improvement",
        "Areas that need to improve",
    ],
)
def test_a_list_is_headed_in_several_ways(recommended, words):
    assert recommended(heading(words), Items(TWO)) == list(TWO)


@pytest.mark.parametrize(
    "words",
    [
        "Areas requiring priority action",
        "Areas for urgent action",
        "Priority and urgent actions",
    ],
)
def test_priority_actions_are_headed_in_several_ways(read, words):
    (row,) = read(heading(words), Items(TWO[:1])).recommendations
    assert row.priority


@pytest.mark.parametrize(
    "words",
    [
        "Areas for improvement identified at the last inspection",
        "Recommendations from the previous inspection",
    ],
)
def test_what_an_earlier_inspection_asked_for_is_not_asked_again(recommended, words):
    assert recommended(heading(words), Items(TWO)) == []


def test_a_heading_may_be_set_as_two(recommended):
    first = heading("What does the local authority", after=0)
    assert recommended(first, heading("need to improve?"), Items(TWO)) == list(TWO)


@pytest.mark.parametrize("page_break", [(), (PageBreak(),)], ids=["here", "over"])
def test_a_list_may_change_its_bullet_midway(recommended, page_break):
    rest = Items(TWO[1:], mark="\u2022")
    assert recommended(IMPROVE, Items(TWO[:1]), *page_break, rest) == list(TWO)


def test_a_dash_at_the_place_of_a_bullet_is_of_another_level(read):
    dashes = Items(TWO[1:], mark="\u2013")
    (row,) = read(IMPROVE, Items(TWO[:1]), dashes).recommendations
    assert row.nested == TWO[1:]


@pytest.mark.parametrize("marks", [("a", "b"), ("i", "ii")])
def test_items_may_be_counted_by_letters(recommended, marks):
    lists = [Items(TWO[n : n + 1], mark=f"{marks[n]}.") for n in range(2)]
    assert recommended(heading("Recommendations"), *lists) == list(TWO)


def test_items_below_a_first_sub_heading_late_in_a_list_are_doubted(read):
    late = heading("Help and protection", size=12, tag="H3")
    draft = read(IMPROVE, Items(TWO[:1]), late, Items(TWO[1:]))
    assert [row.confidence < 0.9 for row in draft.recommendations] == [False, True]


def test_a_list_ends_before_an_account_whose_heading_is_not_seen(read):
    account = " ".join(["Inspectors saw that this team is well led by people."] * 4)
    draft = read(heading("Recommendations"), numbered(1, *TWO, account, account))
    assert [row.text for row in draft.recommendations] == list(TWO)
    assert "list_changes" in [note.code for note in draft.notes]


def test_key_findings_end_a_list_whatever_they_look_like(recommended):
    findings = heading("Key findings", size=12, tag="P")
    prose = numbered(3, "Children are seen.", "Plans are clear.")
    assert recommended(
        heading("Recommendations"), numbered(1, *TWO), findings, prose
    ) == [*TWO]
