"""The screens of the report: what they show, to whom, and what they do."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from wagtail.models import ModelLogEntry, Page

from sello_accounts.testing import make_member
from sello_editorial.links import services
from sello_editorial.links.models import ExternalLink, ExternalLinkUse
from sello_editorial.links.tasks import check_links
from sello_site.roles import TRANSLATOR
from sello_site.testing_people import signed_in

pytestmark = pytest.mark.django_db

INTERNAL = "/admin/enlaces/"
EXTERNAL = "/admin/enlaces/externos/"


@pytest.fixture
def make_link(make_page: Any) -> Any:
    """An external address with an answer, standing in a page of its own."""

    def make(address: str, *, days: int | None = None, **values: Any) -> ExternalLink:
        now = timezone.now()
        if days is not None:
            values |= {
                "failing_since": now - datetime.timedelta(days=days),
                "problem": "Respondió 404.",
            }
        link = ExternalLink.objects.create(address=address, checked_at=now, **values)
        ExternalLinkUse.objects.create(
            link=link,
            content_type=ContentType.objects.get_for_model(Page),
            object_id=make_page(f"Página de {address}").pk,
            where="Contenido › Botón",
        )
        return link

    return make


def test_the_report_of_this_site_names_the_page_the_place_and_the_reason(
    make_page: Any, sign_in: Any
) -> None:
    draft = make_page("Borrador", live=False)
    page = make_page("Página", ("text", f'<p><a linktype="page" id="{draft.pk}">a</a></p>'))
    body = sign_in("author").get(INTERNAL).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in body
    assert "<td>Contenido › Texto</td><td>Borrador</td><td>No está publicado</td>" in body


def test_both_reports_can_be_downloaded(make_page: Any, make_link: Any, sign_in: Any) -> None:
    draft = make_page("Borrador", live=False)
    make_page("Página", ("text", f'<p><a linktype="page" id="{draft.pk}">a</a></p>'))
    make_link("https://rota.example/", days=3, last_status=404)
    client = sign_in("editor")
    lines = b"".join(client.get(f"{INTERNAL}?formato=csv")).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["Página;Contenido › Texto;Borrador;No está publicado"]
    lines = b"".join(client.get(f"{EXTERNAL}?formato=csv")).decode("utf-8-sig").splitlines()
    assert [line.split(";")[:4] for line in lines[1:]] == [
        ["https://rota.example/", "Rota", "404", "Respondió 404."]
    ]


def test_the_external_report_begins_with_what_asks_for_attention(
    make_link: Any, sign_in: Any
) -> None:
    make_link("https://bien.example/", last_status=200)
    make_link("https://rota.example/", days=3, last_status=404)
    client = sign_in("author")
    body = client.get(EXTERNAL).content.decode()
    assert ("https://rota.example/" in body, "https://bien.example/" in body) == (True, False)
    body = client.get(f"{EXTERNAL}?estado=working").content.decode()
    assert ("https://rota.example/" in body, "https://bien.example/" in body) == (False, True)
    assert client.get(f"{EXTERNAL}?estado=nada&p=99999999999999999999").status_code == 200


def test_an_author_reads_and_changes_nothing(make_link: Any, sign_in: Any) -> None:
    link = make_link("https://rota.example/", days=3)
    before = ExternalLink.objects.values().get()
    client = sign_in("author")
    assert "Pasar por alto" not in client.get(EXTERNAL).content.decode()
    for name in ("ask_again", "ignore", "heed"):
        client.post(reverse(f"sello_editorial_links:{name}", args=[link.pk]), {"because": "x"})
    client.post(reverse("sello_editorial_links:ask_all"))
    assert ExternalLink.objects.values().get() == before
    assert not ProcrastinateJob.objects.filter(task_name__startswith="sello_editorial").exists()


def test_somebody_without_the_permission_sees_nothing(make_link: Any) -> None:
    client = signed_in(Client(), make_member("t@example.org", TRANSLATOR))
    for address in (INTERNAL, EXTERNAL):
        assert client.get(address).status_code == 302


def test_an_editor_has_an_address_asked_again(make_link: Any, sign_in: Any) -> None:
    later = timezone.now() + datetime.timedelta(days=5)
    link = make_link("https://rota.example/", days=3, due_at=later)
    sign_in("editor").post(reverse("sello_editorial_links:ask_again", args=[link.pk]))
    link.refresh_from_db()
    assert link.due_at <= timezone.now()
    assert ProcrastinateJob.objects.filter(task_name=check_links.name).count() == 1


def test_an_address_is_passed_over_with_a_reason_and_counted_again(
    make_link: Any, sign_in: Any
) -> None:
    link = make_link("https://rota.example/", days=3)
    client = sign_in("editor")
    ignore = reverse("sello_editorial_links:ignore", args=[link.pk])
    assert client.post(ignore, {"because": " "}).status_code == 400
    client.post(ignore, {"because": "Solo responde desde Chile"})
    link.refresh_from_db()
    assert (link.state, link.ignored_because) == ("ignored", "Solo responde desde Chile")
    client.post(reverse("sello_editorial_links:heed", args=[link.pk]))
    link.refresh_from_db()
    assert link.state == "broken"
    entries = ModelLogEntry.objects.filter(object_id=str(link.pk)).order_by("pk")
    assert [entry.action for entry in entries] == [services.IGNORED, services.HEEDED]
    assert entries[0].data == {"because": "Solo responde desde Chile"}


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_external_report_do_not_grow(
    make_link: Any, sign_in: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        make_link(f"https://rota{one}.example/", days=3)
    client = sign_in("editor")
    client.get(EXTERNAL)
    with django_assert_num_queries(19):
        client.get(EXTERNAL)
