"""People who ask, officers who answer, and the links between them."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from sello_accounts.testing import make_member
from sello_site.outbox.models import Letter
from sello_site.privacy import rights
from sello_site.privacy.models import RightsRequest
from sello_site.roles import DATA_PROTECTION


def letter_to(address: str, template: str) -> Letter:
    return Letter.objects.filter(to=address, template=template).latest("pk")


def token_in(letter: Letter) -> str:
    found = re.search(r"/personal/privacidad/(?:confirmar|datos)/([^/\s]+)/", letter.text)
    assert found is not None, letter.text
    return found[1]


def ask(right: str = "access", *, email: str = "ana@example.cl", **more: Any) -> RightsRequest:
    values = {"name": "Ana", "details": "Todo", "language": "es", **more}
    return rights.ask(right=right, email=email, **values)


def open_request(right: str = "access", *, days_ago: int = 0, **more: Any) -> RightsRequest:
    asked = ask(right, **more)
    token = token_in(letter_to(asked.email, "rights_confirm"))
    if days_ago:
        past = timezone.now() - datetime.timedelta(days=days_ago)
        # As if it had been written then: the database lets nobody move the day of a request.
        RightsRequest.objects.filter(pk=asked.pk).delete()
        asked.pk = None
        asked.asked_at = past
        asked.save(force_insert=True)
        asked.state = RightsRequest.State.OPEN
        asked.confirmed_at = past
        asked.due_on = timezone.localdate(past) + datetime.timedelta(days=30)
        asked.save()
        return asked
    found = rights.confirm(token=token)
    assert found is not None
    return found


@pytest.fixture
def officer(db: None) -> Any:
    return make_member("olga@example.cl", DATA_PROTECTION)
