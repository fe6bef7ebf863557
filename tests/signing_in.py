"""Getting in as a person does, for tests: passwords, codes of an authenticator app, both steps."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client

from sello_accounts.models import User

PASSWORD = "una clave larga y propia"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN = "/cuenta/entrar/"
CODE = "/cuenta/entrar/codigo/"


def code(secret: str = SECRET, step: int = 0) -> str:
    """The code that an app shows now, or ``step`` half minutes later."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + step))


def enrol(user: User, secret: str = SECRET) -> Authenticator:
    """Gives somebody an authenticator app, as enrolment does."""
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt(secret)},
    )


def is_signed_in(client: Client) -> bool:
    """Whether the server takes this client for somebody."""
    return client.get("/cuenta/").status_code == 200


def password_step(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def sign_in(client: Client, user: User, step: int = 0, **more: Any) -> Client:
    """Through both steps, as a person does."""
    assert password_step(client, user.email, **more)["Location"].startswith(CODE)
    answer = client.post(CODE, {"code": code(step=step)})
    assert answer.status_code == 302, answer.content.decode()
    return client
