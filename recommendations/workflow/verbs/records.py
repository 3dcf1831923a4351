"""The one verb of records that are only made and edited."""

from recommendations.models import (
    Agency,
    Authority,
    Citation,
    Document,
    Judgement,
    Strength,
)
from recommendations.workflow.declarations import declare
from recommendations.workflow.verbs.common import revising

for _model in (Agency, Authority, Citation, Document, Judgement, Strength):
    declare(_model, revising())
