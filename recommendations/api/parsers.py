"""How a JSON body is read: what has no single meaning, or no meaning at all, is refused
before any view sees it."""

import json
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser

_DEEPEST = 32
# Where a file may be sent.
UPLOADS = [JSONParser, MultiPartParser, FormParser]


class StrictJSONParser(JSONParser):
    """UTF-8 JSON. A name given twice, a NUL, half of a surrogate pair, a number without
    end and nesting without end are all 400."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, context: Any = None
    ) -> Any:
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise RequestDataTooBig
        try:
            data = json.loads(
                body.decode("utf-8"),
                object_pairs_hook=_once_each,
                parse_constant=_refuse_constant,
            )
        except RecursionError:
            raise _too_deep() from None
        except UnicodeDecodeError as wrong:
            message = f"The body is not UTF-8: byte {wrong.start + 1} is wrong."
            raise ParseError(message) from None
        except json.JSONDecodeError as wrong:
            where = f"line {wrong.lineno}, column {wrong.colno}"
            raise ParseError(f"This is not JSON: check {where}.") from None
        except ValueError:  # Python reads no whole number of thousands of digits.
            raise ParseError("A number in the body has too many digits.") from None
        _check(data)
        return data


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for name in names if names.count(name) > 1)
        raise ParseError(f"{json.dumps(name)} is given more than once.")
    return members


def _refuse_constant(name: str) -> None:
    raise ParseError(f"{name} is not a number in JSON.")


def _check(part: Any, path: tuple[str, ...] = ()) -> None:
    if len(path) > _DEEPEST:
        raise _too_deep()
    if isinstance(part, str):
        _check_text(part, path)
    elif isinstance(part, list):
        for place, inner in enumerate(part):
            _check(inner, (*path, str(place)))
    elif isinstance(part, dict):
        for name, inner in part.items():
            # A bad name cannot be said again as it is.
            _check_text(name, (*path, ascii(name)))
            _check(inner, (*path, name))


def _check_text(text: str, path: tuple[str, ...]) -> None:
    where = ".".join(path) or "non_field_errors"
    if "\x00" in text:
        raise ValidationError({where: ["Null characters are not allowed."]})
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        message = "The text contains half of a surrogate pair."
        raise ValidationError({where: [message]}) from None


def _too_deep() -> ParseError:
    return ParseError(f"The body is nested more than {_DEEPEST} levels deep.")
