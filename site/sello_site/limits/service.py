"""Counts hits and says whether one more is allowed. PostgreSQL does the arithmetic and the time.

The account is counted before the address, and a refused hit changes no counter: who hammers on
one account uses up nothing of the address that others share, and who is refused at the address
cannot use up the attempts of accounts.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import Error, connection, transaction
from django.utils.crypto import salted_hmac

from sello_site.limits.scopes import Limit, Scope
from sello_site.proxy import parse_address

LOCK_SECONDS = 2
"""How long a hit waits for a counter before the limits count as unavailable."""

_IPV6_SITE = 64
"""The part of an IPv6 address that one subscriber is given; the rest is theirs to vary."""

_HIT = """
    INSERT INTO sello_limits_counter AS counter (key, hits, ends_at)
    VALUES (%(key)s, 1, statement_timestamp() + %(window)s)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN counter.ends_at <= statement_timestamp()
            THEN 1 ELSE counter.hits + 1 END,
        ends_at = CASE WHEN counter.ends_at <= statement_timestamp()
            THEN EXCLUDED.ends_at ELSE counter.ends_at END
    RETURNING hits, EXTRACT(EPOCH FROM ends_at - statement_timestamp())
"""

# Rows that somebody counts on at this moment are left to the next time: nobody waits.
_SWEEP = """
    DELETE FROM sello_limits_counter WHERE key IN (
        SELECT key FROM sello_limits_counter WHERE ends_at <= statement_timestamp()
        FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True)
class Verdict:
    """Whether a hit is allowed; if not, after how many seconds (at least one) another may be."""

    allowed: bool
    retry_after_seconds: int = 0


class LimitReached(Exception):  # noqa: N818  # says what happened
    """A hit was refused. Left to pass, it becomes the page for status 429."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"refused for {verdict.retry_after_seconds} s")
        self.verdict = verdict


class LimitsUnavailable(Exception):  # noqa: N818  # says what happened
    """The counters cannot be read. Left to pass, it becomes the page for status 503."""


def hit(scope: Scope, *, account: str | None = None, address: str | None = None) -> Verdict:
    """Counts one hit, and says whether it is allowed.

    ``account`` is the identifier as accounts are looked up by it, whether or not there is one;
    ``address`` is the request's REMOTE_ADDR. What the scope does not limit may be left out.

    The hit counts at once, whatever becomes of the request: raises :class:`RuntimeError` inside a
    transaction. Raises :class:`LimitsUnavailable` when the database fails, and
    :class:`ValueError` when the scope limits nothing of what was given.
    """
    counted = _counted(scope, account=account, address=address)
    with _counters() as cursor:
        for key, limit in counted:
            cursor.execute(_HIT, {"key": key, "window": limit.window})
            hits, seconds_left = cursor.fetchone()
            if hits > limit.hits:
                transaction.set_rollback(True)
                return Verdict(False, max(1, math.ceil(seconds_left)))
    return Verdict(True)


def hit_within(scope: Scope, *, account: str) -> Verdict:
    """As :func:`hit`, but counts in the caller's transaction.

    For what is counted because it is done, such as a letter, and not because somebody tried: when
    the caller's transaction is undone, so is the hit. Raises what :func:`hit` raises.
    """
    [(key, limit)] = _counted(scope, account=account, address=None)
    values: dict[str, Any] = {"key": key, "window": limit.window}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_HIT, values)
            hits, seconds_left = cursor.fetchone()
            if hits > limit.hits:
                transaction.set_rollback(True)
                return Verdict(False, max(1, math.ceil(seconds_left)))
    except Error as error:
        raise LimitsUnavailable("the limits could not be counted") from error
    return Verdict(True)


def require(scope: Scope, *, account: str | None = None, address: str | None = None) -> None:
    """Like :func:`hit`, but raises :class:`LimitReached` when the hit is refused."""
    verdict = hit(scope, account=account, address=address)
    if not verdict.allowed:
        raise LimitReached(verdict)


def clear(scope: Scope, *, account: str) -> None:
    """Forgets the account's hits, as when somebody has shown to be its owner.

    Raises what :func:`hit` raises.
    """
    [(key, _limit)] = _counted(scope, account=account, address=None)
    with _counters() as cursor:
        cursor.execute("DELETE FROM sello_limits_counter WHERE key = %s", [key])


def sweep() -> int:
    """Deletes the counters whose window has ended; gives their number."""
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP)
        return int(cursor.rowcount)


def _counted(scope: Scope, *, account: str | None, address: str | None) -> list[tuple[str, Limit]]:
    """Key and limit of each counter, the account's first: an order that is always the same, so
    that two hits never wait for each other."""
    counted = []
    if account is not None and scope.account is not None:
        counted.append((_key(scope, "account", account), scope.account))
    if address is not None and scope.address is not None:
        counted.append((_key(scope, "address", _site_of(address)), scope.address))
    if not counted:
        raise ValueError(f"scope {scope.name} has no limit for what was given")
    return counted


def _key(scope: Scope, kind: str, subject: str) -> str:
    text = "\0".join((scope.name, kind, subject)).encode("utf-8", "surrogatepass")
    return salted_hmac("sello_site.limits", text, algorithm="sha256").hexdigest()


def _site_of(address: str) -> str:
    """The IPv4 address, or the /64 of an IPv6 address. Whatever has no address is one site."""
    parsed = parse_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_SITE), strict=False))
    return str(parsed)


@contextmanager
def _counters() -> Iterator[Any]:
    """A cursor in a transaction of its own, whose failure is LimitsUnavailable."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            yield cursor
    except Error as error:
        raise LimitsUnavailable("the limits could not be counted") from error
