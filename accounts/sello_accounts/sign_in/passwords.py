"""Forgotten passwords. Whether an address has an account is told by no answer, cost or row."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from sello_accounts.models import User, normalised_email
from sello_accounts.sign_in import notices, second_factor
from sello_accounts.sign_in.links import AccountLink
from sello_site.outbox import letters

LINK = AccountLink(
    purpose="password",
    lifetime=datetime.timedelta(hours=4),
    state=lambda user: (user.password, user.last_login),
)


@transaction.atomic
def ask_for_reset(*, email: str) -> None:
    """Writes one letter to the address: a link, or that there is no account of this address.

    Both ways cost one query for the account, one signature and one letter. The second letter is
    for those who try another address of theirs; how often anybody gets it, the caller limits.
    Raises :class:`ValueError` when ``email`` is not an address.
    """
    email = normalised_email(email)
    user = User.objects.filter(email=email, is_active=True).first()
    link = settings.SELLO_EDITORIAL_URL + reverse(
        "account_new_password", args=[LINK.token(user or User(pk=0, email=email))]
    )
    letters.send(
        to=email,
        template="account_unknown" if user is None else "account_password_reset",
        language=settings.LANGUAGE_CODE,
        context={
            "link": link,
            "hours": LINK.lifetime // datetime.timedelta(hours=1),
            "email": email,
        },
    )


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Sets a password that its owner chose by a link, ends all their sessions and tells them.

    The password opens nothing by itself: signing in asks for the second factor as ever.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    second_factor.end_sessions(user)
    notices.tell(user, notices.PASSWORD_CHANGED)
