"""Opinions about guides: counted without knowing whose they are."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import ModelLogEntry, PageViewRestriction

from sello_accounts.testing import make_member
from sello_guides.models import GuideOpinion, GuidePage
from sello_guides.opinions import (
    old_comments_forget,
    opinion_give,
    shares,
    tells_who_somebody_is,
)
from sello_site.limits.models import Counter
from sello_site.limits.scopes import GUIDE_OPINION
from sello_site.roles import AUTHOR, EDITOR
from sello_site.testing import zone_breaches
from sello_site.testing_people import signed_in
from sello_site.translations.tree import mirror
from sello_site.zones import Zone

MakeGuide = Callable[..., GuidePage]
QueryCount = Callable[..., object]
SCREEN = "/admin/opiniones/"
SCREEN_QUERIES = 16
# The limits count in transactions of their own.
sent = pytest.mark.django_db(transaction=True, serialized_rollback=True)
asked = pytest.mark.django_db


def kept() -> list[tuple[bool, str, str, int]]:
    return list(
        GuideOpinion.objects.order_by("pk").values_list(
            "is_useful", "comment", "language", "version"
        )
    )


def form_of(client: Client, address: str) -> tuple[str, BeautifulSoup]:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = page.select_one("form.opinion-form")
    return form["action"], form


@sent
def test_form_on_the_cacheable_page_is_taken_without_cookie_or_token(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Una")
    mirror(guide)
    page = client.get(guide.get_url())
    assert zone_breaches(page, Zone.PUBLIC) == []
    address, form = form_of(client, guide.get_url())
    assert address == f"/personal/guia/opinion/{guide.pk}/"
    assert [field["name"] for field in form.select("input, textarea")] == [
        "useful",
        "useful",
        "comment",
        "website",
    ]
    answer = client.post(address, {"useful": "si", "comment": " Muy clara. "})
    assert (answer.status_code, answer["Location"]) == (302, f"{address}gracias/")
    assert zone_breaches(answer, Zone.PERSONAL) == []
    back = client.get(answer["Location"])
    assert (back.status_code, zone_breaches(back, Zone.PERSONAL)) == (200, [])
    assert guide.get_url() in back.content.decode()

    # In Haitian Creole the text is still the Spanish one; its reader stays in their language.
    address, _form = form_of(client, f"/ht{guide.get_url()}")
    assert address.startswith("/ht/personal/")
    assert client.post(address, {"useful": "no"})["Location"].startswith("/ht/personal/")
    assert kept() == [(True, "Muy clara.", "es", 1), (False, "", "es", 1)]
    assert {opinion.guide for opinion in GuideOpinion.objects.all()} == {guide.translation_key}


@sent
def test_what_is_wrong_is_refused_with_an_explanation_and_kept_nowhere(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Una")
    address = f"/personal/guia/opinion/{guide.pk}/"
    for values, field in (
        ({}, "opinion-useful_0"),
        ({"useful": "quizás"}, "opinion-useful_0"),
        ({"useful": "si", "comment": "Escríbame a ana@example.cl"}, "opinion-comment"),
        ({"useful": "si", "comment": "x" * 1001}, "opinion-comment"),
        ({"useful": "si", "comment": "a\x00b"}, "opinion-comment"),
    ):
        answer = client.post(address, values)
        page = BeautifulSoup(answer.content, "html.parser")
        assert (values, answer.status_code) == (values, 400)
        assert [link["href"] for link in page.select("[role=alert] a")] == [f"#{field}"]
        assert page.find(id=field) is not None
    answer = client.post(address, {"useful": "si", "comment": "Mi RUN es 12.345.678-5"})
    page = BeautifulSoup(answer.content, "html.parser")
    comment = page.select_one("#opinion-comment")
    assert comment.get_text().strip() == "Mi RUN es 12.345.678-5"
    assert comment["aria-invalid"] == "true"
    described = [page.find(id=one).get_text() for one in comment["aria-describedby"].split()]
    assert any("correo, un RUN o un teléfono" in text for text in described)
    # From another site, and by a program that fills in everything.
    foreign = client.post(address, {"useful": "si"}, headers={"origin": "https://otro.example"})
    assert foreign.status_code == 403
    assert client.post(address, {"useful": "si", "website": "x"}).status_code == 302
    assert kept() == []
    assert client.post(address, {"useful": "si"}).status_code == 302
    assert kept() == [(True, "", "es", 1)]


@sent
def test_hidden_guides_take_no_opinion_and_limits_hold(
    client: Client, make_guide: MakeGuide
) -> None:
    draft, restricted, shown = make_guide("Una"), make_guide("Dos"), make_guide("Tres")
    draft.unpublish()
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    for number in (draft.pk, restricted.pk, 0, 10**30):
        address = f"/personal/guia/opinion/{number}/"
        assert client.post(address, {"useful": "si"}).status_code == 404
        assert client.get(address).status_code == 404
        assert client.get(f"{address}gracias/").status_code == 404
    assert kept() == []
    address = f"/personal/guia/opinion/{shown.pk}/"
    assert client.post(address, {"useful": "si"}).status_code == 302
    Counter.objects.update(hits=GUIDE_OPINION.address.hits)
    assert client.post(address, {"useful": "si"}).status_code == 429
    assert len(kept()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ana@example.cl",
        "12.345.678-5",
        "12345678-k",
        "9 8765 4321",
        "+56 9 1234 5678",
        "+56912345678",
        "(2) 2345-6789",
    ],
)
def test_what_tells_who_somebody_is_is_seen(text: str) -> None:
    assert tells_who_somebody_is(f"Hola, {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Faltan ejemplos.",
        "Entre 2015 y 2023 hubo 128 municipalidades.",
        "Se publicó el 23-11-2026, o sea 2026-11-23.",
        "Los pasos 1, 2, 3, 4, 5, 6, 7 y 8",
        "Ley 21.325, artículo 12",
    ],
)
def test_other_numbers_may_be_written(text: str) -> None:
    assert not tells_who_somebody_is(text)


@asked
def test_service_refuses_personal_data_whoever_calls_it(make_guide: MakeGuide) -> None:
    guide = make_guide("Una")
    with pytest.raises(ValueError, match="personal"):
        opinion_give(guide=guide, is_useful=True, comment="ana@example.cl")
    assert kept() == []


def an_opinion(**values: object) -> GuideOpinion:
    defaults = {
        "guide": uuid.uuid4(),
        "language": "es",
        "version": 1,
        "is_useful": True,
        "comment": "Bien",
        "given_on": datetime.date(2026, 1, 31),
    }
    return GuideOpinion.objects.create(**(defaults | values))


@asked
def test_database_refuses_an_opinion_of_no_version() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        an_opinion(version=0)


@asked
def test_comments_are_forgotten_after_two_years_and_the_answer_stays() -> None:
    an_opinion(given_on=datetime.date(2024, 1, 30), comment="Vieja")
    an_opinion(given_on=datetime.date(2024, 2, 1), comment="Nueva")
    an_opinion(given_on=datetime.date(2020, 2, 1), comment="")
    assert old_comments_forget(today=datetime.date(2026, 1, 30)) == 1
    assert [comment for _useful, comment, _language, _version in kept()] == ["", "Nueva", ""]
    assert old_comments_forget(today=datetime.date(2024, 2, 29)) == 0


@asked
def test_editors_read_shares_and_comments_download_and_delete_them(
    client: Client, make_guide: MakeGuide
) -> None:
    guide = make_guide("Una")
    key = guide.translation_key
    an_opinion(guide=key, comment="=1+1")
    an_opinion(guide=key, is_useful=False, comment="")
    an_opinion(guide=key, language="ht")
    assert [
        (one.title, one.language, one.total, one.percent, one.comments) for one in shares()
    ] == [
        ("Una", "Español", 2, 50, 1),
        ("Una", "Kreyòl ayisyen", 1, 100, 1),
    ]
    signed_in(client, make_member("quien@example.org", EDITOR))
    page = BeautifulSoup(client.get(SCREEN).content, "html.parser")
    assert [row.get_text(" ", strip=True) for row in page.select("tbody")[0].select("tr")] == [
        "Una Español 2 50 % 1",
        "Una Kreyòl ayisyen 1 100 % 1",
    ]
    lines = b"".join(client.get(f"{SCREEN}csv/").streaming_content).decode().splitlines()
    assert len(lines) == 4
    assert lines[1].endswith(";Sí;'=1+1")
    remove = page.select("tbody")[1].select("form")[-1]["action"]
    assert client.get(remove).status_code == 405
    assert client.post(remove).status_code == 302
    assert [comment for _useful, comment, _language, _version in kept()] == ["", "Bien"]
    assert ModelLogEntry.objects.filter(action="wagtail.delete").count() == 1
    assert client.post(remove).status_code == 404


@asked
def test_authors_and_strangers_see_nothing_of_them_and_delete_nothing(client: Client) -> None:
    opinion = an_opinion()
    addresses = (SCREEN, f"{SCREEN}csv/", f"{SCREEN}{opinion.pk}/borrar/")
    author = signed_in(Client(), make_member("quien@example.org", AUTHOR))
    for person in (client, author):
        for address in addresses:
            assert person.get(address).status_code != 200
            assert person.post(address).status_code != 200
    assert GuideOpinion.objects.count() == 1


@asked
@pytest.mark.parametrize("count", [1, 3])
def test_screen_costs_the_same_queries_with_one_and_three_guides(
    client: Client, make_guide: MakeGuide, django_assert_num_queries: QueryCount, count: int
) -> None:
    for number in range(count):
        an_opinion(guide=make_guide(f"Guía {number}").translation_key)
    signed_in(client, make_member("quien@example.org", EDITOR))
    client.get(SCREEN)
    with django_assert_num_queries(SCREEN_QUERIES):  # type: ignore[attr-defined]  # a context
        assert client.get(SCREEN).status_code == 200
