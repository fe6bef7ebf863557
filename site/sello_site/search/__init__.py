"""The public search: an own table in PostgreSQL, accent-insensitive, one configuration a language.

Plugins add what is not a page with :func:`index_documents` in the transaction that changes it,
and answer the signal ``search_documents`` for rebuilds. Pages are indexed by the platform.
"""

from __future__ import annotations

from sello_site.search.finding import Answer, find
from sello_site.search.indexing import index_documents, index_page, paused, rebuild, remove
from sello_site.search.query import Result, Results, search
from sello_site.search.suggesting import Suggestion, offered_titles, suggest

__all__ = [
    "Answer",
    "Result",
    "Results",
    "Suggestion",
    "find",
    "index_documents",
    "index_page",
    "offered_titles",
    "paused",
    "rebuild",
    "remove",
    "search",
    "suggest",
]
