"""Public routes of the pages plugin; its pages themselves are Wagtail's to find."""

from __future__ import annotations

from django.urls import path

from sello_pages.search_results import search_results, suggestions

urlpatterns = [
    path("", search_results, name="search"),
    path("sugerencias/", suggestions, name="suggestions"),
]
