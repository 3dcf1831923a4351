"""The file of a piece of evidence, as REST and admin give it to who may see it."""

from django.http import FileResponse

from recommendations.models import Evidence


def evidence_file(evidence: Evidence) -> FileResponse | None:
    """Always as an attachment, so that no browser runs what is in it. None where the
    evidence is no file. The caller has checked that the person may see it."""
    if not evidence.file:
        return None
    return FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=evidence.file_name,
        content_type="application/octet-stream",
    )
