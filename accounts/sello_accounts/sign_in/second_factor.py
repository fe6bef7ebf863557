"""The second factor: who has proved one in this session, who may enrol one, who may remove one.

A factor is an authenticator app (TOTP) or a passkey. Recovery codes stand in for a factor that is
out of reach; alone they are none.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sello_accounts.models import User
from sello_accounts.sign_in import notices

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

ENROLMENT_SECONDS = 30 * 60
"""How long after opening an invitation or a link the first factor can be enrolled."""

_ENROLMENT = "sello_enrolment"


def is_enrolled(user: Any) -> bool:
    """Whether somebody has a factor."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def is_proved(request: HttpRequest) -> bool:
    """Whether the person of this session has shown a factor, or a recovery code, in it."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def allow_enrolment(request: HttpRequest, user: User) -> None:
    """Lets this session enrol the first factor of ``user``, who came by an invitation or a link."""
    request.session[_ENROLMENT] = {"user": str(user.pk), "at": time.time()}


def may_enrol(request: HttpRequest, user: Any) -> bool:
    """Whether this session may enrol the first factor of ``user``.

    The password is not enough: whoever learned it would enrol their own.
    """
    allowed = request.session.get(_ENROLMENT)
    return (
        isinstance(allowed, dict)
        and allowed.get("user") == str(user.pk)
        and 0 <= time.time() - allowed.get("at", 0) < ENROLMENT_SECONDS
        and not is_enrolled(user)
    )


def accept_enrolled(request: HttpRequest, authenticator: Authenticator) -> None:
    """After an authenticator was added: whoever added it has just shown that they hold it.

    The session gets a new key, since it can do more from now on than before.
    """
    is_first = request.session.pop(_ENROLMENT, None) is not None
    record_authentication(
        request,
        authenticator.user,
        "mfa",
        id=authenticator.pk,
        type=authenticator.type,
        reauthenticated=True,
    )
    if is_first:
        request.session.cycle_key()
        UserSession.objects.create_from_request(request)


def is_last(authenticator: Authenticator) -> bool:
    """Whether its owner would be left without a factor if this one were removed."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
    return authenticator.type in FACTORS and not others.exclude(pk=authenticator.pk).exists()


@transaction.atomic
def hold_for_removal(authenticator: Authenticator) -> None:
    """Raises :class:`ValidationError` when this is the last factor.

    To be called in the transaction that removes it: the owner's row is locked until its end, so
    that of two removals at the same time one sees the other.
    """
    User.objects.select_for_update().get(pk=authenticator.user_id)
    if is_last(authenticator):
        raise ValidationError(
            _(
                "Es su único segundo factor y no se puede quitar. "
                "Agregue antes otra llave o una aplicación."
            ),
            code="last_factor",
        )


@transaction.atomic
def reset(user: User) -> None:
    """Takes all factors and recovery codes from somebody, ends their sessions, tells them.

    For those who lost their telephone or their key; a new link of enrolment lets them back in.
    """
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    notices.tell(user, notices.FACTORS_RESET)


def end_sessions(user: Any, *, but: str | None = None) -> int:
    """Ends the sessions of somebody, except the one with the key ``but``; gives their number."""
    ended = 0
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()
        ended += 1
    return ended
