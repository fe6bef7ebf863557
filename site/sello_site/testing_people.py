"""What tests need of people, for the platform and for plugin authors."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.test import Client


def with_second_factor(user: Any) -> Any:
    """The account, with an authenticator app when it had no factor; tokens of the API need one."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    if not Authenticator.objects.filter(user=user, type__in=kinds).exists():
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": "not-a-secret"}
        )
    return user


def signed_in(client: Client, user: Any) -> Client:
    """The client, signed in as somebody who has shown a second factor, as everybody must.

    ``client.force_login`` alone leaves a session that the next request ends. The account is given
    an authenticator app when it has none.
    """
    client.force_login(with_second_factor(user))
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": Authenticator.Type.TOTP.value, "at": time.time()}
    ]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client
