"""A region that can be written to, and what is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from mail_server import Server, running_server
from sello_map.models import RegionalOffice, SelloOfficer
from sello_site.outbox.models import Letter

FORM = "/personal/mapa/contacto/13/"
SENT = f"{FORM}enviado/"
OWN = {"origin": "http://testserver"}
OFFICER = "eva@oficina.example"
SENDER = "rosa@correo.example"
GIVEN = {
    "name": "Rosalinda",
    "email": SENDER,
    "writer": "neighbour",
    "commune": "13101",
    "subject": "Talleres",
    "message": "Busco clases.\r\nGracias & <b>saludos</b>",
    "ticket": "abc",
    "website": "",
}


def make_office(region: str = "13", *, name: str = "Oficina", **values: Any) -> RegionalOffice:
    return RegionalOffice.objects.create(region_id=region, name=name, **values)


def add_officer(office: RegionalOffice, email: str = OFFICER, **values: Any) -> SelloOfficer:
    return SelloOfficer.objects.create(
        office=office, **{"name": "Eva", "role": "Encargada", "email": email, "telephone": "1",
                          "is_published": True, **values}
    )  # fmt: skip


def post(client: Client, address: str = FORM, /, **values: str) -> HttpResponse:
    """Sends the form as the site's own page does."""
    return client.post(address, {**GIVEN, **values}, headers=OWN)  # type: ignore[return-value]  # the test client's own class


def written() -> list[tuple[str, str]]:
    """Every letter's template and address, in the order in which they were written."""
    return list(Letter.objects.order_by("pk").values_list("template", "to"))


BOTH = [("contact_office", OFFICER), ("contact_received", SENDER)]


@pytest.fixture
def office(db: None) -> RegionalOffice:
    made = make_office(email="oficina@oficina.example")
    add_officer(made)
    return made


@pytest.fixture
def to_server(settings: Any) -> Iterator[Server]:
    with running_server() as told:
        settings.SELLO_MAIL_TRANSPORT = told.transport
        yield told


@pytest.fixture(autouse=True)
def _clean_queue() -> Iterator[None]:
    """The queue's tables are not Django's, so its flush passes over them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
        )
