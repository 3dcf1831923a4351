"""The people, what reports name by code, and a report that was read."""

import pytest

from recommendations.workflow.drafting import reading
from tests.factories import FrameworkFactory, InspectorateFactory

from .reports import reading_of, report, save_draft


@pytest.fixture(autouse=True)
def _folder(evidence_folder):
    pass


@pytest.fixture(autouse=True)
def frameworks(db):
    for code, name, is_graded in (
        ("ilacs_standard", "Inspection of children's services", True),
        ("ilacs_short", "Short inspection of children's services", True),
        ("sif", "Single inspection", True),
        ("jtai", "Joint targeted area inspection", False),
    ):
        FrameworkFactory(code=code, name=name, is_graded=is_graded)
    InspectorateFactory(code="ofsted", name="Ofsted")
    InspectorateFactory(code="cqc", name="Care Quality Commission")


@pytest.fixture
def save(people):
    """`save(**changes)`: the made-up report, read otherwise, by the manager."""

    def save(data=None, by=people.manager, **changes):
        data = report() if data is None else data
        return save_draft(data, reading_of(data, **changes), by=by)

    return save


@pytest.fixture
def draft(save):
    return save()


@pytest.fixture
def reader(monkeypatch):
    """A reader that knows the made-up report: `reader(**changes)` says what it makes of
    it. The reader itself is tried elsewhere, page by page."""

    def reads(**changes):
        monkeypatch.setattr(reading, "read", lambda data: reading_of(data, **changes))

    reads()
    return reads
