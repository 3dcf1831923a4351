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
        "There is no sign-in, or it has expired or been revoked.",
    ),
    Problem(
        "not_allowed",
        403,
        "You may not do this",
        "You may see it, but your role does not let you do this, or your token may "
        "only read.",
    ),
    Problem(
        "https_needed",
        403,
        "Send this over https",
        "A write over plain http is refused, and not led on. A token that was sent so "
        "is better revoked.",
    ),
    Problem(
        "not_found",
        404,
        "There is nothing here",
        "There is nothing at this address, or you may not see it.",
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
        "There is no answer in that form",
        "Nothing here has a media type that `Accept` names.",
    ),
    Problem(
        "refused",
        409,
        "A rule forbids this",
        "Another rule says no. `detail` says which.",
    ),
    Problem(
        "illegal_move",
        409,
        "The status does not allow this",
        "The verb does not lead on from the status. `from` is the status, `verb` what "
        "you asked for, `allowed` the verbs that do lead on.",
    ),
    Problem(
        "gate_unmet",
        409,
        "Something is missing first",
        "`missing` lists the codes of all that must be there first.",
    ),
    Problem(
        "archived",
        409,
        "The record is archived",
        "What is archived takes no change.",
    ),
    Problem(
        "possible_child_data",
        409,
        "This looks like a child's personal data",
        "`suspects` lists what was found. Take it out, or send the same body with "
        "`confirm_no_child_data` set to true if it is none.",
    ),
    Problem(
        "confirmation_needed",
        409,
        "Confirm what will happen",
        "`confirm` lists what the verb will do that you may not have meant. Nothing "
        "was changed. To go ahead send the same body with `confirm` set to true, and "
        "with an `Idempotency-Key` of its own.",
    ),
    Problem(
        "clash",
        409,
        "There is such a record already",
        "It clashes with a record that there is already.",
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
        "It was changed since you read it. `version` is the one that is there now.",
    ),
    Problem(
        "too_big",
        413,
        "This is too big",
        "The body, a file or a report is bigger than we take.",
    ),
    Problem(
        "quota_reached",
        413,
        "There is no room left for files",
        "The files of the authority take all the room that the server gives it.",
    ),
    Problem(
        "unsupported_media_type",
        415,
        "This form of body is not taken",
        "The `Content-Type` of the body is none that this address reads.",
    ),
    Problem(
        "key_reused",
        422,
        "This key came with another call",
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
        "The report is locked with a password",
        "Save it without the password and send it again.",
    ),
    Problem("empty", 422, "The report is empty", "The file holds nothing."),
    Problem(
        "no_text",
        422,
        "The report has no text",
        "It is a scan: pictures of pages, which are not read.",
    ),
    Problem(
        "timeout",
        422,
        "Reading the report took too long",
        "It was given up after the time that the server allows.",
    ),
    Problem(
        "not_table",
        422,
        "This is not a table",
        "It is neither CSV nor an Excel workbook, or it has no headings that we know.",
    ),
    Problem(
        "if_match_needed",
        428,
        "Say which version you read",
        "This server wants an `If-Match` with the ETag of the version that you read.",
    ),
    Problem(
        "server_error",
        500,
        "Something went wrong on our side",
        "It has been written to the log. Try again, and tell us.",
    ),
    Problem(
        "unavailable",
        503,
        "The server cannot keep or find its records now",
        "The database is gone, full, read only or too busy, or a disk is full. Nothing "
        "was half done. Try again after the seconds that `Retry-After` names.",
    ),
    Problem(
        "busy",
        503,
        "Come again in a moment",
        "As many files are being read as the server reads at once. `Retry-After` says "
        "in how many seconds to try again.",
    ),
)
PROBLEMS = {one.code: one for one in _LIST}
CODES = [(one.code, one.title) for one in _LIST]

# Where the code is not known, as of what Django's own views answer: the first listed.
_OF_STATUS = {one.status: one.code for one in reversed(_LIST)}


def code_of(status: int, code: object = None) -> str:
    """The code, if the list has it; else the one that says most about the status."""
    if isinstance(code, str) and code in PROBLEMS:
        return code
    return _OF_STATUS.get(status, "server_error" if status >= 500 else "invalid")


def problem(
    code: str, detail: str = "", *, instance: str = "", **more: Any
) -> dict[str, Any]:
    """The body of a problem (RFC 9457), with its code and what the code brings."""
    found = PROBLEMS[code]
    return {
        "type": f"{PAGE}#{code}",
        "title": found.title,
        "status": found.status,
        "code": code,
        "detail": detail or found.meaning,
        "instance": instance,
        **more,
    }
