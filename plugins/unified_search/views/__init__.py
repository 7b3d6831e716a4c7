"""The pages of search: the public ones, and those of its administration."""

from plugins.unified_search.views.feedback import said
from plugins.unified_search.views.file import as_table
from plugins.unified_search.views.page import search
from plugins.unified_search.views.suggest import suggestions

__all__ = ["as_table", "said", "search", "suggestions"]
