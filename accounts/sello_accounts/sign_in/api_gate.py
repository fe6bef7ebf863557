"""What a token of the API, or of a preview, needs besides being valid: an owner who could sign in
themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from sello_accounts.access import admit
from sello_accounts.sign_in import second_factor
from sello_accounts.sign_in.demonstration import second_factor_is_lifted


def owner_has_second_factor(request: HttpRequest, owner: Any) -> bool:
    """Otherwise a token would be the way round the second factor."""
    return second_factor.is_enrolled(owner) or second_factor_is_lifted(request)


def owner_may_enter(request: HttpRequest, owner: Any) -> bool:
    """An ended membership ends tokens too, and what its roles allowed. No invitation, which anybody
    who invites could send, brings them back."""
    return admit(owner).may_act
