"""The single inspection framework (2013 to 2018): the authority's services, with a
review of the Local Safeguarding Children Board (LSCB); and a re-inspection without."""

from datetime import date

from .blocks import (
    Block,
    Contents,
    Footnote,
    Inside,
    Item,
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

_PAPER = Paper(running=Running((("{page}", -71, 24, 20),)))
_GLYPH = "\uf06e"

ASKS: tuple[str | Item, ...] = (
    "Ensure that social workers record why a contact does not become a referral, and "
    "that managers look at a sample of these each month.",
    "Ensure that children who are looked after have an up-to-date plan for permanence, "
    "including those who are placed with parents (paragraph 24).",
    Item(
        "Strengthen managers’ oversight of:",
        (
            "children in need whose plans have lasted longer than nine months",
            "private fostering arrangements",
            "care leavers who are homeless.",
        ),
    ),
    "Improve the help that care leavers get to find work, so that fewer are without a "
    "job, a place to learn or training at the age of 19.",
)
LSCB_ASKS = (
    "Ensure that the annual report says what difference the board has made for "
    "children in the county.",
    "Expedite the recruitment of lay members and improve the attendance of schools at "
    "sub-groups.",
)
AREAS = (
    ("Children who need help and protection", "Requires improvement"),
    ("Children looked after and achieving permanence", "Good"),
    ("Adoption performance", "Outstanding"),
    ("Experiences and progress of care leavers", "Requires improvement"),
    ("Leadership, management and governance", "Good"),
)
_NUMBERS = ("1.", "2.", "2.1", "2.2", "3.")


def _cover(first: tuple[Block, ...], overall: str) -> tuple[Block, ...]:
    """`first` stands above the table of judgements."""
    rows = tuple(
        # What belongs to an area is set in, with its number among the words.
        (
            Words(f"{number} {area}", left=47, after=0)
            if number[-1] != "."
            else Items((area,), mark=number),
            grade,
        )
        for number, (area, grade) in zip(_NUMBERS, AREAS, strict=True)
    )
    head = ((Words(overall, size=14, bold=True),),)
    return (
        *first,
        Table(head, (440,), row_heads=False, after=0),
        Table(rows, (300, 140), row_heads=False),
    )


def _text(ask: str | Item) -> str:
    return ask if isinstance(ask, str) else " ".join((ask.text, *ask.nested))


def _nested(ask: str | Item) -> tuple[str, ...]:
    return () if isinstance(ask, str) else ask.nested


def _recommendations(page: int, first: int = 1) -> tuple[ExpectedRecommendation, ...]:
    return tuple(
        ExpectedRecommendation(
            _text(ask),
            page,
            heading="Recommendations",
            number=str(number),
            body="LA",
            nested=_nested(ask),
        )
        for number, ask in enumerate(ASKS, start=first)
    )


SUMMARY = (
    "Services for children in Exampleshire are good overall. Leaders have used the "
    "years since the last inspection to build a workforce that stays. Help and "
    "protection is not as strong as the care that looked after children receive.",
    "Recommendations made at the last inspection have mostly been met. Those about the "
    "recording of decisions have not, and this report returns to them.",
)
TEAM = (
    "Lead inspector: Alex Marsh HMI",
    "Deputy lead inspector: Priya Nolan HMI",
    "Team inspectors: Kit Barlow HMI, Sam Okafor HMI",
)

SIF = Sample(
    name="sif",
    paper=_PAPER,
    blocks=(
        *_cover(
            (
                title("Exampleshire County Council"),
                h(
                    "Inspection of services for children in need of help and "
                    "protection, children looked after and care leavers",
                    tag="P",
                ),
                Words("and", size=14),
                h(
                    "Review of the effectiveness of the Local Safeguarding Children "
                    "Board^{1}",
                    tag="P",
                ),
                Words("Inspection date: 6 June to 30 June 2016", size=14),
                Words("Report published: 22 August 2016", size=14, after=24),
                Footnote(
                    1,
                    "Ofsted produces this report under its power to combine reports. "
                    "It includes the report of the review of the board.",
                ),
            ),
            "Children’s services in Exampleshire are good",
        ),
        PageBreak(),
        Inside(
            ("Table", "TR", "TD"),
            (
                h("Executive summary", tag="P"),
                *(Words(text) for text in SUMMARY),
            ),
        ),
        PageBreak(),
        title("Contents"),
        Contents(
            (
                ("Executive summary", 2),
                ("The local authority", 4),
                ("Recommendations", 4),
                ("The Local Safeguarding Children Board (LSCB)", 5),
                ("Recommendations", 5),
                ("Information about this inspection", 6),
            )
        ),
        PageBreak(),
        h("The local authority", size=16, tag="H1"),
        h("Recommendations"),
        numbered(1, *ASKS, hang=36),
        h("Summary for children and young people"),
        Items(
            (
                "Most of you who need help in Exampleshire get it quickly from people "
                "you can trust.",
                "Some of you told us that your social worker changes too often. We "
                "have asked the council to do better.",
            ),
            mark=_GLYPH,
        ),
        h("The experiences and progress of children who need help and protection"),
        numbered(
            5,
            "Contacts are looked at on the day they come. The reason why a contact "
            "goes no further is not always written down. (Recommendation)",
            "Early help is offered in eleven places. Families say that they would like "
            "it sooner.",
            hang=36,
        ),
        PageBreak(),
        h("The Local Safeguarding Children Board (LSCB)", size=16, tag="H1"),
        Table(
            (
                (
                    (
                        Words(
                            "The Local Safeguarding Children Board is good",
                            size=14,
                            bold=True,
                            after=0,
                        ),
                    ),
                ),
            ),
            (440,),
            row_heads=False,
        ),
        h("Executive summary", tag="P"),
        Words(
            "The board has a chair who is listened to. Its sub-groups meet, but "
            "schools are seldom there."
        ),
        h("Recommendations", tag="P"),
        Items(LSCB_ASKS, mark=_GLYPH),
        h("Inspection findings – the Local Safeguarding Children Board"),
        numbered(
            7,
            "The board knows its area well. It has two vacancies for lay members and "
            "has advertised for them only once.",
            hang=36,
        ),
        PageBreak(),
        h("Information about this inspection", size=16, tag="H1"),
        Words(
            "The inspection of the local authority was carried out under section 136 "
            "of the Education and Inspections Act 2006."
        ),
        h("The inspection team", size=12, tag="H3"),
        *(Words(line) for line in TEAM),
    ),
    expected=Expected(
        framework="sif",
        inspection_start=date(2016, 6, 6),
        inspection_end=date(2016, 6, 30),
        published=date(2016, 8, 22),
        lead_inspector="Alex Marsh",
        judgements=(
            ("Overall effectiveness", "Good"),
            *AREAS,
            ("Local Safeguarding Children Board", "Good"),
        ),
        recommendations=(
            *_recommendations(4),
            *(
                ExpectedRecommendation(text, 5, heading="Recommendations", body="LSCB")
                for text in LSCB_ASKS
            ),
        ),
    ),
)

REINSPECTION = Sample(
    name="sif_reinspection",
    paper=_PAPER,
    blocks=(
        *_cover(
            (
                title("Exampleshire County Council"),
                h(
                    "Re-inspection of services for children in need of help and "
                    "protection, children looked after and care leavers",
                    tag="P",
                ),
                Words("Inspection date: 8 May 2017 to 19 May 2017", size=14),
                Words("Report published: 7 July 2017", size=14, after=24),
            ),
            "Children’s services in Exampleshire are good",
        ),
        PageBreak(),
        Inside(
            ("Table", "TR", "TD"),
            (h("Executive summary", tag="P"), *(Words(text) for text in SUMMARY)),
        ),
        PageBreak(),
        title("Contents"),
        Contents((("Recommendations", 4), ("Information about this inspection", 5))),
        PageBreak(),
        h("The local authority", size=16, tag="H1"),
        h("Recommendations"),
        numbered(1, *ASKS, hang=36),
        h("Summary for children and young people"),
        Words("Things have become better for most of you since we last came."),
        PageBreak(),
        h("Information about this inspection", size=16, tag="H1"),
        h("The inspection team", size=12, tag="H3"),
        *(Words(line) for line in TEAM),
    ),
    expected=Expected(
        framework="sif_reinspection",
        inspection_start=date(2017, 5, 8),
        inspection_end=date(2017, 5, 19),
        published=date(2017, 7, 7),
        lead_inspector="Alex Marsh",
        judgements=(("Overall effectiveness", "Good"), *AREAS),
        recommendations=_recommendations(4),
    ),
)
