"""The filters of drafts."""

from django_filters import rest_framework as filters

from recommendations.api.filters.base import StrictFilterSet
from recommendations.choices import DraftStatus


class DraftFilters(StrictFilterSet):
    search_in = ("file_name", "authority_read")

    authority = filters.CharFilter(field_name="authority__code")
    inspection = filters.CharFilter(field_name="inspection__reference")
    sha256 = filters.CharFilter(field_name="sha256")
    status = filters.ChoiceFilter(choices=DraftStatus.choices)
