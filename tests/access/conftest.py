"""Files lie in a folder of the test's own, and reports read as the made-up one does."""

import pytest

from recommendations.workflow.drafting import reading
from tests.drafts.reports import reading_of


@pytest.fixture(autouse=True)
def _folder(evidence_folder, monkeypatch):
    monkeypatch.setattr(reading, "read", reading_of)
