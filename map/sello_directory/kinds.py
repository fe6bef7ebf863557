"""What a municipality may offer, and in which languages it may attend: two short fixed lists.

They are fixed so that places can be compared and the names translated; what is special about a
place stands in the text beside the kind.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceKind(models.TextChoices):
    """Services for migrant and refugee people, in the order in which they are shown."""

    ORIENTATION = "orientation", _("Orientación y acogida")
    PROCEDURES = "procedures", _("Orientación sobre trámites migratorios")
    SPANISH = "spanish", _("Clases de español")
    INTERPRETER = "interpreter", _("Intérprete o mediación lingüística")
    LEGAL = "legal", _("Orientación legal")
    EMPLOYMENT = "employment", _("Apoyo para buscar trabajo")
    HEALTH = "health", _("Orientación para la atención de salud")
    EDUCATION = "education", _("Orientación para matricularse y estudiar")
    ASSOCIATIONS = "associations", _("Apoyo a organizaciones de personas migrantes")
    MEETING = "meeting", _("Espacios de encuentro y participación")


class AttendedLanguage(models.TextChoices):
    """Languages in which somebody attends, in the order in which they are shown."""

    SPANISH = "es", _("Español")
    HAITIAN_CREOLE = "ht", _("Creole haitiano")
    ENGLISH = "en", _("Inglés")
    PORTUGUESE = "pt", _("Portugués")
    FRENCH = "fr", _("Francés")
    CHINESE = "zh", _("Chino")
    ARABIC = "ar", _("Árabe")
    AYMARA = "ay", _("Aimara")
    QUECHUA = "qu", _("Quechua")
    MAPUDUNGUN = "arn", _("Mapudungún")
    RAPA_NUI = "rap", _("Rapa nui")
    CHILEAN_SIGN = "csg", _("Lengua de señas chilena")
