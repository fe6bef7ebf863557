"""Template tags of the territory."""

from __future__ import annotations

from django import template

from sello_map.drawing import ChileDrawing, chile_on_its_side

register = template.Library()


@register.simple_tag
def chile_drawing() -> ChileDrawing:
    """*Chile on its side*, for ``{% chile_drawing as chile %}``. Needs no database."""
    return chile_on_its_side()
