"""How well reports are read when what the reader goes by is taken away: their tags,
their bold letters, their bullets. python benchmarks/spoilt_reports.py FOLDER, with the
truth and the scorer in it. Guesses how the reader does on reports it was not made with.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from recommendations.reader import report  # noqa: E402
from recommendations.reader.draft import as_json  # noqa: E402
from recommendations.reader.page_lines import Layout, Tag, TextLine, holder_of  # noqa: E402
from recommendations.reader.pages import (  # noqa: E402
    UnreadableDocument,
    read_layout,
    read_pages,
)

Spoil = Callable[[TextLine], TextLine]
_BULLET = re.compile(r"^[\u25fc\u25aa\u2022\u2013\ue000-\uf8ff]\s*")
_TABLE = {"Table", "THead", "TBody", "TR", "TD", "TH"}
_chance = random.Random(1)  # noqa: S311
_count = iter(range(10**6, 10**9))


def retagged(change: Callable[[tuple[Tag, ...]], tuple[Tag, ...]]) -> Spoil:
    def spoil(line: TextLine) -> TextLine:
        tags = change(line.tags) if line.tags else ()
        return line._replace(tags=tags, holder=holder_of(tags))

    return spoil


def headings_as_paragraphs(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    return tuple(("P" if re.fullmatch(r"H\d?", n) else n, i) for n, i in tags)


def items_as_paragraphs(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    is_item = any(name == "LI" for name, _ in tags)
    dropped = {"L", "LBody", "Lbl"} | ({"P"} if is_item else set())
    return tuple(("P" if n == "LI" else n, i) for n, i in tags if n not in dropped)


def moved(line: TextLine) -> TextLine:
    return line._replace(
        left=line.left + _chance.uniform(-2, 2),
        baseline=line.baseline + _chance.uniform(-0.6, 0.6),
    )


def untagged(line: TextLine) -> TextLine:
    return line._replace(tags=(), holder=None)


SPOILT: dict[str, Spoil] = {
    "nothing": lambda line: line,
    "all headings tagged as paragraphs": retagged(headings_as_paragraphs),
    "all items tagged as paragraphs": retagged(items_as_paragraphs),
    "table tags taken away": retagged(
        lambda tags: tuple(tag for tag in tags if tag[0] not in _TABLE)
    ),
    "each line tagged as a paragraph": retagged(lambda _: (("P", next(_count)),)),
    "each page tagged as one paragraph": retagged(lambda _: (("P", 1),)),
    "each line moved by up to 2 points": moved,
    "all bullets taken away": lambda line: line._replace(
        text=_BULLET.sub("", line.text)
    ),
    "nothing bold": lambda line: line._replace(bold=False),
    "no tags and nothing bold": lambda line: untagged(line)._replace(bold=False),
    "all letters of one size": lambda line: line._replace(size=12.0),
}


def spoilt(layout: Layout, spoil: Spoil) -> Layout:
    sheets = []
    for sheet in layout.sheets:
        lines = [
            spoilt_line for line in sheet.lines if (spoilt_line := spoil(line)).text
        ]
        sheets.append(replace(sheet, lines=tuple(lines)))
    has_tags = any(line.tags for sheet in sheets for line in sheet.lines)
    return replace(layout, sheets=tuple(sheets), is_tagged=has_tags)


def read(folder: Path, reading: Callable[[bytes], report.ReportDraft]) -> Iterator[str]:
    for file in sorted(folder.glob("*/*.pdf")):
        try:
            row = as_json(reading(file.read_bytes()))
        except UnreadableDocument:
            row = {"readable": False}
        row.pop("sha256", None)
        yield json.dumps(row | {"file": str(file.relative_to(folder))})


def scored(folder: Path, lines: Iterator[str]) -> tuple[int, float]:
    """Reports perfect in everything, and the F1 of recommendations word for word."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as out:
        out.write("\n".join(lines))
        out.flush()
        command = [sys.executable, "score.py", "truth.jsonl", out.name, "--json"]
        command += ["--lscb", "require"]
        scores = subprocess.run(command, cwd=folder, capture_output=True, check=True)  # noqa: S603
    totals = json.loads(scores.stdout)["ALL"]
    return totals["perfect"], totals["recs_exact"]["f1"]


def without_tag_reading(data: bytes) -> report.ReportDraft:
    """As a PDF that was never tagged, whose lines are parted by their gaps alone."""
    with patch("recommendations.reader.pages._tags", lambda page: {}):
        return report.read_report(data)


def as_plain_text(data: bytes) -> report.ReportDraft:
    text = "\f".join(read_pages(data).pages).replace("\ufffe", "-")
    return report.read_report(text.encode("utf-8", "replace"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="reports, truth.jsonl and score.py")
    folder = parser.parse_args().folder
    if not (folder / "truth.jsonl").is_file():
        parser.error(f"there is no truth.jsonl in {folder}")
    print(f"{'spoilt':36} perfect     F1")

    def line(name: str, reading: Callable[[bytes], report.ReportDraft]) -> None:
        perfect, f1 = scored(folder, read(folder, reading))
        print(f"{name:36} {perfect:7} {f1:6.1f}", flush=True)

    for name, spoil in SPOILT.items():
        with patch.object(
            report,
            "read_layout",
            lambda data, most, spoil=spoil: spoilt(read_layout(data, most), spoil),
        ):
            line(name, report.read_report)
    line("all tags taken away", without_tag_reading)
    line("plain text without indents", as_plain_text)


if __name__ == "__main__":
    main()
