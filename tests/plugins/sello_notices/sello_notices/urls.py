"""Public routes."""

from __future__ import annotations

from django.urls import path

from sello_notices.views import index

urlpatterns = [path("", index, name="index")]
