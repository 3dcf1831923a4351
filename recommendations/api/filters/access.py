"""How the list of API tokens is filtered."""

from recommendations.api.filters.base import BooleanFilter, StrictFilterSet


class TokenFilters(StrictFilterSet):
    is_read_only = BooleanFilter()
