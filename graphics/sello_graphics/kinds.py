"""What a piece of graphic material can be, and how it may be used: the words that readers see."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a piece is for."""

    POSTER = "poster", _("Afiche")
    LEAFLET = "leaflet", _("Folleto")
    SOCIAL = "social", _("Imagen para redes")
    SIGN = "sign", _("Letrero")


class Licence(models.TextChoices):
    """Under which conditions a piece may be used."""

    CC_BY = "cc-by-4.0", _("Creative Commons Atribución 4.0 (CC BY 4.0)")
    CC_BY_SA = "cc-by-sa-4.0", _("Creative Commons Atribución-CompartirIgual 4.0 (CC BY-SA 4.0)")
    CC0 = "cc0-1.0", _("Creative Commons CC0 1.0: sin condiciones")
    ASK = "ask", _("Pida autorización a quien la hizo")


LICENCE_ADDRESSES = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


class Paper(models.TextChoices):
    """The sheet that a printed piece is made for, with its measures."""

    A3 = "a3", _("A3, 29,7 × 42 cm")
    A4 = "a4", _("A4, 21 × 29,7 cm")
    A5 = "a5", _("A5, 14,8 × 21 cm")
    LETTER = "letter", _("Carta, 21,6 × 27,9 cm")
