"""What the guides print is what the product answers: every snippet of the REST guide
and of the README is run, in order, against a server with the demo."""

import os
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from recommendations.workflow import demo

from .snippets import run_python, run_shell, snippets_of, tells

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = ("bash", "curl", "python3")


@pytest.fixture
def reader(live_server, today, settings, tmp_path, monkeypatch):
    """The environment of somebody who loaded the demo on 20 November 2026 and stands
    in an empty folder."""
    settings.DEBUG = True
    demo.set_up(today=today)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".curlrc").write_text("silent\nshow-error\ninclude\n")
    monkeypatch.setenv("CURL_HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "*")
    port = live_server.thread.port
    call_command(
        "demo", no_serve=True, port=port, json=Path("demo.json"), stdout=StringIO()
    )
    return dict(os.environ)


def play(page, environment):
    """Run the snippets of a page and hold each to its answer."""
    names = {}
    for snippet in snippets_of(page):
        if snippet.language == "sh":
            printed = run_shell(snippet.code, environment)
        else:
            printed = run_python(snippet.code, names)
        expected = snippet.answer
        assert tells(expected, printed), (
            f"Line {snippet.line} answers:\n{printed}\nand not:\n{expected}"
        )


@pytest.mark.skipif(
    not all(shutil.which(name) for name in NEEDED),
    reason=f"The snippets want {', '.join(NEEDED)}.",
)
@pytest.mark.django_db(transaction=True)
def test_readme_and_rest_guide_tell_what_happens(reader, monkeypatch, evidence_folder):
    """In one test, since the demo takes a while to load. The README only reads."""
    guide = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    signing_in = next(snippets_of(guide)).code
    for entry in run_shell(f"{signing_in}\nenv -0", reader).split("\0"):
        name, _, value = entry.partition("=")
        if name:
            monkeypatch.setenv(name, value)
    environment = dict(os.environ)
    play(readme.replace("http://127.0.0.1:8000", environment["SERVER"]), environment)
    play(guide, environment)


@pytest.mark.parametrize(
    ("answer", "printed"),
    [
        ("HTTP/1.1 200 OK\n", "HTTP/1.1 201 OK\n\n"),
        ('HTTP/1.1 200 OK\nETag: "2"\n', 'HTTP/1.1 200 OK\nETag: "3"\n\n'),
        ('HTTP/1.1 200 OK\n\n{"a": 1, …}\n', 'HTTP/1.1 200 OK\n\n{"a":2,"b":1}'),
        ("A … C\n", "A B D\n"),
    ],
)
def test_an_answer_that_is_not_so_is_found_out(answer, printed):
    assert not tells(answer, printed)


def test_every_call_of_the_rest_guide_is_answered():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    calls = [
        snippet for snippet in snippets_of(page) if snippet.code.startswith("curl")
    ]
    assert len(calls) > 10
    assert [
        snippet.line for snippet in calls if not snippet.answer.startswith("HTTP/")
    ] == []
