"""What the head of a page names is there, and a browser takes no offence at it."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, BrowserContext

from e2e.browsing import Site, Watched, watch

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def context(browser: Browser, site: Site) -> BrowserContext:
    return browser.new_context(base_url=site.url)


@pytest.mark.parametrize("path", ["/", "/guias/", "/que-es-el-sello/cuatro-pasos/"])
def test_data_for_search_engines_breaks_no_policy(
    context: BrowserContext, site: Site, path: str
) -> None:
    watched = watch(context, site)
    page = context.new_page()
    page.goto(path)
    data = page.locator('head script[type="application/ld+json"]')
    assert data.count() == 1
    assert json.loads(data.text_content() or "")["@context"] == "https://schema.org"
    page.wait_for_timeout(200)
    context.close()
    assert watched == Watched()


def test_the_picture_and_the_feed_that_the_home_names_are_there(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    picture = str(page.locator('meta[property="og:image"]').get_attribute("content"))
    feed = str(page.locator('link[type="application/atom+xml"]').get_attribute("href"))
    drawn = page.request.get("/" + picture.split("/", 3)[3])
    assert (drawn.status, drawn.headers["content-type"]) == (200, "image/png")
    assert drawn.body().startswith(b"\x89PNG")
    told = page.request.get(feed)
    assert told.status == 200
    root = ElementTree.fromstring(told.body())  # noqa: S314  # our own server's answer
    entries = root.findall(f"{ATOM}entry")
    context.close()
    assert len(entries) > 10
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
