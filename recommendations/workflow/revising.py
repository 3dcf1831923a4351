"""What of each record a person writes: in which order it is asked for, what is set when
the record is made and not after, and what it is linked to. All else has a verb of its
own or is reckoned. `records.revise` holds it; the inputs of REST and the admin's forms
are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from recommendations.choices import GATES, GatePreset
from recommendations.models import (
    ActionItem,
    ActionPlan,
    Agency,
    Authority,
    Citation,
    Document,
    Inspection,
    Judgement,
    Owner,
    Recommendation,
    Strength,
)
from recommendations.models.citations import TARGETS
from recommendations.models.columns import ends_of
from recommendations.models.trail import Record

Ends = tuple[type[Record], str, str]


@dataclass(frozen=True)
class Writable:
    """`once` are those of `fields` that are set when the record is made. `links` names
    a through model and its two ends, the record's own first."""

    fields: tuple[str, ...]
    once: frozenset[str]
    links: Mapping[str, Ends] = field(default_factory=dict)

    @property
    def revised(self) -> frozenset[str]:
        return frozenset(self.fields) - self.once


def _links(model: type[Record], *names: str) -> dict[str, Ends]:
    return {name: ends_of(model, name) for name in names}


SWITCHES = tuple(GATES[GatePreset.STANDARD])

WRITABLE: dict[type[Record], Writable] = {
    Authority: Writable(
        ("code", "name", "urn", "gss_code", "dfe_code", "region", "note"),
        once=frozenset({"code"}),
    ),
    Agency: Writable(
        ("code", "name", "alias", "kind"),
        once=frozenset({"code"}),
        links=_links(Agency, "authorities"),
    ),
    Owner: Writable(
        (
            *("reference", "authority", "agency", "post_title", "holder_name"),
            *("email", "deputy", "user", "active_from", "active_until"),
        ),
        once=frozenset({"reference", "authority"}),
    ),
    Document: Writable(
        (
            *("authority", "kind", "title", "publisher", "published_on"),
            *("published_precision", "url", "sha256", "pages", "note"),
        ),
        once=frozenset({"authority", "sha256"}),
    ),
    Inspection: Writable(
        (
            *("reference", "authority", "framework", "focus", "start_on"),
            *("start_precision", "end_on", "end_precision", "published_on"),
            *("published_precision", "received_on", "statement_due_on"),
            *("lead_inspector", "report_url", "recommendations_known"),
            *("expected_recommendations", "note"),
        ),
        once=frozenset({"reference", "authority"}),
        links=_links(Inspection, "inspectorates"),
    ),
    Judgement: Writable(
        (
            *("inspection", "position", "area", "outcome", "grade"),
            *("grade_printed", "note"),
        ),
        once=frozenset({"inspection"}),
    ),
    Strength: Writable(
        ("inspection", "position", "summary", "text", "note"),
        once=frozenset({"inspection"}),
    ),
    Recommendation: Writable(
        (
            *("reference", "inspection", "position", "kind", "addressee"),
            *("addressee_name", "text", "wording", "summary", "note"),
        ),
        once=frozenset({"reference", "inspection"}),
        links=_links(Recommendation, "themes", "agencies"),
    ),
    Citation: Writable(
        (
            *(*TARGETS, "about", "document", "page", "paragraph", "quote"),
            *("external_source", "note"),
        ),
        once=frozenset(TARGETS),
    ),
    ActionPlan: Writable(
        (
            *("reference", "authority", "title", "statutory_due_on"),
            *("statutory_basis", "statutory_rule", *SWITCHES, "brag_legend", "note"),
        ),
        once=frozenset({"reference", "authority"}),
        links=_links(ActionPlan, "inspections"),
    ),
    ActionItem: Writable(
        (
            *("reference", "plan", "title", "detail", "success_measure", "owner"),
            *("start_on", "due_on"),
        ),
        once=frozenset({"reference", "plan", "owner", "due_on"}),
        links=_links(ActionItem, "recommendations", "contributing_agencies"),
    ),
}
