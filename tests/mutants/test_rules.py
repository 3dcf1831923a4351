"""The rules that `make mutants` breaks stand in the code as they are written there."""

from pathlib import Path

import pytest

from .rules import MUTANTS

PRODUCT = Path(__file__).parents[2] / "recommendations"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.rule)
def test_a_rule_that_is_broken_on_purpose_stands_once_as_written(mutant):
    text = (PRODUCT / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.now) == 1
