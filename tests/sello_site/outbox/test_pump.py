"""The pump against a real mail server that misbehaves, and against its own death."""

from __future__ import annotations

import datetime
import logging
import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import F
from django.utils import timezone

from sello_site.outbox import letters
from sello_site.outbox.models import Letter, LocalLetter, Suppression, address_hash
from sello_site.outbox.pump import pump, recover
from sello_site.outbox.resending import resend_unknown
from sello_site.outbox.suppressions import suppress

from .conftest import Server, state_of

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("clean_queue"),
]


def write(to: str = "ana@example.cl", **more: Any) -> Letter:
    return letters.send(to=to, template="test", language="es", context={}, **more)


def test_letter_that_the_server_takes_is_sent_and_its_text_forgotten(to_server: Server) -> None:
    letter = write()
    assert pump(seconds=5).sent == 1
    assert (state_of(letter), letter.text, letter.html, letter.attempts) == ("sent", "", "", 1)
    assert to_server.message_ids() == [letter.message_id]
    assert pump(seconds=5).sent == 0


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ({"rcpt": "450 4.2.1 later"}, "pending", "recipient"),
        ({"rcpt": "550 5.7.1 policy"}, "failed", "recipient"),
        ({"data": "451 busy"}, "pending", "server"),
        ({"data": "554 no"}, "failed", "server"),
        ({"final": "452 full"}, "pending", "server"),
        ({"final": "554 spam"}, "failed", "server"),
        ({"final": "hang"}, "unknown", "answer_lost"),
        ({"final": "close"}, "unknown", "answer_lost"),
        ({"greeting": "421 closed"}, "pending", "connection"),
    ],
)
def test_answer_of_the_server_decides_the_state(
    to_server: Server, answers: dict[str, str], state: str, reason: str
) -> None:
    for name, value in answers.items():
        setattr(to_server, name, value)
    letter = write()
    pump(seconds=5)
    assert (state_of(letter), letter.reason, letter.attempts) == (state, reason, 1)
    assert (letter.not_before > timezone.now()) or state != "pending"


def test_letter_that_was_put_off_leaves_later_with_the_same_message_id(to_server: Server) -> None:
    to_server.final = "451 later"
    letter = write()
    pump(seconds=5)
    to_server.final = "250 ok"
    assert pump(seconds=5).sent == 0
    Letter.objects.update(not_before=timezone.now())
    assert pump(seconds=5).sent == 1
    assert to_server.message_ids() == [letter.message_id] * 2


def test_letter_that_is_put_off_for_too_long_fails(to_server: Server) -> None:
    to_server.final = "451 later"
    letter = write()
    Letter.objects.update(give_up_at=timezone.now())
    pump(seconds=5)
    assert state_of(letter) == "failed"


def test_unreachable_server_fails_a_letter_only_when_its_time_is_over(settings: Any) -> None:
    from sello_site.outbox.transport_setting import parse_transport

    settings.SELLO_MAIL_TRANSPORT = parse_transport("smtp://127.0.0.1:9?tls=none")
    waiting, late = write(), write()
    Letter.objects.filter(pk=late.pk).update(give_up_at=timezone.now())
    pump(seconds=5)
    assert (state_of(waiting), state_of(late)) == ("pending", "failed")


def test_address_that_does_not_exist_gets_nothing_more(to_server: Server) -> None:
    to_server.rcpt = "550 5.1.1 no such user"
    first = write()
    waiting = write("Ana@Example.cl")
    pump(seconds=5)
    assert (state_of(first), state_of(waiting), waiting.reason) == (
        "failed",
        "failed",
        "suppressed",
    )
    assert [one.address_hash for one in Suppression.objects.all()] == [
        address_hash("ana@example.cl")
    ]


def test_suppression_is_asked_at_the_last_moment(to_server: Server) -> None:
    letter = write()
    suppress(address="ANA@example.cl", reason="complaint")
    pump(seconds=5)
    assert (state_of(letter), to_server.texts) == ("failed", [])


def test_one_bad_letter_does_not_hold_the_others(to_server: Server) -> None:
    bad, good = write(), write("luz@example.cl")
    Letter.objects.filter(pk=bad.pk).update(sender="dos\nlineas@example.cl")
    pump(seconds=5)
    assert (state_of(bad), bad.reason, state_of(good)) == ("failed", "cannot_be_written", "sent")


PUMP = (
    "import django, dataclasses; django.setup();"
    "from django.conf import settings; from django.db import connection;"
    "from sello_site.outbox.transport_setting import parse_transport;"
    "import sys;"
    "connection.settings_dict.update(NAME=sys.argv[1], USER=settings.SELLO_RUNTIME_USER,"
    " PASSWORD=settings.SELLO_RUNTIME_PASSWORD);"
    "settings.SELLO_MAIL_TRANSPORT = parse_transport(sys.argv[2]);"
    "from sello_site.outbox.pump import pump; print('ready', flush=True);"
    "sys.stdin.readline(); pump(seconds=30)"
)


def start_pump(server: Server) -> subprocess.Popen[str]:
    """A pump in a process of its own, that waits for a line before it begins."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PUMP,
            str(connection.settings_dict["NAME"]),
            f"smtp://127.0.0.1:{server.port}?tls=none",
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "sello_site.settings_test"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_two_pumps_at_once_send_each_letter_once(server: Server) -> None:
    server.final_pause = 0.01
    written = sorted(write(f"persona{number}@example.cl").message_id for number in range(60))
    pumps = [start_pump(server), start_pump(server)]
    for process in pumps:
        go(process)
    assert [(process.communicate(timeout=60), process.returncode)[1] for process in pumps] == [0, 0]
    assert sorted(server.message_ids()) == written
    assert Letter.objects.filter(state="sent").count() == 60


def test_letter_whose_pump_is_killed_while_sending_is_uncertain_and_never_sent_by_itself(
    to_server: Server,
) -> None:
    to_server.final_pause = 20
    letter, waiting = write(), write("luz@example.cl")
    process = start_pump(to_server)
    go(process)
    end = time.monotonic() + 30
    while not to_server.texts:
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    to_server.final_pause = 0
    assert (state_of(letter), state_of(waiting)) == ("sending", "claimed")
    Letter.objects.update(lease_until=F("lease_until") - datetime.timedelta(hours=1))
    pump(seconds=5)
    assert (state_of(letter), letter.reason, state_of(waiting)) == ("unknown", "pump_lost", "sent")
    assert to_server.message_ids() == [letter.message_id, waiting.message_id]
    assert resend_unknown() == 1
    pump(seconds=5)
    assert state_of(letter) == "sent"
    assert to_server.message_ids()[-1] == letter.message_id


def test_claim_that_lost_its_lease_may_not_send(to_server: Server) -> None:
    from sello_site.outbox import pump as module

    letter = write()
    identifiers = module._claim(claim := module.uuid.uuid4())
    Letter.objects.update(lease_until=F("lease_until") - datetime.timedelta(hours=1))
    assert recover() == 0
    assert (identifiers, module._gate(letter, claim), state_of(letter)) == (
        [letter.pk],
        None,
        "pending",
    )


@pytest.mark.parametrize(
    "change",
    [
        "state = 'sent'",
        "state = 'sending', claim = gen_random_uuid(), lease_until = now()",
        "state = 'claimed'",
        "state = 'nonsense'",
        "message_id = '<other@example.cl>'",
        "\"to\" = 'other@example.cl'",
        "sent_at = now()",
    ],
)
def test_database_refuses_states_that_make_no_sense(change: str) -> None:
    write()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"UPDATE sello_outbox_letter SET {change}")  # noqa: S608  # constants above


def test_database_refuses_to_send_an_uncertain_letter_again_without_being_asked(
    to_server: Server,
) -> None:
    to_server.final = "close"
    write()
    pump(seconds=5)
    with pytest.raises(IntegrityError):
        Letter.objects.filter(state="unknown").update(state="pending", claim=None)


def test_logs_name_no_person(to_server: Server, caplog: pytest.LogCaptureFixture) -> None:
    to_server.rcpt = "550 5.1.1 ana@example.cl is unknown"
    letter = write()
    with caplog.at_level(logging.DEBUG):
        pump(seconds=5)
    assert f"letter {letter.pk}: failed recipient 550" in caplog.text
    assert "example.cl" not in caplog.text


def test_local_mailbox_gets_each_letter_once() -> None:
    letter = write()
    pump(seconds=5)
    arrived = LocalLetter.objects.get()
    assert (state_of(letter), arrived.message_id, arrived.to, arrived.subject) == (
        "sent",
        letter.message_id,
        "ana@example.cl",
        letter.subject,
    )
    assert arrived.html.startswith('<!doctype html>\n<html lang="es"')
