"""Addresses of pages that moved or went: what a reader gets there, and what an editor is asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, ModelLogEntry, Page

from sello_editorial.links.models import WithdrawnAddress
from sello_editorial.links.withdrawn import SETTLED, settle, waiting_addresses
from sello_pages.models import ContentPage

pytestmark = pytest.mark.django_db


def leads(path: str) -> list[tuple[str, int]]:
    """The redirects that a reader goes through, and what waits at the end."""
    response = Client().get(path, follow=True)
    return [*response.redirect_chain, ("", response.status_code)]


def rename(page: Page, slug: str) -> None:
    page = ContentPage.objects.get(pk=page.pk)
    page.slug = slug
    # Wagtail makes the redirect once the change is certain.
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()


def waiting() -> list[str]:
    return [address.path for address in waiting_addresses()]


@pytest.fixture
def language(home: Any) -> Locale:
    """A second language, in which every page has an alias."""
    locale = Locale.objects.get(language_code="ht")
    if not home.get_translations().filter(locale=locale).exists():
        home.copy_for_translation(locale, alias=True)
    return locale


def test_a_page_that_is_renamed_twice_is_reached_in_one_step(make_page: Any, home: Any) -> None:
    page = make_page("Uno", slug="a")
    page.save_revision().publish()
    for slug in ("b", "c"):
        rename(page, slug)
    assert (leads("/a/"), leads("/b/")) == ([("/c/", 301), ("", 200)],) * 2
    rename(page, "a")
    assert (leads("/a/"), leads("/b/")) == ([("", 200)], [("/a/", 301), ("", 200)])


def test_what_lies_below_a_page_moves_with_it(make_page: Any) -> None:
    first, second = make_page("Primera", slug="primera"), make_page("Segunda", slug="segunda")
    child = make_page("Hija", slug="hija", parent=first)
    child.move(Page.objects.get(pk=second.pk), pos="last-child")
    assert [r.old_path for r in Redirect.objects.all()] == ["/primera/hija"]
    rename(second, "tercera")
    assert leads("/primera/hija/") == [("/tercera/hija/", 301), ("", 200)]
    assert leads("/segunda/hija/") == [("/tercera/hija/", 301), ("", 200)]


def test_a_redirect_never_hides_a_page(make_page: Any) -> None:
    page = make_page("Uno", slug="a")
    page.save_revision().publish()
    rename(page, "b")
    make_page("Otra", slug="a")
    assert leads("/a/") == [("", 200)]


def test_the_old_address_holds_in_other_languages(make_page: Any, language: Locale) -> None:
    page = make_page("Uno", slug="a")
    page.save_revision().publish()
    assert leads("/ht/a/")[-1] == ("", 200)
    rename(page, "b")
    found = leads("/ht/a/")
    assert found == [("/ht/b/", 301), ("", 200)]


@pytest.mark.parametrize("way", ["unpublish", "delete"])
def test_an_address_that_goes_is_written_down_until_it_is_settled(make_page: Any, way: str) -> None:
    page = make_page("Uno", slug="a")
    make_page("Debajo", slug="d", parent=page)
    target = make_page("Destino", slug="destino")
    getattr(Page.objects.get(pk=page.pk).specific, way)()
    assert sorted(waiting()) == ["/a/", "/a/d/"]
    address = WithdrawnAddress.objects.get(path="/a/")
    settle(address=address, page=target, link="", by=None)
    assert waiting() == ["/a/d/"]
    assert leads("/a/") == [("/destino/", 301), ("", 200)]


def test_older_addresses_lead_on_in_one_step_when_their_page_goes(make_page: Any) -> None:
    page = make_page("Uno", slug="a")
    page.save_revision().publish()
    rename(page, "b")
    target = make_page("Destino", slug="destino")
    ContentPage.objects.get(pk=page.pk).unpublish()
    settle(address=WithdrawnAddress.objects.get(path="/b/"), page=target, link="", by=None)
    assert (leads("/a/"), leads("/b/")) == ([("/destino/", 301), ("", 200)],) * 2


def test_older_addresses_of_a_deleted_page_are_written_down_too(make_page: Any) -> None:
    page = make_page("Uno", slug="a")
    page.save_revision().publish()
    rename(page, "b")
    ContentPage.objects.get(pk=page.pk).delete()
    assert sorted(waiting()) == ["/a", "/b/"]


def test_an_address_that_answers_again_is_no_longer_asked_about(make_page: Any) -> None:
    page = make_page("Uno", slug="a")
    page.unpublish()
    assert waiting() == ["/a/"]
    page.save_revision().publish()
    assert waiting() == []
    with pytest.raises(ValidationError, match="ya responde"):
        settle(address=WithdrawnAddress.objects.get(), page=page, link="", by=None)
    assert not Redirect.objects.filter(old_path="/a").exists()


def test_a_redirect_to_another_redirect_leads_to_its_end(make_page: Any) -> None:
    target = make_page("Destino", slug="destino")
    Redirect.objects.create(old_path="/atajo", redirect_page=target)
    make_page("Uno", slug="a").unpublish()
    settle(address=WithdrawnAddress.objects.get(), page=None, link="/atajo/", by=None)
    assert leads("/a/") == [("/destino/", 301), ("", 200)]


@pytest.mark.parametrize("link", ["/a/", "/a", "/a/?x=1", "/ht/a/", "/nada/", "/vuelta/"])
def test_nothing_leads_in_a_circle_or_nowhere(make_page: Any, link: str) -> None:
    Redirect.objects.create(old_path="/vuelta", redirect_link="/a/")
    make_page("Uno", slug="a").unpublish()
    with pytest.raises(ValidationError):
        settle(address=WithdrawnAddress.objects.get(), page=None, link=link, by=None)
    assert not Redirect.objects.filter(old_path="/a").exists()
    settle(address=WithdrawnAddress.objects.get(), page=None, link="/buscar/", by=None)
    assert leads("/a/")[-1] == ("", 200)


def test_a_page_that_not_everybody_may_read_is_no_target(make_page: Any) -> None:
    make_page("Uno", slug="a").unpublish()
    draft = make_page("Borrador", live=False)
    with pytest.raises(ValidationError, match="publicada"):
        settle(address=WithdrawnAddress.objects.get(), page=draft, link="", by=None)
    assert Redirect.objects.count() == 0


def test_whoever_unpublishes_is_asked_where_the_address_leads(make_page: Any, sign_in: Any) -> None:
    page = make_page("Uno", slug="a")
    target = make_page("Destino", slug="destino")
    client = sign_in("editor")
    answer = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)
    address = WithdrawnAddress.objects.get()
    change = reverse("sello_editorial_withdrawn:change", args=[address.pk])
    body = answer.content.decode()
    assert ("¿A dónde debe llevar ahora la dirección /a/?" in body, change in body) == (True, True)
    assert "«Uno»" in client.get(change).content.decode()
    assert client.post(change, {"page": "", "link": ""}).status_code == 400
    assert client.post(change, {"page": target.pk, "link": ""}).status_code == 302
    assert leads("/a/") == [("/destino/", 301), ("", 200)]
    assert ModelLogEntry.objects.filter(action=SETTLED).count() == 1
    assert client.get(change).status_code == 404


def test_whoever_deletes_is_asked_and_may_say_nowhere(make_page: Any, sign_in: Any) -> None:
    page = make_page("Uno", slug="a")
    client = sign_in("editor")
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    change = reverse("sello_editorial_withdrawn:change", args=[WithdrawnAddress.objects.get().pk])
    assert change in answer.content.decode()
    client.post(change, {"nowhere": "1"})
    assert (waiting(), Redirect.objects.count()) == ([], 0)


def test_an_author_settles_nothing(make_page: Any, sign_in: Any) -> None:
    make_page("Uno", slug="a").unpublish()
    address = WithdrawnAddress.objects.get()
    client = sign_in("author")
    index = reverse("sello_editorial_withdrawn:index")
    change = reverse("sello_editorial_withdrawn:change", args=[address.pk])
    assert (
        client.get(index).status_code,
        client.post(change, {"link": "/buscar/"}).status_code,
    ) == (
        302,
        302,
    )
    assert Redirect.objects.count() == 0
    assert sign_in("editor").get(index).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list_do_not_grow(
    make_page: Any, sign_in: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        make_page(f"Página {one}", slug=f"p{one}").unpublish()
    client = sign_in("editor")
    index = reverse("sello_editorial_withdrawn:index")
    client.get(index)
    with django_assert_num_queries(15):
        client.get(index)


@pytest.mark.parametrize(
    ("link", "is_refused"),
    [
        ("https://sello.example/b/", True),
        ("https://sello.example/a/?x=1", True),
        ("https://sello.example/ht/a/", True),
        ("https://sello.example/c/", False),
        ("https://otro.example/a/", False),
    ],
)
def test_nobody_writes_a_circle_by_hand(
    make_page: Any, sign_in: Any, settings: Any, link: str, is_refused: bool
) -> None:
    settings.SELLO_PUBLIC_URL = "https://sello.example"
    Redirect.objects.create(old_path="/b", redirect_link="https://sello.example/a/")
    client = sign_in("administrator")
    asked = {"old_path": "/a", "site": "", "is_permanent": "on", "redirect_link": link}
    answer = client.post(reverse("wagtailredirects:add"), asked)
    assert ("lleva de vuelta" in answer.content.decode()) is is_refused
    assert Redirect.objects.filter(old_path="/a").exists() is not is_refused


def test_redirect_to_a_path_is_saved_again_in_wagtails_form(make_page: Any, sign_in: Any) -> None:
    make_page("Uno", slug="a").unpublish()
    settle(address=WithdrawnAddress.objects.get(), page=None, link="/buscar/", by=None)
    redirect = Redirect.objects.get()
    address = reverse("wagtailredirects:edit", args=[redirect.pk])
    client = sign_in("administrator")
    asked = {"old_path": "/a", "site": redirect.site_id, "redirect_link": "/buscar/"}
    assert client.post(address, asked).status_code == 302
    redirect.refresh_from_db()
    assert (redirect.redirect_link, redirect.is_permanent) == ("/buscar/", False)
    assert leads("/a/") == [("/buscar/", 302), ("", 200)]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b.example", "//otro.example/", "buscar", "/x\x00"]
)
def test_browser_is_sent_to_the_web_or_to_a_path_alone(
    make_page: Any, sign_in: Any, link: str
) -> None:
    make_page("Uno", slug="a").unpublish()
    asked = {"old_path": "/b", "site": "", "is_permanent": "on", "redirect_link": link}
    client = sign_in("administrator")
    answer = client.post(reverse("wagtailredirects:add"), asked)
    assert answer.status_code == 200
    change = reverse("sello_editorial_withdrawn:change", args=[WithdrawnAddress.objects.get().pk])
    assert client.post(change, {"page": "", "link": link}).status_code == 400
    assert Redirect.objects.count() == 0
