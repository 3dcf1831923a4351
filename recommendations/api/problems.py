"""The fixed list of problems: what each `code` means. errors.py answers with them; the
schema, the page at `/api/docs/problems/` and the REST guide list them."""

from dataclasses import dataclass
from typing import Any

PAGE = "/api/docs/problems/"


@dataclass(frozen=True)
class Problem:
    """`title` is what a person reads first, `meaning` what the page adds, and what is
    said where nothing more is known."""

    code: str
    status: int
    title: str
    meaning: str


_LIST = (
    Problem(
        "invalid",
        400,
        "Something in the request is wrong",
        "A parameter, header or field is wrong, unknown or missing, or the body cannot "
        "be read. `errors` holds messages by name.",
    ),
    Problem(
        "not_signed_in",
        401,
        "You are not signed in",
        "The request has no sign-in, or its token has expired or been revoked.",
    ),
    Problem(
        "not_allowed",
        403,
        "You cannot do this",
        "You may see it, but your role does not let you do this, or your token may "
        "only read.",
    ),
    Problem(
        "https_needed",
        403,
        "Send this over https",
        "A write over plain http is refused and not redirected. Revoke any token that "
        "was sent this way.",
    ),
    Problem(
        "not_found",
        404,
        "There is nothing here",
        "There is nothing at this address, or you cannot see it.",
    ),
    Problem(
        "method_not_allowed",
        405,
        "This address does not take that method",
        "See the `Allow` header for the methods that it takes.",
    ),
    Problem(
        "not_acceptable",
        406,
        "This address does not answer in that form",
        "Nothing here has a media type that `Accept` names.",
    ),
    Problem(
        "refused",
        409,
        "A rule forbids this",
        "Another rule forbids it. `detail` says which.",
    ),
    Problem(
        "illegal_move",
        409,
        "The status does not allow this",
        "The verb cannot be used in this status. `from` is the status, `verb` is what "
        "you sent, and `allowed` lists the verbs that can be used.",
    ),
    Problem(
        "gate_unmet",
        409,
        "Something is missing first",
        "`missing` lists the codes of everything that is needed first.",
    ),
    Problem(
        "archived",
        409,
        "The record is archived",
        "An archived record cannot be changed.",
    ),
    Problem(
        "possible_child_data",
        409,
        "This looks like a child's personal data",
        "`suspects` lists what was found. Remove it. If it is not personal data, send "
        "the same body with `confirm_no_child_data` set to true.",
    ),
    Problem(
        "confirmation_needed",
        409,
        "Confirm what will happen",
        "`confirm` lists what the verb will do that you may not expect. Nothing was "
        "changed. To go ahead, send the same body with `confirm` set to true, and with "
        "a new `Idempotency-Key`.",
    ),
    Problem(
        "clash",
        409,
        "This record already exists",
        "It clashes with a record that already exists.",
    ),
    Problem(
        "key_running",
        409,
        "The first call with this key is still running",
        "Another call with this `Idempotency-Key` has not ended yet. Send it again in "
        "a moment.",
    ),
    Problem(
        "stale",
        412,
        "Somebody changed the record",
        "It has changed since you read it. `version` is its version now.",
    ),
    Problem(
        "too_big",
        413,
        "This is too big",
        "The body, a file or a report is bigger than the limit.",
    ),
    Problem(
        "quota_reached",
        413,
        "There is no room left for files",
        "The files of the authority have used all the room that it has.",
    ),
    Problem(
        "unsupported_media_type",
        415,
        "This type of body is not accepted",
        "This address does not read the `Content-Type` of the body.",
    ),
    Problem(
        "key_reused",
        422,
        "This key was used for another call",
        "The `Idempotency-Key` was sent with another call before.",
    ),
    Problem(
        "not_pdf",
        422,
        "The report is neither a PDF nor plain text",
        "It is of another kind, or damaged.",
    ),
    Problem(
        "encrypted",
        422,
        "The report is protected by a password",
        "Save it without the password and send it again.",
    ),
    Problem("empty", 422, "The report is empty", "There is nothing in the file."),
    Problem(
        "no_text",
        422,
        "The report has no text",
        "It is a scan. Pictures of pages cannot be read.",
    ),
    Problem(
        "timeout",
        422,
        "Reading the report took too long",
        "It took longer than the server allows.",
    ),
    Problem(
        "not_table",
        422,
        "This is not a table",
        "It is not CSV or an Excel workbook, or it has none of the known headings.",
    ),
    Problem(
        "if_match_needed",
        428,
        "Say which version you read",
        "This server needs an `If-Match` with the ETag of the version that you read.",
    ),
    Problem(
        "server_error",
        500,
        "Something went wrong on our side",
        "It has been logged. Try again. If it happens again, tell your administrator.",
    ),
    Problem(
        "unavailable",
        503,
        "The server cannot read or save its records now",
        "The database is unavailable, full, read only or too busy, or a disk is full. "
        "Nothing was partly done. Try again after the number of seconds in "
        "`Retry-After`.",
    ),
    Problem(
        "busy",
        503,
        "Try again in a moment",
        "The server is already reading as many files as it can. Try again after the "
        "number of seconds in `Retry-After`.",
    ),
)
PROBLEMS = {entry.code: entry for entry in _LIST}
CODES = [(entry.code, entry.title) for entry in _LIST]

# Where the code is not known, as of what Django's own views answer: the first listed.
_OF_STATUS = {entry.status: entry.code for entry in reversed(_LIST)}


def code_of(status: int, code: object = None) -> str:
    """The code, if the list has it; else the one that says most about the status."""
    if isinstance(code, str) and code in PROBLEMS:
        return code
    return _OF_STATUS.get(status, "server_error" if status >= 500 else "invalid")


def problem(
    code: str, detail: str = "", *, instance: str = "", **more: Any
) -> dict[str, Any]:
    """The body of a problem (RFC 9457), with its code and what the code brings."""
    entry = PROBLEMS[code]
    return {
        "type": f"{PAGE}#{code}",
        "title": entry.title,
        "status": entry.status,
        "code": code,
        "detail": detail or entry.meaning,
        "instance": instance,
        **more,
    }
