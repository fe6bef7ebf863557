"""What is limited, and how far: the one table of the platform's limits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most ``hits`` in a window that begins with the first of them and lasts ``window``."""

    hits: int
    window: datetime.timedelta

    def __post_init__(self) -> None:
        if self.hits < 1 or self.window < datetime.timedelta(seconds=1):
            raise ValueError("a limit allows at least one hit, in at least one second")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Something that is counted by itself, by account, by address, or by both.

    A whole municipality comes from one address: the limit of addresses has to be wide.
    """

    name: str
    account: Limit | None = None
    address: Limit | None = None

    def __post_init__(self) -> None:
        if self.account is None and self.address is None:
            raise ValueError(f"scope {self.name} limits nothing")


SIGN_IN = Scope(
    name="sign-in",
    account=Limit(hits=10, window=datetime.timedelta(minutes=15)),
    address=Limit(hits=200, window=datetime.timedelta(minutes=15)),
)
"""Attempts to sign in with a password; the right one sets the account's counter back."""

SCOPES = (SIGN_IN,)
"""All of them. Names are part of the keys: two scopes with one name would share their counters."""
