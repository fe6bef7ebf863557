"""An editor writes, an author hands in, and the public sees it at once."""

from __future__ import annotations

import secrets
import time

from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.browsing import Site, sign_in

HOME = (
    "from sello_pages.models import HomePage; "
    "home = HomePage.objects.get(locale__language_code='es')"
)


def _new_content_page(page: Page, site: Site, title: str) -> None:
    home = site.python(f"{HOME}; print(home.pk)").split()[-1]
    page.goto(f"/admin/pages/add/sello_pages/contentpage/{home}/")
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill("Una página de prueba, escrita desde el editor.")


def test_an_editor_publishes_and_a_reader_sees_it_at_once(
    context: BrowserContext, browser: Browser, site: Site
) -> None:
    slug = f"prueba-{secrets.token_hex(3)}"
    reader = browser.new_context(base_url=site.url).new_page()
    assert reader.goto(f"/{slug}/").status == 404  # type: ignore[union-attr]  # a page answers
    page = sign_in(context, site, "Edición")
    # The editor's browser makes the address from the title.
    _new_content_page(page, site, slug)
    _publish(page)
    assert reader.goto(f"/{slug}/").status == 200  # type: ignore[union-attr]  # a page answers
    expect(reader.locator("h1")).to_have_text(slug)
    # Once more, over a page that now lies in the cache.
    reader.goto(f"/{slug}/")
    page.goto(_edit_url(site, slug))
    page.locator("#id_title").fill(f"Otro título {slug}")
    _publish(page)
    reader.goto(f"/{slug}/")
    expect(reader.locator("h1")).to_have_text(f"Otro título {slug}")
    reader.context.close()


def _edit_url(site: Site, slug: str) -> str:
    key = site.python(
        "from wagtail.models import Page\n"
        f"print(Page.objects.get(slug='{slug}', locale__language_code='es').pk)"
    ).split()[-1]
    return f"/admin/pages/{key}/edit/"


def _publish(page: Page) -> None:
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url("**/admin/pages/**")
    expect(page.locator(".messages .success, [data-w-messages-target] .success")).to_be_visible()


def test_an_author_hands_in_and_cannot_publish(context: BrowserContext, site: Site) -> None:
    page = sign_in(context, site, "Autoría")
    _new_content_page(page, site, f"Propuesta {secrets.token_hex(3)}")
    expect(page.locator("button[name=action-publish]")).to_have_count(0)
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    expect(page.locator("button[name=action-submit]")).to_be_visible()


def test_the_preview_offers_phone_and_desktop_widths(context: BrowserContext, site: Site) -> None:
    page = sign_in(context, site, "Edición")
    page.goto(_edit_url(site, site.python(f"{HOME}; print(home.slug)").split()[-1]))
    page.locator("[data-side-panel-toggle=preview]").first.click()
    modes = page.locator("[data-side-panel=preview] input[type=radio]")
    widths = {modes.nth(index).get_attribute("data-device-width") for index in range(modes.count())}
    assert {"360", "1280"} <= {str(width) for width in widths}


def test_a_scheduled_page_is_published_by_the_worker(site: Site, page: Page) -> None:
    slug = f"programada-{secrets.token_hex(3)}"
    answer = site.python(
        f"{HOME}\n"
        "import datetime\n"
        "from django.utils import timezone\n"
        "from sello_pages.models import ContentPage\n"
        f"page = ContentPage(title='Programada', slug='{slug}', live=False, summary='Espera.')\n"
        "home.add_child(instance=page)\n"
        "page.go_live_at = timezone.now() + datetime.timedelta(seconds=5)\n"
        "page.save_revision().publish()\n"
        "page.refresh_from_db()\n"
        "print('live' if page.live else 'waits')"
    )
    assert answer.split()[-1] == "waits"
    deadline = time.monotonic() + 120
    while page.goto(f"/{slug}/").status == 404:  # type: ignore[union-attr]  # a page answers
        assert time.monotonic() < deadline, "the worker did not publish in time"
        time.sleep(2)
    expect(page.locator("h1")).to_have_text("Programada")
