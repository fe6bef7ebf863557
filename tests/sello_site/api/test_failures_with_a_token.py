"""What a token may ask of Wagtail's API that made it answer 500, and what lies near: 4xx each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from sello_accounts.models import User
from sello_pages.figures import OfficialFigure
from sello_pages.models import HomePage

from .reading import ApiClient, MakePage

pytestmark = pytest.mark.django_db

LONG = "x" * 600
BEYOND = 2**63
CONTENT = {"type": "sello_pages.ContentPage"}
PLACES = {
    "pages": "/api/v3/pages/",
    "figures": "/api/v3/snippets/sello_pages.OfficialFigure",
    "huge": "9" * 400,
    "beyond": str(BEYOND),
}

# Method, path, body, and the answer; {root}, {home}, {page}, {child} are ids of pages.
REFUSED: list[tuple[str, str, Any, int]] = [
    ("POST", "{pages}{root}/actions/copy/", {}, 403),
    ("POST", "{pages}{root}/actions/copy/", {"recursive": True}, 403),
    ("POST", "{pages}{root}/actions/copy/", {"destination_id": "{home}"}, 403),
    ("POST", "{pages}{root}/actions/create_alias/", {}, 403),
    ("POST", "{pages}{root}/actions/create_alias/", {"destination_id": "{home}"}, 403),
    (
        "POST",
        "{pages}{root}/actions/create_alias/",
        {"destination_id": "{page}", "recursive": True},
        403,
    ),
    ("POST", "{pages}{home}/actions/copy/", {"destination_id": "{page}"}, 403),
    ("POST", "{pages}{home}/actions/copy/", {"destination_id": "{page}", "recursive": True}, 422),
    ("POST", "{pages}{page}/actions/copy/", {"slug": "que-es"}, 422),
    ("POST", "{pages}{page}/actions/copy/", {"slug": LONG}, 422),
    ("POST", "{pages}{page}/actions/copy/", {"title": LONG}, 422),
    ("POST", "{pages}{page}/actions/copy/", {"title": "\u0000"}, 400),
    ("POST", "{pages}{page}/actions/copy/", {"destination_id": BEYOND}, 404),
    ("POST", "{pages}{page}/actions/copy/", {"destination_id": "{root}", "slug": "inicio"}, 403),
    ("POST", "{pages}{page}/actions/create_alias/", {"slug": "que-es"}, 422),
    ("POST", "{pages}{page}/actions/create_alias/", {"slug": LONG}, 422),
    (
        "POST",
        "{pages}{page}/actions/create_alias/",
        {"destination_id": "{child}", "recursive": True},
        422,
    ),
    ("POST", "{pages}{page}/actions/convert_alias/", {}, 422),
    ("POST", "{pages}{root}/actions/convert_alias/", {}, 403),
    ("POST", "{pages}{page}/actions/copy_for_translation/", {"locale": "es"}, 409),
    (
        "POST",
        "{pages}{page}/actions/copy_for_translation/",
        {"locale": "es", "copy_parents": True, "alias": True},
        409,
    ),
    ("POST", "{pages}{page}/actions/copy_for_translation/", {"locale": "\u0000"}, 400),
    ("POST", "{pages}{page}/actions/copy_for_translation/", {"locale": "xx"}, 404),
    (
        "POST",
        "{pages}{child}/actions/copy_for_translation/",
        {"locale": "es", "recursive": True},
        409,
    ),
    (
        "POST",
        "{pages}{home}/actions/copy_for_translation/",
        {"locale": "en", "recursive": True},
        409,
    ),
    ("POST", "{pages}{root}/actions/copy_for_translation/", {"locale": "es"}, 409),
    (
        "POST",
        "{pages}{root}/actions/copy_for_translation/",
        {"locale": "en", "recursive": True},
        409,
    ),
    (
        "POST",
        "{pages}{root}/actions/copy_for_translation/",
        {"locale": "en", "alias": True, "copy_parents": True},
        403,
    ),
    ("POST", "{pages}{page}/actions/move/", {"destination_id": "{child}"}, 403),
    ("POST", "{pages}{page}/actions/move/", {"destination_id": "{root}"}, 403),
    ("POST", "{pages}{page}/actions/move/", {"destination_id": "{root}", "position": "left"}, 403),
    ("POST", "{pages}{page}/actions/move/", {"destination_id": "{root}", "position": "right"}, 403),
    (
        "POST",
        "{pages}{page}/actions/move/",
        {"destination_id": "{root}", "position": "first-sibling"},
        403,
    ),
    (
        "POST",
        "{pages}{page}/actions/move/",
        {"destination_id": "{root}", "position": "last-sibling"},
        403,
    ),
    (
        "POST",
        "{pages}{page}/actions/move/",
        {"destination_id": "{root}", "position": "first-child"},
        403,
    ),
    ("POST", "{pages}{page}/actions/move/", {"destination_id": "{home}", "position": "left"}, 403),
    (
        "POST",
        "{pages}{page}/actions/move/",
        {"destination_id": "{page}", "position": "first-child"},
        403,
    ),
    ("POST", "{pages}{page}/actions/move/", {"destination_id": "{child}", "position": "left"}, 403),
    ("POST", "{pages}{page}/actions/move/", {"destination_id": BEYOND}, 404),
    ("POST", "{pages}{root}/actions/move/", {"destination_id": "{page}"}, 403),
    ("POST", "{pages}{root}/actions/move/", {"destination_id": "{root}"}, 403),
    ("POST", "{pages}{root}/actions/move/", {"destination_id": "{page}", "position": "left"}, 403),
    ("POST", "{pages}{home}/actions/move/", {"destination_id": "{page}"}, 403),
    ("POST", "{pages}{home}/actions/move/", {"destination_id": "{root}", "position": "left"}, 403),
    ("POST", "{pages}{root}/actions/publish/", None, 403),
    ("POST", "{pages}{root}/actions/unpublish/", None, 400),
    ("POST", "{pages}{root}/actions/unpublish/", {"recursive": True}, 403),
    ("POST", "{pages}{root}/actions/delete/", None, 405),
    ("DELETE", "{pages}{root}/actions/delete/", None, 403),
    ("DELETE", "{pages}{root}/", None, 403),
    ("POST", "{pages}{page}/actions/revert/", {"revision_id": BEYOND}, 404),
    ("POST", "{pages}{root}/actions/revert/", {"revision_id": 1}, 404),
    ("PATCH", "{pages}x/", {"title": "x"}, 422),
    ("PATCH", "{pages}x/", {"title": "x", "meta": {"type": None}}, 422),
    ("PATCH", "{pages}1.5/", {"title": "x", "meta": {"type": None}}, 404),
    ("PATCH", "{pages}{huge}/", {"title": "x", "meta": {"type": None}}, 404),
    ("PATCH", "{pages}{beyond}/", {"title": "x", "meta": {"type": None}}, 404),
    ("PATCH", "{pages}{root}/", {"title": "x"}, 422),
    ("PATCH", "{pages}{root}/", {"title": "x", "meta": {"type": "wagtailcore.Page"}}, 422),
    ("PATCH", "{pages}{root}/", {"title": "x", "meta": CONTENT}, 403),
    ("PATCH", "{pages}{page}/", {"title": "x", "meta": {"type": "sello_pages.HomePage"}}, 404),
    ("PATCH", "{pages}{page}/", {"title": "x", "meta": {"type": "wagtailcore.Page"}}, 422),
    ("PATCH", "{pages}{page}/", {"title": "\u0000"}, 422),
    ("PATCH", "{pages}{page}/", {"title": "\ud800"}, 422),
    ("PATCH", "{pages}{page}/", {"title": None, "slug": None}, 422),
    ("PATCH", "{pages}{page}/", {"title": LONG}, 422),
    ("PATCH", "{pages}{page}/", {"slug": "inicio/../"}, 422),
    ("PATCH", "{pages}{page}/", [], 422),
    ("PATCH", "{pages}{page}/", None, 400),
    ("PATCH", "{pages}{beyond}/", {"title": "x"}, 404),
    ("PATCH", "{pages}{home}/", {"title": "x", "show_in_menus": "x"}, 422),
    (
        "POST",
        "{pages}",
        {"title": "x", "meta": {"type": "wagtailcore.Page", "parent_id": "{root}"}},
        422,
    ),
    (
        "POST",
        "{pages}",
        {"title": "x", "meta": {"type": "wagtailcore.Page", "parent_id": "{home}"}},
        422,
    ),
    ("POST", "{pages}", {"title": "x", "meta": {**CONTENT, "parent_id": "{root}"}}, 403),
    ("POST", "{pages}", {"title": "x", "meta": {**CONTENT, "parent_id": BEYOND}}, 404),
    ("POST", "{pages}", {"title": "x", "meta": {**CONTENT, "parent_id": -1}}, 404),
    (
        "POST",
        "{pages}",
        {"title": "x", "slug": "que-es", "meta": {**CONTENT, "parent_id": "{home}"}},
        422,
    ),
    ("POST", "{pages}", {"title": "", "meta": {**CONTENT, "parent_id": "{home}"}}, 422),
    ("POST", "{pages}", {"title": "?", "meta": {**CONTENT, "parent_id": "{home}"}}, 422),
    (
        "POST",
        "{pages}",
        {"title": "x", "meta": {**CONTENT, "parent_id": "{home}", "action": "publish"}},
        422,
    ),
    ("POST", "{pages}", {"title": LONG, "meta": {**CONTENT, "parent_id": "{home}"}}, 422),
    ("POST", "{pages}", {"title": "\u0000", "meta": {**CONTENT, "parent_id": "{home}"}}, 422),
    (
        "POST",
        "{pages}",
        {"title": "x", "meta": {"type": "sello_pages.HomePage", "parent_id": "{home}"}},
        403,
    ),
    (
        "POST",
        "{pages}",
        {"title": "x", "meta": {"type": "sello_guides.GuidePage", "parent_id": "{home}"}},
        403,
    ),
    ("POST", "{pages}", {"title": "x", "meta": {"type": "no.Type", "parent_id": "{home}"}}, 422),
    ("POST", "{pages}", {"title": "x", "meta": "sello_pages.ContentPage"}, 422),
    ("POST", "{pages}", {"title": "x"}, 422),
    ("POST", "/api/v3/redirects/", {"old_path": "\u0000"}, 422),
    ("POST", "/api/v3/redirects/", {"old_path": "/x", "redirect_page_id": BEYOND}, 422),
    ("POST", "/api/v3/redirects/", {"old_path": "/x", "site": BEYOND, "redirect_link": "/y"}, 422),
    ("POST", "/api/v3/redirects/", {"old_path": LONG, "redirect_link": "/y"}, 422),
    (
        "POST",
        "/api/v3/sites/",
        {"hostname": "localhost", "port": 1099511627776, "root_page_id": "{home}"},
        422,
    ),
    (
        "POST",
        "/api/v3/sites/",
        {
            "hostname": "a",
            "port": 80,
            "root_page": BEYOND,
            "root_page_id": BEYOND,
            "is_default_site": True,
            "site_name": "x",
        },
        422,
    ),
    ("POST", "/api/v3/locales/", {"language_code": "xx"}, 422),
    ("POST", "/api/v3/locales/", {"language_code": "es"}, 422),
    ("PUT", "/api/v3/locales/{beyond}/", {"language_code": "es"}, 404),
    ("GET", "/api/v3/locales/{beyond}/", None, 404),
    ("GET", "/api/v3/sites/{beyond}/", None, 404),
    ("GET", "{figures}/abc/", None, 422),
    ("GET", "{figures}/_00/", None, 404),
    ("GET", "{figures}/{huge}/", None, 404),
    ("GET", "{figures}/?translation_of=abc", None, 422),
    ("GET", "{figures}/?locale=es", None, 422),
    ("PATCH", "{figures}/abc/", {}, 422),
    ("DELETE", "{figures}/abc/", None, 422),
    ("POST", "{figures}/", {}, 409),
    ("GET", "{figures}/abc/revisions/", None, 422),
    ("GET", "/api/v3/snippets/no.Type/1/", None, 422),
    ("GET", "{pages}?locale=%00", None, 400),
    ("GET", "{pages}?search=%00", None, 400),
    ("GET", "{pages}?offset={huge}", None, 400),
    ("GET", "{pages}?offset={beyond}", None, 400),
    ("GET", "{pages}{page}/revisions/?created_at_from=x", None, 422),
    ("GET", "{pages}{page}/revisions/?user_id=x", None, 422),
    ("GET", "{pages}{page}/revisions/{beyond}/", None, 404),
    ("GET", "{pages}{beyond}/?version=draft", None, 404),
    ("GET", "/api/v3/schema/nothing/", None, 404),
]


def state() -> list[Any]:
    """All that these requests could change."""
    return [
        list(Page.objects.order_by("path").values_list("path", "title", "slug", "live")),
        list(Redirect.objects.values_list("old_path")),
        list(OfficialFigure.objects.values_list("key")),
        list(Locale.objects.order_by("pk").values_list("language_code")),
    ]


def with_ids(value: Any, ids: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {name: with_ids(each, ids) for name, each in value.items()}
    if isinstance(value, str) and value[1:-1] in ids and value.startswith("{"):
        return ids[value[1:-1]]
    return value


def test_what_makes_no_sense_is_refused_and_changes_nothing(
    home: HomePage,
    english: Locale,
    make_page: MakePage,
    editor: ApiClient,
    administrator: User,
) -> None:
    # What is asked of every page before it is published is not in question here.
    cared_for = {"content_owner": administrator, "review_by": date(2099, 1, 1)}
    page = make_page("que-es", **cared_for)
    child = make_page("hija", parent=page, **cared_for)
    OfficialFigure.objects.create(key="a", value="1", label="b", date="2026-01-01", source="c")
    ids = {"root": Page.objects.get(depth=1).pk, "home": home.pk, "page": page.pk}
    ids["child"] = child.pk
    before = state()
    statuses = []
    for method, path, body, _expected in REFUSED:
        address = path.format(**ids, **PLACES)
        point = transaction.savepoint()
        answer = editor.send(method, address, with_ids(body, ids))
        if method == "GET":
            # One that fails on a query ends its transaction, which outside of tests it had alone.
            transaction.savepoint_rollback(point)
        statuses.append((method, path, body, answer.status_code))
        assert "json" in answer.headers["Content-Type"]
        assert (path, body, state()) == (path, body, before)
    assert statuses == REFUSED


def test_what_makes_sense_is_done(
    home: HomePage, english: Locale, make_page: MakePage, editor: ApiClient
) -> None:
    """The same token, the same operations."""
    page, other = make_page("que-es"), make_page("otra")
    where = f"/api/v3/pages/{page.pk}/actions"
    done = [
        editor.send("POST", f"{where}/copy/", {"slug": "copia", "destination_id": other.pk}),
        editor.send("POST", f"{where}/copy_for_translation/", {"locale": "en"}),
        editor.send(
            "POST", f"{where}/move/", {"destination_id": other.pk, "position": "last-child"}
        ),
        editor.send(
            "POST",
            "/api/v3/redirects/",
            {"old_path": "/a", "redirect_link": "https://example.org/"},
        ),
        editor.send("PATCH", f"/api/v3/pages/{page.pk}/", {"title": "Nueva"}),
    ]
    assert [answer.status_code for answer in done] == [201, 201, 200, 201, 200]
    assert [item.slug for item in Page.objects.get(pk=other.pk).get_children()] == [
        "copia",
        "que-es",
    ]
    assert Redirect.objects.filter(old_path="/a", automatically_created=False).count() == 1
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Nueva"


def test_nothing_that_fails_half_way_stays(
    home: HomePage, make_page: MakePage, editor: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operation is one transaction."""

    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError("after the page was written")

    page = make_page("que-es")
    before = state()
    monkeypatch.setattr("wagtail.actions.copy_page.log", fail)
    answer = editor.send("POST", f"/api/v3/pages/{page.pk}/actions/copy/", {"slug": "copia"})
    assert answer.status_code == 500
    assert state() == before
