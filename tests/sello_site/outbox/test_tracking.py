"""What providers tell: real requests with the payloads that they document, through Anymail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from sello_site.outbox import letters
from sello_site.outbox.models import Letter, LetterEvent, Suppression, address_hash
from sello_site.outbox.pump import pump
from sello_site.outbox.suppressions import suppression_of
from sello_site.outbox.transport_setting import parse_transport

from .conftest import Server, state_of

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("clean_queue"),
]

SECRET = "proveedor:0123456789abcdefghij"
SIGNING_KEY = "mailgun-signing-key"
AUTHORIZATION = "Basic " + base64.b64encode(SECRET.encode()).decode()


@pytest.fixture
def postmark(settings: Any) -> None:
    settings.SELLO_MAIL_TRANSPORT = parse_transport("anymail://postmark?server_token=t")
    settings.SELLO_EMAIL_WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def mailgun(settings: Any) -> None:
    settings.SELLO_MAIL_TRANSPORT = parse_transport("anymail://mailgun?api_key=k")
    settings.SELLO_EMAIL_WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


def tell(
    client: Client, provider: str, payload: dict[str, Any], authorization: str = AUTHORIZATION
) -> HttpResponse:
    return client.post(
        f"/personal/correo/{provider}/tracking/",
        json.dumps(payload),
        content_type="application/json",
        headers={"authorization": authorization},
    )


def uncertain_letter(
    server: Server, settings: Any, to: str = "ana@example.cl", **words: Any
) -> Letter:
    """A letter whose answer was lost, as a provider's connection may lose it."""
    before = settings.SELLO_MAIL_TRANSPORT
    settings.SELLO_MAIL_TRANSPORT = server.transport
    server.final = "close"
    letter = letters.send(to=to, template="test", language="es", context={}, **words)
    pump(seconds=5)
    settings.SELLO_MAIL_TRANSPORT = before
    assert state_of(letter) == "unknown"
    return letter


def delivery(letter: Letter, **more: Any) -> dict[str, Any]:
    return {
        "RecordType": "Delivery",
        "ServerID": 23,
        "MessageStream": "outbound",
        "MessageID": "00000000-0000-0000-0000-000000000000",
        "Recipient": letter.to,
        "Tag": "welcome-email",
        "DeliveredAt": "2026-08-02T11:10:30Z",
        "Details": "Test delivery webhook details",
        "Metadata": {"sello_letter": letter.message_id.strip("<>")},
        **more,
    }


def bounce(letter: Letter, kind: str = "HardBounce") -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": kind,
        "TypeCode": 1,
        "Name": "Hard bounce",
        "MessageID": "00000000-0000-0000-0000-000000000000",
        "Metadata": {"sello_letter": letter.message_id.strip("<>")},
        "ServerID": 1234,
        "Description": "The server was unable to deliver your message.",
        "Details": "550 5.1.1 no such user",
        "Email": letter.to,
        "From": "no-responder@example.cl",
        "BouncedAt": "2026-08-02T11:10:30Z",
        "Inactive": True,
        "CanActivate": True,
        "Subject": "Hola",
    }


@pytest.mark.usefixtures("postmark")
def test_delivery_settles_an_uncertain_letter_and_forgets_its_text(
    client: Client, server: Server, settings: Any
) -> None:
    letter = uncertain_letter(server, settings)
    other = uncertain_letter(server, settings, "luz@example.cl")
    answer = tell(client, "postmark", delivery(letter))
    assert (answer.status_code, answer.cookies) == (200, {})
    assert (state_of(letter), letter.text, letter.html, letter.reason) == ("sent", "", "", "")
    assert letter.sent_at is not None
    assert state_of(other) == "unknown"
    assert Suppression.objects.count() == 0


@pytest.mark.usefixtures("postmark")
def test_what_becomes_of_a_strangers_words_does_not_silence_their_reader(
    client: Client, server: Server, settings: Any
) -> None:
    writer = {"reply_to": "rosa@example.cl", "writer_language": "fr"}
    relayed = uncertain_letter(server, settings, **writer)
    assert tell(client, "postmark", bounce(relayed)).status_code == 200
    complaint = bounce(relayed, "SpamComplaint") | {"RecordType": "SpamComplaint", "ID": 43}
    assert tell(client, "postmark", complaint).status_code == 200
    assert (state_of(relayed), LetterEvent.objects.count()) == ("failed", 2)
    assert Suppression.objects.count() == 0
    own = uncertain_letter(server, settings)
    assert tell(client, "postmark", bounce(own) | {"ID": 44}).status_code == 200
    assert Suppression.objects.count() == 1


@pytest.mark.usefixtures("postmark")
def test_hard_bounce_fails_the_letter_and_silences_the_address_once(
    client: Client, server: Server, settings: Any
) -> None:
    letter = uncertain_letter(server, settings)
    for _time in range(2):
        assert tell(client, "postmark", bounce(letter)).status_code == 200
    assert (state_of(letter), letter.reason) == ("failed", "bounced")
    assert [(one.address_hash, one.reason) for one in Suppression.objects.all()] == [
        (address_hash("ana@example.cl"), "hard_bounce")
    ]
    assert [(one.kind, one.letter_id) for one in LetterEvent.objects.all()] == [
        ("bounced", letter.pk)
    ]
    settings.SELLO_MAIL_TRANSPORT = server.transport
    waiting = letters.send(to="Ana@example.cl", template="test", language="es", context={})
    before = len(server.texts)
    pump(seconds=5)
    assert (state_of(waiting), waiting.reason) == ("failed", "suppressed")
    assert len(server.texts) == before


@pytest.mark.usefixtures("postmark")
def test_soft_bounce_silences_nobody(client: Client, server: Server, settings: Any) -> None:
    letter = uncertain_letter(server, settings)
    assert tell(client, "postmark", bounce(letter, "SoftBounce")).status_code == 200
    assert (state_of(letter), Suppression.objects.count()) == ("failed", 0)


@pytest.mark.usefixtures("mailgun")
def test_complaint_through_another_provider_silences_the_address(
    client: Client, server: Server, settings: Any
) -> None:
    letter = uncertain_letter(server, settings)

    def payload(key: str) -> dict[str, Any]:
        token, timestamp = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0", "1529006854"
        signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256)
        return {
            "signature": {
                "timestamp": timestamp,
                "token": token,
                "signature": signature.hexdigest(),
            },
            "event-data": {
                "event": "complained",
                "id": "ncV2XwymRUKbPek_MIM-Gw",
                "timestamp": 1529006854.329574,
                "recipient": letter.to,
                "log-level": "warn",
                "tags": [],
                "user-variables": {},
                # Mailgun keeps the Message-ID that it is given.
                "message": {"headers": {"message-id": letter.message_id.strip("<>")}},
            },
        }

    assert tell(client, "mailgun", payload("another key")).status_code == 400
    assert (state_of(letter), Suppression.objects.count()) == ("unknown", 0)
    assert tell(client, "mailgun", payload(SIGNING_KEY)).status_code == 200
    assert state_of(letter) == "sent"  # who complains has got it
    assert [one.reason for one in Suppression.objects.all()] == ["complaint"]


@pytest.mark.usefixtures("postmark")
def test_who_does_not_know_the_secret_changes_nothing(
    client: Client, server: Server, settings: Any
) -> None:
    letter = uncertain_letter(server, settings)
    for wrong in ("", "Basic " + base64.b64encode(b"proveedor:otra").decode(), "Bearer x"):
        assert tell(client, "postmark", bounce(letter), wrong).status_code == 400
    assert tell(client, "mailgun", {}).status_code == 404  # not the provider of this site
    assert tell(client, "nobody", {}).status_code == 404
    settings.SELLO_EMAIL_WEBHOOK_SECRET = None
    assert tell(client, "postmark", bounce(letter)).status_code == 404
    assert (state_of(letter), LetterEvent.objects.count()) == ("unknown", 0)
    assert Suppression.objects.count() == 0


@pytest.mark.usefixtures("postmark")
@pytest.mark.parametrize("body", ["", "[]", "{", "[1]", '"a"', "null", '{"RecordType": 1}'])
def test_what_cannot_be_read_is_no_error_of_ours(client: Client, body: str) -> None:
    answer = client.post(
        "/personal/correo/postmark/tracking/",
        body,
        content_type="application/json",
        headers={"authorization": AUTHORIZATION},
    )
    assert answer.status_code in {200, 400}
    assert LetterEvent.objects.count() == 0


def test_missing_setting_of_the_provider_is_told_to_the_operator(
    client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SELLO_MAIL_TRANSPORT = parse_transport("anymail://mailgun?domain=example.cl")
    settings.SELLO_EMAIL_WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    assert tell(client, "mailgun", {}).status_code == 503
    assert "MAILGUN_WEBHOOK_SIGNING_KEY" in caplog.text


@pytest.mark.usefixtures("postmark")
def test_event_of_another_reader_does_not_settle_a_letter(
    client: Client, server: Server, settings: Any
) -> None:
    letter = uncertain_letter(server, settings)
    tell(client, "postmark", delivery(letter, Recipient="otra@example.cl"))
    assert state_of(letter) == "unknown"


@pytest.mark.usefixtures("postmark")
def test_bounce_of_a_forgotten_letter_still_silences_its_address(
    client: Client, server: Server, settings: Any
) -> None:
    letter = uncertain_letter(server, settings)
    payload = bounce(letter)
    Letter.objects.all().delete()
    assert tell(client, "postmark", payload).status_code == 200
    assert suppression_of(address="ana@example.cl") is not None


@pytest.mark.usefixtures("postmark")
def test_provider_that_is_faster_than_its_own_answer_is_believed(
    client: Client, server: Server, settings: Any
) -> None:
    letter = letters.send(to="ana@example.cl", template="test", language="es", context={})
    assert tell(client, "postmark", delivery(letter)).status_code == 200
    assert state_of(letter) == "pending"
    settings.SELLO_MAIL_TRANSPORT = server.transport
    server.final = "close"
    pump(seconds=5)
    pump(seconds=1)  # the next run settles what became uncertain
    assert state_of(letter) == "sent"


def test_letters_tell_the_provider_their_name(settings: Any) -> None:
    settings.SELLO_MAIL_TRANSPORT = parse_transport("anymail://test")
    from anymail.backends import test as anymail_test

    sent: list[Any] = []
    original = anymail_test.EmailBackend.post_to_esp

    def noticed(self: Any, payload: Any, message: Any) -> Any:
        sent.append(payload.get_params())
        return original(self, payload, message)

    anymail_test.EmailBackend.post_to_esp = noticed
    try:
        letter = letters.send(to="ana@example.cl", template="test", language="es", context={})
        assert pump(seconds=5).sent == 1
    finally:
        anymail_test.EmailBackend.post_to_esp = original
    assert [one["metadata"] for one in sent] == [{"sello_letter": letter.message_id.strip("<>")}]
