"""Each recipe of docs/recipes/ works as it is written, and touches the files that it
lists and no others: by `make recipes`, in a copy of the repository."""

import re

import pytest

from .following import (
    ROOT,
    CannotFollow,
    copy_of_repository,
    files_of,
    follow,
    steps_of,
    touched,
    unlike,
)

RECIPES = sorted((ROOT / "docs" / "recipes").glob("*.md"))


@pytest.mark.recipes
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_works_and_touches_what_it_says(recipe, tmp_path):
    page = recipe.read_text(encoding="utf-8")
    copy_of_repository(tmp_path)
    follow(page, tmp_path)
    listed, there = files_of(page), touched(tmp_path)
    assert unlike(listed, there) == ([], [])
    assert len(listed) == len(there)


@pytest.mark.recipes
def test_the_table_of_recipes_counts_the_files_of_each():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for recipe in RECIPES:
        count = len(files_of(recipe.read_text(encoding="utf-8")))
        row = re.search(rf"^.*recipes/{recipe.name}\).*$", page, re.MULTILINE)
        assert row, f"{recipe.name} is not in the table."
        assert f"| {count} |" in row[0]


PAGE = """# Add a thing

In `here.py`, after:

```python
one = 1
```

add:

```python
two = 2
```

Write `tests/test_here.py`:
```python
import here
```

Run:

```sh
echo done > said.txt
```

## Files
- `here.py`: it
- `tests/test_here.py`
- `said.*`
"""


def test_the_steps_of_a_recipe_are_done_in_order(tmp_path):
    (tmp_path / "here.py").write_text("one = 1\nthree = 3\n")
    follow(PAGE, tmp_path)
    assert (tmp_path / "here.py").read_text() == "one = 1\ntwo = 2\nthree = 3\n"
    assert (tmp_path / "tests" / "test_here.py").read_text() == "import here\n"
    assert (tmp_path / "said.txt").read_text() == "done\n"


@pytest.mark.parametrize(
    ("now", "message"),
    [
        ("", "Line 3: here.py has this 0 times"),
        ("one = 1\none = 1\n", "Line 3: here.py has this 2 times"),
    ],
)
def test_a_place_that_is_not_there_once_is_found_out(tmp_path, now, message):
    (tmp_path / "here.py").write_text(now)
    with pytest.raises(CannotFollow, match=message):
        follow(PAGE, tmp_path)


def test_a_command_that_fails_is_found_out(tmp_path):
    with pytest.raises(CannotFollow, match="Line 1: false"):
        follow("Run:\n\n```sh\nfalse\n```\n", tmp_path)


def test_files_that_are_not_listed_or_not_touched_are_found_out():
    assert unlike(files_of(PAGE), ["here.py", "said.txt", "else.py"]) == (
        ["tests/test_here.py"],
        ["else.py"],
    )


def test_every_block_of_a_recipe_is_a_step():
    """A slip in the words around a block would have the machine pass it over."""
    for recipe in RECIPES:
        page = recipe.read_text(encoding="utf-8")
        steps = list(steps_of(page))
        blocks = sum(1 + (step.new is not None) for step in steps)
        assert page.count("\n```") == 2 * blocks, recipe.name
        assert all(file in page for step in steps for file in [step.file])
