"""Routes on which somebody writes to a regional office."""

from __future__ import annotations

from django.urls import path

from sello_atlas.contact import views

urlpatterns = [
    path("contacto/<slug:code>/", views.contact, name="contact"),
    path("contacto/<slug:code>/enviado/", views.sent, name="sent"),
]
