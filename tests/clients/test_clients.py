"""The schema is one that others' tools take: two linters find no error in it, and the
clients that two generators make of it play a story against a server with the demo.
Run by `make clients`, for which Node 20 is needed. What is made is thrown away."""

import json
import os
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from recommendations.workflow import demo

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent
# The newest that run on Node 20.
REDOCLY = "@redocly/cli@2.77.0"
SPECTRAL = "@stoplight/spectral-cli@6.16.3"
TYPESCRIPT = "typescript@5.9.3"
OPENAPI_TS = "@hey-api/openapi-ts@0.92.0"


def run(*command, folder, **environment):
    """The command must end well; what it prints is told if it does not."""
    done = subprocess.run(  # noqa: S603 - the commands stand in this file
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def npx(packages, *command, folder, **environment):
    named = [f"--package={package}" for package in packages]
    run("npx", "--yes", *named, "--", *command, folder=folder, **environment)


@pytest.fixture(scope="session", autouse=True)
def node():
    if shutil.which("npx") is None:
        pytest.fail("Node 20 or later is needed, with npx.")


@pytest.fixture(scope="session")
def tools():
    """The folder of the virtual environment that holds the generator for Python."""
    return Path(os.environ["CLIENTS_VENV"]) / "bin"


@pytest.fixture(scope="session")
def schema(tmp_path_factory):
    file = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", file=str(file))
    return file


@pytest.fixture
def sign_ins(transactional_db, live_server, settings, tmp_path):
    """The file in which the demo tells where it is served and who may sign in."""
    settings.DEBUG = True
    demo.set_up(today=timezone.localdate())
    file = tmp_path / "demo.json"
    port = live_server.thread.port
    call_command("demo", no_serve=True, port=port, json=file, stdout=StringIO())
    return file


def test_redocly_finds_no_error(schema):
    command = ("redocly", "lint", "--config", HERE / "redocly.yaml", schema)
    npx([REDOCLY], *command, folder=schema.parent)


def test_spectral_finds_no_error(schema):
    command = ("spectral", "lint", "--ruleset", HERE / "spectral.yaml", schema)
    npx([SPECTRAL], *command, folder=schema.parent)


def test_a_python_client_plays_the_story(schema, sign_ins, tools, tmp_path):
    client = tmp_path / "client"
    generator = tools / "openapi-python-client"
    options = ("--path", schema, "--output-path", client, "--meta", "none")
    run(generator, "generate", *options, folder=tmp_path)
    story = shutil.copy(HERE / "story.py", tmp_path)
    run(tools / "python", story, sign_ins, folder=tmp_path, NO_PROXY="*")


def test_a_typescript_client_plays_the_story(schema, sign_ins, tmp_path):
    """It is also compiled under TypeScript's strict rules, the story with it."""
    options = (
        "--input",
        schema,
        "--output",
        "client",
        "--client",
        "@hey-api/client-fetch",
    )
    npx([OPENAPI_TS, TYPESCRIPT], "openapi-ts", *options, folder=tmp_path)
    shutil.copy(HERE / "story.ts", tmp_path)
    rules = ("--strict", "--target", "es2022", "--module", "commonjs")
    where = ("--lib", "es2022,dom,dom.iterable", "--outDir", "out", "story.ts")
    npx([TYPESCRIPT], "tsc", *rules, *where, folder=tmp_path)
    description = json.dumps(json.loads(sign_ins.read_text(encoding="utf-8")))
    run("node", "out/story.js", folder=tmp_path, DEMO=description)
