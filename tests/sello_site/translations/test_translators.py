"""Who may do what with translations, by role and by way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken, Locale, Page
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from sello_accounts.models import User
from sello_accounts.testing import make_member
from sello_site import testing_people
from sello_site.roles import ADMINISTRATOR, AUTHOR, EDITOR, TRANSLATOR
from sello_site.testing_people import with_second_factor
from sello_site.translations.models import Delivery, Review, TranslatorLanguage
from sello_site.translations.publishing import publish
from sello_site.translations.state import TranslationState, state_of
from sello_site.translations.translators import languages_of

from .conftest import in_language

pytestmark = pytest.mark.django_db

PEOPLE: dict[str, tuple[str | None, dict[str, bool]]] = {
    "stranger": (None, {"ht": True}),  # languages without the role are worth nothing
    "translator": (TRANSLATOR, {"ht": False}),
    "publisher": (TRANSLATOR, {"ht": True}),
    "idle": (TRANSLATOR, {}),
    "author": (AUTHOR, {}),
    "editor": (EDITOR, {}),
    "administrator": (ADMINISTRATOR, {}),
}


@pytest.fixture
def people(db: None) -> dict[str, User]:
    found = {}
    for name, (role, languages) in PEOPLE.items():
        person = make_member(f"{name}@example.org", *([] if role is None else [role]))
        for code, may_publish in languages.items():
            TranslatorLanguage.objects.create(
                user=person,
                locale=Locale.objects.get(language_code=code),
                may_publish=may_publish,
            )
        found[name] = person
    return found


@pytest.fixture
def signed_in(people: dict[str, User]) -> Callable[[str], Client]:
    def sign_in(name: str) -> Client:
        client = Client()
        if name != "anonymous":
            testing_people.signed_in(client, people[name])
        return client

    return sign_in


@pytest.fixture
def page(make_page: Any) -> Page:
    found: Page = make_page("Contacto", slug="contacto")
    return found


@pytest.fixture
def both(page: Page, translate: Any) -> dict[str, Translation]:
    """Complete translations of the page, none of them published."""
    return {code: translate(page, Locale.objects.get(language_code=code)) for code in ("ht", "fr")}


ALL = sorted(PEOPLE)
EDITORIAL = {"author", "editor", "administrator"}

MAY_EDIT = {
    "es": EDITORIAL,
    "ht": EDITORIAL | {"translator", "publisher"},
    "fr": EDITORIAL,
}


@contextmanager
def undone() -> Iterator[None]:
    """Takes back what happens inside: the next person finds everything as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_languages_are_those_that_the_role_and_its_gifts_open(people: dict[str, User]) -> None:
    every = ["ht", "en", "pt", "fr"]
    assert {
        name: [locale.language_code for locale in languages_of(people[name])] for name in ALL
    } == {
        "stranger": [], "idle": [], "translator": ["ht"], "publisher": ["ht"],
        "author": every, "editor": every, "administrator": every,
    }  # fmt: skip


def test_the_editor_opens_for_the_languages_of_the_person(
    signed_in: Any, both: Any, page: Page
) -> None:
    for name in ALL:
        client = signed_in(name)
        for code in ("es", "ht", "fr"):
            target = in_language(page, code)
            answer = client.get(reverse("wagtailadmin_pages:edit", args=[target.pk]))
            may = name in MAY_EDIT[code]
            assert (name, code, answer.status_code == 200) == (name, code, may)
            if code != "es":
                # Its alias still stands there, and the editor is that of translations.
                assert (b"data-props" in answer.content) == may
                shown = reverse("wagtail_localize:convert_to_alias", args=[target.pk])
                may_return = name in MAY_PUBLISH[code]
                assert (name, shown in answer.content.decode()) == (name, may_return)


def test_the_screens_and_catalogs_open_for_the_languages_of_the_person(
    signed_in: Any, both: Any, page: Page
) -> None:
    for name in [*ALL, "anonymous"]:
        client = signed_in(name)
        for code in ("ht", "fr"):
            pk = both[code].pk
            routes = [
                f"{reverse('sello_translations:index')}?idioma={code}",
                f"{reverse('sello_translations:index')}?idioma={code}&formato=csv",
                reverse("sello_translations:detail", args=[pk]),
                reverse("sello_translations:catalog", args=[pk]),
                reverse("wagtail_localize:download_pofile", args=[pk]),
                reverse("wagtail_localize:preview_translation", args=[pk]),
            ]
            may = name in MAY_EDIT[code]
            opened = [client.get(route).status_code == 200 for route in routes]
            assert (name, code, opened) == (name, code, [may] * len(routes))


def test_texts_are_written_by_those_who_may_edit_the_language(
    signed_in: Any, both: Any, page: Page
) -> None:
    for name in ALL:
        for code in ("ht", "fr"):
            segment = both[code].source.stringsegment_set.get(context__path="summary")
            address = reverse(
                "wagtail_localize:edit_string_translation", args=[both[code].pk, segment.pk]
            )
            with undone():
                answer = signed_in(name).put(
                    address, data="value=Nouvo", content_type="application/x-www-form-urlencoded"
                )
                written = StringTranslation.objects.get(
                    context__path="summary", locale__language_code=code
                ).data
            may = name in MAY_EDIT[code]
            assert (name, code, answer.status_code == 200) == (name, code, may)
            assert written == ("Nouvo" if may else f"{code}: Resumen de Contacto")


def test_work_is_begun_taken_out_and_handed_in_for_ones_own_languages_alone(
    signed_in: Any, both: Any, make_page: Any
) -> None:
    other = make_page("Otra")
    for name in [*ALL, "anonymous"]:
        client = signed_in(name)
        for code in ("ht", "fr"):
            with undone():
                client.post(reverse("sello_translations:begin", args=[other.pk, code]))
                client.post(reverse("sello_translations:hand_in", args=[both[code].pk]))
                begun = Translation.objects.filter(
                    source__object_id=other.translation_key, target_locale__language_code=code
                ).exists()
                handed_in = Delivery.objects.filter(translation=both[code]).exists()
            with undone():
                taken = client.post(reverse("sello_translations:bundle", args=[code]))
                is_archive = taken.headers["Content-Type"] == "application/zip"
                begun_by_taking = Translation.objects.filter(
                    source__object_id=other.translation_key
                ).exists()
            may = name in MAY_EDIT[code]
            done = (begun, handed_in, is_archive, begun_by_taking)
            assert (name, code, done) == (name, code, (may,) * 4)


def test_translators_change_neither_spanish_pages_nor_who_translates(
    signed_in: Any, people: dict[str, User], page: Page
) -> None:
    add = reverse("translator_languages:add")
    french = Locale.objects.get(language_code="fr")
    changed = {}
    for name in ("idle", "translator", "publisher", "administrator"):
        client = signed_in(name)
        with undone():
            client.post(add, {"user": people["idle"].pk, "locale": french.pk})
            given = TranslatorLanguage.objects.filter(locale=french).exists()
            client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
            deleted = not Page.objects.filter(pk=page.pk).exists()
            if not deleted:
                client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
                assert in_language(page, "es").live
        changed[name] = given, deleted
    denied = (False, False)
    assert changed == {
        "idle": denied,
        "translator": denied,
        "publisher": denied,
        "administrator": (True, True),
    }


def publications(page: Page) -> set[str]:
    """Languages in which a translation is what readers get."""
    return {
        code
        for code in ("ht", "fr")
        if state_of(in_language(page, code)) != TranslationState.FALLBACK
    }


MAY_PUBLISH = {"ht": {"editor", "administrator", "publisher"}, "fr": {"editor", "administrator"}}


@pytest.mark.parametrize("way", ["screen", "editor", "api"])
def test_publishing_is_for_editors_and_for_those_to_whom_it_was_given(
    signed_in: Any, people: dict[str, User], both: Any, page: Page, way: str
) -> None:
    for name in ALL:
        for code in ("ht", "fr"):
            with undone():
                done = _publishes(way, signed_in(name), people[name], both[code], page, code)
            # The API opens pages by the rights that Wagtail keeps; translators work in the admin.
            may = name in MAY_PUBLISH[code] and not (way == "api" and name == "publisher")
            assert (name, code, done) == (name, code, may)


def _publishes(
    way: str, client: Client, user: User, translation: Translation, page: Page, code: str
) -> bool:
    """Whether the translation is published by the person, in this way."""
    if way == "api":
        before = publish(translation).last_published_at
        _token, key = APIToken.create_token(user=user, name="prueba")
        address = f"/api/v3/pages/{in_language(page, code).pk}/actions/publish/"
        answer = Client().post(address, headers={"authorization": f"Bearer {key}"})
        done = in_language(page, code).last_published_at > before
        assert (answer.status_code == 200) == done
        return bool(done)
    if way == "screen":
        client.post(reverse("sello_translations:make_public", args=[translation.pk]))
    else:
        address = reverse("wagtailadmin_pages:edit", args=[in_language(page, code).pk])
        client.post(address, {"action": "publish"})
    found = publications(page)
    assert found <= {code}
    return found == {code}


def test_pages_are_not_added_moved_or_deleted_in_other_trees(
    people: dict[str, User], page: Page, make_page: Any
) -> None:
    french, section = in_language(page, "fr"), in_language(make_page("Sección"), "fr")
    for name, user in people.items():
        tester = section.permissions_for_user(user)
        assert not tester.can_add_subpage()
        assert not tester.can_publish_subpage()
        assert not tester.can_reorder_children()
        assert not french.permissions_for_user(user).can_delete()
        assert not french.permissions_for_user(user).can_move_to(section)
        assert not page.permissions_for_user(user).can_move_to(section)
        assert not page.permissions_for_user(user).can_copy_to(section)
        spanish = page.get_parent().permissions_for_user(user)
        assert spanish.can_add_subpage() == (name in EDITORIAL)


def test_superusers_do_not_either(page: Page, django_user_model: Any) -> None:
    root = django_user_model.objects.create_superuser("root@example.org", "una clave larga")
    french = in_language(page, "fr")
    assert not french.permissions_for_user(root).can_add_subpage()
    assert not french.permissions_for_user(root).can_delete()
    assert page.permissions_for_user(root).can_delete()


def test_a_translator_hands_in_and_an_editor_publishes(
    signed_in: Any, both: Any, page: Page, people: dict[str, User]
) -> None:
    pk = both["ht"].pk
    translator, editor = signed_in("translator"), signed_in("editor")
    shown = translator.get(reverse("sello_translations:detail", args=[pk])).content.decode()
    assert reverse("sello_translations:hand_in", args=[pk]) in shown
    assert reverse("sello_translations:make_public", args=[pk]) not in shown
    translator.post(reverse("sello_translations:hand_in", args=[pk]))
    assert Delivery.objects.get().delivered_by == people["translator"]
    waiting = editor.get(
        f"{reverse('sello_translations:index')}?idioma=ht&estado=delivered"
    ).content.decode()
    assert "Contacto" in waiting
    editor.post(reverse("sello_translations:make_public", args=[pk]))
    assert publications(page) == {"ht"}
    assert not Delivery.objects.exists()


def test_an_incomplete_translation_is_neither_handed_in_nor_reviewed_nor_published(
    signed_in: Any, page: Page, translate: Any, haitian: Locale
) -> None:
    translation = translate(page, haitian, without=("summary",))
    client = signed_in("publisher")
    for route in ("hand_in", "approve", "make_public"):
        answer = client.post(
            reverse(f"sello_translations:{route}", args=[translation.pk]), follow=True
        )
        assert answer.status_code == 200
    assert not Delivery.objects.exists()
    assert not Review.objects.exists()
    assert publications(page) == set()
    assert "falta 1 de" in answer.content.decode()


def test_a_review_names_who_made_it(
    signed_in: Any, people: dict[str, User], page: Page, translate: Any, haitian: Locale
) -> None:
    translation = translate(page, haitian, machine=True)
    publish(translation)
    for name in ALL:
        with undone():
            signed_in(name).post(reverse("sello_translations:approve", args=[translation.pk]))
            reviewers = [review.reviewed_by for review in Review.objects.all()]
            state = state_of(in_language(page, "ht"))
        may = name in MAY_EDIT["ht"]
        assert reviewers == [people[name]] * may
        assert state == (TranslationState.HUMAN if may else TranslationState.MACHINE)


def test_showing_the_original_again_is_for_those_who_publish(
    signed_in: Any, both: Any, page: Page
) -> None:
    publish(both["ht"])
    target = in_language(page, "ht")
    for name in ALL:
        with undone():
            signed_in(name).post(reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
            left = publications(page)
        assert (name, left) == (name, set() if name in MAY_PUBLISH["ht"] else {"ht"})


def test_a_translation_is_not_cut_off_from_its_original(signed_in: Any, both: Any) -> None:
    address = reverse("wagtail_localize:stop_translation", args=[both["ht"].pk])
    answer = signed_in("editor").post(address, follow=True)
    assert "sigue siempre a su original" in answer.content.decode()
    assert Translation.objects.get(pk=both["ht"].pk).enabled


def test_a_link_cannot_be_given_the_address_of_a_script(
    signed_in: Any, make_page: Any, translate: Any, haitian: Locale
) -> None:
    text = "<p>Vea <a href='https://example.org/'>el sitio</a></p>"
    body = [{"type": "text", "value": text, "id": "00000001-0000"}]
    translation = translate(make_page("Enlace", body=json.dumps(body)), haitian)
    segment = translation.source.overridablesegment_set.get(context__path__contains="example")
    address = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    client = signed_in("translator")

    def put(value: str) -> int:
        answer = client.put(
            address, data=f"value={value}", content_type="application/x-www-form-urlencoded"
        )
        return int(answer.status_code)

    assert put("javascript:alert(1)") == 400
    assert not SegmentOverride.objects.exists()
    assert put("https://example.org/ht") == 201
    assert SegmentOverride.objects.get().data == "https://example.org/ht"
    assert put("data:text/html,x") == 400
    assert SegmentOverride.objects.get().data == "https://example.org/ht"


def test_the_api_does_not_write_a_translation(
    people: dict[str, User], both: Any, page: Page
) -> None:
    publish(both["ht"])
    for name in ("publisher", "editor"):
        _token, key = APIToken.create_token(user=with_second_factor(people[name]), name="prueba")
        target = in_language(page, "ht")
        answer = Client().patch(
            f"/api/v3/pages/{target.pk}/",
            json.dumps({"meta": {"type": "sello_pages.ContentPage"}, "title": "Por fuera"}),
            content_type="application/json",
            headers={"authorization": f"Bearer {key}"},
        )
        assert answer.status_code == 403
        assert in_language(page, "ht").title == "ht: Contacto"
