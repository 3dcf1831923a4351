"""REST as pages, for a person with a browser. Under the policy that all pages have but
for styles: those of DRF and Swagger are written into the pages. Scripts have no leave.

Kept apart from renderers.py, since DRF loads its default renderers before its views.
"""

from typing import Any

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.utils import build_policy
from rest_framework.renderers import BrowsableAPIRenderer

INLINE_STYLES = {"style-src": [SELF, UNSAFE_INLINE]}


class PageRenderer(BrowsableAPIRenderer):
    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> Any:
        page = super().render(data, accepted_media_type, renderer_context)
        response = renderer_context["response"]
        response.headers[HEADER] = build_policy(replace=INLINE_STYLES)
        return page
