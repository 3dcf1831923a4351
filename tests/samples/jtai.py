"""Joint targeted area inspections: the letter of today, which lists what needs to
improve and the strengths, and that of 2016 to 2019, whose areas for improvement are
told at length in bullets under sub-headings."""

from datetime import date

from .blocks import Block, Down, Items, PageBreak, Paper, Running, Table, Words
from .blocks import heading as h
from .sample import Expected, ExpectedRecommendation, Sample

_PAPER = Paper(top=716, running=Running((("{page}", -76, 59, 12),), first=2), bottom=80)


def _opening(on: str, subject: str) -> tuple[Block, ...]:
    to = (
        "Morgan Hale, Director of Children’s Services, Exampleshire County Council",
        "Jude Farrow, Chief Executive, NHS Exampleshire Integrated Care Board",
        "Chris Idle, Chief Constable, Exampleshire Police",
        "Nat Vale, Independent Scrutineer",
    )
    address = tuple(Words(line, after=0) for line in to)
    return (
        Table(
            ((Words(on, after=0),), (Words("", after=0),), (address,)),
            (440,),
            row_heads=False,
            is_ruled=False,
            after=24,
        ),
        Words("Dear Exampleshire Local Safeguarding Partnership"),
        h(subject, size=12, tag="P"),
    )


_CLOSING: tuple[Block, ...] = (
    Words("Yours sincerely", before=12),
    Down(30),
    Table(
        (
            ("Ofsted", "Care Quality Commission"),
            ("Dana Frost, National Director", "Eli Stone, Chief Inspector"),
        ),
        (225, 225),
        row_heads=False,
        is_ruled=False,
    ),
)

ASKS = (
    "The contribution of health services and the police to plans for children, so that "
    "these are more than the local authority’s.",
    "Information-sharing between partners when a child moves across the county border.",
    "The rationale for stepping a child down from a child protection plan, which "
    "should include all agencies’ views.",
)
STRENGTHS = (
    "School nurses are part of the front door and speak to families on the same day.",
    "The partnership’s shared training on neglect reaches those who work with "
    "children every day.",
)
JTAI = Sample(
    name="jtai",
    paper=_PAPER,
    blocks=(
        *_opening("2 September 2022", "Joint targeted area inspection of Exampleshire"),
        Words(
            "This letter summarises the findings of the joint targeted area inspection "
            "(JTAI) of the multi-agency response to children and families who need "
            "help in Exampleshire."
        ),
        Words(
            "This inspection took place from 4 to 8 July 2022. It was carried out by "
            "inspectors from Ofsted, the Care Quality Commission (CQC) and Her "
            "Majesty’s Inspectorate of Constabulary and Fire & Rescue Services "
            "(HMICFRS)."
        ),
        h("Headline findings", size=12, tag="P"),
        Words(
            "Children in Exampleshire benefit from a partnership that knows them. It "
            "has not yet made sure that all of its members take their part in plans, "
            "and it does not know enough about what becomes of those who move away. "
            "Partners have begun to mend this, and a new data set will help them to "
            "see where children wait."
        ),
        h("What needs to improve?", size=12, tag="P"),
        Items((ASKS[0], ASKS[1].replace("moves ", "moves \f"), ASKS[2])),
        h("Strengths", size=12, tag="P"),
        Items(STRENGTHS),
        h("Main findings", size=12, tag="P"),
        Words(
            "The front door is staffed by people from four agencies. They sit side by "
            "side and decide together. Where police officers are away, nobody stands "
            "in."
        ),
        Table(
            (
                (
                    (
                        Words(
                            "Practice study: area for improvement", bold=True, after=6
                        ),
                        Words(
                            "Ash, who is four, has had three plans in two years. None "
                            "of them says what the family should do when things go "
                            "wrong again. The partnership should learn from this.",
                            after=0,
                        ),
                    ),
                ),
            ),
            (440,),
            header_rows=1,
        ),
        h("Next steps", size=12, tag="P"),
        Words(
            "We have determined that Exampleshire County Council is the principal "
            "authority and should prepare a written statement of proposed action "
            "responding to the findings outlined in this letter. This should be a "
            "multi-agency response."
        ),
        Words(
            "Exampleshire County Council should send the written statement of action "
            "to statements@inspections.example by 12 December 2022. This statement "
            "will inform the lines of enquiry at any future joint or single-agency "
            "activity by the inspectorates."
        ),
        *_CLOSING,
    ),
    expected=Expected(
        framework="jtai",
        inspectorates=("ofsted", "cqc", "hmicfrs"),
        inspection_start=date(2022, 7, 4),
        inspection_end=date(2022, 7, 8),
        published=date(2022, 9, 2),
        strengths=tuple((text, 2) for text in STRENGTHS),
        recommendations=tuple(
            ExpectedRecommendation(
                text,
                page,
                kind="area_for_improvement",
                heading="What needs to improve?",
            )
            for text, page in zip(ASKS, (1, 1, 2), strict=True)
        ),
        next_steps=((date(2022, 12, 12), 2),),
    ),
)

NARRATIVE = (
    (
        "Identifying and managing risk of harm at the ‘front door’",
        (
            "Thresholds are not yet understood in the same way by all partners. The "
            "police send many contacts that need no response, which slows down the "
            "work on those that do. A new guide is being written.",
            "Not all agencies are asked for what they know. In a small number of "
            "cases, this led to decisions that had to be changed within days.",
        ),
    ),
    (
        "Leadership and management",
        (
            "The board does not have the figures that it needs to see whether children "
            "who live with domestic abuse are helped in time.",
        ),
    ),
)
KEY_STRENGTHS = (
    "Schools are told of incidents at home before the first lesson of the next day.",
    "Probation officers take part in strategy meetings and bring what they know.",
)
JTAI_2017 = Sample(
    name="jtai_2016_to_2019",
    paper=_PAPER,
    blocks=(
        *_opening(
            "20 June 2017",
            "Joint targeted area inspection of the multi-agency response to abuse and "
            "neglect in Exampleshire",
        ),
        Words(
            "Between 24 April 2017 and 28 April 2017, Ofsted, the Care Quality "
            "Commission (CQC), HMI Constabulary (HMIC) and HMI Probation (HMIP) "
            "undertook a joint inspection of the multi-agency response to abuse and "
            "neglect in Exampleshire. This inspection included a ‘deep dive’ focus on "
            "the response to children living with domestic abuse."
        ),
        Words(
            "There are areas for improvement across the partnership and for individual "
            "agencies. Most of these had already been identified."
        ),
        PageBreak(),
        h("Key strengths", tag="P"),
        Items(KEY_STRENGTHS, mark="\uf0b7"),
        h("Case study: highly effective practice", size=12, tag="P"),
        Words("A family was helped early, by people who spoke with each other."),
        h("Areas for improvement", tag="P"),
        h(NARRATIVE[0][0], size=12, tag="P"),
        Items(NARRATIVE[0][1], mark="\uf0b7"),
        PageBreak(),
        h(NARRATIVE[1][0], size=12, tag="P"),
        Items(NARRATIVE[1][1], mark="\uf0b7"),
        h("Case study: area for improvement", size=12, tag="P"),
        Words(
            "A school called twice. The first call was not passed on, and the risk to "
            "the child was not seen until the second."
        ),
        h("Next steps", size=12, tag="P"),
        Words(
            "The local authority should prepare a written statement of proposed action "
            "responding to the findings outlined in this letter. This should be a "
            "multi-agency response involving probation services, health providers and "
            "Exampleshire Police."
        ),
        Words(
            "The director of children’s services should send the written statement of "
            "action to statements@inspections.example by 28 September 2017."
        ),
        *_CLOSING,
    ),
    expected=Expected(
        framework="jtai",
        inspectorates=("ofsted", "cqc", "hmicfrs", "hmi_probation"),
        inspection_start=date(2017, 4, 24),
        inspection_end=date(2017, 4, 28),
        published=date(2017, 6, 20),
        strengths=tuple((text, 2) for text in KEY_STRENGTHS),
        recommendations=tuple(
            ExpectedRecommendation(
                text,
                page,
                kind="area_for_improvement",
                heading="Areas for improvement",
                subheading=subheading,
            )
            for page, (subheading, texts) in zip((2, 3), NARRATIVE, strict=True)
            for text in texts
        ),
        next_steps=((date(2017, 9, 28), 3),),
    ),
)
