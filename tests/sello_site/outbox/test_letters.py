"""Writing letters: in the caller's transaction, once for each key, in the reader's language."""

from __future__ import annotations

import datetime
import email
import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sello_accounts.membership_roles import MUNICIPAL_OPERATOR
from sello_accounts.testing import make_member
from sello_site.outbox.letters import send, write
from sello_site.outbox.models import Letter, LocalLetter
from sello_site.outbox.pump import pump
from sello_site.outbox.returning import tell_writers
from sello_site.outbox.tasks import KEPT_DAYS, forget_letters
from sello_site.testing_people import signed_in

from .conftest import Server, state_of

WRITER = {"reply_to": "b@example.cl", "writer_language": "ht"}

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("clean_queue"),
]


def test_letter_goes_with_the_transaction_that_wrote_it() -> None:
    with transaction.atomic():
        send(to="ana@example.cl", template="test", language="es", context={})
        transaction.set_rollback(True)
    jobs = ProcrastinateJob.objects.filter(task_name="sello_site.outbox.tasks.send_letters")
    assert (Letter.objects.count(), jobs.count()) == (0, 0)
    for _ in range(2):
        send(to="ana@example.cl", template="test", language="es", context={})
    assert (Letter.objects.count(), jobs.count()) == (2, 1)


def test_same_key_writes_one_letter() -> None:
    first = send(to="ana@example.cl", template="test", language="es", context={}, key="a:1")
    again = send(to="ana@example.cl", template="test", language="es", context={}, key="a:1")
    assert (first.pk, Letter.objects.count()) == (again.pk, 1)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "a@b.cl, c@d.cl",
        "a@b.cl\nBcc: c@d.cl",
        '"a\x0c"@b.cl',
        '"a\x0bBcc:c@d.cl"@b.cl',
        "ſ@b.cl",
    ],
)
def test_what_is_not_one_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match=r"^a letter needs one valid address$"):
        send(to=address, template="test", language="es", context={})
    if address:
        with pytest.raises(ValueError, match=r"^a letter needs one valid address$"):
            write(
                to="a@b.cl",
                reply_to=address,
                writer_language="ht",
                subject="a",
                text="t",
                html="",
                language="es",
            )


def test_whoever_is_answered_has_an_address_and_a_language() -> None:
    words = {"to": "a@b.cl", "subject": "a", "text": "t", "html": "", "language": "es"}
    for half in ({"reply_to": "c@d.cl"}, {"writer_language": "ht"}):
        with pytest.raises(ValueError, match=r"^who is answered has an address and a language$"):
            write(**words, **half)
    letter = write(**words, **WRITER)
    with pytest.raises(IntegrityError, match="outbox_writer_can_be_told"):
        Letter.objects.filter(pk=letter.pk).update(writer_language="")


def test_answers_go_where_the_letter_says_and_that_is_forgotten_with_its_text(
    to_server: Server,
) -> None:
    named = write(to="a@example.cl", **WRITER, subject="a", text="t", html="", language="es")
    write(to="c@example.cl", subject="a", text="t", html="", language="es")
    assert pump(seconds=5).sent == 2
    messages = [email.message_from_string(text) for text in to_server.texts]
    assert [message["Reply-To"] for message in messages] == ["b@example.cl", None]
    named.refresh_from_db()
    assert (named.state, named.text, named.reply_to) == ("sent", "", "")


def test_what_a_failed_letter_said_is_forgotten_and_its_writer_told(to_server: Server) -> None:
    to_server.rcpt = "550 5.7.1 policy"
    failed = write(to="a@example.cl", **WRITER, subject="a", text="t", html="h", language="es")
    pump(seconds=5)
    waiting = write(to="c@example.cl", **WRITER, subject="a", text="t", html="h", language="es")
    for _time in range(2):
        forget_letters(timestamp=0)
    for letter in (failed, waiting):
        letter.refresh_from_db()
    told = Letter.objects.get(template="letter_returned")
    assert (told.to, told.language, told.reply_to) == ("b@example.cl", "ht", "")
    assert ("a@example.cl" in told.text, "/ht/" in told.text) == (True, True)
    assert [(one.state, one.text, one.html, one.reply_to) for one in (failed, waiting)] == [
        ("failed", "", "", ""),
        ("pending", "t", "h", "b@example.cl"),
    ]


def test_one_mailbox_is_told_three_times_a_day_of_what_came_back(to_server: Server) -> None:
    to_server.rcpt = "550 5.7.1 policy"
    for number in range(5):
        write(
            to=f"a{number}@example.cl", **WRITER, subject="a", text="t", html="", language="es"
        )  # fmt: skip
    pump(seconds=5)
    assert (tell_writers(), tell_writers()) == (3, 0)
    assert Letter.objects.filter(template="letter_returned").count() == 3
    assert Letter.objects.exclude(reply_to="").count() == 0


def test_uncertain_letters_are_given_up_with_their_words_once_it_is_too_late(
    to_server: Server,
) -> None:
    to_server.final = "close"
    letters = [
        write(to=f"{name}@example.cl", **WRITER, subject="a", text="t", html="", language="es")
        for name in ("a", "c")
    ]
    pump(seconds=5)
    old, new = letters
    Letter.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - datetime.timedelta(days=KEPT_DAYS, hours=1)
    )
    forget_letters(timestamp=0)
    for letter in letters:
        letter.refresh_from_db()
    assert [(one.state, one.reason, one.text, one.reply_to) for one in (old, new)] == [
        ("failed", "undecided", "", ""),
        ("unknown", new.reason, "t", "b@example.cl"),
    ]
    assert Letter.objects.filter(template="letter_returned").count() == 0


def test_message_has_text_and_html_in_its_language_and_the_sender_of_its_kind(
    to_server: Server, settings: Any
) -> None:
    settings.SELLO_MAIL_SENDERS = {
        "service": "Sello <servicio@sello.example>",
        "bulletin": "Sello <boletin@sello.example>",
    }
    letter = send(to="ana@example.cl", template="test", language="xx", context={})
    write(to="b@example.cl", subject="a\nb", text="t", html="", language="es", kind="bulletin")
    assert pump(seconds=5).sent == 2
    message, bulletin = [email.message_from_string(text) for text in to_server.texts]
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert message["Message-ID"] == letter.message_id
    assert re.fullmatch(r"<[0-9a-f-]{36}@sello\.example>", letter.message_id)
    assert (message["From"], bulletin["From"], bulletin["Subject"]) == (
        "Sello <servicio@sello.example>",
        "Sello <boletin@sello.example>",
        "a b",
    )
    assert (message["Content-Language"], message["Auto-Submitted"]) == ("es", "auto-generated")


def test_command_writes_a_letter_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("outbox", test="ana@example.cl")
    pump(seconds=5)
    call_command("outbox", resend_unknown=True)
    assert capsys.readouterr().out.splitlines()[-7:] == [
        "resent: 0",
        "pending: 0",
        "claimed: 0",
        "sending: 0",
        "sent: 1",
        "failed: 0",
        "unknown: 0",
    ]


def test_old_letters_are_forgotten_and_those_that_did_not_arrive_later(to_server: Server) -> None:
    sent = write(to="a@example.cl", subject="a", text="t", html="", language="es")
    pump(seconds=5)
    to_server.final = "close"
    unknown = write(to="b@example.cl", subject="b", text="t", html="", language="es")
    pump(seconds=5)
    assert (state_of(sent), state_of(unknown)) == ("sent", "unknown")
    for days, left in ((KEPT_DAYS - 1, [sent, unknown]), (KEPT_DAYS + 1, [unknown])):
        Letter.objects.update(created_at=timezone.now() - datetime.timedelta(days=days))
        forget_letters(timestamp=0)
        assert list(Letter.objects.order_by("pk")) == left
    Letter.objects.update(created_at=timezone.now() - datetime.timedelta(days=3 * KEPT_DAYS + 1))
    forget_letters(timestamp=0)
    assert list(Letter.objects.all()) == []


def test_screen_is_for_those_with_the_permission(client: Any) -> None:
    from django.contrib.auth.models import Permission

    send(to="ana@example.cl", template="test", language="es", context={})
    pump(seconds=5)
    arrived = LocalLetter.objects.get()
    person = make_member("e@example.cl", MUNICIPAL_OPERATOR)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    signed_in(client, person)
    paths = ["/admin/correo/", f"/admin/correo/buzon/{arrived.pk}/"]
    assert [client.get(path).status_code for path in paths] == [302, 302]
    assert client.post("/admin/correo/reenviar/").status_code == 302
    person.user_permissions.add(*Permission.objects.filter(content_type__app_label="sello_outbox"))
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("ana@example.cl" in answer.content.decode() for answer in answers)


def test_mail_of_django_and_wagtail_goes_through_the_outbox() -> None:
    message = EmailMultiAlternatives("Aviso", "texto", None, ["a@example.cl"], bcc=["b@example.cl"])
    message.attach_alternative("<p>texto</p>", "text/html")
    with mail.get_connection("sello_site.outbox.django_mail.EmailBackend") as backend:
        backend.send_messages([message])
    written = Letter.objects.order_by("to").values_list("to", "text", "html", "state")
    assert list(written) == [
        ("a@example.cl", "texto", "<p>texto</p>", "pending"),
        ("b@example.cl", "texto", "<p>texto</p>", "pending"),
    ]
