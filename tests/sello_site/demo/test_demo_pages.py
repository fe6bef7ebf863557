"""Every page of the demonstration, read as a stranger reads it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from sello_pages.blocks import ContentBlocks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_demo")]

PLACEHOLDERS = re.compile(
    r"(?i:lorem|ipsum|\btodo:|\btbd\b|\bxxx|fixme|\[\[|\]\]|\{\{|\}\}|\{%|por completar)"
    # Python's, and not the English word at the beginning of a sentence.
    r"|\bNone\b(?! of| has)"
)
CONTACT_DATA = re.compile(r"[\w.]+@[\w.]+|mailto:|tel:|\+56|\(\d{1,2}\)\s*\d{4}|\d{4} ?\d{4}")


def addresses() -> list[str]:
    return [page.get_url() for page in Page.objects.live().filter(depth__gt=1).order_by("path")]


def read(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert (address, response.status_code) == (address, 200)
    return BeautifulSoup(response.content, "html.parser")


def internal_targets(soup: BeautifulSoup, address: str) -> Iterator[str]:
    for tag, attribute in (("a", "href"), ("img", "src"), ("link", "href"), ("form", "action")):
        for element in soup.find_all(tag):
            target = urljoin(address, element.get(attribute) or "")
            if not urlsplit(target).netloc:
                yield target
    for image in soup.find_all("img"):
        yield from (part.split()[0] for part in (image.get("srcset") or "").split(", ") if part)


def status(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        # Read to its end: closing it by hand would close the database's connection too.
        _ = b"".join(response.streaming_content)
    return response.status_code


def test_every_link_leads_somewhere_and_every_page_is_linked(client: Client) -> None:
    addresses_of_pages = set(addresses())
    waiting = ["/"]
    read_pages: dict[str, BeautifulSoup] = {}
    checked: dict[str, int] = {}
    while waiting:
        address = waiting.pop()
        if address in read_pages:
            continue
        read_pages[address] = soup = read(client, address)
        for target in internal_targets(soup, address):
            plain, _fragment = urldefrag(target)
            if plain in addresses_of_pages:
                waiting.append(plain)
            elif plain not in checked:
                checked[plain] = status(client, plain)
    assert {plain: code for plain, code in checked.items() if code != 200} == {}
    assert sorted(read_pages) == sorted(addresses_of_pages)
    for address, soup in read_pages.items():
        for target in internal_targets(soup, address):
            plain, fragment = urldefrag(target)
            if fragment and plain in read_pages:
                assert read_pages[plain].find(id=fragment) is not None, (address, target)


def test_headings_come_in_order_and_ids_are_unique(client: Client) -> None:
    for address in addresses():
        soup = read(client, address)
        levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
        assert (address, levels.count(1), levels[0]) == (address, 1, 1)
        skips = [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1]
        assert (address, skips) == (address, [])
        ids = [element["id"] for element in soup.find_all(id=True)]
        assert (address, sorted(ids)) == (address, sorted(set(ids)))


def test_no_text_is_left_to_fill_in_and_no_contact_data_is_invented(client: Client) -> None:
    for address in addresses():
        main = read(client, address).find("main")
        assert main is not None
        text = main.get_text(" ")
        assert (address, PLACEHOLDERS.findall(text)) == (address, [])
        assert (address, CONTACT_DATA.findall(str(main))) == (address, [])


def test_pages_leave_the_site_for_the_text_of_a_licence_alone(client: Client) -> None:
    for address in addresses():
        soup = read(client, address)
        outside = [
            element.get(attribute)
            for attribute in ("href", "src", "action")
            for element in soup.find_all(attrs={attribute: True})
            if element.get("rel") != ["license"]
            and urlsplit(element.get(attribute)).netloc not in {"", "localhost:8000"}
        ]
        assert (address, outside) == (address, [])


def test_every_picture_says_what_it_shows(client: Client) -> None:
    texts = [
        image["alt"]
        for address in addresses()
        for image in read(client, address).find("main").find_all("img")
    ]
    # Thirteen pieces of graphic material, in the gallery and on their own pages.
    assert (len(texts), len(set(texts))) == ((7 + 2 * 13) * 5, (7 + 13) * 5)
    assert all(len(text) > 40 for text in texts)


def test_every_kind_of_block_is_shown_somewhere() -> None:
    used = {
        block.block_type
        for page in Page.objects.live().specific()
        if hasattr(page, "body")
        for block in page.body
    }
    assert used == set(ContentBlocks().child_blocks)


def test_reader_meets_no_question_without_answer(client: Client) -> None:
    for address in addresses():
        for details in read(client, address).find("main").find_all("details"):
            question = details.find("summary").get_text(strip=True)
            answer = details.get_text(" ", strip=True).removeprefix(question)
            assert (address, question, len(answer) > 10) == (address, question, True)


def test_menu_offers_the_seven_ways_in(client: Client) -> None:
    navigation = read(client, "/").find("header").find("nav", class_="menu-wide")
    labels = [link.get_text(strip=True) for link in navigation.find_all("a")]
    assert labels == [
        "Qué es el Sello",
        "Cómo adherir",
        "Personas migrantes",
        "Guías",
        "Material gráfico",
        "Contacto",
        "Mapa",
    ]


def test_gallery_shows_each_piece_in_the_readers_language(client: Client) -> None:
    shown: set[str] = set()
    for index in Page.objects.filter(content_type__model="graphicindexpage"):
        gallery = read(client, index.get_url())
        pictures = gallery.select(".graphic-picture img")
        assert len({picture["alt"] for picture in pictures}) == 13
        assert gallery.select(".graphic-shown") == []  # none is in another language
        shown |= {picture["src"] for picture in pictures}
    assert len(shown) == 5 * 13
