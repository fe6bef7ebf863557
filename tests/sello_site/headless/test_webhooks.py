"""Webhooks: each change is told once, signed, until it arrives, and never inside the house."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import ipaddress
import json
import socket
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from sello_pages.models import ContentPage
from sello_site.headless.changes import record_changes
from sello_site.headless.models import WebhookDelivery, WebhookSubscription
from sello_site.headless.webhooks import sending
from sello_site.headless.webhooks.addresses import (
    AddressRefused,
    destination_of,
    is_allowed,
    verify_address,
)
from sello_site.headless.webhooks.subscriptions import (
    change_subscription,
    create_subscription,
    rotate_secret,
    send_test,
    set_active,
)

from .conftest import Subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_demonstration")]

Made = tuple[WebhookSubscription, str]


@pytest.fixture
def home(db: None) -> Page:
    home = Page.objects.get(depth=2, locale__language_code="es")
    record_changes()
    return home


@pytest.fixture
def made(home: Page, subscriber: Subscriber) -> Made:
    return create_subscription(name="Espejo", address=subscriber.address, by=None)


def publish(home: Page, slug: str = "nueva") -> Page:
    page: Page = home.add_child(instance=ContentPage(title="Nueva", slug=slug, summary="x"))
    record_changes()
    return page


def deliver() -> None:
    sending.send_due(seconds=20)


def make_due() -> None:
    WebhookDelivery.objects.filter(state="pending").update(next_attempt_at=timezone.now())


def verified(secret: str, headers: dict[str, str], body: str) -> list[bool]:
    """As a subscriber checks it: which of the signatures the secret makes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return [each == f"v1,{expected}" for each in headers["webhook-signature"].split(" ")]


def test_publishing_changing_and_withdrawing_are_told(
    made: Made, home: Page, subscriber: Subscriber
) -> None:
    page = publish(home)
    Page.objects.filter(pk=page.pk).update(title="Otra")
    record_changes()
    number = page.pk
    page.unpublish()
    record_changes()
    deliver()
    told = [json.loads(body) for _headers, _path, body in subscriber.got]
    own = [each for each in told if each["data"]["id"] == number]
    assert [each["type"] for each in own] == ["page.published", "page.updated", "page.withdrawn"]
    assert set(own[0]["data"]) == {"id", "sequence", "locale", "html_url", "detail_url"}
    assert set(own[2]["data"]) == {"id", "sequence"}
    sequences = [each["data"]["sequence"] for each in told]
    assert sequences == sorted(sequences)
    assert {delivery.state for delivery in WebhookDelivery.objects.all()} == {"sent"}


def test_a_message_is_signed_with_the_secret_that_was_shown(
    made: Made, home: Page, subscriber: Subscriber
) -> None:
    _subscription, secret = made
    publish(home)
    deliver()
    headers, path, body = subscriber.got[0]
    assert path == "/hook?a=b"
    assert headers["content-type"] == "application/json"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 120
    assert verified(secret, headers, body) == [True]
    assert verified(secret, headers, body + " ") == [False]
    assert len({each[0]["webhook-id"] for each in subscriber.got}) == len(subscriber.got)


def test_after_a_rotation_both_secrets_sign_for_a_day(
    made: Made, home: Page, subscriber: Subscriber
) -> None:
    subscription, old = made
    new = rotate_secret(subscription=subscription, by=None)
    assert new != old
    publish(home)
    deliver()
    headers, _path, body = subscriber.got[-1]
    assert verified(new, headers, body) == [True, False]
    assert verified(old, headers, body) == [False, True]
    past = timezone.now() - datetime.timedelta(seconds=1)
    WebhookSubscription.objects.update(previous_until=past)
    publish(home, "otra")
    deliver()
    headers, _path, body = subscriber.got[-1]
    assert verified(new, headers, body) == [True]
    assert verified(old, headers, body) == [False]


def test_no_secret_stands_in_the_database(made: Made) -> None:
    _subscription, secret = made
    rows = str(list(WebhookSubscription.objects.values()))
    assert secret.removeprefix("whsec_") not in rows


def test_what_fails_is_tried_again_with_the_same_id_until_it_arrives(
    made: Made, home: Page, subscriber: Subscriber
) -> None:
    subscriber.statuses = [500, 503]
    delivery = send_test(subscription=made[0])
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.answer_status) == ("pending", 1, 500)
    assert delivery.next_attempt_at > timezone.now()
    deliver()  # not before its time
    assert len(subscriber.got) == 1
    make_due()
    deliver()
    make_due()
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.answer_status) == ("sent", 3, 204)
    assert len({headers["webhook-id"] for headers, _path, _body in subscriber.got}) == 1
    made[0].refresh_from_db()
    assert made[0].failing_since is None


def test_after_its_last_attempt_a_delivery_has_failed(made: Made, subscriber: Subscriber) -> None:
    subscriber.statuses = [500] * 20
    delivery = send_test(subscription=made[0])
    for _ in range(20):
        make_due()
        deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", len(sending.WAITS) + 1)
    assert len(subscriber.got) == len(sending.WAITS) + 1


def test_a_subscription_to_which_nothing_arrives_for_days_is_turned_off(
    made: Made, subscriber: Subscriber, home: Page
) -> None:
    subscription = made[0]
    subscriber.statuses = [500] * 20
    WebhookSubscription.objects.update(failing_since=timezone.now() - datetime.timedelta(days=4))
    send_test(subscription=subscription)
    deliver()
    subscription.refresh_from_db()
    assert subscription.is_active is False
    assert subscription.disabled_because == "nothing has arrived for three days"
    subscriber.got.clear()
    publish(home)
    deliver()
    assert subscriber.got == []
    with pytest.raises(ValidationError):
        send_test(subscription=subscription)
    subscriber.statuses = []
    set_active(subscription=subscription, is_active=True, by=None)
    send_test(subscription=subscription)
    deliver()
    assert len(subscriber.got) == 1


def test_a_subscriber_that_is_gone_is_believed(made: Made, subscriber: Subscriber) -> None:
    subscriber.statuses = [410]
    send_test(subscription=made[0])
    deliver()
    made[0].refresh_from_db()
    assert made[0].is_active is False


def test_no_redirect_is_followed(made: Made, subscriber: Subscriber) -> None:
    subscriber.statuses = [302]
    delivery = send_test(subscription=made[0])
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.answer_status) == ("pending", 302)
    assert [path for _headers, path, _body in subscriber.got] == ["/hook?a=b"]


def test_what_is_not_committed_is_not_told(made: Made, home: Page) -> None:
    point = transaction.savepoint()
    publish(home)
    assert WebhookDelivery.objects.count() > 0
    transaction.savepoint_rollback(point)
    assert WebhookDelivery.objects.count() == 0


def test_a_change_is_told_once_to_each(made: Made, home: Page) -> None:
    publish(home)
    delivery = WebhookDelivery.objects.exclude(sequence=None).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookDelivery.objects.create(
            subscription=made[0], kind="x", body="", sequence=delivery.sequence
        )


def test_deliveries_of_long_ago_are_forgotten(made: Made, subscriber: Subscriber) -> None:
    delivery = send_test(subscription=made[0])
    kept = send_test(subscription=made[0])
    deliver()
    long_ago = timezone.now() - datetime.timedelta(days=31)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(finished_at=long_ago)
    sending.forget_old_deliveries()
    assert list(WebhookDelivery.objects.all()) == [kept]


INSIDE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1",
    "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1",
]  # fmt: skip


@pytest.mark.parametrize("ip", INSIDE)
def test_nothing_is_sent_into_the_house(ip: str, settings: Any) -> None:
    settings.SELLO_DEMO = False
    for scheme in ("https", "http"):
        assert is_allowed(ipaddress.ip_address(ip), scheme=scheme) is False


def test_public_addresses_are_reached_over_tls_alone(settings: Any) -> None:
    settings.SELLO_DEMO = False
    for ip in ("200.1.2.3", "2800:300::1", "::ffff:200.1.2.3"):
        assert is_allowed(ipaddress.ip_address(ip), scheme="https") is True
        assert is_allowed(ipaddress.ip_address(ip), scheme="http") is False


def test_only_the_demonstration_reaches_this_machine(settings: Any) -> None:
    assert is_allowed(ipaddress.ip_address("127.0.0.1"), scheme="http") is True
    assert is_allowed(ipaddress.ip_address("10.0.0.1"), scheme="https") is False
    settings.SELLO_DEMO = False
    assert is_allowed(ipaddress.ip_address("127.0.0.1"), scheme="https") is False


def answers(*ips: str) -> Any:
    def resolve(host: str, port: int, **options: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    return resolve


def test_a_name_is_judged_by_all_that_it_leads_to(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SELLO_DEMO = False
    monkeypatch.setattr(socket, "getaddrinfo", answers("200.1.2.3", "10.0.0.1"))
    with pytest.raises(AddressRefused, match="not public"):
        destination_of("https://example.org/hook")
    monkeypatch.setattr(socket, "getaddrinfo", answers("200.1.2.3"))
    assert destination_of("https://example.org/hook").ip == "200.1.2.3"


def test_a_name_that_leads_elsewhere_later_leads_nobody_into_the_house(
    made: Made, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection goes to the address that was judged: the name is asked once."""
    asked = []
    port = int(subscriber.address.rpartition(":")[2].partition("/")[0])

    def resolve(host: Any, *rest: Any, **options: Any) -> Any:
        if host == "espejo.example":
            asked.append(host)
            return answers("127.0.0.1")(host, port)
        return real(host, *rest, **options)

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    change_subscription(
        subscription=made[0], name="Espejo", address=f"http://espejo.example:{port}/hook", by=None
    )
    send_test(subscription=made[0])
    deliver()
    assert asked == ["espejo.example"]
    assert subscriber.got[0][0]["host"] == f"espejo.example:{port}"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https:///x", "//example.org/",
        "https://user@example.org/", "https://user:pw@example.org/", "https://example.org/#x",
        "https://example.org:99999/", "https://[::1", "https://exa mple.org/",
        "https://example.org/\r\nX: y", "https://ejempló.cl/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_addresses_that_are_none_are_refused(address: str, settings: Any) -> None:
    settings.SELLO_DEMO = False
    with pytest.raises(ValidationError):
        verify_address(address)
    with pytest.raises(AddressRefused):
        destination_of(address)
    verify_address("https://example.org/hook?x=1")


def test_two_subscriptions_do_not_share_an_address(made: Made, subscriber: Subscriber) -> None:
    with pytest.raises(ValidationError):
        create_subscription(name="Otra", address=subscriber.address, by=None)
    assert WebhookSubscription.objects.count() == 1
