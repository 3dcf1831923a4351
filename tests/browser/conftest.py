"""What browser tests share: Chromium, the demo behind a server, people who sign in, and
what must hold of every page. `CHROMIUM` in the environment names another browser."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from recommendations.workflow import demo

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = 320, 1280


@pytest.fixture(scope="session", autouse=True)
def orm_beside_playwright():
    """Playwright keeps an event loop in this thread, which Django takes for a sign
    that it would block somebody. Here it blocks nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.skip("No chromium on the path, nor named by CHROMIUM.")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture
def passwords(transactional_db):
    """The demo as of today; the password of each of its people."""
    demo.set_up(today=timezone.localdate())
    return {sign_in.person.username: sign_in.password for sign_in in demo.sign_ins()}


@pytest.fixture
def at_the_door(new_context, live_server):
    """A browser of one's own that shows the sign-in page. What goes wrong inside it,
    such as a script that the site's own policy stops, fails the test."""
    messages = []

    def visit():
        page = new_context(viewport={"width": WIDE, "height": 900}).new_page()
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on(
            "console",
            lambda message: (
                message.type == "error"
                # What axe tries while it looks has no address.
                and message.location["url"]
                # A refusal answers 403 or 409, which the browser reports as well.
                and not message.text.startswith("Failed to load resource")
                and messages.append(message.text)
            ),
        )
        page.set_default_timeout(10_000)
        page.goto(f"{live_server.url}/admin/")
        return page

    yield visit
    assert not messages


@pytest.fixture
def signed_in(at_the_door, passwords):
    """`signed_in("police")`: the start page of that person, in their own browser."""

    def visit(username):
        page = at_the_door()
        page.get_by_label("User name").fill(username)
        page.get_by_label("Password").fill(passwords[username])
        page.get_by_role("button", name="Sign in").click()
        return page

    return visit


@pytest.fixture
def assert_fit_for_all():
    """The page as it is has no fault that axe knows, and no sideways scroll, neither on
    a small phone nor on a desk."""

    def check(page):
        page.wait_for_load_state()
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            where = f"{page.title()} at {width} px"
            violations = Axe().run(page).response["violations"]
            faults = [
                (fault["id"], [node["target"] for node in fault["nodes"]])
                for fault in violations
            ]
            assert not faults, f"{where}: {faults}"
            overflow = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(overflow) <= 0, f"{where} scrolls sideways"

    return check
