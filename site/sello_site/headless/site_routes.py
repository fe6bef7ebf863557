"""What a front end needs of the site as a whole: languages, menus, alerts."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field
from wagtail.models import Page, Site

from sello_site.headless.addresses import whole
from sello_site.headless.alerts import seconds_to_next_alert, shown_alerts
from sello_site.headless.answers import json_answer
from sello_site.headless.content import page_link
from sello_site.headless.menus import MenuEntry, menus
from sello_site.headless.wagtail_schemas import PageLink
from sello_site.page_cache.wrapper import CACHE_SECONDS_HEADER
from sello_site.publication import SOON, published_pages

languages_router = Router(tags=["languages"])
menus_router = Router(tags=["menus"])
alerts_router = Router(tags=["alerts"])

_LOCALE = Query(settings.LANGUAGE_CODE, description="One of the languages of the site.")


class Language(Schema):
    """A language of the site."""

    locale: str
    name: str = Field(description="In the language itself.")
    is_default: bool
    home: PageLink | None = Field(None, description="None while the home is not published in it.")


class LanguageList(Schema):
    items: list[Language]


class MenuItem(Schema):
    """A link of a menu."""

    title: str
    html_url: str
    text_locale: str = Field(description="The language of the title.")


class Menus(Schema):
    locale: str
    main: list[MenuItem]
    footer: list[MenuItem]


class Alert(Schema):
    """A message over the whole site. ``text_locale`` says which language the text is in."""

    id: int
    level: Literal["info", "warning", "urgent"]
    text: str
    text_locale: str
    address: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None


class AlertList(Schema):
    locale: str
    items: list[Alert]


def _language(locale: str) -> str:
    if locale not in dict(settings.LANGUAGES):
        raise HttpError(404, "The site has no such language.")
    return locale


@languages_router.get(
    "/", response=LanguageList, url_name="list_languages", summary="Languages", auth=None,
    operation_id="languages_list",
)  # fmt: skip
def list_languages(request: HttpRequest) -> HttpResponse:
    """The languages of the site, its own first, with their homes."""
    site = Site.find_for_request(request)
    homes: dict[str, Page] = {}
    if site is not None:
        versions = published_pages(request).filter(
            translation_key=site.root_page.translation_key, depth=site.root_page.depth
        )
        homes = {page.locale.language_code: page for page in versions.select_related("locale")}
    items = [
        {
            "locale": code,
            "name": str(name),
            "is_default": code == settings.LANGUAGE_CODE,
            "home": page_link(homes[code]) if code in homes else None,
        }
        for code, name in settings.LANGUAGES
    ]
    return json_answer(LanguageList.model_validate({"items": items}).model_dump_json(), "")


@menus_router.get(
    "/", response=Menus, url_name="list_menus", summary="Menus", auth=None,
    operation_id="menus_list",
)  # fmt: skip
def list_menus(request: HttpRequest, locale: str = _LOCALE) -> HttpResponse:
    """The main menu and the footer's, as the site itself shows them in that language."""
    language = _language(locale)
    found = menus(request, language=language)
    answer = Menus.model_validate(
        {"locale": language}
        | {name: [_entry(each, language) for each in found[name]] for name in found}
    )
    return json_answer(answer.model_dump_json(), "locale")


def _entry(entry: MenuEntry, language: str) -> dict[str, Any]:
    return {
        "title": entry.title,
        "html_url": whole(entry.url),
        "text_locale": entry.text_locale or language,
    }


@alerts_router.get(
    "/", response=AlertList, url_name="list_alerts", summary="Site alerts", auth=None,
    operation_id="alerts_list",
)  # fmt: skip
def list_alerts(request: HttpRequest, locale: str = _LOCALE) -> HttpResponse:
    """The alerts that are shown now, the newest first."""
    language = _language(locale)
    items = [dataclasses.asdict(alert) for alert in shown_alerts(language=language)]
    answer = AlertList.model_validate({"locale": language, "items": items})
    response = json_answer(answer.model_dump_json(), "locale")
    seconds = seconds_to_next_alert()
    if seconds is not None and seconds < SOON:
        # No commit tells the caches of that moment.
        response.headers["Cache-Control"] = "public, max-age=0, s-maxage=0"
        response.headers[CACHE_SECONDS_HEADER] = f"{seconds:.3f}"
    return response
