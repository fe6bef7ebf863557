"""Every door by which a half-translated page could go live, tried with one that is not whole, and
opened with one that is."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, Locale, Page, PageViewRestriction, Revision
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from sello_accounts.models import User
from sello_site import testing_people
from sello_site.testing_people import with_second_factor
from sello_site.translations.overview import Work, rows_of
from sello_site.translations.publishing import TranslationRefused, publish
from sello_site.translations.state import TranslationState, state_of

from .conftest import in_language

pytestmark = pytest.mark.django_db

COPY = {"locale": "ht", "copy_parents": True}


@pytest.fixture
def root(django_user_model: Any) -> User:
    """Somebody whom no permission stops: only the rule does."""
    person = django_user_model.objects.create_superuser("root@example.org", "una clave larga")
    found: User = with_second_factor(person)
    return found


@pytest.fixture
def outdated(make_page: Any, translate: Any, haitian: Locale) -> tuple[Page, Translation]:
    """A published translation whose original has a new text that nobody has translated."""
    page = make_page("Contacto", slug="contacto")
    translation = translate(page, haitian)
    publish(translation)
    page.summary = "Otro resumen"
    page.save_revision().publish()
    return page, translation


def by_service(page: Page, translation: Translation, user: User) -> None:
    publish(translation, user=user)


def by_library(page: Page, translation: Translation, user: User) -> None:
    translation.save_target(user=user, publish=True)


def by_revision(page: Page, translation: Translation, user: User) -> None:
    in_language(page, "ht").get_latest_revision().publish(user=user)


def by_old_revision(page: Page, translation: Translation, user: User) -> None:
    in_language(page, "ht").revisions.order_by("pk").first().publish(user=user)


def by_screen(page: Page, translation: Translation, user: User) -> None:
    _post(user, reverse("sello_translations:make_public", args=[translation.pk]))


def by_editor(page: Page, translation: Translation, user: User) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[in_language(page, "ht").pk])
    _post(user, address, {"action": "publish"})


def by_editor_of_pages(page: Page, translation: Translation, user: User) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[in_language(page, "ht").pk])
    fields = {"action-publish": "1", "title": "Por fuera", "slug": "por-fuera", "summary": "No"}
    _post(user, address, fields)


def by_bulk_action(page: Page, translation: Translation, user: User) -> None:
    _bulk(user, "publish", [in_language(page, "ht")])


def by_synchronising(page: Page, translation: Translation, user: User) -> None:
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    _post(user, address, {"publish_translations": "on"})


def by_api(page: Page, translation: Translation, user: User) -> None:
    _api(user, f"{in_language(page, 'ht').pk}/actions/publish/")


def by_api_after_reverting(page: Page, translation: Translation, user: User) -> None:
    target = in_language(page, "ht")
    first = target.revisions.order_by("pk").first()
    _api(user, f"{target.pk}/actions/revert/", {"revision_id": first.pk})
    _api(user, f"{target.pk}/actions/publish/")


def by_schedule(page: Page, translation: Translation, user: User) -> None:
    revision = in_language(page, "ht").get_latest_revision()
    before = timezone.now() - datetime.timedelta(minutes=1)
    revision.content["go_live_at"] = before.isoformat()
    revision.approved_go_live_at = before
    revision.save()
    call_command("publish_scheduled")


DOORS: list[Callable[[Page, Translation, User], None]] = [
    by_service,
    by_library,
    by_revision,
    by_old_revision,
    by_screen,
    by_editor,
    by_bulk_action,
    by_synchronising,
    by_api,
    by_api_after_reverting,
    by_schedule,
]


def _post(user: User, address: str, fields: dict[str, str] | None = None) -> Any:
    client = testing_people.signed_in(Client(), user)
    answer = client.post(address, fields or {})
    assert answer.status_code in (200, 302), answer.status_code
    return answer


def _bulk(user: User, action: str, pages: list[Page], **fields: str) -> list[str]:
    """What the person is told after an action on several pages."""
    chosen = urlencode([("id", page.pk) for page in pages] + [("next", "/admin/")])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    answer = _post(user, f"{address}?{chosen}", fields)
    assert answer.status_code == 302
    return [str(message) for message in get_messages(answer.wsgi_request)]


def _api(user: User, route: str, body: dict[str, Any] | None = None) -> Any:
    _token, key = APIToken.create_token(user=user, name="prueba")
    return Client().post(
        f"/api/v3/pages/{route}",
        json.dumps(body or {}),
        content_type="application/json",
        headers={"authorization": f"Bearer {key}"},
    )


def what_readers_get(page: Page) -> tuple[str, str, TranslationState]:
    """Address, summary and state of the page in Haitian Creole."""
    found = in_language(page, "ht").specific
    return found.url, found.summary, state_of(found)


@pytest.mark.parametrize("door", [*DOORS, by_editor_of_pages])
def test_a_half_translated_page_goes_live_by_no_door(
    outdated: tuple[Page, Translation], root: User, door: Any
) -> None:
    page, translation = outdated
    before = what_readers_get(page)
    live = in_language(page, "ht").live_revision_id
    assert before == ("/ht/contacto/", "ht: Resumen de Contacto", TranslationState.OUTDATED)
    try:
        door(page, translation, root)
    except TranslationRefused as refused:
        assert "falta 1 de" in str(refused)  # noqa: PT017  # some doors answer, others raise
    assert what_readers_get(page) == before
    assert in_language(page, "ht").live_revision_id == live


@pytest.mark.parametrize("door", DOORS)
def test_a_whole_translation_goes_live_by_every_door_as_its_texts_stand(
    outdated: tuple[Page, Translation], root: User, door: Any, translate: Any, haitian: Locale
) -> None:
    page, translation = outdated
    translate(page, haitian)
    door(page, translation, root)
    assert what_readers_get(page) == (
        "/ht/contacto/",
        "ht: Otro resumen",
        TranslationState.HUMAN,
    )


def test_one_that_is_not_whole_keeps_back_all_that_were_chosen_with_it(
    outdated: tuple[Page, Translation], root: User, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page, _translation = outdated
    whole = make_page("Ayuda")
    publish(translate(whole, haitian))
    StringTranslation.objects.filter(data="ht: Resumen de Ayuda").update(data="Nouvo")
    chosen = [in_language(whole, "ht"), in_language(page, "ht")]
    told = _bulk(root, "publish", chosen)
    assert [text.partition(" de ")[0] for text in told] == ["Nada se publicó: falta 1"]
    assert what_readers_get(whole)[1] == "ht: Resumen de Ayuda"
    _bulk(root, "publish", chosen[:1])
    assert what_readers_get(whole)[1] == "Nouvo"


def test_an_alias_is_published_with_its_original_alone(root: User, make_page: Any) -> None:
    page = make_page("Contacto")
    page.unpublish()
    section = in_language(page.get_parent(), "ht")
    for told in (
        _bulk(root, "publish", [in_language(page, "ht")]),
        _bulk(root, "publish", [section], include_descendants="on"),
    ):
        assert [text.rpartition(" ")[2] for text in told] == ["tradúzcala."]
    assert not in_language(page, "ht").live
    assert not in_language(page, "ht").permissions_for_user(root).can_unpublish()
    _bulk(root, "publish", [page])
    assert in_language(page, "ht").live
    _bulk(root, "unpublish", [in_language(page, "ht")])
    assert in_language(page, "ht").live
    _bulk(root, "unpublish", [page])
    assert not in_language(page, "ht").live


def test_a_translation_that_is_due_but_not_whole_stops_nothing_else(
    outdated: tuple[Page, Translation], root: User, make_page: Any
) -> None:
    page, translation = outdated
    waiting = make_page("Después", live=False)
    later = timezone.now() + datetime.timedelta(hours=1)
    waiting.go_live_at = later
    waiting.save_revision().publish()
    assert not Page.objects.get(pk=waiting.pk).live
    now = timezone.now() - datetime.timedelta(minutes=1)
    revision = waiting.get_latest_revision()
    revision.content["go_live_at"] = now.isoformat()
    revision.approved_go_live_at = now
    revision.save()
    by_schedule(page, translation, root)
    assert Page.objects.get(pk=waiting.pk).live
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_page_that_goes_live_later_has_its_aliases_then_and_not_before(
    client: Client, make_page: Any
) -> None:
    page = make_page("Después", slug="despues")
    page.unpublish()
    page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    page.save_revision().publish()
    assert client.get("/ht/despues/").status_code == 404
    assert client.get("/despues/").status_code == 404
    page.go_live_at = None
    page.save_revision().publish()
    assert client.get("/ht/despues/").status_code == 200


def test_a_translation_does_not_end_at_a_time_that_its_original_no_longer_has(
    make_page: Any, translate: Any, haitian: Locale
) -> None:
    soon = timezone.now() + datetime.timedelta(hours=1)
    page = make_page("Contacto", expire_at=soon)
    assert in_language(page, "ht").expire_at == soon
    publish(translate(page, haitian))
    target = in_language(page, "ht").specific
    assert (target.expire_at, target.go_live_at) == (None, None)
    assert target.get_latest_revision_as_object().expire_at is None


@pytest.mark.parametrize("kind", [PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN])
def test_a_translation_that_is_published_meanwhile_is_as_restricted_as_its_original(
    client: Client, outdated: tuple[Page, Translation], translate: Any, haitian: Locale, kind: str
) -> None:
    page, translation = outdated
    assert client.get("/ht/contacto/").status_code == 200
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password="clave"
    )
    translate(page, haitian)
    publish(translation)
    hidden = client.get("/ht/contacto/")
    assert b"ht: Contacto" not in hidden.content
    assert client.get(f"/api/v3/pages/{in_language(page, 'ht').pk}/").status_code == 404
    restriction.delete()
    assert b"ht: Contacto" in client.get("/ht/contacto/").content


def test_publishing_a_translation_lifts_no_restriction_of_its_own(
    client: Client, outdated: tuple[Page, Translation], translate: Any, haitian: Locale
) -> None:
    page, translation = outdated
    PageViewRestriction.objects.create(
        page=in_language(page, "ht"), restriction_type="password", password="clave"
    )
    translate(page, haitian)
    publish(translation)
    assert b"ht: Contacto" not in client.get("/ht/contacto/").content
    assert client.get("/contacto/").status_code == 200


def test_a_page_that_moves_below_a_private_one_takes_its_translations_along(
    client: Client, make_page: Any, translate: Any, haitian: Locale
) -> None:
    page, private = make_page("Contacto", slug="contacto"), make_page("Interno", slug="interno")
    publish(translate(page, haitian))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert client.get("/ht/contacto/").status_code == 200
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=private.pk), pos="last-child")
    for code in ("ht", "en"):  # the translation, and an alias
        target = in_language(page, code)
        assert target.url == f"/{code}/interno/contacto/"
        assert client.get(f"/{code}/contacto/").status_code == 404
        assert b"Contacto</h1>" not in client.get(target.url).content
        assert client.get(f"/api/v3/pages/{target.pk}/").status_code == 404
    Page.objects.get(pk=page.pk).move(page.get_parent(), pos="last-child")
    assert b"ht: Contacto" in client.get("/ht/contacto/").content


@pytest.mark.parametrize("way", ["screen", "bulk", "api"])
@pytest.mark.parametrize("what", ["unpublish", "delete"])
def test_what_happens_to_the_original_reaches_its_translation_by_every_door(
    client: Client,
    make_page: Any,
    translate: Any,
    haitian: Locale,
    root: User,
    way: str,
    what: str,
) -> None:
    page, other = make_page("Contacto", slug="contacto"), make_page("Otra", slug="otra")
    for each in (page, other):
        publish(translate(each, haitian))
    assert client.get("/ht/contacto/").status_code == 200
    if way == "screen":
        _post(root, reverse(f"wagtailadmin_pages:{what}", args=[page.pk]))
    elif way == "bulk":
        _bulk(root, what, [page])
    elif what == "unpublish":
        assert _api(root, f"{page.pk}/actions/unpublish/").status_code == 200
    else:
        _token, key = APIToken.create_token(user=root, name="prueba")
        Client().delete(f"/api/v3/pages/{page.pk}/", headers={"authorization": f"Bearer {key}"})
    for code in ("ht", "en"):
        assert client.get(f"/{code}/contacto/").status_code == 404
    left = Page.objects.filter(translation_key=page.translation_key).count()
    assert left == (0 if what == "delete" else 5)
    assert b"ht: Otra" in client.get("/ht/otra/").content


def test_a_translation_that_was_taken_back_is_listed_as_work(
    outdated: tuple[Page, Translation], translate: Any, haitian: Locale
) -> None:
    page, translation = outdated
    translate(page, haitian)
    publish(translation)
    assert _works(page, haitian) == (Work.DONE,)
    in_language(page, "ht").specific.unpublish()
    assert _works(page, haitian) == (Work.READY,)
    publish(translation)
    assert _works(page, haitian) == (Work.DONE,)


def _works(page: Page, locale: Locale) -> tuple[Work, ...]:
    return next(row.works for row in rows_of(locale) if row.page_id == page.pk)


def test_a_copy_that_the_api_makes_begins_a_translation_and_shows_spanish_meanwhile(
    client: Client, make_page: Any, root: User, haitian: Locale, translate: Any
) -> None:
    page = make_page("Contacto", slug="contacto", live=False)
    answer = _api(root, f"{page.pk}/actions/copy_for_translation/", COPY)
    assert answer.status_code == 201
    target = in_language(page, "ht")
    assert (target.alias_of_id, target.live) == (page.pk, False)
    assert TranslationSource.objects.filter(object_id=page.translation_key).exists()
    assert _api(root, f"{target.pk}/actions/publish/").status_code == 409
    revision = {"revision_id": target.latest_revision_id}
    assert _api(root, f"{target.pk}/actions/revert/", revision).status_code == 409
    page.save_revision().publish()
    shown = client.get("/ht/contacto/")
    assert shown.status_code == 200
    assert '<main id="contenido" tabindex="-1" lang="es">' in shown.content.decode()
    assert _works(page, haitian) == (Work.MISSING,)
    publish(translate(page, haitian))
    assert b"ht: Contacto" in client.get("/ht/contacto/").content


def test_a_page_that_the_api_makes_and_publishes_exists_in_every_language(
    client: Client, make_page: Any, root: User
) -> None:
    home = make_page("Otra").get_parent()
    meta = {"type": "sello_pages.ContentPage", "parent_id": home.pk}
    answer = _api(root, "", {"title": "Nueva", "slug": "nueva", "meta": meta})
    assert answer.status_code == 201
    page = Page.objects.get(pk=answer.json()["id"]).specific
    page.summary = "Lo nuevo."  # the API writes no more than the title
    page.content_owner, page.review_by = root, datetime.date(2099, 12, 31)
    page.save_revision()
    assert client.get("/ht/nueva/").status_code == 404
    assert _api(root, f"{page.pk}/actions/publish/").status_code == 200
    for code in ("ht", "en", "pt", "fr"):
        assert b"Lo nuevo." in client.get(f"/{code}/nueva/").content


def test_an_alias_is_not_made_a_page_by_the_api(make_page: Any, root: User) -> None:
    page = make_page("Contacto")
    target = in_language(page, "ht")
    answer = _api(root, f"{target.pk}/actions/convert_alias/")
    assert answer.status_code == 422
    assert in_language(page, "ht").alias_of_id == page.pk


def test_the_texts_that_are_to_blame_are_told_by_the_api(
    outdated: tuple[Page, Translation], root: User
) -> None:
    page, translation = outdated
    answer = _api(root, f"{in_language(page, 'ht').pk}/actions/publish/")
    assert answer.status_code == 422
    assert "falta 1 de" in answer.content.decode()
    with pytest.raises(ValidationError):
        publish(translation)
