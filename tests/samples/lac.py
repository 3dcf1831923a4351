"""An inspection of services for looked after children (2013): areas for improvement by
when they are to be done, and a record of the judgements on the last page."""

from datetime import date

from .blocks import (
    Contents,
    Items,
    PageBreak,
    Paper,
    Running,
    Table,
    Words,
    numbered,
    title,
)
from .blocks import heading as h
from .sample import Expected, ExpectedRecommendation, Sample

_HEADING = "Areas for improvement"
AT_ONCE = (
    "Ensure that every looked after child has a health assessment within twenty "
    "working days",
    "Review all children on care orders placed at home with parents to see whether the "
    "order is still needed",
)
IN_THREE_MONTHS = (
    "Ensure that the corporate parenting board agrees on a core data set and looks at "
    "it at each of its meetings",
    "Ensure that the revised pledge is well publicised among children, staff and "
    "corporate parents",
)
AREAS = (
    ("Overall effectiveness", "Adequate"),
    ("Capacity to improve", "Good"),
    ("Outcomes for looked after children and young people", "Adequate"),
    ("Quality of provision", "Inadequate"),
    ("Leadership and management", "Adequate"),
)

SAMPLE = Sample(
    name="lac",
    paper=Paper(
        left=85,
        right=510,
        top=770,
        running=Running(
            (
                (
                    "Exampleshire Council Inspection of looked after children services",
                    85,
                    798,
                    8,
                ),
                ("{page}", -85, 798, 8),
            ),
            first=2,
        ),
    ),
    blocks=(
        title("Inspection of looked after children services"),
        Words("Exampleshire County Council", size=18, after=240),
        Table(
            (
                (Words("Inspection dates:", 10, True), Words("24 – 28 June 2013", 10)),
                (
                    Words("Reporting inspector", 10, True),
                    Words("Robin Castle HMI", 10),
                ),
            ),
            (130, 250),
            row_heads=False,
            is_ruled=False,
            after=60,
        ),
        Words("Age group: All", size=10, bold=True),
        Words("Published: 2 August 2013", size=10, bold=True),
        PageBreak(),
        h("Contents", size=18, tag="H1"),
        Contents(
            (
                ("Overall effectiveness", 3),
                ("Areas for improvement", 3),
                ("Record of main findings", 5),
            )
        ),
        PageBreak(),
        h("Overall effectiveness", size=18, tag="H1"),
        numbered(
            1,
            "The overall effectiveness of services for looked after children in "
            "Exampleshire is adequate. Most children are safe and settled.",
            "Health assessments are late. Areas for improvement are clearly described "
            "in the council’s own plan.",
        ),
        h(_HEADING),
        numbered(
            3,
            "In order to improve the quality of provision and services for looked "
            "after children and young people in Exampleshire, the local authority "
            "should take the following action.",
        ),
        Words("Immediately:", bold=True, left=28),
        Items(AT_ONCE, mark="\uf0b7", left=36),
        Words("", after=12),
        PageBreak(),
        Words("Within three months:", bold=True, left=28),
        Items(IN_THREE_MONTHS, mark="\uf0b7", left=28, hang=29),
        h("Outcomes for looked after children and young people", size=18, tag="H1"),
        numbered(
            4,
            "Outcomes are adequate. Children’s health is looked after once it has been "
            "assessed. They do as well at school as others of their age.",
            "Children take part in a council of their own. It meets the corporate "
            "parenting board twice a year.",
        ),
        PageBreak(),
        h("Record of main findings", size=18, tag="H1"),
        h("Services for looked after children"),
        Table(
            tuple(
                (Words(area, 11, True, after=0), Words(grade, 11, after=0))
                for area, grade in AREAS
            ),
            (300, 125),
            row_heads=False,
        ),
    ),
    expected=Expected(
        framework="lac",
        inspection_start=date(2013, 6, 24),
        inspection_end=date(2013, 6, 28),
        published=date(2013, 8, 2),
        lead_inspector="Robin Castle",
        judgements=AREAS,
        recommendations=tuple(
            ExpectedRecommendation(
                text,
                page,
                kind="area_for_improvement",
                heading=_HEADING,
                subheading=subheading,
            )
            for page, subheading, texts in (
                (3, "Immediately:", AT_ONCE),
                (4, "Within three months:", IN_THREE_MONTHS),
            )
            for text in texts
        ),
    ),
)
