"""Unified search: what it makes of a question, and the two engines that answer it."""

from plugins.unified_search.search.provider import UnifiedSearch

SEARCH_DOCUMENTS = ()
SEARCH_PROVIDER = UnifiedSearch()
