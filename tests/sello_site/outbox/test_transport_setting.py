from __future__ import annotations

import pytest

from sello_site.outbox.transport_setting import (
    LOCAL,
    parse_sender,
    parse_transport,
    parse_webhook_secret,
)
from sello_site.setting_forms import Malformed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://relay.example", (587, True, False)),
        ("smtp://ana:a%40b@relay.example:25?tls=none", (25, False, False)),
        ("smtps://relay.example", (465, False, True)),
    ],
)
def test_smtp_asks_for_encryption_unless_told_otherwise(
    value: str, expected: tuple[int, bool, bool]
) -> None:
    options = parse_transport(value).options
    assert (options["port"], options["use_tls"], options["use_ssl"]) == expected
    assert "@b" not in repr(parse_transport(value))


def test_provider_of_anymail_gets_its_settings() -> None:
    found = parse_transport("anymail://mailgun?api_key=k&sender_domain=d.cl")
    assert parse_transport("local") is LOCAL
    assert (found.backend, found.provider, found.anymail) == (
        "anymail.backends.mailgun.EmailBackend",
        "mailgun",
        {
            "MAILGUN_API_KEY": "k",
            "MAILGUN_SENDER_DOMAIN": "d.cl",
            "REQUESTS_TIMEOUT": 20,
            "IGNORE_UNSUPPORTED_FEATURES": True,
        },
    )


@pytest.mark.parametrize("value", ["secreto", "a:b", "login:corta", "login:" + "x" * 19, ":" * 30])
def test_malformed_webhook_secret_is_refused(value: str) -> None:
    assert parse_webhook_secret("login:" + "x" * 20) == "login:" + "x" * 20
    with pytest.raises(Malformed):
        parse_webhook_secret(value)


@pytest.mark.parametrize(
    "value",
    [
        "smtp://",
        "smtp://h:x",
        "http://h",
        "smtp://h/path",
        "smtp://h?tls=maybe",
        "smtps://h?tls=none",
        "anymail://nobody",
        "anymail://..os?x=1",
    ],
)
def test_malformed_address_of_a_mail_server_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        parse_transport(value)


@pytest.mark.parametrize("value", ["nobody", "a b@c d", "A <a@b.cl>\nBcc: c@d.cl"])
def test_malformed_sender_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        parse_sender(value)
