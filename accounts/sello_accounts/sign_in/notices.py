"""Letters that tell people of changes to how they sign in."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sello_accounts.models import User
from sello_site.outbox import letters

PASSWORD_CHANGED = _("Se cambió la contraseña de su cuenta.")
FACTOR_ADDED = _("Se agregó a su cuenta un segundo factor: una aplicación o una llave de acceso.")
FACTOR_REMOVED = _("Se quitó de su cuenta un segundo factor: una aplicación o una llave de acceso.")
RECOVERY_CODES_MADE = _("Se generaron códigos de recuperación nuevos; los anteriores ya no sirven.")
FACTORS_RESET = _(
    "Se restableció su segundo factor: para volver a entrar debe activar uno nuevo con el enlace "
    "que le enviamos."
)


def tell(user: User, what: Promise) -> None:
    """Writes the letter; ``what`` is one of the sentences above. Takes part in the caller's
    transaction."""
    with translation.override(settings.LANGUAGE_CODE):
        sentence = str(what)
    letters.send(
        to=user.email,
        template="account_changed",
        language=settings.LANGUAGE_CODE,
        context={"what": sentence, "name": user.get_full_name()},
    )
