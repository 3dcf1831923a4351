"""What reading reports costs, beside the floor: opening the same files with the same
library and taking the text and the tags of every page. In turns, in one run.

    python benchmarks/reading.py FOLDER
"""

import argparse
import ctypes
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from recommendations.reader.pages import UnreadableDocument
from recommendations.reader.report import read_report

ROUNDS = 5


def floor(data: bytes) -> int:
    """Take text and tags of every page; return how many letters and tags there are."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return 0
    count = 0
    for page in document:
        letters = page.get_textpage()
        count += len(letters.get_text_range()) + len(_tags(page))
        letters.close()
        page.close()
    document.close()
    return count


def _tags(page: pdfium.PdfPage) -> list[tuple[str, list[int]]]:
    """The names of the page's tags, each with the numbers of the pieces it marks."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return []
    tags = []
    buffer = ctypes.create_string_buffer(100)
    waiting = [
        raw.FPDF_StructTree_GetChildAtIndex(tree, n)
        for n in range(raw.FPDF_StructTree_CountChildren(tree))
    ]
    while waiting:
        element = waiting.pop()
        if not element:
            continue
        size = raw.FPDF_StructElement_GetType(element, buffer, 100)
        pieces = []
        for n in range(raw.FPDF_StructElement_CountChildren(element)):
            piece = raw.FPDF_StructElement_GetChildMarkedContentID(element, n)
            if piece >= 0:
                pieces.append(piece)
            else:
                waiting.append(raw.FPDF_StructElement_GetChildAtIndex(element, n))
        tags.append((buffer.raw[: size - 2].decode("utf-16-le"), pieces))
    raw.FPDF_StructTree_Close(tree)
    return tags


def product(data: bytes) -> int:
    """Read the report; return how many recommendations there are."""
    try:
        return len(read_report(data).recommendations)
    except UnreadableDocument:
        return 0


BOTH: dict[str, Callable[[bytes], int]] = {"floor": floor, "ours": product}


def cost(read: Callable[[bytes], int], data: bytes) -> float:
    start = time.process_time()
    read(data)
    return time.process_time() - start


def least(files: list[bytes]) -> dict[str, float]:
    """Seconds of processor time for all files, of each the least of the rounds."""
    best = {name: [float("inf")] * len(files) for name in BOTH}
    for _ in range(ROUNDS):
        for at, data in enumerate(files):
            for name, read in BOTH.items():
                best[name][at] = min(best[name][at], cost(read, data))
    return {name: sum(costs) for name, costs in best.items()}


def peak_mib(name: str, folder: Path) -> float:
    """The peak memory of a process of its own that reads all files once."""
    command = [sys.executable, __file__, str(folder), "--peak-of", name]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return float(ran.stdout)


def own_peak_mib() -> float:
    """Since this program began; what its parent had taken before does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="reports, in it and all below it")
    parser.add_argument("--peak-of", choices=BOTH, help=argparse.SUPPRESS)
    options = parser.parse_args()
    paths = sorted(options.folder.rglob("*.pdf"))
    if options.peak_of:
        for path in paths:
            BOTH[options.peak_of](path.read_bytes())
        print(own_peak_mib())
        return
    if not paths:
        print(f"No report in {options.folder}: nothing was measured.")
        return
    files = [path.read_bytes() for path in paths]
    seconds = least(files)
    print(f"{len(files)} files, the least of {ROUNDS} rounds each")
    rows = [("processor time, s", seconds["floor"], seconds["ours"])]
    if sys.platform == "linux":
        peaks = (peak_mib(name, options.folder) for name in BOTH)
        rows.append(("peak memory, MiB", *peaks))
    print(f"{'':20}{'floor':>8}{'ours':>8}{'ratio':>8}")
    for name, lowest, our in rows:
        print(f"{name:20}{lowest:8.2f}{our:8.2f}{our / lowest:8.2f}")


if __name__ == "__main__":
    main()
