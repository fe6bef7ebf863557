"""Addresses that let one person do one thing, once: no table keeps them.

A link is signed, ages, and holds for the state in which the account was when it was made.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from sello_accounts.models import User


@dataclass(frozen=True, kw_only=True)
class AccountLink:
    """One kind of link. ``state`` gives what must not have changed since."""

    purpose: str
    lifetime: datetime.timedelta
    state: Callable[[User], tuple[object, ...]]

    def token(self, user: User) -> str:
        """A token for the address."""
        return signing.dumps({"user": user.pk, "state": self._digest(user)}, salt=self._salt)

    def find(self, token: str) -> User | None:
        """Whose token this is, when that account is active; None when it does not hold."""
        try:
            told = signing.loads(token, salt=self._salt, max_age=self.lifetime)
            user = User.objects.filter(pk=told["user"], is_active=True).first()
        except (signing.BadSignature, KeyError, TypeError):
            return None
        if user is None or not constant_time_compare(told["state"], self._digest(user)):
            return None
        return user

    @property
    def _salt(self) -> str:
        return f"sello_accounts.{self.purpose}"

    def _digest(self, user: User) -> str:
        state = "\0".join(str(part) for part in (user.pk, user.email, *self.state(user)))
        return salted_hmac(self._salt, state, algorithm="sha256").hexdigest()
