"""The letters that follow a visit: focused visits, monitoring visits and the assurance
visits of 2020 and 2021. They print no grades."""

from datetime import date

from .blocks import Block, Down, Items, Paper, Running, Words
from .blocks import heading as h
from .sample import Expected, ExpectedRecommendation, Sample

_ADDRESS = (
    "Inspection House",
    "Example Street",
    "Exampleton",
    "EX1 9ZZ",
    "T 0300 000 0000",
    "www.inspections.example",
)
_PAPER = Paper(top=730, running=Running((("{page}", -76, 40, 9),), first=2), bottom=70)


def _opening(on: str, to: str, name: str, subject: str) -> tuple[Block, ...]:
    return (
        *(Words(line, size=9, left=330, after=0) for line in _ADDRESS),
        Words(on, before=12),
        Words(f"{to}", after=0),
        Words("Director of Children’s Services", after=0),
        Words("Exampleshire County Council", after=0),
        Words("County Hall, Exampleton, EX1 1AA", after=24),
        Words(f"Dear {name}"),
        h(subject, size=12, tag="P"),
    )


def _closing(*lines: str) -> tuple[Block, ...]:
    return (
        Words("Yours sincerely", before=12),
        Down(36),
        *(Words(line, after=0) for line in lines),
    )


FOCUSED_ASKS = (
    "The quality of plans for disabled children, which should say what is to change "
    "and by when.",
    "The frequency of supervision in the assessment teams, so that all social workers "
    "have time to reflect.",
    "The timeliness of multi-agency strategy meetings when children are at risk of "
    "harm outside the home.",
)
_FOCUSED_HEADING = "What needs to improve in this area of social work practice"
FOCUSED_VISIT = Sample(
    name="ilacs_focused_visit",
    paper=_PAPER,
    blocks=(
        *_opening(
            "16 April 2024",
            "Morgan Hale",
            "Morgan",
            "Focused visit to Exampleshire children’s services",
        ),
        Words(
            "This letter summarises the findings of the focused visit to Exampleshire "
            "children’s services on 12 and 13 March 2024. His Majesty’s Inspectors for "
            "this visit were Alex Marsh and Priya Nolan."
        ),
        Words(
            "Inspectors looked at the local authority’s arrangements for children in "
            "need and those who are subject to a child protection plan."
        ),
        Words(
            "This visit was carried out in line with the inspection of local authority "
            "children’s services (ILACS) framework."
        ),
        h("Headline findings", size=12),
        Words(
            "Most children in need are helped well in Exampleshire. Social workers "
            "know them, visit them often and speak of them with warmth. Since the last "
            "inspection in 2022, when help and protection was judged to require "
            "improvement to be good, leaders have steadied the workforce. Plans are "
            "not yet good enough, and supervision is too thin in the busiest teams."
        ),
        h(_FOCUSED_HEADING, size=12),
        Items((*FOCUSED_ASKS[:2], FOCUSED_ASKS[2].replace("when ", "when \f"))),
        h("Main findings", size=12),
        Words(
            "Assessments are thorough and include what children say. Plans that follow "
            "from them list tasks for parents but seldom what should be different for "
            "the child. Disabled children’s plans are the weakest."
        ),
        Words(
            "Supervision takes place each month in most teams. In the assessment teams "
            "there are gaps of up to ten weeks. Leaders have recruited two managers "
            "whose only task is to make up for this."
        ),
        Words(
            "Ofsted will take the findings from this focused visit into account when "
            "planning the next inspection or visit."
        ),
        *_closing("Alex Marsh", "His Majesty’s Inspector"),
    ),
    expected=Expected(
        framework="ilacs_focused_visit",
        inspection_start=date(2024, 3, 12),
        inspection_end=date(2024, 3, 13),
        published=date(2024, 4, 16),
        lead_inspector="Alex Marsh",
        recommendations=tuple(
            ExpectedRecommendation(
                text, 1, kind="area_for_improvement", heading=_FOCUSED_HEADING
            )
            for text in FOCUSED_ASKS
        ),
    ),
)

MONITORING_VISIT = Sample(
    name="ilacs_monitoring_visit",
    paper=_PAPER,
    blocks=(
        *_opening(
            "5 July 2023",
            "Morgan Hale",
            "Morgan",
            "Monitoring visit to Exampleshire children’s services",
        ),
        Words(
            "This letter summarises the findings of the monitoring visit to "
            "Exampleshire children’s services on 23 and 24 May 2023. This was the "
            "third monitoring visit since the local authority was judged inadequate in "
            "November 2021. His Majesty’s Inspectors for this visit were Kit Barlow "
            "and Alex Marsh."
        ),
        h("Areas covered by the visit", size=12),
        Words(
            "Inspectors reviewed the progress made in the following areas of concern "
            "identified at the last inspection:"
        ),
        Items(
            (
                "thresholds for help and protection, and the response to contacts",
                "the quality and timeliness of assessments",
                "management oversight and supervision",
            )
        ),
        Words(
            "This visit was carried out in line with the inspection of local authority "
            "children’s services (ILACS) framework."
        ),
        h("Headline findings", size=12),
        Words(
            "Leaders have made steady progress from a low base. Contacts are dealt "
            "with in a day. Assessments have become sharper, though a small number "
            "still take too long. The pace of change in supervision has been slower "
            "than planned, and leaders know that this area needs to improve."
        ),
        h("Findings and evaluation of progress", size=12),
        Words(
            "Thresholds are understood by partners. Fewer contacts are sent without "
            "consent. Where the recommendation of a worker is not followed, the "
            "manager now writes down why."
        ),
        Words(
            "I am copying this letter to the Department for Education. It will be "
            "published on the Ofsted website on 5 July 2023."
        ),
        *_closing("Kit Barlow", "His Majesty’s Inspector"),
    ),
    expected=Expected(
        framework="ilacs_monitoring_visit",
        inspection_start=date(2023, 5, 23),
        inspection_end=date(2023, 5, 24),
        published=date(2023, 7, 5),
        lead_inspector="Kit Barlow",
    ),
)

_PRIORITY_HEADING = "Areas for priority action"
ASSURANCE_PRIORITIES = (
    "The local authority’s arrangements to find suitable, registered homes for "
    "children under 16 who live in unregulated placements.",
)
ASSURANCE_ASKS = (
    "The recording of visits made by video, so that it is clear whether the child was "
    "seen alone.",
    "The oversight of elective home education, where the number of children has risen "
    "sharply.",
)
ASSURANCE_VISIT = Sample(
    name="assurance_visit",
    paper=_PAPER,
    blocks=(
        *_opening(
            "11 December 2020",
            "Robin Achebe",
            "Robin",
            "Ofsted visit to Exampleshire children’s services",
        ),
        Words(
            "This letter summarises the findings of a visit to Exampleshire children’s "
            "services that took place from 2 to 5 November 2020. The visit was carried "
            "out by Her Majesty’s Inspectors Sam Okafor (lead inspector), Kit Barlow "
            "and Priya Nolan."
        ),
        Words(
            "The methodology for this visit was in line with the inspection of local "
            "authority children’s services (ILACS) framework. However, the delivery "
            "model was adapted to reflect the COVID-19 context. This visit was carried "
            "out fully by remote means. Assurance visits are not graded."
        ),
        h("Overview", size=12),
        Words(
            "Exampleshire has kept children safe in a hard year. Staff were given what "
            "they need to work from home within a week, and most children were still "
            "seen face to face. For a very few children without a registered home, the "
            "response has been too slow. This is an area for priority action."
        ),
        h(_PRIORITY_HEADING, size=12),
        Words(
            "The local authority needs to take swift and decisive action to address "
            "the following area of weakness:"
        ),
        Items(ASSURANCE_PRIORITIES),
        h(_FOCUSED_HEADING, size=12),
        Items(ASSURANCE_ASKS),
        h("Findings", size=12),
        Items(
            (
                "Contacts fell by a third in spring and have since risen above the "
                "number of the year before. Workers in the front door have kept up.",
                "Visits were made in gardens, on walks and by video. Records seldom "
                "say whether the child was alone.",
                "The number of children educated at home has doubled. Two officers can "
                "no longer visit all of them.",
            )
        ),
        *_closing("Sam Okafor", "Her Majesty’s Inspector"),
    ),
    expected=Expected(
        framework="assurance_visit",
        inspection_start=date(2020, 11, 2),
        inspection_end=date(2020, 11, 5),
        published=date(2020, 12, 11),
        lead_inspector="Sam Okafor",
        recommendations=(
            *(
                ExpectedRecommendation(
                    text, 1, kind="priority_action", heading=_PRIORITY_HEADING
                )
                for text in ASSURANCE_PRIORITIES
            ),
            *(
                ExpectedRecommendation(
                    text, 1, kind="area_for_improvement", heading=_FOCUSED_HEADING
                )
                for text in ASSURANCE_ASKS
            ),
        ),
    ),
)
