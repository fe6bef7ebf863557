"""The other doors of the frameworks, all of which lead to the one sign-in."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from allauth.account.views import LogoutView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

NOTICE_FIELD = "aviso"


class Notice(StrEnum):
    """Why somebody is at the sign-in who did not ask for it. It stands in the address, and not in
    the session, which has just ended."""

    REFUSED = "cuenta"
    NOT_ENROLLED = "sin-factor"
    FACTOR_NEEDED = "segundo-factor"
    ENDED = "sesion"
    KEY_REFUSED = "llave"
    PASSWORD_SET = "clave"  # noqa: S105  # a word in an address

    @property
    def sentence(self) -> Promise:
        """What the page says."""
        return _SENTENCES[self]


_SENTENCES = {
    Notice.REFUSED: _("Esta cuenta no puede entrar. Consulte a quien coordina su organización."),
    Notice.NOT_ENROLLED: _(
        "Su cuenta aún no tiene un segundo factor, y sin él no se puede entrar. "
        "Pida un enlace nuevo a quien coordina su organización o a la administración del sitio."
    ),
    Notice.FACTOR_NEEDED: _("Para continuar, entre con su segundo factor."),
    Notice.ENDED: _("Su sesión terminó por tiempo. Entre de nuevo para continuar."),
    Notice.KEY_REFUSED: _("No reconocimos esa llave. Pruebe con otra o con su contraseña."),
    Notice.PASSWORD_SET: _("Su contraseña quedó guardada. Entre con ella y su segundo factor."),
}


def notice_of(request: HttpRequest) -> Notice | None:
    """The notice in the address; None when it holds none that we know."""
    try:
        return Notice(request.GET.get(NOTICE_FIELD, ""))
    except ValueError:
        return None


def sign_in_address(
    request: HttpRequest, notice: Notice | None = None, *, then: str | None = None
) -> str:
    """The path of the sign-in, with where to go afterwards when that is a place of this site.

    ``then`` is that place; when it is None, what the request says in ``next``.
    """
    if then is None:
        then = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME)
    query = {}
    if then and url_has_allowed_host_and_scheme(
        then, {request.get_host()}, require_https=request.is_secure()
    ):
        query[REDIRECT_FIELD_NAME] = then
    if notice is not None:
        query[NOTICE_FIELD] = notice.value
    address = reverse("account_login")
    return f"{address}?{urlencode(query)}" if query else address


def leads_to_sign_in(response: HttpResponseBase) -> bool:
    """Whether an answer sends whoever asked to the sign-in, as a stranger."""
    if response.status_code != HTTPStatus.FOUND:
        return False
    return urlsplit(response["Location"]).path == reverse("account_login")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """In place of the sign-ins of Wagtail's admin and of its restricted pages."""
    return redirect(sign_in_address(request))


def to_password_reset(request: HttpRequest) -> HttpResponse:
    """In place of every page of Wagtail's own reset."""
    return redirect("account_reset_password")


def sign_out(request: HttpRequest) -> HttpResponseBase:
    """In place of Wagtail's sign-out, which its menu posts to."""
    if request.method == "POST":
        return LogoutView.as_view()(request)
    return redirect("account_logout")


DOORS: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "wagtailadmin_login": to_sign_in,
    "wagtailcore_login": to_sign_in,
    "wagtailadmin_logout": sign_out,
    "wagtailadmin_password_reset": to_password_reset,
    "wagtailadmin_password_reset_done": to_password_reset,
    "wagtailadmin_password_reset_confirm": to_password_reset,
    "wagtailadmin_password_reset_complete": to_password_reset,
}
"""Names of Wagtail's routes, whatever prefix of a language they stand below, and what answers."""
