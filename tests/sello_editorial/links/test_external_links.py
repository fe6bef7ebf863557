"""Addresses elsewhere: which there are, what they answer, and when one counts as broken."""

from __future__ import annotations

import datetime
import socket
import time
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from wagtail.models import Locale

from sello_editorial.links import checking
from sello_editorial.links.asking import ask
from sello_editorial.links.checking import check_due, note
from sello_editorial.links.collecting import collect_links
from sello_editorial.links.models import ExternalLink
from sello_editorial.links.tasks import A_RUN, check_links, collect_and_check
from sello_pages.models import OfficialFigure

pytestmark = pytest.mark.django_db

State = ExternalLink.State


def button(address: str) -> tuple[str, Any]:
    return "button", {"label": "Ir", "page": None, "address": address, "style": "primary"}


def test_addresses_are_collected_from_texts_blocks_and_fields(make_page: Any) -> None:
    page = make_page(
        "Página",
        ("text", '<p><a href="https://uno.example/a?x=1&amp;y=2#parte">a</a> <a>b</a></p>'),
        button("https://dos.example/"),
        button("mailto:ana@example.org"),
        button("/buscar/"),
    )
    make_page("Borrador", button("https://borrador.example/"), live=False)
    page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=True)
    OfficialFigure.objects.all().delete()
    OfficialFigure.objects.create(
        key="a",
        value="1",
        label="a",
        date="2026-01-01",
        source="S",
        source_address="https://dos.example/",
    )
    assert collect_links() == 2
    assert {
        link.address: sorted((use.where, use.object_id) for use in link.uses.all())
        for link in ExternalLink.objects.all()
    } == {
        "https://uno.example/a?x=1&y=2": [("Contenido › Texto", page.pk)],
        "https://dos.example/": [
            ("Contenido › Botón › Dirección", page.pk),
            ("Dirección de la fuente", OfficialFigure.objects.get().pk),
        ],
    }


def test_an_address_that_stands_nowhere_any_more_is_forgotten(make_page: Any) -> None:
    page = make_page("Página", button("https://uno.example/"), button("https://dos.example/"))
    collect_links()
    kept = ExternalLink.objects.get(address="https://dos.example/")
    page.body = page.body.stream_block.to_python(
        [{"type": kind, "value": value} for kind, value in [button("https://dos.example/")]]
    )
    page.save()
    collect_links()
    assert list(ExternalLink.objects.values_list("pk", "address")) == [(kept.pk, kept.address)]
    assert kept.uses.count() == 1


@pytest.mark.parametrize(
    ("status", "works", "is_refusal"),
    [(200, True, False), (404, False, False), (500, False, False), (403, True, True)],
)
def test_an_address_is_judged_by_its_answer(
    elsewhere: Any, status: int, works: bool, is_refusal: bool
) -> None:
    elsewhere.answers["/a"] = (status, {})
    answer = ask(elsewhere.address("/a"), loopback=True)
    assert (answer.works, answer.status, answer.is_refusal) == (works, status, is_refusal)


def test_a_host_that_does_not_know_head_is_asked_by_get(elsewhere: Any) -> None:
    elsewhere.answers["HEAD /a"] = (405, {})
    assert ask(elsewhere.address("/a"), loopback=True).status == 200
    assert elsewhere.asked == [("HEAD", "/a"), ("GET", "/a")]


def test_three_redirects_are_followed_and_the_fourth_is_not(elsewhere: Any) -> None:
    for step in range(4):
        elsewhere.answers[f"/{step}"] = (301, {"Location": f"/{step + 1}"})
    followed = ask(elsewhere.address("/1"), loopback=True)
    assert (followed.works, followed.leads_to) == (True, elsewhere.address("/4"))
    assert ask(elsewhere.address("/0"), loopback=True).works is False


def test_a_redirect_of_the_day_is_no_new_address(elsewhere: Any) -> None:
    elsewhere.answers["/a"] = (302, {"Location": "/b"})
    answer = ask(elsewhere.address("/a"), loopback=True)
    assert (answer.works, answer.leads_to) == (True, "")


def test_only_public_hosts_are_asked(elsewhere: Any, settings: Any) -> None:
    settings.SELLO_DEMO = True
    assert ask(elsewhere.address("/")).problem == "La dirección no es pública."
    assert elsewhere.asked == []
    assert ask(elsewhere.address("/"), loopback=True).works is True


def test_a_redirect_into_the_house_is_not_followed(elsewhere: Any) -> None:
    elsewhere.answers["/a"] = (302, {"Location": "http://10.0.0.1/secret"})
    answer = ask(elsewhere.address("/a"), loopback=True)
    assert (answer.works, answer.problem) == (False, "La dirección no es pública.")


def test_a_host_without_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*arguments: Any, **keywords: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    assert ask("https://no-existe.example/").problem == "El nombre del sitio no existe."


@pytest.mark.parametrize(
    "address", ["https://[::1", "https://a b/", "http://u:p@host/", "https://"]
)
def test_what_cannot_be_asked_is_a_failure_and_no_error(address: str) -> None:
    assert ask(address).works is False


def test_an_address_with_letters_beyond_ascii_is_asked(elsewhere: Any) -> None:
    assert ask(elsewhere.address("/año?q=niña"), loopback=True).works is True
    assert elsewhere.asked == [("HEAD", "/a%C3%B1o?q=ni%C3%B1a")]


def test_an_address_is_broken_after_failures_on_two_days(
    elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = ExternalLink.objects.create(address=elsewhere.address("/a"))
    elsewhere.answers["/a"] = (404, {})
    day = datetime.datetime(2026, 3, 2, 15, tzinfo=datetime.UTC)
    states = []
    for hours in (0, 1, 25):
        moment = day + datetime.timedelta(hours=hours)
        monkeypatch.setattr(checking.timezone, "now", lambda moment=moment: moment)
        note(link, ask(link.address, loopback=True))
        link.refresh_from_db()
        states.append((link.state, (link.due_at - moment) > datetime.timedelta(days=6)))
    assert states == [(State.FAILING, False), (State.FAILING, False), (State.BROKEN, True)]
    elsewhere.answers["/a"] = (200, {})
    note(link, ask(link.address, loopback=True))
    assert (link.state, link.failing_since) == (State.WORKING, None)


def test_a_run_asks_what_is_due_and_no_more_than_it_may(elsewhere: Any) -> None:
    later = timezone.now() + datetime.timedelta(days=1)
    for number in range(3):
        ExternalLink.objects.create(address=elsewhere.address(f"/{number}"))
    ExternalLink.objects.create(address=elsewhere.address("/later"), due_at=later)
    assert check_due(seconds=20, at_most=2, pause=0, loopback=True) == (2, True)
    assert check_due(seconds=20, at_most=2, pause=0, loopback=True) == (1, False)
    assert [path for _method, path in elsewhere.asked] == ["/0", "/1", "/2"]


def test_one_host_is_asked_with_pauses(elsewhere: Any) -> None:
    for number in range(3):
        ExternalLink.objects.create(address=elsewhere.address(f"/{number}"))
    begun = time.monotonic()
    check_due(seconds=20, at_most=3, pause=0.2, loopback=True)
    assert time.monotonic() - begun >= 0.4


def test_the_job_collects_and_leaves_the_asking_to_jobs_of_their_own(
    make_page: Any,
) -> None:
    make_page("Página", button("https://uno.example/"))
    collect_and_check(timestamp=0)
    assert list(ExternalLink.objects.values_list("address", flat=True)) == ["https://uno.example/"]
    waiting = ProcrastinateJob.objects.filter(task_name=check_links.name)
    assert [job.args for job in waiting] == [{"left": A_RUN}]
