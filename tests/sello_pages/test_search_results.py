"""The page of search results: help, counts, pages of results, and the page cache's keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from sello_site.search import index_documents
from sello_site.signals import SearchDocument

pytestmark = pytest.mark.django_db


def index(count: int) -> None:
    index_documents(
        SearchDocument(
            key=f"pages:test:{number}",
            kind="guide",
            language="es",
            title=f"Hallazgo {number}",
            body="Un <b>hallazgo</b> & más",
            url=f"/hallazgo/{number}/",
        )
        for number in range(count)
    )


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_without_a_text_it_explains_itself(client: Client) -> None:
    response = client.get("/buscar/")
    assert response.status_code == 200
    assert "Las tildes no hacen falta" in text_of(response)


@pytest.mark.parametrize(
    ("count", "sentence"), [(1, "Encontramos 1 resultado."), (3, "Encontramos 3 resultados.")]
)
def test_it_tells_how_many_it_found(client: Client, count: int, sentence: str) -> None:
    index(count)
    response = client.get("/buscar/?q=hallazgo")
    page = text_of(response)
    assert sentence in page
    assert page.count('<li class="search-item">') == count
    assert "Un &lt;b&gt;<mark>hallazgo</mark>&lt;/b&gt; &amp; más" in page


def test_with_nothing_found_it_helps(client: Client) -> None:
    response = client.get("/buscar/?q=<script>alert(1)</script>")
    assert response.status_code == 200
    assert "No encontramos nada con «&lt;script&gt;alert(1)&lt;/script&gt;»" in text_of(response)


def test_it_leads_to_the_other_pages_of_results(client: Client) -> None:
    index(21)
    first, second, third = (
        text_of(client.get(f"/buscar/?q=hallazgo&p={page}")) for page in (1, 2, 3)
    )
    assert "Página 1 de 3." in first
    assert 'rel="prev"' not in first
    assert 'href="?q=hallazgo&amp;p=2"' in first
    assert 'rel="prev" href="?q=hallazgo"' in second
    assert '<ol class="search-list" start="11"' in second
    assert 'rel="next"' not in third


@pytest.mark.parametrize(
    "page", ["4", "0", "-1", "abc", "", "1e3", "²", "999999", "9999999", "9" * 15, "1.5"]
)
def test_pages_of_results_that_do_not_exist_are_not_found(client: Client, page: str) -> None:
    index(21)
    assert client.get("/buscar/", {"q": "hallazgo", "p": page}).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "x" * 5000, "q=%ff%fe", "q=%ED%A0%80", "q=a&q=b", "q[]=1", "p=1&p=2"],
)
def test_odd_queries_are_never_an_error(client: Client, query: str) -> None:
    assert client.get(f"/buscar/?{query}").status_code in {200, 400, 404, 414}


def test_the_page_cache_is_told_its_keys_and_nothing_personal_is_in_it(client: Client) -> None:
    response = client.get("/buscar/?q=sello")
    assert response["X-Sello-Cache-Keys"] == "q,p,tipo"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, follow"


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/buscar/", {"q": "sello"}).status_code == 405


@pytest.mark.parametrize("results", [3, 9])
def test_the_results_page_takes_the_same_queries_for_three_and_nine_results(
    client: Client, django_assert_num_queries: Any, results: int
) -> None:
    index(results)
    client.get("/buscar/?q=hallazgo")
    with django_assert_num_queries(4):
        client.get("/buscar/?q=hallazgo")


@pytest.mark.parametrize("results", [1, 2])
def test_few_results_take_two_queries_more_to_see_what_was_meant(
    client: Client, django_assert_num_queries: Any, results: int
) -> None:
    index(results)
    client.get("/buscar/?q=hallazgo")
    with django_assert_num_queries(6):
        client.get("/buscar/?q=hallazgo")


# Kinds


def index_kinds() -> None:
    index_documents(
        SearchDocument(
            key=f"pages:test:{kind}{number}",
            kind=kind,
            language="es",
            title=f"Hallazgo {kind} {number}",
            body="Nada más.",
            url=f"/hallazgo/{kind}/{number}/",
        )
        for kind, count in (("page", 4), ("guide", 2))
        for number in range(count)
    )


def test_results_are_narrowed_to_a_kind_with_its_count(client: Client) -> None:
    index_kinds()
    every = text_of(client.get("/buscar/?q=hallazgo"))
    assert 'Todo <span class="search-kind-count">6</span>' in every
    assert 'href="?q=hallazgo&amp;tipo=guide">Guías <span class="search-kind-count">2<' in every
    assert "Encontramos 6 resultados." in every
    guides = text_of(client.get("/buscar/?q=hallazgo&tipo=guide"))
    assert "Encontramos 2 resultados." in guides
    assert 'tipo=guide" aria-current="true"' in guides
    assert 'Todo <span class="search-kind-count">6</span>' in guides
    assert "Hallazgo page" not in guides


def test_one_kind_alone_is_no_choice(client: Client) -> None:
    index(3)
    assert "search-kinds" not in text_of(client.get("/buscar/?q=hallazgo"))


@pytest.mark.parametrize("kind", ["xyz", "%00", "guide'--", "x" * 200])
def test_a_kind_that_does_not_exist_is_not_found(client: Client, kind: str) -> None:
    index_kinds()
    assert client.get(f"/buscar/?q=hallazgo&tipo={kind}").status_code in {400, 404}


# Help


def test_a_misspelt_word_is_understood_and_the_reader_is_told(client: Client) -> None:
    index(1)
    page = text_of(client.get("/buscar/?q=hayazgo"))
    assert "No encontramos nada con «hayazgo». Esto es lo que hay con «hallazgo»." in page
    assert page.count('<li class="search-item">') == 1


def test_some_of_the_words_are_enough_and_the_reader_is_told(client: Client) -> None:
    index(1)
    page = text_of(client.get("/buscar/?q=hallazgo qwertyuiop"))
    assert "Ninguna página tiene todas las palabras." in page
    assert page.count('<li class="search-item">') == 1


def test_with_nothing_found_it_leads_to_the_sections(client: Client) -> None:
    page = text_of(client.get("/buscar/?q=qwertyuiop"))
    assert "Secciones del sitio" in page
    assert '<a href="/">Ir a la portada</a>' in page


def test_the_empty_form_offers_titles_without_a_script(client: Client) -> None:
    index(2)
    page = text_of(client.get("/buscar/"))
    assert 'list="search-titles"' in page
    assert '<option value="Hallazgo 0"></option>' in page
    assert "<datalist" not in text_of(client.get("/buscar/?q=hallazgo"))


# Suggestions


def test_suggestions_are_titles_that_begin_so(client: Client) -> None:
    index(2)
    response = client.get("/buscar/sugerencias/?q=hall")
    assert response.json() == {
        "suggestions": [
            {
                "title": f"Hallazgo {number}",
                "url": f"/hallazgo/{number}/",
                "kind": "Guías",
                "language": "es",
            }
            for number in range(2)
        ]
    }
    assert response["X-Sello-Cache-Keys"] == "q"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%00", "q=" + "x" * 5000, "q=%ff%fe", "q=a%26b|!c:*", "q='", "q=%F0%9F%98%80"],
)
def test_odd_beginnings_suggest_nothing(client: Client, query: str) -> None:
    index(1)
    response = client.get(f"/buscar/sugerencias/?{query}")
    assert response.status_code in {200, 400, 414}
    if response.status_code == 200:
        assert response.json() == {"suggestions": []}


@pytest.mark.parametrize("results", [1, 3])
def test_suggestions_take_the_same_queries_for_one_and_three(
    client: Client, django_assert_num_queries: Any, results: int
) -> None:
    index(results)
    client.get("/buscar/sugerencias/?q=hall")
    with django_assert_num_queries(2):  # the rule, the rows
        found = client.get("/buscar/sugerencias/?q=hall")
    assert len(found.json()["suggestions"]) == results
