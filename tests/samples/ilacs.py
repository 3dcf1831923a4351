"""An inspection of local authority children's services (ILACS): a judgement table on
the first page, what needs to improve after it, then numbered paragraphs."""

from datetime import date

from .blocks import Footnote, Items, Paper, Running, Table, Words, numbered, title
from .blocks import heading as h
from .sample import Expected, ExpectedRecommendation, Sample

ASKS = (
    "The timeliness and quality of return conversations with children who go missing, "
    "so that what they say is shared with partners.",
    "The consistency of management oversight in the out-of-hours team, so that "
    "decisions are recorded on the same day.",
    "The availability of local homes – including foster homes – for brothers and "
    "sisters who need to live together.",
    "The sharing of health histories with care experienced young people before they "
    "are aged 17.",
    "The use of ‘learning visits’ by senior leaders to test whether practice changes.",
)
AREAS = (
    (
        "The impact of leaders on social work practice with children and families",
        "Good",
    ),
    (
        "The experiences and progress of children who need help and protection",
        "Requires improvement to be good",
    ),
    ("The experiences and progress of children in care", "Good"),
    ("The experiences and progress of care leavers", "Outstanding"),
    ("Overall effectiveness", "Good"),
)
SUMMARY = (
    "Families in Exampleshire are met by workers who listen. Since the last "
    "inspection, in 2019, leaders have rebuilt the front door and brought the teams "
    "that help families early under one roof. Where practice has slipped, leaders have "
    "known of it and have begun to act. Too many conversations with children who "
    "return home still take place late, and not all of what is learned from them is "
    "used.",
    "Children in care live, in the main, close to the people and places they know. "
    "Care leavers speak of personal advisers who ‘stick with you’, and most live in "
    "homes that suit them. There is more to do before every child has the same "
    "experience.",
)
FINDINGS = (
    "Contacts are screened on the day they arrive. Workers call families before they "
    "ask others about them, and write down why when they do not.",
    "When children are at risk, strategy meetings are held quickly. Health colleagues "
    "are not always invited, which leaves some plans without their view.",
    "The out-of-hours team is small and steady. Its managers do not always record "
    "their decisions, and the day teams then have to ask again what was agreed.",
    "Children who go missing are seen by an independent worker. A few wait for more "
    "than a week, by which time they have little to say about where they were.",
)
LATER = (
    "Brothers and sisters live together where that is right for them. Some cannot, "
    "since there are too few foster homes in the north of the county.",
    "Health histories are written with care, but reach young people late. A few young "
    "people were close to their eighteenth birthday and others were already "
    "aged 18. Leaders have plans to mend this.",
    "Leaders know their services well. Their learning visits are warm and honest, but "
    "it is not yet clear what changes because of them.",
)
HEADING = "What needs to improve?"

SAMPLE = Sample(
    name="ilacs_standard",
    paper=Paper(
        running=Running(
            (
                ("Inspection of Exampleshire children’s services", 71, 40, 8),
                ("4 to 15 March 2024", 71, 30, 8),
                ("{page}", -76, 30, 8),
            ),
            first=2,
        )
    ),
    blocks=(
        title("Inspection of Exampleshire local authority children’s services"),
        Words("Inspection dates: 4 to 15 March 2024", bold=True),
        Words(
            "Lead inspector: Priya Nolan, His Majesty’s Inspector", bold=True, after=18
        ),
        Table(
            (("Judgement", "Grade"), *AREAS), (226, 220), header_rows=1, breaks=False
        ),
        *(Words(text) for text in SUMMARY),
        h(f"{HEADING}^{{1}}"),
        Footnote(1, "This list does not stand in an order of importance."),
        Items(
            (
                ASKS[0],
                ASKS[1].replace("so that decisions", "so that \fdecisions"),
                *ASKS[2:],
            )
        ),
        h(
            "The experiences and progress of children who need help and protection: "
            "requires improvement to be good"
        ),
        numbered(1, *FINDINGS),
        h("The experiences and progress of children in care: good"),
        numbered(5, *LATER),
        Words(
            "The Office for Standards in Education, Children’s Services and Skills "
            "(Ofsted) regulates and inspects services for children. This report is "
            "made up, and free to be used by anybody.",
            size=10,
            before=24,
        ),
        Words("© Exampleshire 2024", size=10),
    ),
    expected=Expected(
        framework="ilacs_standard",
        inspection_start=date(2024, 3, 4),
        inspection_end=date(2024, 3, 15),
        lead_inspector="Priya Nolan",
        judgements=AREAS,
        recommendations=tuple(
            ExpectedRecommendation(
                text, page, kind="area_for_improvement", heading=HEADING
            )
            for text, page in zip(ASKS, (1, 1, 2, 2, 2), strict=True)
        ),
    ),
)
