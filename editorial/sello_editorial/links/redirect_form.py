"""Wagtail's form of redirects, held to one more rule: none leads in a circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.contrib.redirects.forms import RedirectForm

from sello_editorial.checking.gate import wrap
from sello_editorial.links.withdrawn import leads_back


def install() -> None:
    """Puts the rule in place, once."""
    wrap(RedirectForm, "clean", _without_circles)


def _without_circles(original: Callable[..., Any], self: RedirectForm) -> Any:
    answer = original(self)
    old_path = self.cleaned_data.get("old_path")
    link = self.cleaned_data.get("redirect_link")
    if old_path and link and leads_back(old_path, link):
        self.add_error("redirect_link", _("Esa dirección lleva de vuelta a la de partida."))
    return answer
