"""What every request passes before Django's own middleware: zone, sanity, policy, access."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.log import log_response

from sello_site import errors
from sello_site.page_cache.wrapper import CACHE_SECONDS_HEADER
from sello_site.plugin_registry import registry
from sello_site.plugins import PUBLIC, SIGNED_IN
from sello_site.publication import SOON, seconds_to_next_expiry
from sello_site.request_sanity import (
    METHODS,
    forget_malformed_session,
    is_sender_mistake,
    problem_with,
)
from sello_site.roles import has_by_role
from sello_site.routes import plugin_of_api_path
from sello_site.security_policy import policy_for
from sello_site.zones import Zone, is_served, zone_of_path

PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()"
)
CACHEABLE = "public, max-age=0, s-maxage=60, stale-while-revalidate=30"
CACHEABLE_HERE_ALONE = "public, max-age=0, s-maxage=0"
"""For the last moments of a page: our own page cache knows the very second, a CDN does not."""
NEVER_STORED = "private, no-store"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ZoneMiddleware:
    """Answers 404 for zones that this process does not serve, and sets each zone's headers.

    In the public zone nothing is personal: no cookie leaves it, whatever a view or a template
    did, and an answer to somebody without a session varies on no cookie.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        zone = zone_of_path(path)
        request.zone = zone  # type: ignore[attr-defined]  # read by views and templates
        if is_served(zone) or path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            response = self.get_response(request)
        else:
            response = errors.not_found(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if zone is Zone.PUBLIC:
            _make_public(request, response)
        else:
            _make_private(response, zone)
        return response


def _make_public(request: HttpRequest, response: HttpResponseBase) -> None:
    headers = response.headers
    for name in [name for name, cookie in response.cookies.items() if cookie["max-age"] != 0]:
        # Only the end of a session may be told; it goes to somebody who had one.
        del response.cookies[name]
    if headers.get("Content-Encoding") == "None":
        # What Wagtail writes on documents that have none.
        del headers["Content-Encoding"]
    is_file = request.path_info.startswith((settings.STATIC_URL, settings.MEDIA_URL))
    is_known_reader = (
        settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
    )
    if is_known_reader and not is_file:
        headers["Cache-Control"] = NEVER_STORED
        return
    _do_not_vary_on_cookies(response)
    if "Cache-Control" not in headers:
        may_be_stored = response.status_code == 200 and not is_file
        headers["Cache-Control"] = CACHEABLE if may_be_stored else "no-cache"
        seconds = _seconds_true(request) if may_be_stored else None
        if seconds is not None:
            headers["Cache-Control"] = CACHEABLE_HERE_ALONE
            headers[CACHE_SECONDS_HEADER] = f"{seconds:.3f}"


def _seconds_true(request: HttpRequest) -> float | None:
    """How long an answer stays true, as far as the clock alone decides; None for long enough."""
    # inline: it has models, and the settings name this module before those are loaded
    from sello_site.headless.alerts import seconds_to_next_alert_on_page

    moments = (seconds_to_next_expiry(request), seconds_to_next_alert_on_page(request))
    return min(
        (seconds for seconds in moments if seconds is not None and seconds < SOON), default=None
    )


def _make_private(response: HttpResponseBase, zone: Zone) -> None:
    response.headers["Cache-Control"] = NEVER_STORED
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if zone is Zone.PERSONAL:
        # Tokens are in the path; same-origin, because with no-referrer Chromium would send
        # "Origin: null" with the forms of these pages.
        response.headers["Referrer-Policy"] = "same-origin"


def _do_not_vary_on_cookies(response: HttpResponseBase) -> None:
    varies = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in varies if name and name.lower() != "cookie"]
    response.headers.pop("Vary", None)
    if kept:
        patch_vary_headers(response, kept)


class RequestSanityMiddleware:
    """Refuses what no honest reader sends, before anything can trip over it.

    Whatever refuses a request further in, the answer is a page in the reader's language: empty
    bodies get one, and under the API everything gets a JSON document.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        status = problem_with(request)
        if status is not None:
            response = errors.error_response(request, status)
            if status == 405:
                response["Allow"] = ", ".join(METHODS)
            return response
        forget_malformed_session(request)
        response = self.get_response(request)  # type: ignore[assignment]  # any response
        return _with_page(request, response)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_sender_mistake(exception):
            return None
        response = errors.bad_request(request)
        log_response(
            "Refused: %s: %s",
            type(exception).__name__,
            request.path_info,
            response=response,
            request=request,
            exception=exception,
        )
        return response


def _with_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The response, or a page instead when it is an error that says nothing a reader can use."""
    if response.status_code < 400 or response.streaming or not isinstance(response, HttpResponse):
        return response
    if request.path_info.startswith(errors.API_PATH):
        if "json" in response.headers.get("Content-Type", ""):
            return response
    elif response.content:
        return response
    page = errors.error_response(request, response.status_code)
    if isinstance(response, HttpResponseNotAllowed):
        page["Allow"] = response.headers["Allow"]
    page.cookies = response.cookies
    return page


class TlsMiddleware:
    """Sends readers who come without TLS to the address that has it.

    Only on the hosts of addresses that start with https, so that health checks on an inner
    address are left alone, and only behind a trusted proxy: without one nobody could tell this
    process that TLS was there, and readers would be sent round in circles.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        addresses = (
            settings.SELLO_PUBLIC_URL,
            settings.SELLO_EDITORIAL_URL,
            settings.SELLO_DESK_URL,
        )
        self._secure_addresses = {
            urlsplit(address).hostname: address
            for address in addresses
            if address.startswith("https://") and settings.SELLO_TRUSTED_PROXIES
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._secure_addresses and not request.is_secure():
            hostname = urlsplit(f"//{request.get_host()}").hostname
            address = self._secure_addresses.get(hostname)
            if address is not None:
                return HttpResponsePermanentRedirect(f"{address}{request.get_full_path()}")
        return self.get_response(request)


class SecurityPolicyMiddleware(CSPMiddleware):
    """django-csp with a policy for each zone instead of one for all."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> Any:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            parts.config = policy_for(zone_of_path(request.path_info))
        return parts


class PluginAccessMiddleware:
    """Holds every plugin route to what its plugin declares in ``access``.

    A route that is not declared answers 404, so does a permission that the signed-in person lacks:
    strangers do not learn what exists. Somebody who is not signed in is sent to sign in where the
    zone has a sign-in. On the desk only a role counts: being a superuser, which is a thing of the
    editorial zone, opens nothing there.
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
            return redirect_to_login(request.get_full_path())
        if needed == SIGNED_IN:
            return None
        is_desk = zone_of_path(request.path_info) is Zone.DESK
        if not (has_by_role(user, needed) if is_desk else user.has_perm(needed)):
            raise Http404
        return None


def _plugin_of(match: Any) -> str | None:
    """The slug of the plugin whose route was matched, or None for the platform's own routes.

    A plugin that failed when some of its routes were in the URLconf already is told too.
    """
    if match is None or not match.route:
        return None
    slug = plugin_of_api_path(f"/{match.route}")
    if slug is not None:
        return slug
    slug = match.namespaces[0].partition("-")[0] if match.namespaces else ""
    return slug if registry.plugin(slug) or slug in registry.held_prefixes else None
