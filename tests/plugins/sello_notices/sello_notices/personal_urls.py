"""Routes about one person, known by the token in the address."""

from __future__ import annotations

from django.urls import path

from sello_notices.views import cancel

urlpatterns = [path("<uuid:token>/", cancel, name="cancel")]
