"""What docs/api.md tells users of the API is run: its addresses, and its check of signatures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sello_site.headless.models import WebhookSubscription
from sello_site.headless.webhooks.signing import secret_of, signatures

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
OPEN = re.findall(r'^curl (?:-L )?"\$SITE(/\S+)"', TEXT, re.MULTILINE)


def test_there_are_examples_for_everybody() -> None:
    assert len(OPEN) >= 12


@pytest.mark.parametrize("address", OPEN)
def test_each_address_of_the_examples_is_one_of_the_api(address: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    known = {200}
    if "/find/" in address:
        known |= {302, 404}  # of a page that only the demonstration has
    if "after=" in address:
        known |= {410}
    assert answer.status_code in known, answer.content
    kind = "text/csv" if ".csv" in address else "application/"
    assert answer.headers["Content-Type"].startswith(kind) or answer.status_code == 302


def test_the_example_believes_genuine_messages_alone() -> None:
    [source] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102  # an example of our own documentation
    is_genuine = names["is_genuine"]
    subscription = WebhookSubscription.objects.create(name="x", address="https://example.org/")
    body, moment = '{"type": "test.ping", "ñ": 1}', timezone.now()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signatures(subscription, message_id="msg_1", moment=moment, body=body),
    }
    secret = secret_of(subscription)
    assert is_genuine(secret, headers, body.encode())
    assert not is_genuine(secret, headers, body.encode() + b" ")
    assert not is_genuine(secret, {**headers, "webhook-id": "msg_2"}, body.encode())
    assert not is_genuine(secret, {**headers, "webhook-timestamp": "1"}, body.encode())
    assert not is_genuine("whsec_AAAA", headers, body.encode())
