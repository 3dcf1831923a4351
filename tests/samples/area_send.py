"""An area SEND inspection: a page within a table, and in it the ruled tables of areas
for priority action, with the responsible body beside them, and for improvement."""

from datetime import date

from .blocks import Inside, Items, PageBreak, Paper, Running, Table, Words
from .blocks import heading as h
from .sample import Expected, ExpectedRecommendation, Sample

_BODIES = (
    "Exampleshire County Council and NHS Exampleshire Integrated Care Board (ICB)",
    "NHS Exampleshire ICB",
)
PRIORITIES = (
    "Leaders from the local authority and the ICB should urgently agree who decides on "
    "the joint commissioning of services for children and young people with SEND, and "
    "publish what they agree.",
    "Leaders from the ICB should reduce the time that children wait for an assessment "
    "of their speech, language and communication needs. They should tell families how "
    "long the wait is, what help there is meanwhile and whom they can call.",
)
ASKS = (
    "Leaders across the partnership should improve the quality of education, health "
    "and care (EHC) plans, so that these say what is to be different for the child or "
    "young person and by when, and are reviewed every year.",
    "Leaders should make sure that young people with SEND are well prepared for "
    "adulthood, including those who are educated outside the county.",
)
_WRAP = ("Table", "TBody", "TR", "TD")

SAMPLE = Sample(
    name="area_send",
    paper=Paper(
        left=57,
        right=525,
        running=Running(
            (
                ("Area SEND inspection report: Exampleshire", 60, 38, 10),
                ("Local Area Partnership", 60, 26, 10),
                ("{page}", -76, 26, 10),
            ),
            first=2,
        ),
    ),
    blocks=(
        Inside(
            _WRAP,
            (
                Words(
                    "Area SEND inspection of Exampleshire Local Area Partnership",
                    size=26,
                    bold=True,
                ),
                Words("Inspection dates: 3 to 7 February 2025", after=6),
                Words("Dates of previous inspection: 9 to 12 March 2020", after=18),
                h("Inspection outcome", tag="P"),
                Words(
                    "There are widespread and/or systemic failings leading to "
                    "significant concerns about the experiences and outcomes of "
                    "children and young people with special educational needs and/or "
                    "disabilities (SEND), which the local area partnership must "
                    "address urgently."
                ),
                Words(
                    "A monitoring inspection will be carried out within approximately "
                    "18 months. The next reinspection will be within approximately "
                    "three years."
                ),
                Words(
                    "As a result of this inspection, His Majesty’s Chief Inspector "
                    "requires the local area partnership to prepare and submit a "
                    "priority action plan (area SEND) to address the identified areas "
                    "for priority action."
                ),
                h("Information about the local area partnership", tag="P"),
                Words(
                    "Exampleshire County Council and NHS Exampleshire Integrated Care "
                    "Board (ICB) are jointly responsible for the planning and "
                    "commissioning of services for children and young people with SEND."
                ),
                PageBreak(),
                h("What does the area partnership need to do better?", tag="P"),
                Items(
                    (
                        "Too many children wait for a speech and language therapist. "
                        "Families are not told how long it will take, and some have "
                        "given up.",
                        "EHC plans are written late. Leaders from the local authority "
                        "should have known this sooner, since schools had said so.",
                        "Young people who leave school are not told what there is for "
                        "them. Some spend their days at home.",
                    ),
                    label="apart",
                ),
                Words("", after=330),
                h("Areas for priority action", tag="P"),
                Table(
                    (
                        ("Responsible body", "Areas for priority action"),
                        *zip(_BODIES, PRIORITIES, strict=True),
                    ),
                    (160, 305),
                    header_rows=1,
                    breaks=True,
                ),
                h("Areas for improvement", tag="P"),
                Table(
                    (("Areas for improvement",), *((text,) for text in ASKS)),
                    (465,),
                    header_rows=1,
                ),
                PageBreak(),
                h("Local area partnership details", tag="P"),
                Table(
                    (
                        ("Local authority", "Integrated care board"),
                        ("Exampleshire County Council", "NHS Exampleshire"),
                        (
                            "Morgan Hale, Director of Children’s Services",
                            "Jude Farrow, Chief Executive",
                        ),
                    ),
                    (232, 232),
                    header_rows=1,
                ),
                h("Information about this inspection", tag="P"),
                Words(
                    "This inspection was carried out at the request of the Secretary "
                    "of State for Education under section 20(1)(a) of the Children Act "
                    "2004."
                ),
                Words(
                    "The inspection was led by one of His Majesty’s Inspectors (HMI) "
                    "from Ofsted, with a team of inspectors from Ofsted and the Care "
                    "Quality Commission (CQC)."
                ),
                h("Inspection team", size=12, tag="P"),
                Table(
                    (
                        ("Ofsted", "Care Quality Commission"),
                        (
                            "Kit Barlow, Ofsted Lead inspector",
                            "Eli Stone, CQC Lead inspector",
                        ),
                        ("Alex Marsh, Ofsted HMI", "Noor Lane, CQC inspector"),
                    ),
                    (232, 232),
                    row_heads=False,
                    is_ruled=False,
                ),
            ),
        ),
    ),
    expected=Expected(
        framework="area_send",
        inspectorates=("ofsted", "cqc"),
        inspection_start=date(2025, 2, 3),
        inspection_end=date(2025, 2, 7),
        lead_inspector="Kit Barlow",
        next_steps=((None, 1),),
        judgements=(
            (
                "Overall outcome",
                "Widespread and/or systemic failings leading to significant concerns",
            ),
        ),
        recommendations=(
            *(
                ExpectedRecommendation(
                    text,
                    2,
                    kind="priority_action",
                    heading="Areas for priority action",
                    responsible=body,
                )
                for body, text in zip(_BODIES, PRIORITIES, strict=True)
            ),
            *(
                ExpectedRecommendation(
                    text,
                    3,
                    kind="area_for_improvement",
                    heading="Areas for improvement",
                )
                for text in ASKS
            ),
        ),
    ),
)
