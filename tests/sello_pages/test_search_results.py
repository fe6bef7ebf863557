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
    assert 'href="?q=hallazgo&amp;p=1"' in second
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
    assert response["X-Sello-Cache-Keys"] == "q,p"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, follow"


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/buscar/", {"q": "sello"}).status_code == 405


@pytest.mark.parametrize("results", [1, 3])
def test_the_results_page_takes_the_same_queries_for_one_and_three_results(
    client: Client, django_assert_num_queries: Any, results: int
) -> None:
    index(results)
    client.get("/buscar/?q=hallazgo")
    with django_assert_num_queries(6):
        client.get("/buscar/?q=hallazgo")
