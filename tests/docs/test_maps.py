"""What guides people through the code leads somewhere: paths, links, verbs of make."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs" / "architecture.md",
    ROOT / "docs" / "overrides.md",
    *sorted((ROOT / "docs" / "recipes").glob("*.md")),
]
NAMED = re.compile(r"`((?:docs|fixtures|recommendations|tests|tracker)/[\w./]*)`")
LINKED = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([\w-]+))?\)")


def targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    return set(phony.split())


def anchors(page):
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_is_there(page):
    text = page.read_text(encoding="utf-8")
    # A recipe names what it makes, too.
    new_paths = set(re.findall(r"^Write `([^`]+)`:", text, re.MULTILINE))
    assert [
        n for n in NAMED.findall(text) if n not in new_paths if not (ROOT / n).exists()
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page):
    for name, anchor in LINKED.findall(page.read_text(encoding="utf-8")):
        target = page.parent / name if name else page
        assert target.exists(), name
        assert not anchor or anchor in anchors(target), f"{name}#{anchor}"


def test_contributing_says_when_to_run_each_verb_of_make():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`make ([\w-]+)", page)) | {"demo", "start"}
    assert documented - targets() == set()
    assert targets() - documented == {"run"}


def test_the_architecture_is_read_in_an_afternoon():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert page.count("\n") < 250


def test_the_drawing_has_every_floor():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawing = page.partition("┌")[2].partition("└")[0]
    app = ROOT / "recommendations"
    floors = {path.parent.name for path in app.glob("*/__init__.py")}
    assert {floor for floor in floors if f"{floor}/" not in drawing} == {"migrations"}
