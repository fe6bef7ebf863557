"""What tokens of the API may do: read or edit, until a day, and no longer than their person may.

Wagtail's token says who; its terms say what and until when. Whoever knows of further conditions
(memberships, second factors) adds a gate.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.models import APIToken

from sello_site.headless.models import TokenTerms

Gate = Callable[[HttpRequest, Any], bool]

gates: list[Gate] = []
"""Each is asked for every request with a token that is valid by itself, and gets the person whose
token it is; False refuses it. Plugins append theirs while they are loaded."""

LIFETIME = datetime.timedelta(days=90)
"""How long a token lives when nobody says otherwise."""

LONGEST = datetime.timedelta(days=366)

OVERLAP = datetime.timedelta(hours=24)
"""How long a token still works after another has replaced it."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def may_act(request: HttpRequest, person: Any) -> bool:
    """Whether every gate lets in what acts for this person: tokens, and previews."""
    return all(gate(request, person) for gate in gates)


def give_terms(
    token: APIToken,
    *,
    scope: str = TokenTerms.Scope.EDIT,
    expires_at: datetime.datetime | None = None,
) -> TokenTerms:
    """States what the token may do, from now on."""
    longest = timezone.now() + LONGEST
    until = min(expires_at or timezone.now() + LIFETIME, longest)
    terms, _created = TokenTerms.objects.update_or_create(
        token=token, defaults={"scope": scope, "expires_at": until}
    )
    return terms


@transaction.atomic
def rotate_token(token: APIToken) -> tuple[APIToken, str]:
    """Another token with the same terms, and its key, which is not shown again.

    The old one works for another day. Raises ValueError when it was revoked or replaced already.
    """
    terms = TokenTerms.objects.select_for_update().get(token=token)
    if token.revoked_at is not None or terms.replaced_by_id is not None:
        raise ValueError("only a token that works by itself can be replaced")
    lifetime = max(terms.expires_at - token.created, datetime.timedelta(days=1))
    successor, key = APIToken.create_token(user=token.user, name=token.name)
    give_terms(successor, scope=terms.scope, expires_at=timezone.now() + lifetime)
    terms.expires_at = min(terms.expires_at, timezone.now() + OVERLAP)
    terms.replaced_by = successor
    terms.save(update_fields=["expires_at", "replaced_by"])
    return successor, key


def hold_tokens_to_their_terms() -> None:
    """Puts the conditions into Wagtail's way of knowing tokens; called while the API is built."""
    if getattr(BearerTokenAuth.authenticate, "asks_for_terms", False):
        return
    wagtails: Any = BearerTokenAuth.authenticate

    def authenticate(self: BearerTokenAuth, request: HttpRequest, token: str) -> APIToken | None:
        found: APIToken | None = wagtails(self, request, token)
        if found is None:
            return None
        terms = TokenTerms.objects.filter(token=found).first()
        if terms is None or terms.expires_at <= timezone.now() or not may_act(request, found.user):
            request.user = AnonymousUser()
            return None
        if terms.scope != TokenTerms.Scope.EDIT and request.method not in _SAFE:
            raise HttpError(403, "This token may only read.")
        return found

    authenticate.asks_for_terms = True  # type: ignore[attr-defined]  # the mark asked for above
    BearerTokenAuth.authenticate = authenticate
