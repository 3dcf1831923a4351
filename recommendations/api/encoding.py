"""How answers are written as JSON. Kept apart from renderers.py, since DRF loads its
default renderers before its views."""

from datetime import datetime
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

from recommendations.reports.tables import instant_text


class InstantEncoder(JSONEncoder):
    """An instant has one form wherever it stands, whatever it was read from."""

    def default(self, obj: Any) -> Any:
        if isinstance(obj, datetime):
            return instant_text(obj)
        return super().default(obj)


class PlainJSONRenderer(JSONRenderer):
    encoder_class = InstantEncoder
