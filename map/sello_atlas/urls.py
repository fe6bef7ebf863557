"""The public pages of the territory, and the files of what they show."""

from __future__ import annotations

from django.urls import path, re_path

from sello_atlas import sitemaps, views

urlpatterns = [
    path("", views.index, name="index"),
    path("cifras/", views.figures, name="figures"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("insertado/", views.embedded, name="embedded"),
    re_path(r"^resumen/(?P<code>[0-9]{5})/$", views.details, name="details"),
    re_path(r"^municipalidades\.(?P<suffix>csv|xlsx)$", views.file, name="file"),
    re_path(
        r"^region/(?P<code>[0-9]{2})-(?P<name>[a-z0-9-]{1,100})/$", views.region, name="region"
    ),
    re_path(
        r"^(?P<code>[0-9]{5})-(?P<name>[a-z0-9-]{1,100})/$",
        views.municipality,
        name="municipality",
    ),
]
