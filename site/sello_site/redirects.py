"""Redirects from old addresses, to pages that the reader may read alone: the address of a draft,
or of a restricted page, tells its title. They lead to the page in the language of the address, and
so does the Spanish address of a page below the prefix of another language, which that page had
until it was translated."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from sello_site.languages import SOURCE_LANGUAGE, language_of_path
from sello_site.languages.addresses import path_without_language
from sello_site.publication import (
    hidden_branches,
    is_published_but_for_restrictions,
    is_restricted,
    only_published,
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


def link_in_language(request: HttpRequest, redirect: Redirect) -> str | None:
    """Where a redirect leads whoever asked in the language of this request."""
    language = language_of_path(request.path_info)
    page = redirect.redirect_page
    if page is None or page.locale.language_code == language:
        link: str | None = redirect.link
        return link
    same = only_published(Page.objects.filter(translation_key=page.translation_key), request)
    found = same.filter(locale__language_code=language).first()
    return redirect.link if found is None else found.get_url(request)


def translated_address(request: HttpRequest) -> str | None:
    """For ``/ht/contacto/``: where the page at ``/contacto/`` is read in Haitian Creole."""
    language = language_of_path(request.path_info)
    site = Site.find_for_request(request)
    if language == SOURCE_LANGUAGE or site is None or not request.path_info.endswith("/"):
        return None  # Django adds the slash first
    path = path_without_language(request.path_info)
    spanish = Page.objects.filter(url_path=site.root_page.url_path + path.lstrip("/"))
    same = Page.objects.filter(
        translation_key__in=spanish.values("translation_key"), locale__language_code=language
    )
    found = only_published(same, request).first()
    return None if found is None else found.get_url(request)


class PublishedRedirectMiddleware(RedirectMiddleware):
    """Wagtail's middleware, held to :func:`readable_redirect`."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code != 404:
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        # What an editor wrote for the Spanish address holds in every language.
        spellings = (path, urlsplit(path).path)
        for wanted in dict.fromkeys((*spellings, *map(path_without_language, spellings))):
            redirect = readable_redirect(request, wanted)
            link = redirect and link_in_language(request, redirect)
            if redirect is not None and link:
                kind = (
                    HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
                )
                return kind(link)
        link = translated_address(request)
        return response if link is None else HttpResponseRedirect(link)
