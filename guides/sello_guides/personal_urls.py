"""Routes that take what readers say of a guide."""

from __future__ import annotations

from django.urls import path

from sello_guides import opinion_pages

urlpatterns = [
    path("opinion/<int:guide_id>/", opinion_pages.opinion, name="opinion"),
    path("opinion/<int:guide_id>/gracias/", opinion_pages.thanks, name="thanks"),
]
