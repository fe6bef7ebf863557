"""Where files are downloaded: one, or a chosen set as a ZIP archive."""

from __future__ import annotations

from django.urls import path

from sello_graphics import views

urlpatterns = [
    path("archivo/", views.file, name="file"),
    path("zip/", views.archive, name="archive"),
]
