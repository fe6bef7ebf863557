"""The list of a language, its file, and catalogs through the browser's forms."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_site import testing_people
from sello_site.roles import TRANSLATOR
from sello_site.signals import collect, dashboard_tiles
from sello_site.translations import bundles
from sello_site.translations.catalogs import export_catalog, read_catalog
from sello_site.translations.deliveries import deliver
from sello_site.translations.models import TranslatorLanguage
from sello_site.translations.overview import Work, counts, rows_of
from sello_site.translations.publishing import publish
from sello_site.translations.sources import start

pytestmark = pytest.mark.django_db

INDEX = "/admin/traducciones/"


@pytest.fixture
def translator(person: User, haitian: Locale) -> User:
    make_member(person.email, TRANSLATOR)
    TranslatorLanguage.objects.create(user=person, locale=haitian)
    return person


@pytest.fixture
def client(translator: User) -> Client:
    return testing_people.signed_in(Client(), translator)


def one_of_each(make_page: Any, translate: Any, locale: Locale, user: Any) -> dict[str, Page]:
    """A page in each state of work, and its home, which nobody has begun."""
    pages = {work.value: make_page(work.value.title()) for work in Work}
    translate(pages["in-progress"], locale, without=("summary",))
    translate(pages["ready"], locale)
    deliver(translate(pages["delivered"], locale), user=user)
    publish(translate(pages["machine"], locale, machine=True))
    publish(translate(pages["outdated"], locale))
    publish(translate(pages["done"], locale))
    pages["outdated"].summary = "Otro resumen"
    pages["outdated"].save_revision().publish()
    return pages


def test_each_page_is_listed_with_what_there_is_to_do(
    make_page: Any, translate: Any, haitian: Locale, translator: User
) -> None:
    pages = one_of_each(make_page, translate, haitian, translator)
    rows = {row.title: row for row in rows_of(haitian)}
    assert {
        name: [work.value for work in rows[page.title].works] for name, page in pages.items()
    } == {name: [name] for name in pages}
    numbers = counts(rows.values())
    assert numbers == {work: 1 + (work == Work.MISSING) for work in Work}  # home is missing, too
    outdated = rows["Outdated"].progress
    assert (outdated.missing, outdated.total) == (1, outdated.done + 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_two_queries(
    make_page: Any, translate: Any, haitian: Locale, number: int, django_assert_num_queries: Any
) -> None:
    for count in range(number):
        translate(make_page(f"Página {count}"), haitian)
    with django_assert_num_queries(2):
        assert len(rows_of(haitian)) == number + 1  # and the home


def test_filters_and_the_file_show_the_same(
    client: Client, make_page: Any, translate: Any, haitian: Locale, translator: User
) -> None:
    one_of_each(make_page, translate, haitian, translator)
    for work in Work:
        shown = client.get(f"{INDEX}?idioma=ht&estado={work.value}").content.decode()
        rows = re.findall(r'<th scope="row">\s*(?:<a [^>]*>)?([^<]*?)(?:</a>)?\s*<br>', shown)
        wanted = [work.value.title()]
        assert rows == (["Inicio", *wanted] if work == Work.MISSING else wanted)
    answer = client.get(f"{INDEX}?idioma=ht&estado=outdated&formato=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Idioma;Dirección;Página;Estado;Textos;Traducidos"
    assert [line.split(";")[:4] for line in lines[1:]] == [
        ["ht", "/pagina-6", "Outdated", "Desactualizada"]
    ]
    assert client.get(f"{INDEX}?idioma=ht&estado=otro").status_code == 404


def test_a_translation_is_begun_from_the_list(
    client: Client, make_page: Any, haitian: Locale
) -> None:
    page = make_page("Contacto")
    begin = reverse("sello_translations:begin", args=[page.pk, "ht"])
    assert client.get(begin).status_code == 405
    answer = client.post(begin, follow=True)
    assert answer.status_code == 200
    assert "Traducción de «Contacto»" in answer.content.decode()
    french = reverse("sello_translations:begin", args=[page.pk, "fr"])
    assert client.post(french).status_code == 404
    rows = {row.title: row.works for row in rows_of(haitian)}
    assert rows["Contacto"] == (Work.MISSING,)


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def filled(catalog: polib.POFile) -> bytes:
    for entry in catalog:
        entry.msgstr = entry.msgid if entry.msgctxt == "slug" else f"ht {entry.msgid}"
    return str(catalog).encode()


def test_all_catalogs_of_a_language_go_out_and_come_back_in_one_file(
    client: Client, make_page: Any, haitian: Locale
) -> None:
    for title in ("Uno", "Dos"):
        make_page(title)
    answer = client.post(reverse("sello_translations:bundle", args=["ht"]))
    assert answer["Content-Type"] == "application/zip"
    back = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive, zipfile.ZipFile(back, "w") as new:
        names = sorted(archive.namelist())
        assert [name.rpartition("-")[0] for name in names] == ["dos", "inicio", "uno"]
        for name in names:
            assert name.endswith(".ht.po")
            new.writestr(name, filled(read_catalog(archive.read(name))))
    upload = reverse("sello_translations:upload")
    client.post(upload, {"file": sent("todo.zip", back.getvalue())})
    assert counts(rows_of(haitian))[Work.READY] == 3
    assert set(StringTranslation.objects.values_list("translation_type", flat=True)) == {"manual"}


def test_one_bad_catalog_keeps_the_whole_file_out_and_is_named(
    client: Client, make_page: Any, haitian: Locale
) -> None:
    back = io.BytesIO()
    with zipfile.ZipFile(back, "w") as archive:
        archive.writestr("bueno.po", filled(export_catalog(start(make_page("Uno"), haitian))))
        bad = export_catalog(start(make_page("Dos"), haitian))
        filled(bad)
        bad[-1].msgstr = "<script>alert(1)</script>"
        archive.writestr("malo.po", str(bad))
    answer = client.post(
        reverse("sello_translations:upload"), {"file": sent("todo.zip", back.getvalue())}
    )
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "malo.po: Línea" in shown
    assert bad[-1].msgid in shown
    assert "<script>alert(1)" not in shown
    assert not StringTranslation.objects.exists()


def test_a_catalog_of_another_language_is_not_taken_from_this_translator(
    client: Client, make_page: Any
) -> None:
    french = start(make_page("Uno"), Locale.objects.get(language_code="fr"))
    catalog = filled(export_catalog(french))
    upload = reverse("sello_translations:upload")
    answer = client.post(upload, {"file": sent("uno.po", catalog)})
    assert answer.status_code == 400
    assert "No le corresponde traducir a «fr»" in answer.content.decode()
    old = reverse("wagtail_localize:upload_pofile", args=[french.pk])
    assert client.post(old, {"file": sent("uno.po", catalog)}).status_code == 400
    assert not StringTranslation.objects.exists()


def test_the_upload_of_the_editor_judges_as_ours_does(
    client: Client, make_page: Any, haitian: Locale
) -> None:
    translation = start(make_page("Uno"), haitian)
    catalog = export_catalog(translation)
    filled(catalog)
    catalog[0].msgstr = '<a href="javascript:alert(1)">x</a>'
    upload = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    assert client.post(upload, {"file": sent("uno.po", str(catalog).encode())}).status_code == 400
    assert not StringTranslation.objects.exists()
    catalog[0].msgstr = "Yon sèl"
    assert client.post(upload, {"file": sent("uno.po", str(catalog).encode())}).status_code == 302
    assert StringTranslation.objects.count() == len(catalog)


def test_archives_that_are_no_archives_or_too_much_are_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = reverse("sello_translations:upload")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("leame.txt", "nada")
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.po", "")
    monkeypatch.setattr(bundles, "MOST_CATALOGS", 2)
    for content, reason in (
        (empty.getvalue(), "ningún catálogo"),
        (many.getvalue(), "demasiados"),
        (many.getvalue()[:-30] + b"PK\x05\x06" + b"\x00" * 18, "ZIP"),
        (b"msgid", "no es un catálogo"),
    ):
        answer = client.post(upload, {"file": sent("x.zip", content)})
        assert answer.status_code == 400
        assert reason in answer.content.decode()
    assert client.post(upload, {}).status_code == 302


def test_the_start_page_says_what_there_is_to_do(
    make_page: Any, translate: Any, haitian: Locale, translator: User, django_user_model: Any
) -> None:
    one_of_each(make_page, translate, haitian, translator)
    request = RequestFactory().get("/admin/")
    request.user = translator
    tile = next(tile for tile in collect(dashboard_tiles, request=request) if tile.url == INDEX)
    assert tile.text == (
        "Sin traducir o en curso: 3. Desactualizadas: 1. Automáticas por revisar: 1. "
        "Por publicar: 2."
    )
    request.user = django_user_model.objects.create_user("nadie@example.org")
    assert INDEX not in [tile.url for tile in collect(dashboard_tiles, request=request)]


def test_editors_are_told_what_a_page_takes_along(
    make_page: Any, translate: Any, haitian: Locale, django_user_model: Any
) -> None:
    translated, alone = make_page("Con traducción"), make_page("Sin traducción")
    publish(translate(translated, haitian))
    root = django_user_model.objects.create_superuser("root@example.org", "una clave larga")
    browser = testing_people.signed_in(Client(), root)

    def shown(route: str, page: Page) -> str:
        return browser.get(reverse(f"wagtailadmin_pages:{route}", args=[page.pk])).content.decode()

    told = "tampoco se leerán sus traducciones: Kreyòl ayisyen."
    assert told in shown("unpublish", translated)
    assert "sus traducciones" not in shown("unpublish", alone)
    told = "se borran también sus traducciones: Kreyòl ayisyen."
    assert told in shown("delete", translated)
    assert "sus traducciones" not in shown("delete", alone)
    modal = browser.get(reverse("wagtailadmin_pages:set_privacy", args=[alone.pk])).json()
    assert "la misma página en los otros idiomas" in modal["html"]
    assert "tampoco se lee en los otros idiomas" in shown("edit", alone)
