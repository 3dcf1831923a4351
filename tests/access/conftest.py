"""The one file that is evidence lies in a folder of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def _folder(evidence_folder):
    pass
