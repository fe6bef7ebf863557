"""What the public search finds, in which order, and that no text breaks it."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail import blocks as wagtail_blocks
from wagtail.models import Page, PageViewRestriction

from sello_site.models import SearchEntry
from sello_site.search import index_documents, rebuild, remove, search
from sello_site.search.page_documents import _block_texts
from sello_site.search.query import LAST_PAGE, PAGE_SIZE
from sello_site.signals import SearchDocument, collect, search_documents

pytestmark = pytest.mark.django_db


def body(text: str) -> str:
    """A body of one block of text, in the form in which the database holds it."""
    return json.dumps([{"type": "text", "value": f"<p>{text}</p>", "id": "1"}])


def titles(text: str, language: str = "es", **arguments: Any) -> list[str]:
    return [result.title for result in search(text=text, language=language, **arguments).results]


def document(name: str, **fields: Any) -> SearchDocument:
    fields = {"title": name, "body": "", "kind": "guide", "language": "es"} | fields
    return SearchDocument(key=f"pages:test:{name}", url=f"/{name}/".replace(" ", "-"), **fields)


# Spelling


@pytest.mark.parametrize(
    "typed",
    [
        "capacitación",
        "capacitacion",
        "CAPACITACIÓN",
        "capacitaciones",
        "Capacitacion  ",
        "capacita",
    ],
)
def test_accents_case_and_endings_do_not_matter(make_page: Any, typed: str) -> None:
    make_page("Plan anual de capacitación")
    make_page("Otra cosa")
    assert titles(typed) == ["Plan anual de capacitación"]


def test_a_text_in_plural_is_found_by_the_singular_without_accent(make_page: Any) -> None:
    make_page("Registro de postulaciones")
    assert titles("postulacion") == ["Registro de postulaciones"]


@pytest.mark.parametrize(("typed", "first"), [("ano", "El ano"), ("año", "El año")])
def test_the_exact_spelling_comes_first(make_page: Any, typed: str, first: str) -> None:
    make_page("El año")
    make_page("El ano")
    assert titles(typed)[0] == first
    assert len(titles(typed)) == 2


def test_an_exact_text_comes_before_a_folded_title(make_page: Any) -> None:
    make_page("El ñandu")
    make_page("Ave", body=body("El nandu corre."))
    assert titles("nandu") == ["Ave", "El ñandu"]


def test_a_title_weighs_more_than_the_text(make_page: Any) -> None:
    make_page("Otra", body=body("La diversidad y la diversidad de la comuna."))
    make_page("Diversidad")
    assert titles("diversidad") == ["Diversidad", "Otra"]


def test_the_beginning_of_a_title_is_found_while_it_is_typed(make_page: Any) -> None:
    make_page("Interculturalidad en la escuela")
    assert titles("intercult") == ["Interculturalidad en la escuela"]


def test_a_title_of_stop_words_is_found(make_page: Any) -> None:
    make_page("¿Qué es el Sello?")
    make_page("Qué es")
    assert titles("que es") == ["Qué es"]


def test_wildcards_of_the_database_are_plain_characters(make_page: Any) -> None:
    make_page("Cualquiera")
    assert titles("%") == []
    assert titles("_ualquiera") == []


def test_all_words_are_needed_and_quotes_ask_for_a_phrase(make_page: Any) -> None:
    make_page("Uno", body=body("mesa municipal de trabajo"))
    make_page("Dos", body=body("trabajo de la mesa"))
    assert titles("mesa municipal") == ["Uno"]
    assert titles('"mesa municipal de trabajo"') == ["Uno"]
    assert titles('"trabajo municipal"') == []


def test_a_dash_is_not_a_command(make_page: Any) -> None:
    make_page("Sello 2023")
    assert titles("Sello -2023") == ["Sello 2023"]
    assert titles("Sello - 2023") == ["Sello 2023"]


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("ht", "Fòmasyon pou komin yo", "fomasyon"),
        ("en", "Training plans", "training plan"),
        ("pt", "Plano de capacitação", "capacitacao"),
        ("pt", "Capacitação", "capacitações"),
        ("fr", "Médiation interculturelle", "mediation"),
    ],
)
def test_each_language_is_searched_with_its_own_rules(
    language: str, title: str, typed: str
) -> None:
    index_documents([document(title, language=language)])
    assert titles(typed, language=language) == [title]
    assert titles(typed, language="es") == []


# Excerpts


def test_the_excerpt_marks_words_found_without_their_accent(make_page: Any) -> None:
    make_page("Título", summary="Breve.", body=body("Mire la página del niño y la capacitación."))
    [result] = search(text="pagina nino capacitacion", language="es").results
    assert result.excerpt == (
        "Breve. Mire la <mark>página</mark> del <mark>niño</mark> y la <mark>capacitación</mark>."
    )


def test_the_excerpt_lets_no_markup_through() -> None:
    evil = 'Vea <script>alert("x")</script> & <mark>esto</mark> \x02sello\x03 <img src=x onerror=1>'
    index_documents([document("Prueba", body=f"sello {evil}")])
    [result] = search(text="sello", language="es").results
    assert "<script" not in result.excerpt
    assert "<img" not in result.excerpt
    assert "&lt;mark&gt;esto&lt;/mark&gt;" in result.excerpt
    assert result.excerpt.count("<mark>") == result.excerpt.count("</mark>") == 2


def test_the_excerpt_is_the_part_where_the_words_are(make_page: Any) -> None:
    make_page("Largo", body=body("relleno " * 400 + "el ornitorrinco nada " + "más " * 400))
    [result] = search(text="ornitorrinco", language="es").results
    assert "<mark>ornitorrinco</mark>" in result.excerpt
    assert result.excerpt.startswith("… ")
    assert result.excerpt.endswith(" …")
    assert len(result.excerpt) < 300


def test_the_excerpt_does_not_begin_or_end_between_two_parts() -> None:
    before, after = "a" * 300, f"{'b' * 150} · {'c' * 100}"
    index_documents([document("Partes", body=f"{before} · Un ornitorrinco {after}")])
    [result] = search(text="ornitorrinco", language="es").results
    assert result.excerpt == f"… Un <mark>ornitorrinco</mark> {'b' * 150} …"


# What is indexed, and when


def test_a_draft_is_found_when_it_is_published_and_not_before(make_page: Any) -> None:
    page = make_page("Borrador", live=False)
    assert titles("borrador") == []
    page.save_revision().publish()
    assert titles("borrador") == ["Borrador"]
    page.refresh_from_db()
    page.unpublish()
    assert titles("borrador") == []
    assert not SearchEntry.objects.filter(page=page.pk).exists()


def test_the_draft_of_a_live_page_is_not_found(make_page: Any) -> None:
    page = make_page("Antiguo", summary="Resumen.")
    page.title = "Novedad reservada"
    revision = page.save_revision()
    assert titles("novedad") == []
    assert titles("antiguo") == ["Antiguo"]
    revision.publish()
    assert titles("novedad") == ["Novedad reservada"]
    assert titles("antiguo") == []


def test_publishing_and_indexing_are_one_transaction(make_page: Any) -> None:
    page = make_page("Borrador", live=False)

    with transaction.atomic():
        page.save_revision().publish()
        assert titles("borrador") == ["Borrador"]
        transaction.set_rollback(True)
    assert titles("borrador") == []


def test_a_moved_branch_is_found_at_its_new_address(make_page: Any) -> None:
    old, new = make_page("Vieja"), make_page("Nueva")
    section = make_page("Sección", parent=old)
    leaf = make_page("Hoja", parent=section)
    before = search(text="hoja", language="es").results[0].url
    section.move(new, pos="last-child")
    after = search(text="hoja", language="es").results[0].url
    assert before == f"{old.url}{section.slug}/{leaf.slug}/"
    assert after == f"{new.url}{section.slug}/{leaf.slug}/"


def test_a_changed_slug_changes_the_addresses_below(make_page: Any) -> None:
    section = make_page("Sección")
    make_page("Hoja", parent=section)
    section.slug = "otro-nombre"
    section.save_revision().publish()
    assert search(text="hoja", language="es").results[0].url.startswith("/otro-nombre/")


def test_a_deleted_page_is_not_found_nor_are_those_below(make_page: Any) -> None:
    section = make_page("Sección")
    make_page("Hoja", parent=section)
    section.delete()
    assert titles("hoja") == []
    assert SearchEntry.objects.count() == 0


def test_an_alias_is_found_and_follows_its_source(make_page: Any) -> None:
    page = make_page("Original", summary="Resumen.")
    page.create_alias(update_slug="alias")
    assert titles("original") == ["Original", "Original"]
    page.title = "Cambiada"
    page.save_revision().publish()
    assert titles("original") == []
    assert titles("cambiada") == ["Cambiada", "Cambiada"]


def test_what_changes_behind_the_signals_is_not_found_either(make_page: Any) -> None:
    page = make_page("Retirada")
    Page.objects.filter(pk=page.pk).update(live=False)
    assert titles("retirada") == []


def test_a_page_type_may_say_its_own_text_and_kind(make_page: Any, monkeypatch: Any) -> None:
    page = make_page("Propia")
    monkeypatch.setattr(type(page), "get_search_text", lambda self: "ornitorrinco", raising=False)
    monkeypatch.setattr(type(page), "search_kind", "animal", raising=False)
    page.save()
    assert titles("ornitorrinco") == ["Propia"]
    assert titles("ornitorrinco", kind="animal") == ["Propia"]
    assert titles("ornitorrinco", kind="guide") == []


def test_the_body_is_indexed_as_readers_see_it(make_page: Any) -> None:
    blocks = [
        {"type": "heading", "value": {"text": "Primeros pasos", "level": "h2"}, "id": "1"},
        {"type": "text", "value": "<p>Uno &amp; <b>dos</b>.</p><p>Tres.</p>", "id": "2"},
        {
            "type": "steps",
            "value": {"items": [{"title": "Paso", "text": "<p>Pedir hora.</p>"}]},
            "id": "3",
        },
    ]
    page = make_page("Bloques", body=json.dumps(blocks))
    entry = SearchEntry.objects.get(page=page.pk)
    assert entry.body == "Primeros pasos · Uno & dos. Tres. Paso · Pedir hora."


def test_blocks_that_say_they_are_not_for_searching_are_left_out() -> None:
    kept, left = wagtail_blocks.CharBlock(), wagtail_blocks.CharBlock(search_index=False)
    inner = wagtail_blocks.StructBlock([("kept", kept)], search_index=False)
    block = wagtail_blocks.StructBlock([("kept", kept), ("left", left), ("inner", inner)])
    value = block.to_python({"kept": "uno", "left": "dos", "inner": {"kept": "tres"}})
    assert list(_block_texts(block, value)) == ["uno"]


# Documents of plugins


def test_documents_are_added_replaced_and_removed() -> None:
    assert index_documents([document("uno", body="alfa"), document("dos", body="alfa")]) == 2
    index_documents([document("dos", body="beta")])
    assert titles("alfa") == ["uno"]
    assert titles("beta") == ["dos"]
    remove(["pages:test:dos", "pages:test:none"])
    assert titles("beta") == []


@pytest.mark.parametrize("key", ["uno", "site:page:1", "absent:x:1", "pages:", ""])
def test_a_key_of_nobody_is_refused(key: str) -> None:
    fields = {"kind": "x", "language": "es", "title": "x", "body": "x", "url": "/x/"}
    with pytest.raises(ValueError, match="slug"):
        index_documents([SearchDocument(key=key, **fields)])
    assert SearchEntry.objects.count() == 0


@pytest.mark.parametrize("url", ["", "https://example.org/", "//example.org/", "javascript:x"])
def test_an_address_elsewhere_is_refused(url: str) -> None:
    fields = {"kind": "x", "language": "es", "title": "x", "body": "x"}
    with pytest.raises(ValueError, match="path"):
        index_documents([SearchDocument(key="pages:x:1", url=url, **fields)])


def test_what_an_absent_plugin_left_is_not_found() -> None:
    index_documents([document("resto")])
    SearchEntry.objects.update(source="gone")
    assert titles("resto") == []


def test_the_database_refuses_an_entry_without_an_address() -> None:
    index_documents([document("uno")])
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchEntry.objects.update(url="")


def test_very_long_texts_are_indexed_in_part() -> None:
    words = " ".join(f"palabra{number:x}" for number in range(60_000))
    index_documents([document("largo", title="x" * 5000, body=words)])
    assert SearchEntry.objects.get().title == "x" * 300
    assert len(titles("palabra1")) == 1


def test_rebuild_finds_what_is_there_and_forgets_what_is_not(make_page: Any) -> None:
    page = make_page("Presente")
    make_page("Borrador", live=False)
    index_documents([document("olvidada")])
    SearchEntry.objects.filter(page=page.pk).delete()

    def answer(**_: Any) -> list[SearchDocument]:
        return [document("ofrecida")]

    offered = len(collect(search_documents, language=None))
    search_documents.connect(answer)
    try:
        output = StringIO()
        call_command("rebuild_search", stdout=output)
    finally:
        search_documents.disconnect(answer)
    assert titles("presente") == ["Presente"]
    assert titles("ofrecida") == ["ofrecida"]
    assert titles("olvidada") == []
    assert titles("borrador") == []
    home = 1
    assert output.getvalue().splitlines() == [
        f"{home + 1} of {home + offered + 2}",
        f"{home + offered + 2} of {home + offered + 2}",
        f"search index: {home + offered + 2} entries",
    ]


# Any text, any page


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "se\x00llo",
        "'",
        '"',
        "''\"\"\\",
        "a & b | !c <-> d:*",
        "((((",
        "-",
        "- -",
        '-"',
        "or",
        "OR or",
        "sello:*",
        "😀🇨🇱👩‍👩‍👧",
        "\ud800",
        "ﷺ" * 50,
        "a\u0301" * 500,
        "x" * 10_000,
        "x " * 10_000,
        "%",
        "\\",
        "$$; DROP TABLE sello_site_searchentry; --",
        "{}{{}}%s%(x)s",
        "\u202e\u200b",
    ],
)
def test_any_text_is_answered(make_page: Any, text: str) -> None:
    make_page("Sello")
    assert search(text=text, language="es").count >= 0


@pytest.mark.parametrize("page", [-1, 0, LAST_PAGE + 1, 10**30])
def test_impossible_pages_ask_nothing(page: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert search(text="sello", language="es", page=page).results == ()


@pytest.mark.parametrize("language", ["", "xx", "es-cl", "x" * 1000, "'; --"])
def test_unknown_languages_find_nothing(make_page: Any, language: str) -> None:
    make_page("Sello")
    assert titles("sello", language=language) == []


@given(text=st.text(max_size=300), page=st.integers())
@example(text="ornitorrinco", page=1)
@example(text='"ornitorrinco', page=1)
@example(text="o", page=1)
@hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_text_raises_or_finds_a_restricted_page(
    hidden_and_shown: set[str], text: str, page: int
) -> None:
    found = search(text=text, language="es", page=page)
    assert hidden_and_shown.isdisjoint(result.key for result in found.results)
    for result in found.results:
        assert "secreto" not in result.excerpt


@pytest.fixture
def hidden_and_shown(make_page: Any) -> set[str]:
    """Keys of restricted pages that stand beside a public one with the same words."""
    make_page("Ornitorrinco público")
    section = make_page("Ornitorrinco secreto")
    leaf = make_page("Ornitorrinco secreto interior", parent=section)
    alias = leaf.create_alias(update_slug="alias", parent=make_page("Ornitorrinco"))
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    rebuild()
    return {f"site:page:{page.pk}" for page in (section, leaf, alias)}


@pytest.mark.parametrize("results", [1, 3])
def test_a_search_takes_the_same_queries_for_one_and_three_results(
    make_page: Any, django_assert_num_queries: Any, results: int
) -> None:
    for number in range(results):
        make_page(f"Encontrada {number}", body=body("texto " * 100))
    assert len(titles("encontrada")) == results  # types and site roots are remembered from here
    with django_assert_num_queries(3):  # the rule, the rows, the marks
        search(text="encontrada", language="es")


def test_pages_of_results_are_whole_and_do_not_overlap() -> None:
    index_documents([document(f"hallazgo {number:02}") for number in range(2 * PAGE_SIZE + 1)])
    pages = [search(text="hallazgo", language="es", page=page) for page in (1, 2, 3, 4)]
    assert [len(page.results) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 1, 0]
    assert [page.count for page in pages] == [21, 21, 21, 0]
    assert pages[0].pages == 3
    assert len({result.key for page in pages for result in page.results}) == 21
