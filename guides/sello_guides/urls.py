"""Public routes of the guides plugin; its pages themselves are Wagtail's to find."""

from __future__ import annotations

from django.urls import path

from sello_guides.pdf_serving import guide_pdf

urlpatterns = [path("<int:guide_id>/<str:guide_slug>.pdf", guide_pdf, name="pdf")]
