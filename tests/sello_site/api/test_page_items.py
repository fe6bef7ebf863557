"""Items of pages: their content with all that it refers to, their languages, their addresses."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents.models import Document
from wagtail.models import Locale, Page, PageViewRestriction

from sello_guides.models import GuideIndexPage, GuidePage
from sello_pages.figures import OfficialFigure
from sello_pages.models import ContentPage, HomePage, SiteImage
from sello_pages.responsive import PICTURE_SPECS
from sello_site.headless.pictures import WIDTHS

from .reading import ApiClient, MakePage, translate

pytestmark = pytest.mark.django_db

HERE = "http://localhost:8000"
Blocks = list[tuple[str, Any]]


@pytest.fixture(autouse=True)
def media_folder(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.SELLO_PUBLIC_URL = HERE


@pytest.fixture
def document(db: None) -> Document:
    return Document.objects.create(title="Acta", file=ContentFile(b"x" * 321, name="acta.pdf"))


@pytest.fixture
def picture(db: None) -> SiteImage:
    file = io.BytesIO()
    Image.new("RGB", (800, 400), "navy").save(file, "PNG")
    return SiteImage.objects.create(
        title="Plaza", description="Una plaza", credit="Ana", licence="CC BY 4.0",
        file=ImageFile(file, name="plaza.png"),
    )  # fmt: skip


@pytest.fixture
def figure(db: None) -> OfficialFigure:
    return OfficialFigure.objects.create(
        key="adheridas", value="128", label="municipalidades", date="2023-12-31", source="SERMIG"
    )


def body_of(page: Page, blocks: list[dict[str, Any]]) -> Any:
    return page.body.stream_block.to_python(blocks)


@pytest.fixture
def make_full(
    make_page: MakePage, document: Document, picture: SiteImage, figure: OfficialFigure
) -> Callable[[str], ContentPage]:
    """A page with one block of each kind that refers to something."""
    target = make_page("Destino")

    def make(title: str) -> ContentPage:
        page = make_page(title)
        text = (
            f'<p>Vea <a linktype="page" id="{target.pk}">esto</a>, '
            f'<a linktype="document" id="{document.pk}">el acta</a> y '
            '<a href="https://example.org/">otro sitio</a>.</p>'
        )
        page.body = body_of(
            page,
            [
                {"type": "heading", "value": {"text": "Sección", "level": "h2"}},
                {"type": "text", "value": text},
                {
                    "type": "picture",
                    "value": {
                        "image": picture.pk,
                        "alternative_text": "Plaza",
                        "decorative": False,
                        "caption": "",
                    },
                },
                {"type": "document", "value": {"document": document.pk, "title": ""}},
                {"type": "button", "value": {"label": "Ir", "page": target.pk, "address": ""}},
                {"type": "related", "value": {"title": "Más", "pages": [target.pk]}},
                {"type": "figures", "value": {"title": "", "figures": [figure.pk]}},
                {"type": "accordion", "value": {"items": [{"title": "¿?", "text": text}]}},
            ],
        )
        page.save_revision().publish()
        return page

    return make


def content_of(reader: ApiClient, page: Page) -> dict[str, Any]:
    answer = reader.get(f"/api/v3/pages/{page.pk}/")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_everything_that_a_body_refers_to_comes_with_it(
    reader: ApiClient, make_full: Callable[[str], ContentPage], picture: SiteImage, figure: Any,
    document: Document,
) -> None:  # fmt: skip
    body = {
        block["type"]: block["value"] for block in content_of(reader, make_full("Todo"))["body"]
    }
    target = ContentPage.objects.get(slug="destino")
    link = {
        "id": target.pk,
        "title": "Destino",
        "locale": "es",
        "html_url": f"{HERE}/destino/",
        "detail_url": f"{HERE}/api/v3/pages/{target.pk}/",
    }
    text = (
        f'<p>Vea <a href="{HERE}/destino/">esto</a>, <a href="{HERE}{document.url}">el acta</a> y '
        '<a href="https://example.org/">otro sitio</a>.</p>'
    )
    assert body["heading"] == {"text": "Sección", "level": "h2"}
    assert body["text"] == text
    assert body["accordion"] == {"items": [{"title": "¿?", "text": text}]}
    assert body["button"] == {"label": "Ir", "page": link, "address": "", "style": "primary"}
    assert body["related"] == {"title": "Más", "pages": [link]}
    assert body["document"] == {
        "document": {
            "id": document.pk,
            "title": "Acta",
            "url": f"{HERE}{document.url}",
            "filename": "acta.pdf",
            "content_type": "application/pdf",
            "file_extension": "pdf",
            "size": 321,
        },
        "title": "",
    }
    image = body["picture"].pop("image")
    assert body["picture"] == {"alternative_text": "Plaza", "decorative": False, "caption": ""}
    assert {name: image[name] for name in ("id", "title", "description", "credit", "licence")} == {
        "id": picture.pk,
        "title": "Plaza",
        "description": "Una plaza",
        "credit": "Ana",
        "licence": "CC BY 4.0",
    }
    sizes = [(each["width"], each["height"]) for each in image["renditions"]]
    assert sizes == [(360, 180), (720, 360), (800, 400)]
    assert (image["width"], image["height"]) == (800, 400)
    assert image["url"].startswith(f"{HERE}/media/images/")
    assert image["srcset"].count(f"{HERE}/media/images/") == 3
    assert body["figures"]["figures"] == [
        {
            "id": figure.pk,
            "type": "sello_pages.OfficialFigure",
            "title": "128 municipalidades",
            "key": "adheridas",
            "value": "128",
            "label": "municipalidades",
            "own_label": "municipalidades",
            "date": "2023-12-31",
            "source": "SERMIG",
            "source_address": "",
            "position": 0,
        }
    ]


def test_pictures_share_their_files_with_the_site() -> None:
    assert WIDTHS == PICTURE_SPECS


def test_nothing_leads_to_a_page_that_readers_may_not_see(
    reader: ApiClient, make_full: Callable[[str], ContentPage]
) -> None:
    page = make_full("Todo")
    target = Page.objects.get(slug="destino")
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    body = {block["type"]: block["value"] for block in content_of(reader, page)["body"]}
    assert body["button"]["page"] is None
    assert body["related"]["pages"] == [None]
    assert body["text"].startswith("<p>Vea <a>esto</a>")
    assert "Destino" not in str(body)


def test_each_type_of_page_tells_its_own_fields(
    reader: ApiClient, home: HomePage, figure: OfficialFigure, page: ContentPage
) -> None:
    home.municipality_page = page
    home.save()
    index = home.add_child(instance=GuideIndexPage(title="Guías", slug="guias", summary="Todas"))
    guide = GuidePage(title="Una", slug="una", summary="Cómo", audience="Equipos")
    guide.sources = guide.sources.stream_block.to_python(
        [{"type": "source", "value": {"title": "Ley", "publisher": "BCN", "address": ""}}]
    )
    index.add_child(instance=guide)
    start = content_of(reader, home)
    assert (start["promise"], start["summary"]) == ("Una promesa", "Un resumen")
    assert start["municipality_page"]["title"] == "Qué es"
    assert start["orientation_page"] is None
    assert [each["value"] for each in start["figures"]] == ["128"]
    assert content_of(reader, index)["summary"] == "Todas"
    found = content_of(reader, guide)
    assert [each["value"] for each in found["sources"]] == [
        {"title": "Ley", "publisher": "BCN", "address": ""}
    ]
    assert found["is_validated"] is False
    assert found["validation_notice"] == "Contenido de ejemplo: no validado por SERMIG"
    assert found["meta"]["parent"]["title"] == "Guías"


def test_what_a_page_words_by_itself_is_in_its_own_language(
    reader: ApiClient, home: HomePage, english: Locale, figure: OfficialFigure
) -> None:
    figure.label_en = "municipalities"
    figure.save()
    index = home.add_child(instance=GuideIndexPage(title="Guías", slug="guias", summary="x"))
    guide = index.add_child(
        instance=GuidePage(title="Guía", slug="guia", summary="x", audience="y")
    )
    translate(index, english)
    translated = translate(guide, english)
    notices = [content_of(reader, page)["validation_notice"] for page in (guide, translated)]
    assert notices == [
        "Contenido de ejemplo: no validado por SERMIG",
        "Example content: not validated by SERMIG",
    ]
    listed = reader.get("/api/v3/pages/?type=sello_guides.GuidePage&content=true").json()["items"]
    assert [item["validation_notice"] for item in listed] == notices
    homes = [home, home.get_translation(english)]
    labels = [content_of(reader, page)["figures"][0]["own_label"] for page in homes]
    assert labels == ["municipalidades", "municipalities"]


def test_rich_text_comes_in_the_form_that_is_asked_for(
    reader: ApiClient, make_full: Callable[[str], ContentPage]
) -> None:
    page = make_full("Todo")
    answers = {
        kind: reader.get(f"/api/v3/pages/{page.pk}/?rich_text_format={kind}")
        for kind in ("html", "db_html", "markdown", "nada")
    }
    assert {kind: answer.status_code for kind, answer in answers.items()} == {
        "html": 200,
        "db_html": 200,
        "markdown": 200,
        "nada": 422,
    }
    assert 'linktype="page"' in answers["db_html"].json()["body"][1]["value"]
    assert "[otro sitio](https://example.org/)" in answers["markdown"].json()["body"][1]["value"]


@pytest.mark.parametrize("content", ["", "&content=true"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_list_asks_the_database_as_often_for_three_pages_as_for_one(
    number: int, content: str, reader: ApiClient, make_full: Callable[[str], ContentPage],
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for each in range(number):
        make_full(f"Pagina{each}")
    address = "/api/v3/pages/?type=sello_pages.ContentPage&limit=200" + content
    reader.get(address)  # content types are remembered, renditions made
    with django_assert_num_queries(13 if content else 7):
        answer = reader.get(address)
    assert len(answer.json()["items"]) == answer.json()["count"] > number


def test_items_of_a_list_with_content_are_those_that_come_one_by_one(
    reader: ApiClient, make_full: Callable[[str], ContentPage]
) -> None:
    make_full("Todo")
    listed = reader.get("/api/v3/pages/?content=true&locale=es").json()["items"]
    assert len(listed) == 3
    for item in listed:
        assert item == reader.get(f"/api/v3/pages/{item['id']}/").json()


def test_an_item_names_its_versions_in_other_languages(
    reader: ApiClient, english: Locale, page: ContentPage
) -> None:
    about = translate(page, english, title="About", slug="about")
    meta = content_of(reader, page)["meta"]
    assert meta["translations"] == [
        {
            "id": about.pk,
            "title": "About",
            "locale": "en",
            "html_url": f"{HERE}/en/about/",
            "detail_url": f"{HERE}/api/v3/pages/{about.pk}/",
        }
    ]
    other = content_of(reader, about)["meta"]
    assert [each["id"] for each in other["translations"]] == [page.pk]
    assert (other["locale"], other["source_locale"]) == ("en", "es")
    assert meta["translation_state"] == "original"
    assert other["html_url"] == f"{HERE}/en/about/"


def test_links_lead_to_the_version_in_the_language_of_the_item(
    reader: ApiClient, english: Locale, page: ContentPage, make_page: MakePage
) -> None:
    linking = make_page("Enlaces")
    linking.body = body_of(
        linking, [{"type": "text", "value": f'<a linktype="page" id="{page.pk}">x</a>'}]
    )
    linking.save_revision().publish()
    translated = translate(linking, english)
    assert content_of(reader, translated)["body"][0]["value"] == f'<a href="{HERE}/que-es/">x</a>'
    translate(page, english, slug="about")
    assert content_of(reader, translated)["body"][0]["value"] == f'<a href="{HERE}/en/about/">x</a>'


def test_a_page_is_found_by_its_address_in_every_language(
    reader: ApiClient, english: Locale, home: HomePage, page: ContentPage
) -> None:
    about = translate(page, english, slug="about")
    start = home.get_translation(english)
    found = {
        path: reader.get("/api/v3/pages/find/", {"html_path": path})
        for path in ("/", "/que-es/", "que-es", "/en/", "/en", "/en/about/", "en/about")
    }
    assert {path: answer.json().get("id") for path, answer in found.items()} == {
        "/": home.pk,
        "/que-es/": page.pk,
        "que-es": page.pk,
        "/en/": start.pk,
        "/en": start.pk,
        "/en/about/": about.pk,
        "en/about": about.pk,
    }
    assert found["/en/about/"].json() == content_of(reader, about)
    for path in ("/es/que-es/", "/en/que-es/", "/ht/", "/ht/que-es/", "/about/", "/en/en/", "//"):
        answer = reader.get("/api/v3/pages/find/", {"html_path": path})
        assert (path, answer.status_code) == (path, 200 if path == "//" else 404)


def test_no_hidden_page_is_found_by_its_address(
    reader: ApiClient, english: Locale, page: ContentPage
) -> None:
    about = translate(page, english, slug="about")
    assert reader.get("/api/v3/pages/find/?html_path=/en/about/").status_code == 200
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    for address in ("html_path=/en/about/", "html_path=/que-es/", f"id={about.pk}"):
        assert reader.get(f"/api/v3/pages/find/?{address}").status_code == 404


def test_an_alias_tells_its_source_only_to_those_who_may_see_it(
    reader: ApiClient, editor: ApiClient, page: ContentPage, make_page: MakePage
) -> None:
    alias = page.create_alias(update_slug="copia", parent=make_page("Otra"))
    assert content_of(reader, alias)["meta"]["alias_of"]["title"] == "Qué es"
    # Not hidden by the source itself, which would hide the alias too, but by time alone.
    Page.objects.filter(pk=page.pk).update(expire_at="2020-01-01T00:00:00Z")
    assert content_of(reader, alias)["meta"]["alias_of"] is None
    assert content_of(editor, alias)["meta"]["alias_of"]["title"] == "Qué es"


def test_a_draft_is_told_to_those_who_may_edit_it_alone(
    reader: ApiClient, editor: ApiClient, page: ContentPage
) -> None:
    page.title = "Borrador"
    page.save_revision()
    address = f"/api/v3/pages/{page.pk}/?version=draft"
    assert reader.get(address).json()["title"] == "Qué es"
    assert editor.get(address).json()["title"] == "Borrador"
