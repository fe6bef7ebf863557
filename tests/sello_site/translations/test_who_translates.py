"""Who translates is known to those who manage people, and to nobody else of the staff."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sello_accounts.testing import make_member
from sello_site.roles import ADMINISTRATOR, AUTHOR, DATA_PROTECTION, EDITOR, TRANSLATOR
from sello_site.testing_people import signed_in
from sello_site.translations.translators import give_language

pytestmark = pytest.mark.django_db

# Wagtail's choosers of snippets, and what wagtail-localize tells of them, ask for no permission.
UNGUARDED = (
    "/admin/snippets/choose/sello_translations/translatorlanguage/",
    "/admin/localize/api/snippets/sello_translations/translatorlanguage/",
)


@pytest.mark.parametrize("role", [AUTHOR, EDITOR, TRANSLATOR, DATA_PROTECTION])
def test_staff_who_do_not_manage_people_find_no_translators(role: str) -> None:
    give_language(make_member("marie@example.org", TRANSLATOR, first_name="Marie"), "ht")
    client = signed_in(Client(), make_member("otra@example.org", role, first_name="Ana"))
    answers = [client.get(path) for path in (*UNGUARDED, reverse("translator_languages:index"))]
    assert [answer.status_code for answer in answers] == [404, 404, 302]
    assert [answer for answer in answers if b"Marie" in answer.content] == []


def test_those_who_manage_people_give_languages() -> None:
    person = make_member("marie@example.org", TRANSLATOR, first_name="Marie")
    client = signed_in(Client(), make_member("administra@example.org", ADMINISTRATOR))
    locale = give_language(person, "ht").locale_id
    assert b"Marie" in client.get(reverse("translator_languages:index")).content
    form = {"user": person.pk, "locale": locale + 1, "may_publish": "on"}
    answer = client.post(reverse("translator_languages:add"), form)
    assert answer.status_code == 302, answer.content.decode()
    assert list(
        person.translator_languages.order_by("pk").values_list("locale_id", "may_publish")
    ) == [(locale, False), (locale + 1, True)]
