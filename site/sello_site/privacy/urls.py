"""Routes of people about their own data, in the personal zone."""

from __future__ import annotations

from django.urls import path

from sello_site.privacy import views

app_name = "sello_privacy"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("enviada/", views.asked, name="asked"),
    path("confirmar/<str:token>/", views.confirm, name="confirm"),
    path("datos/<str:token>/", views.data, name="data"),
]
