"""Ends the session of somebody whose access ended, with the next request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sello_accounts.access import Standing, admit
from sello_accounts.models import User
from sello_accounts.sign_in.doors import leads_to_sign_in
from sello_site.zones import Zone, zone_of_path


class AccessMiddleware:
    """Brings the roles of whoever is signed in up to date, and signs out who may not be: they are
    answered as strangers, and where that means to sign in, told why. Whoever may be signed in but
    has no role (yet) is a stranger beyond the zone of the account.

    After Django's messages, which it writes to, and before everything that asks for a permission.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_signed_in(request) or not isinstance(request.user, User):
            return self.get_response(request)
        standing = admit(request.user)
        is_own_account = zone_of_path(request.path_info) is Zone.ACCOUNT
        if standing.may_act or (standing.may_enter and is_own_account):
            return self.get_response(request)
        if standing.may_enter:
            # Groups that were given by hand, which no membership governs, must open nothing.
            request.user = AnonymousUser()
        else:
            logout(request)
        response = self.get_response(request)
        if not leads_to_sign_in(response):
            return response
        if standing.may_enter:
            return redirect("account_home")
        messages.warning(request, _farewell(standing))
        # What was sent is lost, and its address may answer nothing else.
        return response if request.method == "GET" else redirect(settings.LOGIN_URL)


def _may_be_signed_in(request: HttpRequest) -> bool:
    # Asked first: an anonymous reader costs no query, and no header that varies on the cookie.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session


def _farewell(standing: Standing) -> str:
    if standing.is_paused:
        return _(
            "El acceso de su municipalidad está en pausa hasta que la coordinación confirme la "
            "lista de personas."
        )
    return _("Su acceso terminó. Si cree que es un error, escriba a quien le invitó.")
