"""What a front end asks of the site as a whole: languages, menus, alerts."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, PageViewRestriction

from sello_pages.models import ContentPage, HomePage
from sello_site.headless.models import SiteAlert, SiteAlertText

from .reading import ApiClient, MakePage, translate

pytestmark = pytest.mark.django_db

HERE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _public_address(settings: Any) -> None:
    settings.SELLO_PUBLIC_URL = HERE


def test_the_languages_come_with_their_homes(
    reader: ApiClient, english: Locale, home: HomePage
) -> None:
    items = reader.get("/api/v3/languages/").json()["items"]
    assert [(item["locale"], item["is_default"]) for item in items] == [
        ("es", True),
        ("ht", False),
        ("en", False),
        ("pt", False),
        ("fr", False),
    ]
    homes = {item["locale"]: item["home"] and item["home"]["html_url"] for item in items}
    assert homes == {"es": f"{HERE}/", "en": f"{HERE}/en/", "ht": None, "pt": None, "fr": None}
    assert {item["locale"]: item["name"] for item in items}["ht"] == "Kreyòl ayisyen"


def titles(reader: ApiClient, menu: str, locale: str) -> list[str]:
    found = reader.get("/api/v3/menus/", {"locale": locale}).json()
    assert found["locale"] == locale
    return [item["title"] for item in found[menu]]


def test_the_menus_are_those_of_the_site_in_each_language(
    reader: ApiClient, english: Locale, make_page: MakePage
) -> None:
    guides = make_page("Guias", show_in_menus=True)
    contact = make_page("Contacto", slug="contacto")
    translate(guides, english, title="Guides", slug="guides")
    make_page("Borrador", show_in_menus=True, live=False)
    assert "Guias" in titles(reader, "main", "es")
    assert "Borrador" not in titles(reader, "main", "es")
    assert "Contacto" in titles(reader, "footer", "es")
    assert "Guides" in titles(reader, "main", "en")
    entry = reader.get("/api/v3/menus/?locale=en").json()["main"][0]
    assert entry == {"title": "Guides", "html_url": f"{HERE}/en/guides/", "text_locale": "en"}
    PageViewRestriction.objects.create(page=contact, restriction_type="login")
    assert "Contacto" not in titles(reader, "footer", "es")


def test_a_menu_of_the_api_is_that_of_the_page(reader: ApiClient, make_page: MakePage) -> None:
    make_page("Primera", show_in_menus=True)
    make_page("Segunda", show_in_menus=True)
    html = reader.get("/").content.decode()
    main = reader.get("/api/v3/menus/").json()["main"]
    assert len(main) >= 2
    places = [html.find(f'href="{item["html_url"].removeprefix(HERE)}"') for item in main]
    assert -1 not in places
    assert places == sorted(places)


@pytest.fixture
def alert(db: None) -> SiteAlert:
    alert = SiteAlert.objects.create(name="Corte", level="warning", address="https://example.org/")
    SiteAlertText.objects.create(alert=alert, language="es", text="El viernes no hay sistema.")
    SiteAlertText.objects.create(alert=alert, language="ht", text="Vandredi pa gen sistèm.")
    return alert


def test_an_alert_is_told_in_the_language_asked_for_or_in_spanish(
    reader: ApiClient, alert: SiteAlert, home: HomePage
) -> None:
    told = {
        locale: reader.get("/api/v3/alerts/", {"locale": locale}).json()["items"]
        for locale in ("es", "ht", "en")
    }
    assert {locale: (items[0]["text_locale"], items[0]["text"]) for locale, items in told.items()}
    assert told["ht"][0]["text"] == "Vandredi pa gen sistèm."
    assert told["en"][0]["text_locale"] == "es"
    assert told["es"] == [
        {
            "id": alert.pk,
            "level": "warning",
            "text": "El viernes no hay sistema.",
            "text_locale": "es",
            "address": "https://example.org/",
            "starts_at": told["es"][0]["starts_at"],
            "ends_at": None,
        }
    ]


def test_alerts_are_told_in_their_time_alone(
    reader: ApiClient, alert: SiteAlert, home: HomePage
) -> None:
    now = timezone.now()
    hour = datetime.timedelta(hours=1)

    def shown(starts: datetime.datetime, ends: datetime.datetime | None) -> int:
        SiteAlert.objects.update(starts_at=starts, ends_at=ends)
        return len(reader.get("/api/v3/alerts/").json()["items"])

    assert shown(now - hour, None) == 1
    assert shown(now - hour, now + hour) == 1
    assert shown(now + hour, None) == 0
    assert shown(now - 2 * hour, now - hour) == 0


def test_no_cache_keeps_an_alert_beyond_its_time(
    reader: ApiClient, alert: SiteAlert, home: HomePage
) -> None:
    usual = "public, max-age=0, s-maxage=60, stale-while-revalidate=30"
    assert reader.get("/api/v3/alerts/").headers["Cache-Control"] == usual
    SiteAlert.objects.update(ends_at=timezone.now() + datetime.timedelta(seconds=40))
    answer = reader.get("/api/v3/alerts/")
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=0"
    assert 30 < float(answer.headers["X-Sello-Cache-Seconds"]) <= 40


def test_alerts_that_make_no_sense_are_refused_by_the_database(alert: SiteAlert) -> None:
    starts = timezone.now()
    for change in ({"ends_at": starts, "starts_at": starts}, {"level": "loud"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SiteAlert.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteAlertText.objects.create(alert=alert, language="es", text="Otro")
    alert.refresh_from_db()
    assert alert.level == "warning"


@pytest.mark.parametrize("path", ["/api/v3/menus/", "/api/v3/alerts/"])
@pytest.mark.parametrize("locale", ["xx", "es-CL", "", "\u0662"])
def test_languages_that_the_site_does_not_have_are_not_found(
    path: str, locale: str, reader: ApiClient, home: HomePage
) -> None:
    assert reader.get(path, {"locale": locale}).status_code == 404
    assert reader.get(path).status_code == 200


def test_locales_are_there_for_those_who_manage_them(
    reader: ApiClient, editor: ApiClient, page: ContentPage
) -> None:
    assert reader.get("/api/v3/locales/").status_code == 401
    codes = {item["language_code"] for item in editor.get("/api/v3/locales/").json()["items"]}
    assert "es" in codes


@pytest.mark.parametrize("path", ["/antes", "/antes/", "/ANTES/?a=b"])
def test_a_redirect_is_found_by_the_path_that_a_reader_would_ask_for(
    path: str, reader: ApiClient, page: ContentPage
) -> None:
    redirect = Redirect.objects.create(old_path="/antes", redirect_page=page)
    Redirect.objects.create(old_path="/ANTES?a=b", redirect_page=page)
    answer = reader.get("/api/v3/redirects/find/", {"html_path": path}, follow=True)
    assert answer.json()["old_path"] == Redirect.normalise_path(path)
    assert answer.json()["redirect_page_id"] == page.pk
    page.unpublish()
    assert reader.get("/api/v3/redirects/find/", {"html_path": path}).status_code == 404
    assert reader.get(f"/api/v3/redirects/{redirect.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["//[", "http://[x", "/no/", "/%00/"])
def test_what_is_no_path_has_no_redirect(path: str, reader: ApiClient, page: ContentPage) -> None:
    answer = reader.get("/api/v3/redirects/find/", {"html_path": path})
    assert answer.status_code == 404
