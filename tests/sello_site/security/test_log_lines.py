"""Tokens in the paths of the personal zone do not reach the logs."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from sello_site.log_lines import MaskingFormatter

TOKEN = "Zk3-x_9aQpL7vT0sWc5dR2uYb8nM4eHg"


def line(message: str, *arguments: Any, exception: Any = None) -> str:
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, message, arguments, exception)
    return MaskingFormatter("{message}", style="{").format(record)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/personal/avisos/abc-123/", "/personal/avisos/…"),
        ("/ht/personal/avisos/abc-123/baja/?x=1", "/ht/personal/avisos/…"),
        ("/personal/avisos/", "/personal/avisos/"),
        ("/que-es/", "/que-es/"),
        (f"/cuenta/invitacion/{TOKEN}/", "/cuenta/invitacion/…/"),
        (f"/cuenta/clave/nueva/{TOKEN}:a-b:c/", "/cuenta/clave/nueva/…/"),
        (
            f"/cuenta/entrar/?next=%2Fcuenta%2Finvitacion%2F{TOKEN}%2F",
            "/cuenta/entrar/?next=%2Fcuenta%2Finvitacion%2F…%2F",
        ),
        ("/cuenta/factores/llaves/12/quitar/", "/cuenta/factores/llaves/12/quitar/"),
    ],
)
def test_what_follows_the_prefix_is_masked(path: str, shown: str) -> None:
    assert line("Not Found: %s", path) == f"Not Found: {shown}"
    assert line("<WSGIRequest: GET '%s'> failed", path) == f"<WSGIRequest: GET '{shown}'> failed"


def test_tracebacks_are_masked_too() -> None:
    try:
        raise ValueError("/personal/avisos/abc-123/")
    except ValueError:
        text = line("failed", exception=sys.exc_info())
    assert "abc-123" not in text
    assert "/personal/avisos/…" in text


def test_every_handler_masks() -> None:
    formatters = {handler["formatter"] for handler in configured.LOGGING["handlers"].values()}
    classes = {configured.LOGGING["formatters"][name]["()"] for name in formatters}
    assert classes == {"sello_site.log_lines.MaskingFormatter"}
    # Django's own handlers, for consoles and mail, do not mask.
    assert logging.getLogger("django").handlers == []


@pytest.mark.django_db
def test_a_missing_personal_page_is_logged_without_its_token(
    capfd: pytest.CaptureFixture[str], reader: Client
) -> None:
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(logging.getLogger().handlers[0].formatter)
    logging.getLogger("django.request").addHandler(stream)
    try:
        reader.get("/personal/avisos/abc-123/")
    finally:
        logging.getLogger("django.request").removeHandler(stream)
    written = capfd.readouterr().err
    assert "abc-123" not in written
