"""Redirects from old addresses, to pages that the reader may read alone: the address of a draft,
or of a restricted page, tells its title."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from sello_site.publication import (
    hidden_branches,
    is_published_but_for_restrictions,
    is_restricted,
)


def readable_redirect(request: HttpRequest, path: str) -> Redirect | None:
    """The redirect from a normalised path; None when its page is not for this reader.

    Those who have signed in are led to restricted pages too, which then ask who they are.
    """
    redirect = get_redirect(request, path)
    if redirect is None or redirect.redirect_page is None:
        return redirect
    branches = hidden_branches(request)
    page = redirect.redirect_page
    if not is_published_but_for_restrictions(page, branches):
        return None
    if is_restricted(page, branches) and not request.user.is_authenticated:
        return None
    return redirect


class PublishedRedirectMiddleware(RedirectMiddleware):
    """Wagtail's middleware, held to :func:`readable_redirect`."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code != 404:
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        for wanted in dict.fromkeys((path, urlsplit(path).path)):
            redirect = readable_redirect(request, wanted)
            if redirect is not None and redirect.link is not None:
                kind = (
                    HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
                )
                return kind(redirect.link)
        return response
