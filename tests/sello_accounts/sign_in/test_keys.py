"""Signing in by a passkey alone: it has to have recognised its owner, whatever else was asked."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from sello_accounts.models import User
from signing_in import CODE, SIGN_IN, is_signed_in, password_step

pytestmark = pytest.mark.django_db

HOST = "localhost"
KEY_DOOR = "/cuenta/entrar/llave/"
FLAG = AuthenticatorData.FLAG


class Key:
    """A key in software; ``recognises`` says whether it asks for a PIN or a finger."""

    def __init__(self, user: User, *, recognises: bool) -> None:
        self.user = user
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.flags = FLAG.UP | (FLAG.UV if recognises else FLAG(0))
        public = ES256.from_cryptography_key(self.private.public_key())
        attested = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(self.scope, self.flags | FLAG.AT, 0, attested)
        response = {
            "clientDataJSON": websafe_encode(self.client_data("webauthn.create", b"x")),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Llave 1", "credential": self.credential(response)},
        )

    @property
    def scope(self) -> bytes:
        return hashlib.sha256(HOST.encode()).digest()

    def client_data(self, kind: str, challenge: bytes | str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, f"http://{HOST}")

    def credential(self, response: dict[str, str]) -> dict[str, Any]:
        number = websafe_encode(self.id)
        return {"id": number, "rawId": number, "type": "public-key", "response": response}

    def answer(self, challenge: str) -> str:
        """What the browser posts, signed by the key."""
        client_data = self.client_data("webauthn.get", challenge)
        data = AuthenticatorData.create(self.scope, self.flags, 1)
        signature = self.private.sign(data + client_data.hash, ec.ECDSA(hashes.SHA256()))
        handle = user_pk_to_url_str(self.user).encode()
        response = {
            "clientDataJSON": websafe_encode(client_data),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(handle),
        }
        return json.dumps(self.credential(response))


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": HOST})


def asked_at_the_door(client: Client) -> str:
    """The challenge that the page of the sign-in asks for."""
    answer = client.get(KEY_DOOR, headers={"x-requested-with": "XMLHttpRequest"})
    return str(answer.json()["request_options"]["publicKey"]["challenge"])


def asked_at_the_second_step(client: Client, user: User) -> str:
    password_step(client, user.email)
    assert client.get(CODE).status_code == 200
    return str(client.session["mfa.webauthn.state"]["challenge"])


def test_a_key_that_recognises_its_owner_signs_in_alone(client: Client, bare: User) -> None:
    key = Key(bare, recognises=True)
    answer = client.post(KEY_DOOR, {"credential": key.answer(asked_at_the_door(client))})
    assert answer["Location"] == "/cuenta/"
    assert is_signed_in(client)


def test_a_key_that_recognises_nobody_is_a_second_step_only(client: Client, bare: User) -> None:
    key = Key(bare, recognises=False)
    answer = client.post(KEY_DOOR, {"credential": key.answer(asked_at_the_door(client))})
    assert answer["Location"] == f"{SIGN_IN}?aviso=llave"
    assert not is_signed_in(client)
    answer = client.post(CODE, {"credential": key.answer(asked_at_the_second_step(client, bare))})
    assert answer["Location"] == "/cuenta/"
    assert is_signed_in(client)


def test_what_the_second_step_asked_opens_no_door_to_the_key_alone(
    client: Client, bare: User, editor: User
) -> None:
    """Whoever has a key, and knows the password of its owner or of anybody else."""
    key = Key(bare, recognises=False)
    Key(editor, recognises=False)
    for user in (editor, bare):
        challenge = asked_at_the_second_step(client, user)
        # After a quarter of an hour the password counts no more; what was asked would.
        session = client.session
        session["account_login"]["initiated_at"] -= 3600
        session.save()
        answer = client.post(KEY_DOOR, {"credential": key.answer(challenge)})
        assert answer["Location"] == f"{SIGN_IN}?aviso=llave"
        assert not is_signed_in(client)
