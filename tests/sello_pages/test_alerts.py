"""What the site says to everybody stands on every page, in its time and its language."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sello_accounts.testing import make_member
from sello_pages.models import ContentPage, HomePage
from sello_site.headless.models import SiteAlert, SiteAlertText
from sello_site.roles import EDITOR
from sello_site.testing_people import signed_in

HOUR = datetime.timedelta(hours=1)


def say(level: str = "info", *, address: str = "", **texts: str) -> SiteAlert:
    alert = SiteAlert.objects.create(
        name="Interno", level=level, address=address, starts_at=timezone.now() - HOUR
    )
    for language, text in texts.items():
        SiteAlertText.objects.create(alert=alert, language=language, text=text)
    cache.clear()
    return alert


def banner(client: Client, path: str) -> Tag | None:
    found = BeautifulSoup(client.get(path).content, "html.parser").select_one(".site-alerts")
    assert found is None or isinstance(found, Tag)
    return found


def test_a_page_without_alerts_has_no_banner(client: Client, home: HomePage) -> None:
    assert banner(client, "/") is None


def test_an_alert_stands_on_pages_and_views_with_its_level_in_words(
    client: Client, home: HomePage
) -> None:
    say("urgent", address="https://example.org/corte", es="No hay sistema <b>hoy</b>.")
    for path in ("/", "/buscar/"):
        found = banner(client, path)
        assert found is not None
        assert found.get_text(" ", strip=True) == (
            "Urgente: No hay sistema <b>hoy</b>. Leer más sobre este aviso"
        )
        assert [link["href"] for link in found.select("a")] == ["https://example.org/corte"]
        assert "Interno" not in str(found)


def test_an_alert_in_another_language_than_the_reader_s_says_so(
    client: Client, home: HomePage
) -> None:
    say(es="Solo en español.")
    say(es="En los dos.", fr="Dans les deux.")
    found = banner(client, "/fr/")
    assert found is not None
    said = [(span.get("lang"), span.get_text()) for span in found.select("span")]
    assert sorted(said, key=str) == [("es", "Solo en español."), (None, "Dans les deux.")]


def test_an_alert_without_a_text_for_the_reader_or_in_spanish_is_not_shown(
    client: Client, home: HomePage
) -> None:
    say(ht="Sèlman an kreyòl.")
    assert banner(client, "/") is None
    assert banner(client, "/ht/") is not None


@pytest.mark.parametrize(
    ("starts", "ends", "is_shown"),
    [(-1, None, True), (-1, 1, True), (1, None, False), (-2, -1, False)],
)
def test_an_alert_is_shown_in_its_time_alone(
    client: Client, home: HomePage, starts: int, ends: int | None, is_shown: bool
) -> None:
    alert = say(es="Aviso.")
    now = timezone.now()
    SiteAlert.objects.filter(pk=alert.pk).update(
        starts_at=now + starts * HOUR, ends_at=None if ends is None else now + ends * HOUR
    )
    cache.clear()
    assert (banner(client, "/") is not None) is is_shown


@pytest.mark.parametrize("change", ["starts_at", "ends_at"])
def test_no_cache_keeps_a_page_beyond_the_moment_at_which_its_alerts_change(
    client: Client, home: HomePage, change: str
) -> None:
    alert = say(es="Aviso.")
    assert "X-Sello-Cache-Seconds" not in client.get("/").headers
    moment = timezone.now() + datetime.timedelta(seconds=40)
    SiteAlert.objects.filter(pk=alert.pk).update(**{change: moment})
    cache.clear()
    for _first_and_from_memory in range(2):
        answer = client.get("/")
        assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=0"
        assert 30 < float(answer.headers["X-Sello-Cache-Seconds"]) <= 40


@pytest.mark.parametrize("count", [1, 3])
def test_alerts_cost_one_query_after_a_change_and_then_none(
    client: Client, home: HomePage, make_page: Callable[..., ContentPage], count: int
) -> None:
    page = make_page("Página")
    for number in range(count):
        say(es=f"Aviso {number}", ht=f"Avi {number}")
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
    assert [query["sql"] for query in captured if "sitealert" in query["sql"]] == []
    cache.delete("sello_alerts")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page.url).content.count(b'class="site-alert ') == count
    assert len([query for query in captured if "sitealert" in query["sql"]]) == 1


@pytest.mark.parametrize(("role", "status"), [(EDITOR, 200), ("Autoría", 302)])
def test_editors_write_alerts_and_authors_do_not(
    client: Client, home: HomePage, role: str, status: int
) -> None:
    signed_in(client, make_member("persona@example.org", role))
    assert client.get("/admin/snippets/sello_headless/sitealert/add/").status_code == status
