"""Wagtail's form of redirects, held to one more rule: none leads in a circle. And it takes a path
of this site, too, which redirects that were made elsewhere lead to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.forms import RedirectForm

from sello_editorial.checking.gate import wrap
from sello_editorial.links.withdrawn import leads_back

LINK = "redirect_link"
_PATH = re.compile(r"/(?!/)\S*")
_IS_URL = URLValidator(schemes=["http", "https"])


def verify_target(link: str) -> None:
    """Raises :class:`ValidationError` unless a browser may be sent there: to the web or to a path
    of this site, and not to a mailbox or a script."""
    if _PATH.fullmatch(link):
        return
    try:
        _IS_URL(link)
    except ValidationError:
        raise ValidationError(
            _("Escriba una dirección completa, como https://ejemplo.cl, o una ruta como /guias/.")
        ) from None


def install() -> None:
    """Puts both in place, once."""
    wrap(RedirectForm, "__init__", _with_paths)
    wrap(RedirectForm, "_get_validation_exclusions", _judged_by_the_form)
    wrap(RedirectForm, "clean", _without_circles)


def _with_paths(
    original: Callable[..., None], self: RedirectForm, *args: Any, **kwargs: Any
) -> None:
    original(self, *args, **kwargs)
    field = self.fields[LINK]
    self.fields[LINK] = forms.CharField(
        label=field.label,
        required=False,
        max_length=255,
        validators=[verify_target],
        help_text=_("Solo si no es una página: /buscar/ o https://ejemplo.cl"),
    )


def _judged_by_the_form(original: Callable[..., set[str]], self: RedirectForm) -> set[str]:
    # The model's own rule knows whole addresses alone.
    return original(self) | {LINK}


def _without_circles(original: Callable[..., Any], self: RedirectForm) -> Any:
    answer = original(self)
    old_path = self.cleaned_data.get("old_path")
    link = self.cleaned_data.get(LINK)
    if old_path and link and leads_back(old_path, link):
        self.add_error(LINK, _("Esa dirección lleva de vuelta a la de partida."))
    return answer
