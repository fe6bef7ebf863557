"""Links with which somebody who has an account, but no second factor, may enrol one.

A link ends when a factor is there, when the password or the address changed, and with time.
"""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from sello_accounts.models import User
from sello_accounts.sign_in import second_factor
from sello_accounts.sign_in.links import AccountLink
from sello_site.outbox import letters

logger = logging.getLogger("sello.accounts")

LINK = AccountLink(
    purpose="enrolment",
    lifetime=datetime.timedelta(days=3),
    state=lambda user: (user.password, second_factor.is_enrolled(user)),
)


class CannotEnrol(Exception):  # noqa: N818  # says what happened
    """The account is not one for which a link would be of use."""


def make_link(*, user: User, host: str | None = None) -> str:
    """The address of the page, on ``host`` (that of the editorial zone).

    Raises :class:`CannotEnrol` when the account is inactive, or has a factor already, which must be
    reset first.
    """
    if not user.is_active:
        raise CannotEnrol("the account is not active")
    if second_factor.is_enrolled(user):
        raise CannotEnrol("the account has a second factor: reset it first")
    logger.info("a link to enrol a second factor was made for account %s", user.pk)
    path = reverse("account_enrolment", args=[LINK.token(user)])
    return f"{host or settings.SELLO_EDITORIAL_URL}{path}"


@transaction.atomic
def send_link(*, user: User, host: str | None = None) -> None:
    """Sends the link to its owner. Raises :class:`CannotEnrol` as :func:`make_link`."""
    letters.send(
        to=user.email,
        template="account_enrolment",
        language=settings.LANGUAGE_CODE,
        context={
            "link": make_link(user=user, host=host),
            "name": user.get_full_name(),
            "days": LINK.lifetime.days,
        },
    )
