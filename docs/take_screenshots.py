"""Takes the pictures of docs/screens with Chromium, from a demo of its own as of today.
Run by `make screenshots`. The story it plays is the one that docs/admin.md tells."""

import base64
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs" / "screens"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
DESK, PHONE = 1280, 390
IN_TWO_MONTHS = (date.today() + timedelta(days=61)).isoformat()

# Chromium without its language files shows dates the American way. This is what people
# see whose browser is set to British English.
BRITISH_DATES = """() => {
  for (const field of document.querySelectorAll("input[type=date]")) {
    const day = field.value.split("-").reverse().join("/") || "dd/mm/yyyy";
    field.dataset.day = field.value;
    field.type = "text";
    field.value = day;
  }
}"""
DATES_AS_THEY_WERE = """() => {
  for (const field of document.querySelectorAll("input[data-day]")) {
    field.value = field.dataset.day;
    field.type = "date";
  }
}"""
# How far down the page there is anything.
CONTENT_END = "() => document.querySelector('#content').getBoundingClientRect().bottom"
# The browser itself reads a picture and reduces it to its 256 most frequent colours;
# each other colour becomes the nearest of those.
TO_PALETTE = """async (picture) => {
  const file = await (await fetch("data:image/png;base64," + picture)).blob();
  const image = await createImageBitmap(file);
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const points = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const point of points) counts.set(point, (counts.get(point) || 0) + 1);
  const rank = (a, b) => counts.get(b) - counts.get(a) || a - b;
  const ranked = [...counts.keys()].sort(rank);
  const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const palette = ranked.slice(0, 256).map(parts);
  const place = new Map();
  ranked.forEach((colour, rank) => {
    if (rank < 256) return place.set(colour, rank);
    const [r, g, b] = parts(colour);
    const far = palette.map((p) => (p[0] - r) ** 2 + (p[1] - g) ** 2 + (p[2] - b) ** 2);
    place.set(colour, far.indexOf(Math.min(...far)));
  });
  let text = "";
  for (const point of points) text += String.fromCharCode(place.get(point));
  return { width, height, palette: palette.flat(), points: btoa(text) };
}"""


class Visitor:
    """One person of the demo in a browser window of their own."""

    def __init__(self, browser: Browser, url: str, name: str, password: str) -> None:
        size = {"width": DESK, "height": 900}
        context = browser.new_context(viewport=size, locale="en-GB")  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.page.goto(f"{url}/admin/")
        self.home = self.page.url
        self.page.get_by_label("User name").fill(name)
        self.page.get_by_label("Password").fill(password)

    def sign_in(self) -> "Visitor":
        self.press("Sign in")
        return self

    def start(self) -> None:
        self.page.goto(self.home.split("login")[0])

    def follow(self, *names: str | re.Pattern[str]) -> None:
        for name in names:
            self.page.get_by_role("link", name=name).first.click()
            self.page.wait_for_load_state()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def fill(self, **words: str) -> None:
        for name, text in words.items():
            self.page.locator(f"#id_{name}").fill(text)

    def choose(self, verb: str, *references: str) -> None:
        """Tick these rows of the list and choose what to do with them."""
        for reference in references:
            row = self.page.get_by_role("row", name=reference)
            row.get_by_role("checkbox").check()
        self.page.get_by_label("With selected:").select_option(verb)

    def shoot(self, name: str, *, most: int = 900, width: int = DESK) -> None:
        """The page as it stands, from its top to its end or to `most` points down."""
        self.page.set_viewport_size({"width": width, "height": most})
        self.page.evaluate("scrollTo(0, 0)")
        height = min(most, int(self.page.evaluate(CONTENT_END)) + 12)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate(BRITISH_DATES)
        image = self.page.screenshot(animations="disabled", caret="hide")
        self.page.evaluate(DATES_AS_THEY_WERE)
        canvas = self.page.context.browser.new_page()  # type: ignore[union-attr]
        drawn = canvas.evaluate(TO_PALETTE, base64.b64encode(image).decode())
        canvas.close()
        (SCREENS / f"{name}.png").write_bytes(_png(drawn))


def _png(drawn: dict[str, Any]) -> bytes:
    """A PNG file of eight bits a point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    width, height = drawn["width"], drawn["height"]
    points = base64.b64decode(drawn["points"])
    lines = b"".join(
        b"\0" + points[start : start + width]
        for start in range(0, width * height, width)
    )
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", bytes(drawn["palette"]))
        + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )


@contextmanager
def fresh_demo() -> Iterator[tuple[str, dict[str, str]]]:
    """A demo in a database of its own: its address and the passwords of its people."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory() as folder:
        listing = Path(folder) / "demo.json"
        environment = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
        command = ["manage.py", "demo", "--port", str(port), "--json", str(listing)]
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            description = json.loads(listing.read_text(encoding="utf-8"))
            passwords = {
                user["username"]: user["password"] for user in description["users"]
            }
            yield description["url"], passwords
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("The demo did not start within two minutes.")


def take(browser: Browser, url: str, passwords: dict[str, str]) -> None:
    """The pictures in the order of the guide: an owner's, a manager's, a verifier's."""

    def visitor(name: str) -> Visitor:
        return Visitor(browser, url, name, passwords[name])

    manager = visitor("manager").sign_in()
    manager.shoot("start-page")

    police = visitor("police")
    police.shoot("sign-in")
    police.sign_in().shoot("my-actions", most=640)
    police.shoot("my-actions-phone", most=844, width=PHONE)
    police.follow("Add update")
    police.fill(
        text="The supplier made the field compulsory. 28 of 30 in this month's sample.",
        next_steps="Sample again in four weeks.",
    )
    police.shoot("add-update", most=1200)
    police.press("Add update")
    police.shoot("after-update", most=620)
    police.follow("Submit as complete")
    police.fill(note="The child's words have come with every notification for a month.")
    police.shoot("claim")
    police.page.get_by_label("I have read this and want to go ahead").check()
    police.press("Submit as complete")

    owner = visitor("owner").sign_in()
    owner.follow("All my open actions")
    owner.choose("no-change", "BWD-A0030", "BWD-A0031", "BWD-A0037")
    owner.press("Go")
    owner.shoot("no-change")

    manager.follow("Overdue")
    manager.choose("reschedule", "BWD-A0036", "BWD-A0013", "BWD-A0028")
    manager.shoot("action-list")
    manager.press("Go")
    manager.fill(
        due_on=IN_TWO_MONTHS, reason="Agreed by the board; the supplier is late."
    )
    manager.shoot("move-dates")
    manager.start()
    manager.follow(re.compile(r"^\d+ Open$"))
    manager.choose("return", "BWD-A0029", "BWD-A0028")
    manager.press("Go")
    manager.shoot("left-out")

    manager.start()
    manager.follow("Overdue", "BWD-A0028", "Change target date")
    owner.start()
    owner.follow("BWD-A0028", "Add update")
    manager.fill(due_on=IN_TWO_MONTHS, reason="The board agreed to two more months.")
    manager.press("Change target date")
    owner.fill(text="Nine of the 46 plans are left.")
    owner.press("Add update")
    owner.shoot("stale", most=1010)
    owner.press("Send again")
    owner.follow("History")
    owner.shoot("history", most=760)

    verifier = visitor("verifier").sign_in()
    verifier.follow("Awaiting check", "BWD-A0008")
    verifier.shoot("to-check", most=620)

    admin = visitor("admin").sign_in()
    admin.page.goto(f"{url}/admin/recommendations/membership/add/")
    admin.shoot("membership")


def main() -> None:
    if not CHROMIUM:
        raise SystemExit("No chromium on the path, nor named by CHROMIUM.")
    SCREENS.mkdir(exist_ok=True)
    with fresh_demo() as (url, passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        take(browser, url, passwords)
        browser.close()


if __name__ == "__main__":
    main()
