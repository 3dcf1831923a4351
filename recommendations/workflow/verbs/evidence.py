"""The verb of evidence."""

from recommendations.models import Evidence
from recommendations.workflow.declarations import declare
from recommendations.workflow.evidence import archive_evidence
from recommendations.workflow.verbs.common import archiving

declare(Evidence, archiving(archive_evidence))
