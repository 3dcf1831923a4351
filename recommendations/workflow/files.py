"""Which files may be brought in, as evidence or as a report: by name, size and what is
in them."""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models.fields.files import FieldFile

from recommendations.workflow.errors import TooBig
from recommendations.workflow.transactions import on_failure

MEBIBYTE = 2**20
_HEAD = 64 * 1024
_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_STARTS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}


def accepted_types() -> str:
    """What may be brought in, in words for the person who chooses a file."""
    types = ", ".join(settings.EVIDENCE_TYPES)
    return f"At most {settings.EVIDENCE_MAX_MB} MB. Use one of these types: {types}."


def shown_name(file: "File[Any]") -> str:
    """The file's own name, fit to be shown. Raises ValidationError for one too long."""
    # What does not print could make a name look like another.
    file_name = PurePath(file.name or "").name
    name = "".join(sign for sign in file_name if sign.isprintable()).strip()
    if len(name) > 255:
        raise ValidationError(
            {"file": "The file name must be 255 characters or fewer."}
        )
    return name


def check_report(file: "File[Any]") -> str:
    """As `check_file`, for a report: what it is in truth, the reader finds out. Raises
    TooBig, and ValidationError for its name."""
    name = shown_name(file) or "report"
    if file.size > settings.READER_MAX_MB * MEBIBYTE:
        raise TooBig(f"“{name}” is bigger than {settings.READER_MAX_MB} MB.")
    return name


def check_file(file: "File[Any]") -> str:
    """The file's own name, fit to be shown and offered again. Raises TooBig, and
    ValidationError for a type that is not taken or contents of another type."""
    name = shown_name(file)
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if extension not in settings.EVIDENCE_TYPES:
        types = ", ".join(settings.EVIDENCE_TYPES)
        raise ValidationError(
            {"file": f"“{name}” must be one of these types: {types}."}
        )
    if file.size > settings.EVIDENCE_MAX_MB * MEBIBYTE:
        raise TooBig(f"“{name}” is bigger than {settings.EVIDENCE_MAX_MB} MB.")
    if not file.size:
        raise ValidationError({"file": f"“{name}” is empty."})
    if not _looks_like(extension)(file, extension):
        message = f"“{name}” is not a {extension.upper()} file, as its name says."
        raise ValidationError({"file": message})
    file.seek(0)
    return name


@contextmanager
def stored(place: FieldFile, file: "File[Any]", *, name: str = "") -> Iterator[None]:
    """Put a file in its place; take it away again if what follows is refused."""
    with ExitStack() as undone:
        place.save(name, file, save=False)
        undone.callback(place.delete, save=False)
        yield
        undone.pop_all()
    on_failure(partial(place.delete, save=False))


def _looks_like(extension: str) -> "Callable[[File[Any], str], bool]":
    if extension in _STARTS:
        return _starts_right
    if extension in _OFFICE:
        return _is_office
    return _is_mail if extension == "eml" else _is_text


def _starts_right(file: "File[Any]", extension: str) -> bool:
    file.seek(0)
    return bool(file.read(16).startswith(_STARTS[extension]))


def _is_office(file: "File[Any]", extension: str) -> bool:
    """A zip with the parts of that kind. Its table of contents alone is read."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return False  # A zip may hang on to another kind of file.
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    has_folder = any(name.startswith(_OFFICE[extension]) for name in names)
    return has_folder and "[Content_Types].xml" in names


def _is_text(file: "File[Any]", extension: str = "") -> bool:
    """Text in UTF-8 or in Windows' Western code page, or UTF-16 with its mark."""
    file.seek(0)
    head = file.read(_HEAD)
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if is_wide else "latin-1", errors="ignore")
    return not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)


def _is_mail(file: "File[Any]", extension: str) -> bool:
    file.seek(0)
    head = file.read(_HEAD)
    has_header = re.search(rb"(?im)^(from|received|date|subject|message-id):", head)
    return has_header is not None and _is_text(file)
