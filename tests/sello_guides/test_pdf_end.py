"""What a guide ends with on paper: what changed with each version, and where to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from sello_guides.models import GuidePage
from sello_pages.taxonomy import Topic
from sello_site.typesetting.models import TypesetDocument

from .pdf_reading import (
    address_of,
    addresses_in,
    fetched,
    languages_in,
    titles_of,
    with_body,
    words,
)

pytestmark = pytest.mark.django_db

MakeGuide = Callable[..., GuidePage]
Translate = Callable[..., GuidePage]
QueryCount = Callable[..., Any]

PDF_QUERIES = 5


def with_versions(guide: GuidePage, *versions: tuple[int, str, str]) -> GuidePage:
    raw = [
        {"type": "version", "value": {"number": number, "date": date, "note": note}}
        for number, date, note in versions
    ]
    return with_body(guide, version_notes=guide.version_notes.stream_block.to_python(raw))


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(key="atencion", name="Atención")


@pytest.fixture
def with_others(make_guide: MakeGuide, topic: Topic) -> Callable[[int], GuidePage]:
    """A guide without text, and so many others on its topic: «Otra 0», «Otra 1»."""

    def make(count: int) -> GuidePage:
        for number in range(count):
            with_body(make_guide(f"Otra {number}"), topics=[topic])
        return with_body(make_guide("Una"), topics=[topic])

    return make


def test_pdf_tells_what_changed_the_newest_version_first(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = with_versions(
        make_guide("Una"),
        (1, "2026-01-05", "Primera versión."),
        (2, "2026-02-03", "Se agrega el paso 3 #panic()."),
    )
    document = fetched(client, guide)
    assert titles_of(document) == ["Una", "Fuentes", "Qué cambió"]
    assert (
        "Qué cambió • Versión 2, 3 de febrero de 2026: Se agrega el paso 3 #panic(). "
        "• Versión 1, 5 de enero de 2026: Primera versión."
    ) in words(document)


def test_pdf_leads_to_the_guides_that_the_page_leads_to(
    client: Client, with_others: Callable[[int], GuidePage]
) -> None:
    document = fetched(client, with_others(2))
    address = f"{settings.SELLO_PUBLIC_URL}/guias"
    assert titles_of(document) == ["Una", "Fuentes", "Guías relacionadas"]
    assert (f"Guías relacionadas • Otra 0 {address}/otra-0/ • Otra 1 {address}/otra-1/") in words(
        document
    )
    assert addresses_in(document) >= {f"{address}/otra-0/", f"{address}/otra-1/"}


def test_pdf_does_not_tell_again_what_its_text_leads_to(
    client: Client, with_others: Callable[[int], GuidePage]
) -> None:
    guide = with_others(1)
    other = GuidePage.objects.get(slug="otra-0", locale__language_code="es")
    block = {"type": "related", "value": {"title": "Siga leyendo", "pages": [other.pk]}}
    document = fetched(client, with_body(guide, block))
    assert titles_of(document) == ["Una", "Siga leyendo", "Fuentes"]


def test_end_is_in_the_language_of_the_guide(
    client: Client,
    make_guide: MakeGuide,
    translate: Translate,
    with_others: Callable[[int], GuidePage],
) -> None:
    guide = with_versions(with_others(2), (3, "2026-02-03", "Se corrige el título."))
    translate(GuidePage.objects.get(slug="otra-1", locale__language_code="es"), "ht")
    document = fetched(client, translate(guide, "ht"), "ht")
    with translation.override("ht"):
        changed = translation.gettext("Qué cambió")
        related = translation.gettext("Guías relacionadas")
        version = translation.gettext("Versión %(number)s") % {"number": 3}
    assert (changed, related, version) == ("Sa ki chanje", "Gid ki gen rapò", "Vèsyon 3")
    text = words(document)
    assert f"{version}, 3 fevriye 2026: ht: Se corrige el título." in text
    address = f"{settings.SELLO_PUBLIC_URL}/ht"
    assert f"{related} • Otra 0 {address}/" in text
    assert f"• ht: Otra 1 {address}/" in text
    # The title of the one that is not translated is Spanish, and is tagged as such.
    assert languages_in(document) == {"ht", "es-CL"}


def test_it_is_made_again_when_its_end_changes_and_not_for_what_is_not_printed(
    client: Client, with_others: Callable[[int], GuidePage], topic: Topic
) -> None:
    guide = with_others(3)
    others = list(GuidePage.objects.filter(slug__startswith="otra-", locale=guide.locale))

    def renders() -> int:
        client.get(address_of(guide))
        return sum(TypesetDocument.objects.values_list("renders", flat=True))

    assert [renders(), renders()] == [1, 1]
    others[0].summary = "No se imprime en las otras guías"
    others[0].save_revision().publish()
    assert renders() == 1
    others[0].title = "Otro nombre"
    others[0].save_revision().publish()
    assert [renders(), renders()] == [2, 2]
    others[1].unpublish()
    assert [renders(), renders()] == [3, 3]
    guide = with_versions(guide, (2, "2026-02-03", "Se corrige el título."))
    assert [renders(), renders()] == [4, 4]


@pytest.mark.parametrize("count", [1, 3])
def test_kept_document_costs_the_same_queries_with_one_and_three_related_guides(
    client: Client,
    with_others: Callable[[int], GuidePage],
    django_assert_num_queries: QueryCount,
    count: int,
) -> None:
    guide = with_others(count)
    assert len(addresses_in(fetched(client, guide))) >= count
    client.get(address_of(guide))
    with django_assert_num_queries(PDF_QUERIES):
        assert client.get(address_of(guide)).status_code == 200
