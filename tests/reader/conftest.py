"""A made-up inspection report round whatever blocks a test is about."""

import pytest

from recommendations.reader.report import read_report
from tests.samples.blocks import Words, heading, title
from tests.samples.layout import typeset

COVER = (
    title("Inspection of Exampleshire local authority children’s services"),
    Words("Inspection dates: 3 to 14 March 2025", bold=True),
    Words("Lead inspector: Robin Vale, His Majesty’s Inspector", bold=True),
    Words("Children in Exampleshire get help that is good enough in most places."),
)
NARRATIVE = (
    heading("The experiences and progress of children in care: good"),
    Words("1. Children in care live in homes that suit them, near their schools."),
    Words("2. Social workers visit them often and know them well."),
)


@pytest.fixture(params=[True, False], ids=["tagged", "untagged"])
def read(request):
    """Reads the blocks as a report, once with its tags and once without."""

    def reading(*blocks, cover=COVER, after=NARRATIVE):
        data = typeset([*cover, *blocks, *after], tagged=request.param)
        return read_report(data)

    return reading


@pytest.fixture
def recommended(read):
    """The words of what the blocks ask for."""

    def reading(*blocks, **around):
        return [row.text for row in read(*blocks, **around).recommendations]

    return reading


@pytest.fixture
def noted(read):
    """The codes of what the reader was unsure of."""

    def reading(*blocks, **around):
        return [note.code for note in read(*blocks, **around).notes]

    return reading
