"""What editors may link to beside the pages of this site."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ADDRESS = re.compile(r"(https?://[^\s/]|mailto:[^\s@]+@|tel:\+?[0-9]|/(?!/))\S*")


def verify_address(address: str) -> None:
    """Raises :class:`ValidationError` unless the address leads to the web, a mailbox, a telephone
    or a path of this site; scripts and addresses without a scheme do not pass."""
    if not ADDRESS.fullmatch(address):
        raise ValidationError(
            _("Escriba una dirección completa, como https://ejemplo.cl, o una ruta como /guias/.")
        )
