"""What every request passes before Django's own middleware: sanity, zone, policy, access."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from sello_site import errors
from sello_site.plugin_registry import registry
from sello_site.plugins import PUBLIC
from sello_site.security_policy import policy_for
from sello_site.zones import Zone, is_served, zone_of_path

MAX_PATH = 1000
API_PLUGINS = "api/v3/plugins/"
MAX_QUERY = 4000
_LONG_NUMBER = re.compile(r"(?:^|&)[^=&]*=-?[0-9]{16,}(?:&|$)")
_NUL = re.compile(r"%00|\x00")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestSanityMiddleware:
    """Refuses what no honest reader sends, before anything can trip over it.

    NUL bytes (PostgreSQL cannot store them), numbers beyond 64 bits (page, offset, keys), and
    addresses of absurd length get a 400 page instead of an error deep in a view.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if (
            len(request.path_info) > MAX_PATH
            or len(query) > MAX_QUERY
            or _NUL.search(query)
            or "\x00" in request.path_info
            or "\ufffd" in request.path_info
            or _LONG_NUMBER.search(query)
        ):
            return errors.bad_request(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # psycopg refuses NUL bytes that came in a body; that is the sender's mistake, not ours.
        if isinstance(exception, ValueError) and "NUL (0x00)" in str(exception):
            return errors.bad_request(request)
        return None


class ZoneMiddleware:
    """Answers 404 for zones that this process does not serve, and sets each zone's headers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        zone = zone_of_path(request.path_info)
        request.zone = zone  # type: ignore[attr-defined]  # read by views and templates
        response = self.get_response(request) if is_served(zone) else errors.not_found(request)
        self._set_headers(request, response, zone)
        return response

    def _set_headers(self, request: HttpRequest, response: HttpResponseBase, zone: Zone) -> None:
        headers = response.headers
        headers.setdefault(
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()",
        )
        if zone is not Zone.PUBLIC:
            headers["Cache-Control"] = "private, no-store"
            headers["X-Robots-Tag"] = "noindex, nofollow"
            if zone is Zone.PERSONAL:
                headers["Referrer-Policy"] = "same-origin"
            return
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path_info.startswith(
            (settings.STATIC_URL, settings.MEDIA_URL)
        ):
            headers["Cache-Control"] = "private, no-store"
        elif "Cache-Control" not in headers:
            cacheable = response.status_code == 200 and not response.cookies
            headers["Cache-Control"] = (
                "public, max-age=0, s-maxage=60, stale-while-revalidate=30"
                if cacheable
                else "no-cache"
            )


class SecurityPolicyMiddleware(CSPMiddleware):  # type: ignore[misc]  # django-csp is untyped
    """django-csp with a policy for each zone instead of one for all."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> Any:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            parts.config = policy_for(getattr(request, "zone", Zone.PUBLIC))
        return parts


class PluginAccessMiddleware:
    """Holds every plugin route to what its plugin declares in ``access``.

    A route that is not declared answers 404, so does a permission that the signed-in person lacks:
    strangers do not learn what exists. Somebody who is not signed in is sent to sign in where the
    zone has a sign-in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        slug = _plugin_of(match)
        if slug is None:
            return None
        plugin = registry.plugin(slug)
        if plugin is None or match is None:
            raise Http404
        needed = plugin.access.get(match.url_name or "")
        if needed is None:
            raise Http404
        if needed == PUBLIC:
            return None
        user = request.user
        if not user.is_authenticated:
            if zone_of_path(request.path_info) is Zone.PUBLIC:
                raise Http404
            return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?next={request.path}")
        if not user.has_perm(needed):
            raise Http404
        return None


def _plugin_of(match: Any) -> str | None:
    """The slug of the plugin whose route was matched, or None for the platform's own routes."""
    if match is None or not match.route:
        return None
    if match.route.startswith(API_PLUGINS):
        return match.route.removeprefix(API_PLUGINS).partition("/")[0].replace("-", "_")
    slug = match.namespaces[0].partition("-")[0] if match.namespaces else ""
    return slug if registry.plugin(slug) else None
