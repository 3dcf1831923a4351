"""What we override or use of other libraries' private parts stands in a list, and is as
it was when we last looked: an upgrade that changes one is noticed here."""

import ast
import hashlib
import inspect
import pkgutil
import re
from importlib import import_module
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import NamedTuple

import django
import pytest

import recommendations
import tracker

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "overrides.md"
DJANGO = Path(django.__file__).parent
TEMPLATES = ROOT / "recommendations" / "templates"
OURS = (recommendations, tracker)
# Of these nothing is promised but what their pages document: each override is listed.
INTERNALS = ("simple_history.", "drf_spectacular.openapi.", "django.db.backends.")
# Django documents these; the rest belong to a named tuple and to the standard library.
PROMISED = {"_meta", "_default_manager", "_base_manager", "_state", "_replace", "_exit"}
ROW = re.compile(r"^\| `([\w./]+)` \| `([\w./]+)` \| (.+) \| `(\w+)` \|$", re.MULTILINE)


class Row(NamedTuple):
    part: str
    ours: str
    why: str
    digest: str


ROWS = [Row(*cells) for cells in ROW.findall(PAGE.read_text(encoding="utf-8"))]
LISTED = {row.part for row in ROWS}


def source_of(part):
    """The text of a function, a class or, given as a path, a template of Django's."""
    if "/" in part:
        return (DJANGO.parent / part).read_text(encoding="utf-8")
    target = pkgutil.resolve_name(part)
    return inspect.getsource(getattr(target, "fget", target))


def digest_of(part):
    return hashlib.sha256(source_of(part).encode()).hexdigest()[:12]


def release_of(part):
    package = re.split("[./]", part)[0]
    name = packages_distributions()[package][0]
    return f"{name} {version(name)}"


def our_classes():
    for package in OURS:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in module.name:
                for member in vars(import_module(module.name)).values():
                    if inspect.isclass(member) and member.__module__ == module.name:
                        yield member


def overrides():
    """Each method of ours that takes the place of one of another library's, by the name
    of that one."""
    own = tuple(f"{package.__name__}." for package in OURS)
    for kind in our_classes():
        for name, member in vars(kind).items():
            code = getattr(member, "fget", member)
            # Not what a metaclass put there, as that of enums does.
            is_ours = inspect.isfunction(code) and code.__module__ == kind.__module__
            if name.startswith("__") or not is_ours:
                continue
            for base in kind.__mro__[1:]:
                if name in vars(base):
                    if not f"{base.__module__}.".startswith(own):
                        yield f"{base.__module__}.{base.__qualname__}.{name}"
                    break


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.part)
def test_a_part_we_rely_on_is_as_it_was(row):
    try:
        now = digest_of(row.part)
    except (AttributeError, ImportError, OSError) as gone:
        pytest.fail(
            f"{release_of(row.part)} has no {row.part} any more ({gone}). "
            f"Look at {row.ours} again: {row.why}"
        )
    assert now == row.digest, (
        f"{release_of(row.part)} changed {row.part}. Read what it does now and look "
        f"at {row.ours} again: {row.why} When both fit, write {now} into {PAGE.name}."
    )


def test_each_row_leads_to_a_file_of_ours():
    assert [row.ours for row in ROWS if not (ROOT / row.ours).is_file()] == []


def test_the_list_names_each_part_once():
    assert len(LISTED) == len(ROWS) > 0


def test_every_override_of_what_is_private_is_listed():
    private = {
        part
        for part in overrides()
        if is_private(part.rpartition(".")[2]) or part.startswith(INTERNALS)
    }
    assert sorted(private - LISTED) == []


def test_every_private_name_of_another_library_is_listed():
    """One that nothing of ours gives a meaning to."""
    own, used = set(), {}
    for path in (
        file for package in OURS for file in Path(package.__path__[0]).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    own.add(name)
                case ast.Name(id=name, ctx=ast.Store()):
                    own.add(name)
                case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
                    own.add(node.attr)
                case ast.Attribute(attr=name) if is_private(name):
                    used.setdefault(name, path)
    listed = " ".join(f"{row.part} {row.why}" for row in ROWS)
    unlisted = {
        name: str(path.relative_to(ROOT))
        for name, path in used.items()
        if name not in own | PROMISED and not re.search(rf"\b{name}\b", listed)
    }
    assert unlisted == {}


def test_every_template_that_stands_for_one_of_django_is_listed():
    place = "contrib/admin/templates"
    templates = {
        f"django/{place}/{path.relative_to(TEMPLATES)}"
        for path in TEMPLATES.rglob("*.html")
        if (DJANGO / place / path.relative_to(TEMPLATES)).is_file()
    }
    assert templates
    assert sorted(templates - LISTED) == []
