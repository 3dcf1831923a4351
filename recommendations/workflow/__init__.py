"""Every change that means something. Brings the declarations of all verbs in, so that
none is missing wherever one begins."""

from recommendations.workflow import verbs

__all__ = ["verbs"]
