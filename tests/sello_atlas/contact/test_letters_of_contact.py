"""What is written when somebody writes: to whom, in which language, and with whose words."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from django.test import Client

from mail_server import Server
from sello_atlas.contact.recipients import Recipient, recipient_for
from sello_atlas.contact.sending import message_send
from sello_map.models import Region, RegionalOffice
from sello_site.languages import LANGUAGES
from sello_site.limits.models import Counter
from sello_site.limits.scopes import CONTACT_MAIL
from sello_site.outbox.models import Letter
from sello_site.outbox.privacy import erase, export
from sello_site.outbox.pump import pump
from sello_site.outbox.suppressions import suppress
from sello_site.outbox.tasks import send_letters

from .conftest import (
    BOTH,
    FORM,
    GIVEN,
    OFFICER,
    OWN,
    SENDER,
    SENT,
    add_officer,
    make_office,
    post,
    written,
)

# The limits count in transactions of their own.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORDS = {
    "name": "Zorzalina",
    "subject": "Queltehue",
    "message": "Chercán <a href='https://malo.example'>aquí</a>\nTrile",
}
"""Words that no text of the site has."""


def letter(template: str) -> Letter:
    return Letter.objects.get(template=template)


def arrived(text: str) -> EmailMessage:
    message = email.message_from_bytes(text.encode(), policy=email.policy.default)
    return cast("EmailMessage", message)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_message_leaves_for_the_officer_with_the_senders_address_to_answer_to(
    client: Client, office: RegionalOffice, to_server: Server
) -> None:
    answer = post(client)
    assert (answer.status_code, answer["Location"]) == (302, SENT)
    assert written() == BOTH
    assert [one.reply_to for one in Letter.objects.order_by("pk")] == [SENDER, ""]
    assert pump(seconds=5).sent == 2
    first, second = [arrived(text) for text in to_server.texts]
    assert (first["To"], first["Reply-To"], second["To"], second["Reply-To"]) == (
        OFFICER, SENDER, SENDER, None,
    )  # fmt: skip
    plain = body(first, "plain")
    for words in (
        "Rosalinda", SENDER, "Una persona migrante, refugiada o vecina de la comuna", "Santiago",
        "Metropolitana de Santiago", "Español", "Talleres", "Gracias & <b>saludos</b>",
    ):  # fmt: skip
        assert (words, words in plain) == (words, True)
    assert "no lo responda" not in plain
    assert "Gracias &amp; &lt;b&gt;saludos&lt;/b&gt;" in body(first, "html")
    # Nothing of it stays once it has left, and what stays names the sender in no other way than as
    # the address of the confirmation.
    kept = Letter.objects.order_by("pk").values_list("state", "text", "html", "reply_to", "subject")
    assert [one[:4] for one in kept] == [("sent", "", "", "")] * 2
    assert not any(word in one[4] for one in kept for word in ("Rosa", "Talleres"))


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_the_confirmation_is_in_the_readers_language_and_holds_no_word_of_the_sender(
    client: Client, office: RegionalOffice, language: str
) -> None:
    prefix = "" if language == "es" else f"/{language}"
    answer = post(client, f"{prefix}{FORM}", **WORDS)
    assert (answer.status_code, answer["Location"]) == (302, f"{prefix}{SENT}")
    to_office, to_sender = letter("contact_office"), letter("contact_received")
    assert (to_office.language, to_sender.language) == ("es", language)
    assert f'<html lang="{language}" dir="ltr">' in to_sender.html
    both = (to_office, to_sender)
    for word in ("Zorzalina", "Queltehue", "Chercán", "malo.example", "Trile"):
        assert [word in one.text for one in both] == [True, False]
        assert [word in one.html for one in both] == [True, False]
        assert [word in one.subject for one in both] == [False, False]
    assert "<a href='https://malo.example'>" not in to_office.html
    assert [office.name in one for one in (to_sender.text, to_sender.html)] == [True, True]
    # Both say the same code, by which sender and office can speak of the message.
    reference = to_sender.subject.split()[-1]
    assert to_office.subject.split()[-1] == reference
    assert reference.startswith("13-")


def test_the_officer_comes_first_then_the_office_and_never_who_takes_no_mail() -> None:
    assert recipient_for("13") is None
    first, second = make_office(name="Centro"), make_office(name="Norte")
    make_office("05", name="Valparaíso", email="valparaiso@oficina.example")
    assert recipient_for("13") is None
    for one in (first, second):
        one.email = f"{one.name.lower()}@oficina.example"
        one.save()
    assert recipient_for("13") == Recipient("centro@oficina.example", "Centro")
    hidden = add_officer(second, "oculta@oficina.example", is_published=False)
    assert recipient_for("13") == Recipient("centro@oficina.example", "Centro")
    hidden.is_published = True
    hidden.save()
    assert recipient_for("13") == Recipient("oculta@oficina.example", "Norte")
    for address, expected in (
        ("oculta@oficina.example", "centro@oficina.example"),
        ("centro@oficina.example", "norte@oficina.example"),
        ("norte@oficina.example", None),
    ):
        suppress(address=address, reason="hard_bounce")
        found = recipient_for("13")
        assert (found and found.email) == expected


def test_a_region_without_a_mailbox_says_whom_else_to_ask_and_takes_nothing(
    client: Client, office: RegionalOffice
) -> None:
    office.officers.all().delete()
    office.email, office.telephone = "", "+56 2 1111 1111"
    office.save()
    page = client.get(FORM)
    html = page.content.decode()
    assert page.status_code == 200
    assert ("<form method" in html, "+56 2 1111 1111" in html) == (False, True)
    assert post(client).status_code == 409
    assert written() == []
    office.email = OFFICER
    office.save()
    assert post(client).status_code == 302
    assert written() == BOTH


def test_a_mailbox_gets_three_confirmations_a_day_and_the_office_every_message(
    client: Client, office: RegionalOffice
) -> None:
    answers = [
        post(client, email=address, message=f"Mensaje {number}")
        for number, address in enumerate([SENDER, "ROSA@correo.example", SENDER, SENDER, SENDER])
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, SENT)}
    templates = [template for template, _to in written()]
    assert templates.count("contact_office") == 5
    assert CONTACT_MAIL.account is not None
    assert templates.count("contact_received") == CONTACT_MAIL.account.hits == 3
    post(client, email="luz@correo.example")
    assert written()[-1] == ("contact_received", "luz@correo.example")


def test_a_double_click_writes_one_message_and_another_text_another(
    client: Client, office: RegionalOffice
) -> None:
    answers = [post(client), post(client)]
    assert [answer["Location"] for answer in answers] == [SENT, SENT]
    assert written() == BOTH
    post(client, message="Otro mensaje")
    assert written() == BOTH * 2
    post(client, ticket="def")
    assert written() == BOTH * 3
    for _time in range(2):
        post(client, ticket="", email="luz@correo.example")
    assert len(written()) == 10


class _Broken:
    def __str__(self) -> str:
        raise RuntimeError("cannot be said")


def test_both_letters_are_written_or_neither(office: RegionalOffice) -> None:
    values: dict[str, Any] = {
        "region": Region.objects.get(pk="13"),
        "values": GIVEN,
        "commune": "Santiago",
        "language": "es",
    }
    broken = Recipient(OFFICER, cast("str", _Broken()))
    with pytest.raises(RuntimeError, match="cannot be said"):
        message_send(recipient=broken, **values)
    assert (written(), Counter.objects.count()) == ([], 0)
    message_send(recipient=Recipient(OFFICER, "Oficina"), **values)
    assert (written(), Counter.objects.count()) == (BOTH, 1)


def test_a_message_that_could_not_be_delivered_is_told_and_can_be_sent_again(
    client: Client, office: RegionalOffice, to_server: Server
) -> None:
    to_server.rcpt = "550 5.2.2 full"
    assert post(client, f"/fr{FORM}").status_code == 302
    pump(seconds=5)
    to_server.rcpt = "250 ok"
    send_letters(timestamp=0)
    assert written() == [*BOTH, ("letter_returned", SENDER)]
    told = letter("letter_returned")
    assert (told.language, "Rosalinda" in told.text, "Busco" in told.text) == ("fr", False, False)
    for _time in range(2):
        assert post(client).status_code == 302
    assert written() == [*BOTH, ("letter_returned", SENDER), *BOTH]
    assert pump(seconds=5).sent >= 1
    assert Letter.objects.filter(template="contact_office", state="sent").count() == 1


def test_whoever_wrote_can_have_what_is_still_here_told_and_erased(
    client: Client, office: RegionalOffice
) -> None:
    post(client)
    post(client, email="luz@correo.example")
    assert len(export(email=SENDER)) == 2
    assert erase(email="ROSA@correo.example") == 2
    assert (export(email=SENDER), written()) == (
        [],
        [("contact_office", OFFICER), ("contact_received", "luz@correo.example")],
    )


def test_what_a_browser_did_not_send_from_here_is_shown_again_with_a_token(
    office: RegionalOffice,
) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post(FORM, GIVEN)
    html = page.content.decode()
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert ('name="csrfmiddlewaretoken"' in html, "Busco clases." in html) == (True, True)
    assert written() == []
    token = html.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(FORM, {**GIVEN, "csrfmiddlewaretoken": token}).status_code == 200
    assert written() == []
    confirmed = client.post(FORM, {**GIVEN, "csrfmiddlewaretoken": token})
    assert (confirmed.status_code, confirmed["Location"]) == (302, SENT)
    assert written() == BOTH


def test_a_form_of_another_site_is_refused(client: Client, office: RegionalOffice) -> None:
    for headers in ({"origin": "https://otro.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post(FORM, GIVEN, headers=headers).status_code == 403
    assert written() == []
    assert client.post(FORM, GIVEN, headers=OWN).status_code == 302
    assert written() == BOTH
