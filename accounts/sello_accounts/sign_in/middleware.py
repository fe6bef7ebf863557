"""What every signed-in session must hold, by whichever door it came."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    suspend_request,
)
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from sello_accounts.configuration import configuration
from sello_accounts.sign_in import second_factor
from sello_accounts.sign_in.demonstration import second_factor_is_lifted
from sello_accounts.sign_in.doors import DOORS, Notice, leads_to_sign_in, sign_in_address
from sello_site.zones import Zone, zone_of_path

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ENROLMENT_ROUTES = (
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_logout",
)
"""All that is open while the first factor is not there yet."""

SENSITIVE_VIEWS = frozenset({"wagtailusers_api_tokens:add", "wagtailusers_api_tokens:rotate"})
"""Views of the admin that ask for the factor once more: what they give lasts beyond the session."""

_SEEN = "sello_seen"


class SecondFactorMiddleware:
    """Ends sessions that are too old, and those that came in by a password alone.

    After allauth's own middleware. A redirect would not be enough: the session could go on to
    confirm itself by its password and change the factors of its account. Whoever asked becomes a
    stranger and is answered as one; where that means to sign in, they are told why.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if _is_over(request):
            return self._out(request, Notice.ENDED)
        if second_factor.is_proved(request):
            return self.get_response(request)
        if second_factor.may_enrol(request, request.user):
            return self._enrolling(request)
        if second_factor.is_enrolled(request.user):
            return self._out(request, Notice.FACTOR_NEEDED)
        if second_factor_is_lifted(request):
            return self.get_response(request)
        return self._out(request, Notice.NOT_ENROLLED)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = "" if match is None else match.view_name
        if name in DOORS:
            return DOORS[name](request)
        if name not in SENSITIVE_VIEWS or not request.user.is_authenticated:
            return None
        if not is_reauthentication_required(request, app="sello_accounts"):
            return None
        [first, *_others] = get_adapter().get_reauthentication_methods(request.user)
        return suspend_request(request, first["url"])

    def _out(self, request: HttpRequest, notice: Notice) -> HttpResponseBase:
        logout(request, show_message=False)
        response = self.get_response(request)
        if not leads_to_sign_in(response):
            return response
        then = request.get_full_path() if request.method == "GET" else ""
        return redirect(sign_in_address(request, notice, then=then))

    def _enrolling(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in {reverse(name) for name in ENROLMENT_ROUTES}:
            return self.get_response(request)
        if _is_open_to_all(request):
            request.user = AnonymousUser()
            return self.get_response(request)
        return redirect("mfa_index")


def _is_open_to_all(request: HttpRequest) -> bool:
    path = request.path_info
    if path in {reverse("account_login"), reverse("account_logout")}:
        return True
    return zone_of_path(path) in (Zone.PUBLIC, Zone.PERSONAL) or path.startswith(
        tuple(
            reverse(name, args=["-"]).removesuffix("-/")
            for name in ("account_invitation", "account_enrolment", "account_new_password")
        )
    )


def _is_over(request: HttpRequest) -> bool:
    """Whether the session is older, or was left alone longer, than the settings allow.

    When it was last used is written every few minutes only: each writing costs a commit.
    """
    limits = configuration()
    now = time.time()
    records = get_authentication_records(request, request.user)
    if records and now - records[0].get("at", 0) > limits.session_hours * 3600:
        return True
    idle = limits.session_idle_minutes * 60
    seen = request.session.get(_SEEN)
    if seen is not None and now - seen > idle:
        return True
    if seen is None or now - seen > min(300, idle / 4):
        request.session[_SEEN] = now
    return False
