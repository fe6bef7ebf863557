"""The rule of publication, asked in every place that follows it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageViewRestriction

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.testing import make_member
from sello_site.publication import published_pages
from sello_site.search import search
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

WORD = "ornitorrinco"


def restrict(page: Page, kind: str = PageViewRestriction.LOGIN) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    if kind == PageViewRestriction.GROUPS:
        restriction.groups.add(Group.objects.create(name="Grupo de prueba"))
    return restriction


def places(client: Client, page: Page) -> dict[str, Any]:
    """Where a stranger meets the page: whether it is served, listed, found, offered."""
    listed = client.get("/api/v3/pages/?limit=100").json()
    return {
        "served": client.get(page.url).status_code == 200,
        "listed": published_pages().filter(pk=page.pk).exists(),
        "found": [
            result.key
            for result in search(text=page.title, language=page.locale.language_code).results
        ].count(f"site:page:{page.pk}"),
        "sitemap": f"{page.url}</loc>" in client.get("/sitemap.xml").content.decode(),
        "api_list": [item["id"] for item in listed["items"]].count(page.pk),
        "api_detail": client.get(f"/api/v3/pages/{page.pk}/").status_code == 200,
    }


EVERYWHERE = {
    "served": True,
    "listed": True,
    "found": 1,
    "sitemap": True,
    "api_list": 1,
    "api_detail": True,
}
NOWHERE = {
    "served": False,
    "listed": False,
    "found": 0,
    "sitemap": False,
    "api_list": 0,
    "api_detail": False,
}


def test_a_live_page_is_met_everywhere(client: Client, make_page: Any) -> None:
    assert places(client, make_page(WORD)) == EVERYWHERE


def test_an_expired_page_is_met_nowhere_before_any_job_ran(client: Client, make_page: Any) -> None:
    page = make_page(WORD)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - datetime.timedelta(seconds=1))
    page.refresh_from_db()
    assert page.live
    assert places(client, page) == NOWHERE


def test_a_page_that_expires_later_is_met_everywhere(client: Client, make_page: Any) -> None:
    page = make_page(WORD, expire_at=timezone.now() + datetime.timedelta(hours=1))
    assert places(client, page) == EVERYWHERE


def test_a_live_page_below_a_draft_is_met_nowhere(client: Client, make_page: Any) -> None:
    parent = make_page("Secreto")
    page = make_page("Medio", parent=parent)
    leaf = make_page(WORD, parent=page)
    Page.objects.filter(pk=parent.pk).update(live=False)
    assert places(client, leaf) == NOWHERE
    Page.objects.filter(pk=parent.pk).update(live=True)
    assert places(client, leaf) == EVERYWHERE


def test_a_page_whose_type_is_gone_is_met_nowhere(client: Client, make_page: Any) -> None:
    gone = ContentType.objects.create(app_label="sello_gone", model="gonepage")
    page = make_page(WORD)
    child = make_page("Hija", parent=page)
    Page.objects.filter(pk=page.pk).update(content_type=gone)
    page = Page.objects.get(pk=page.pk)
    assert places(client, page) == NOWHERE
    assert places(client, child) == NOWHERE


@pytest.mark.parametrize(
    "kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS]
)
def test_a_restricted_page_takes_its_branch_with_it(
    client: Client, make_page: Any, kind: str
) -> None:
    page = make_page("Sección")
    child = make_page(WORD, parent=page)
    sibling = make_page("Vecina")
    restriction = restrict(page, kind)
    is_form = kind == PageViewRestriction.PASSWORD  # 200 with a form for the password
    assert places(client, page) == NOWHERE | {"served": is_form}
    assert places(client, child) == NOWHERE | {"served": is_form}
    assert WORD not in client.get(child.url).content.decode()
    assert places(client, sibling) == EVERYWHERE
    restriction.delete()
    assert places(client, child) == EVERYWHERE


def test_an_alias_made_before_the_restriction_follows_it(client: Client, make_page: Any) -> None:
    page = make_page(WORD)
    alias = page.create_alias(update_slug="alias")
    assert places(client, alias) == EVERYWHERE
    restrict(page)
    assert places(client, alias) == NOWHERE


def test_an_alias_elsewhere_of_a_page_below_a_restricted_one_follows_it(
    client: Client, make_page: Any
) -> None:
    section = make_page("Sección")
    page = make_page(WORD, parent=section)
    alias = page.create_alias(update_slug="alias", parent=make_page("Otra sección"))
    alias_of_alias = alias.create_alias(update_slug="alias-dos")
    child_of_alias = make_page("Hija", parent=alias)
    restriction = restrict(section)
    assert places(client, alias) == NOWHERE
    assert places(client, alias_of_alias) == NOWHERE
    assert places(client, child_of_alias) == NOWHERE
    restriction.delete()
    assert places(client, alias) == EVERYWHERE


def test_an_alias_made_after_the_restriction_follows_it(client: Client, make_page: Any) -> None:
    page = make_page(WORD)
    restrict(page)
    assert places(client, page.create_alias(update_slug="alias")) == NOWHERE


@pytest.fixture
def two_languages(settings: Any, home: Page) -> Locale:
    """The site in Spanish and English, with a translated home."""
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("es", "Español"), ("en", "English")]
    settings.WAGTAIL_I18N_ENABLED = True
    english = Locale.objects.get(language_code="en")
    home.copy_for_translation(english, alias=True)
    return english


def translate(page: Page, locale: Locale, *, title: str) -> Page:
    """A live translation that is not an alias."""
    translation = page.copy_for_translation(locale, copy_parents=True)
    translation.title = title
    translation.live = True
    translation.save()
    return Page.objects.get(pk=translation.pk).specific


def hidden_from_lists(page: Page) -> bool:
    found = search(text=page.title, language=page.locale.language_code).results
    keys = [result.key for result in found]
    return not published_pages().filter(pk=page.pk).exists() and f"site:page:{page.pk}" not in keys


def is_refused(client: Client, page: Page) -> bool:
    """Served as Wagtail serves it, language routing aside: through its hooks."""
    from django.test import RequestFactory
    from wagtail import hooks
    from wagtail.views import serve_chain

    request = RequestFactory().get("/")
    request.user, request.session = client.get("/").wsgi_request.user, {}
    chain = serve_chain
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    for hook in hooks.get_hooks("before_serve_page"):
        hook(page, request, (), {})
    return chain(page, request, (), {}).status_code == 302


def test_translations_made_before_and_after_follow_the_original(
    client: Client, make_page: Any, two_languages: Locale
) -> None:
    before, after = make_page("Antes"), make_page("Después")
    translation = translate(before, two_languages, title="Before")
    assert not hidden_from_lists(translation)
    restrict(before)
    restrict(after)
    later = translate(after, two_languages, title="Afterwards")
    for page in (translation, later):
        assert hidden_from_lists(page)
        assert is_refused(client, page)


def test_a_translation_of_a_page_below_a_restricted_one_follows_it(
    client: Client, make_page: Any, two_languages: Locale
) -> None:
    section = make_page("Sección")
    page = make_page("Interior", parent=section)
    translation = translate(page, two_languages, title="Inside")
    moved = translate(make_page("Otra"), two_languages, title="Other")
    translation.move(moved, pos="last-child")
    translation = Page.objects.get(pk=translation.pk).specific
    restrict(section)
    assert hidden_from_lists(translation)
    assert is_refused(client, translation)
    assert not hidden_from_lists(moved)


def test_restricting_a_translation_leaves_the_original_public(
    client: Client, make_page: Any, two_languages: Locale
) -> None:
    page = make_page("Original")
    translation = translate(page, two_languages, title="Translation")
    restrict(translation)
    assert hidden_from_lists(translation)
    assert not hidden_from_lists(page)


def test_the_restriction_of_an_alias_source_is_what_lets_people_in(
    client: Client, make_page: Any
) -> None:
    page = make_page(WORD)
    alias = page.create_alias(update_slug="alias")
    restrict(page)
    assert client.get(alias.url).status_code == 302
    signed_in(client, make_member("a@example.org", MUNICIPAL_OPERATOR))
    response = client.get(alias.url)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_the_form_of_a_draft_below_home_is_not_found(client: Client, make_page: Any) -> None:
    page = make_page(WORD, live=False)
    assert places(client, page) == NOWHERE


def test_pages_outside_every_site_are_not_published(make_page: Any) -> None:
    root = Page.objects.get(depth=1)
    outside = make_page("Fuera", parent=root)
    assert not published_pages().filter(pk=outside.pk).exists()
    assert search(text="Fuera", language="es").count == 0


def test_serving_a_public_page_asks_once_for_the_rule(
    make_page: Any, django_assert_num_queries: Any, rf: Any
) -> None:
    from sello_site.wagtail_hooks import serve_published_pages_only

    page = make_page(WORD)
    restrict(make_page("Restringida"))
    assert page.specific_class
    published_pages()  # content types are remembered from here on
    request = rf.get("/")
    with django_assert_num_queries(2):  # the branches, and who follows the restricted ones
        serve_published_pages_only(page, request, (), {})
    with django_assert_num_queries(0):
        serve_published_pages_only(page, request, (), {})
        assert not page.get_view_restrictions()
        published_pages(request)


def test_the_rule_takes_one_query_where_nothing_is_restricted(
    make_page: Any, django_assert_num_queries: Any
) -> None:
    make_page(WORD)
    published_pages()
    with django_assert_num_queries(1):
        published_pages()


# The API


def test_the_api_names_no_draft_parent(client: Client, make_page: Any) -> None:
    parent = make_page("Borrador reservado")
    page = make_page(WORD, parent=parent)
    Page.objects.filter(pk=parent.pk).update(live=False, draft_title="Borrador reservado")
    for address in (f"/api/v3/pages/{page.pk}/", "/api/v3/pages/", "/api/v3/pages/?search=" + WORD):
        assert "Borrador reservado" not in client.get(address).content.decode()


def test_the_api_search_works_with_the_rule(client: Client, make_page: Any) -> None:
    page, hidden = make_page(f"{WORD} uno"), make_page(f"{WORD} dos")
    restrict(hidden)
    answer = client.get(f"/api/v3/pages/?search={WORD}")
    assert answer.status_code == 200
    assert [item["id"] for item in answer.json()["items"]] == [page.pk]


def test_a_password_session_does_not_open_the_api(client: Client, make_page: Any) -> None:
    page = make_page(WORD)
    restriction = restrict(page, PageViewRestriction.PASSWORD)
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    assert client.get(page.url).status_code == 200  # the session does open the page itself
    response = client.get(f"/api/v3/pages/{page.pk}/")
    assert response.status_code == 404
    assert not response.cookies


def test_redirects_to_hidden_pages_are_not_told(client: Client, make_page: Any) -> None:
    public, draft = make_page("Pública"), make_page("Borrador", live=False)
    shown = Redirect.objects.create(old_path="/antes", redirect_page=public)
    elsewhere = Redirect.objects.create(old_path="/fuera", redirect_link="https://example.org/")
    hidden = Redirect.objects.create(old_path="/secreta", redirect_page=draft)
    listed = client.get("/api/v3/redirects/").json()["items"]
    assert sorted(item["id"] for item in listed) == sorted([shown.pk, elsewhere.pk])
    assert client.get(f"/api/v3/redirects/{hidden.pk}/").status_code == 404
    assert client.get(f"/api/v3/redirects/{shown.pk}/").status_code == 200


# For crawlers


def test_sitemap_has_public_addresses_and_is_cacheable(client: Client, make_page: Any) -> None:
    page = make_page(WORD)
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert f"<loc>http://localhost:8000{page.url}</loc>" in response.content.decode()
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies


def test_robots_names_the_sitemap(client: Client, settings: Any) -> None:
    settings.SELLO_DEMO = False
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"].startswith("public")
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /admin/" in lines
    assert lines[lines.index("") + 1 :] == [
        f"Sitemap: {settings.SELLO_PUBLIC_URL}/sitemap.xml",
        f"Sitemap: {settings.SELLO_PUBLIC_URL}/mapa/sitemap.xml",
    ]


def test_a_demonstration_asks_not_to_be_indexed(client: Client, settings: Any) -> None:
    settings.SELLO_DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
