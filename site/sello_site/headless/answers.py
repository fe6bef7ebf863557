"""Answers that were made into JSON already, with what the page cache has to know of them."""

from __future__ import annotations

from django.http import HttpResponse

from sello_site.page_cache.wrapper import CACHE_KEYS_HEADER


def json_answer(text: str, keys: str) -> HttpResponse:
    """``keys``: the names of the query's parameters that change the answer, with commas."""
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers[CACHE_KEYS_HEADER] = keys
    return response
