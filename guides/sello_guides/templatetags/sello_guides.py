"""Template tags of the guides' pages."""

from __future__ import annotations

from django import template
from django.urls import NoReverseMatch, reverse

from sello_guides.models import GuidePage
from sello_guides.opinion_form import OpinionForm

register = template.Library()


@register.simple_tag
def pdf_address(guide: GuidePage) -> str:
    """Where the guide is as a PDF; empty where there is none."""
    try:
        return reverse("guides:pdf", args=[guide.pk, guide.slug])
    except NoReverseMatch:
        return ""


@register.simple_tag
def opinion_form() -> OpinionForm:
    """The empty form: the same for everybody."""
    return OpinionForm()
