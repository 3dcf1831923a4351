"""The verb that makes records of a draft: the inspection, or what was missing of it,
with all that the report found and asked, each with its citation: all or nothing."""

from django.contrib.auth.models import User

from recommendations.models import Authority, Draft, Inspection
from recommendations.workflow.drafting.comparing import compare, other_authority
from recommendations.workflow.drafting.drafts import settle_authority, stamp_decision
from recommendations.workflow.drafting.terms import Comparison, names
from recommendations.workflow.drafting.writing import Writing
from recommendations.workflow.moves import unmet
from recommendations.workflow.recording import lock, played


def accept(
    draft: Draft,
    *,
    by: User,
    authority: Authority | None = None,
    authority_name: str = "",
) -> Inspection:
    """Make the inspection that the draft tells of, or complete the one there is.

    Raises Unmet, with all that is missing: an authority, a framework, and a person's
    decision on each row that is unsure or differs. What nobody decided on is accepted.
    A report that names another authority is taken only from a person who typed that
    name: `authority_name`.
    """
    with played(draft, "accept", by=by) as change:
        settle_authority(draft, authority, by=by)
        if draft.authority is not None:
            # Two drafts of one inspection queue here, so that it is made once.
            lock(draft.authority)
        comparison = compare(draft, draft.authority)
        if missing := missing_of(draft, comparison, authority_name=authority_name):
            raise unmet(draft, "accept", missing, because=_names_another(draft))
        inspection = Writing(draft, comparison, change).write()
        draft.inspection = inspection
        stamp_decision(draft, change)
    return inspection


def missing_of(
    draft: Draft, comparison: Comparison, *, authority_name: str = ""
) -> list[str]:
    """All that accepting an open draft still needs, as codes."""
    missing = [] if draft.authority_id else ["authority"]
    if _folded(other_authority(draft)) not in ("", _folded(authority_name)):
        missing.append("authority_name")
    if not comparison.field("framework"):
        missing.append("framework")
    return missing + names(row for row in comparison.rows if row.needs_decision)


def _names_another(draft: Draft) -> str:
    printed = other_authority(draft)
    return f"The report names {printed}, not {draft.authority}." if printed else ""


def _folded(name: str) -> str:
    """Case and space tell no names apart."""
    return "".join(name.split()).casefold()
