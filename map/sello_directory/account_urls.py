"""Where members of a municipality keep its entry current, below ``/cuenta/directorio/``."""

from __future__ import annotations

from django.urls import path

from sello_directory.account import views

urlpatterns = [
    path("", views.index, name="index"),
    path("revision/<int:pk>/", views.review, name="review"),
    path("<slug:code>/", views.entry, name="entry"),
    path("<slug:code>/retirar/", views.withdraw, name="withdraw"),
    path("<slug:code>/confirmar/", views.confirm, name="confirm"),
]
