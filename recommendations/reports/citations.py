"""Checks every quote against the document it cites. Called by the command
check_citations, which supplies the files."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recommendations.models import Citation
from recommendations.reader.pages import Pages, UnreadableDocument, read_pages
from recommendations.reader.quotes import MOST_WORDS, contains, word_count


@dataclass(frozen=True)
class Failure:
    """A citation that does not hold: which row, document and place, and why."""

    row: str
    document: str
    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.row} | {self.document} | {self.place} | {self.reason}"


@dataclass(frozen=True)
class CheckResult:
    """What a check of all citations found. `unchecked` had no file to look into."""

    total: int
    unchecked: int
    failures: tuple[Failure, ...]


def files_by_sha256(folders: Iterable[Path]) -> dict[str, Path]:
    """Every file below the folders, by the SHA-256 of its bytes."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                files.setdefault(digest, path)
    return files


def check(files: dict[str, Path], *, allow_missing: bool) -> CheckResult:
    """Check the citations that have a document, in one query."""
    citations = Citation.objects.filter(document__isnull=False).select_related(
        "document",
        "inspection",
        "judgement__inspection",
        "recommendation",
        "strength__inspection",
    )
    library = _Library(files)
    failures: list[Failure] = []
    total = unchecked = 0
    for citation in citations:
        document = citation.document
        if document is None:
            continue
        total += 1
        text = library.text(document.sha256)
        unchecked += text is None
        if text is None and not allow_missing:
            fault = f"no file with SHA-256 {document.sha256} was found"
        else:
            fault = _fault(citation, text)
        if fault:
            failures.append(
                Failure(_row(citation), document.title, citation.place, fault)
            )
    return CheckResult(total, unchecked, tuple(failures))


class _Library:
    """The texts of the documents found; each file is read once, when first asked."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._files = files
        self._texts: dict[str, Pages | UnreadableDocument] = {}

    def text(self, sha256: str) -> Pages | UnreadableDocument | None:
        """The text, why it cannot be read, or None when there is no such file."""
        if sha256 not in self._files:
            return None
        if sha256 not in self._texts:
            try:
                self._texts[sha256] = read_pages(self._files[sha256].read_bytes())
            except UnreadableDocument as problem:
                self._texts[sha256] = problem
        return self._texts[sha256]


def _fault(citation: Citation, text: Pages | UnreadableDocument | None) -> str:
    """What is wrong with a citation, or nothing. A text that we do not have is not."""
    if (words := word_count(citation.quote)) > MOST_WORDS:
        return f"the quote has {words} words, more than {MOST_WORDS}"
    if text is None:
        return ""
    if isinstance(text, UnreadableDocument):
        return f"the file cannot be read ({text.code}): {text}"
    place = _place(citation, text)
    if place is None:
        return _no_such_place(text)
    if not contains(place, citation.quote):
        return f"the quote is not there: “{citation.quote}”"
    return ""


def _place(citation: Citation, text: Pages) -> str | None:
    if citation.page is not None:
        return text.page(citation.page)
    return text.paragraph(citation.paragraph or 0)


def _no_such_place(text: Pages) -> str:
    if text.kind == "pdf":
        return f"no such place: the document is a PDF of {len(text.pages)} pages"
    count = len(text.paragraphs)
    return f"no such place: the document is a text of {count} paragraphs"


def _row(citation: Citation) -> str:
    """What people call the row that the citation supports."""
    if judgement := citation.judgement:
        return f"{judgement.inspection.reference} judgement {judgement.position}"
    if strength := citation.strength:
        return f"{strength.inspection.reference} strength {strength.position}"
    if recommendation := citation.recommendation:
        return recommendation.reference
    return str(citation.inspection)
