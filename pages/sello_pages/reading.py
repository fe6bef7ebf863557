"""What a reader gets at an address: in which language, of what kind, and where else it is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from sello_pages.material import material_of
from sello_site.languages import LANGUAGES, SOURCE_LANGUAGE
from sello_site.languages.addresses import is_translated, path_in
from sello_site.translations.state import Standing, TranslationState, standings_of

KEPT_QUERY = "_sello_kept_query"
"""Attribute of a request: the part of its query, with ``?``, that holds in every language."""

_MEMO = "_sello_reading"
_FALLBACK = Standing(
    TranslationState.FALLBACK, language=SOURCE_LANGUAGE, source_language=SOURCE_LANGUAGE
)


@dataclass(frozen=True)
class Version:
    """The same thing in one language, for the switcher: its own name and its address."""

    language: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Alternate:
    """A version that search engines are told of, with its whole address."""

    language: str
    address: str


@dataclass(frozen=True)
class Reading:
    """What the base template asks: the language of the text (that of everything around it is the
    reader's), what kind of translation it is, and its versions.

    ``alternates`` is empty unless the page itself is among them, so that they are reciprocal.
    """

    language: str
    standing: Standing
    versions: tuple[Version, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    canonical: str = ""
    original_url: str = ""

    @property
    def current(self) -> Version | None:
        return next((version for version in self.versions if version.is_current), None)

    @property
    def is_for_search_engines(self) -> bool:
        return self.standing.is_for_search_engines

    @property
    def is_fallback(self) -> bool:
        """Whether the reader's language has no translation, and the text is Spanish."""
        return self.standing.state == TranslationState.FALLBACK

    @property
    def needs_notice(self) -> bool:
        """Whether the reader must be told that this is no finished translation."""
        return self.is_fallback or self.standing.is_machine or self.standing.is_outdated


def reading(request: HttpRequest, page: Page | None = None) -> Reading:
    """What the reader of this request gets, asked for once however often a template does."""
    known: Reading | None = getattr(request, _MEMO, None)
    if known is None:
        known = _of_page(request, page) if page is not None else _of_view(request)
        setattr(request, _MEMO, known)
    return known


def reading_of_path(path: str, language: str, query: str = "") -> Reading:
    """For what is no page: views, and error pages, which must not ask the database."""
    versions = (
        tuple(
            Version(code, name, path_in(code, path) + query, is_current=code == language)
            for code, name in LANGUAGES
        )
        if is_translated(path)
        else ()
    )
    return Reading(language, _original(language), versions)


def text_language(page: Page) -> str:
    """The language of a page's title and text: of an alias, that of what it repeats.

    Asks nothing of pages that were fetched with their ``locale`` and ``alias_of``.
    """
    if repeats_another_language(page):
        return SOURCE_LANGUAGE
    code: str = page.locale.language_code
    return code


def repeats_another_language(page: Page) -> bool:
    """Whether the page is an alias of one in another language; that one is always Spanish."""
    return page.alias_of_id is not None and page.alias_of.locale_id != page.locale_id


def _of_view(request: HttpRequest) -> Reading:
    return reading_of_path(
        request.path, get_language() or SOURCE_LANGUAGE, getattr(request, KEPT_QUERY, "")
    )


def _of_page(request: HttpRequest, page: Page) -> Reading:
    language = get_language() or SOURCE_LANGUAGE
    found = material_of(request, page).versions
    # In a preview, and for those who may read what others may not, the page itself is not among
    # the published ones.
    shown = {**found, language: found.get(language, page)}
    standings = _standings(shown)
    versions = tuple(
        Version(code, name, f"{url}{getattr(request, KEPT_QUERY, '')}", is_current=code == language)
        for code, name in LANGUAGES
        if code in shown and (url := shown[code].get_url(request) or request.path)
    )
    addresses = {version.language: _whole(version.url) for version in versions}
    listed = [code for code in addresses if standings[code].is_for_search_engines]
    standing = standings[language]
    source = SOURCE_LANGUAGE if standing.state == TranslationState.FALLBACK else language
    return Reading(
        language=standing.language,
        standing=standing,
        versions=versions,
        alternates=(
            tuple(Alternate(code, addresses[code]) for code in listed)
            if language in listed and len(listed) > 1
            else ()
        ),
        canonical=addresses.get(source, ""),
        original_url=next(
            (version.url for version in versions if version.language == SOURCE_LANGUAGE), ""
        ),
    )


def _standings(shown: dict[str, Page]) -> dict[str, Standing]:
    """Language → what its version is; asks the database only where there are translations."""
    known = {code: _evident(code, page) for code, page in shown.items()}
    open_questions = [shown[code] for code, standing in known.items() if standing is None]
    asked = standings_of(open_questions) if open_questions else {}
    return {
        code: standing or asked.get(shown[code].pk) or _original(code)
        for code, standing in known.items()
    }


def _evident(language: str, page: Page) -> Standing | None:
    if language == SOURCE_LANGUAGE:
        return _original(language)
    return _FALLBACK if repeats_another_language(page) else None


def _original(language: str) -> Standing:
    return Standing(TranslationState.ORIGINAL, language=language, source_language=language)


def _whole(url: str) -> str:
    """Behind a proxy Wagtail's site record knows neither host nor scheme of its readers."""
    return f"{settings.SELLO_PUBLIC_URL}{urlsplit(url).path}"
