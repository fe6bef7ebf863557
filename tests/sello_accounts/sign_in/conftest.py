"""People of every kind at the door."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sello_accounts.models import User
from signing_in import PASSWORD, enrol


@pytest.fixture
def editor(db: None) -> User:
    """Enrolled, and allowed everything."""
    user = User.objects.create_superuser("edita@example.org", PASSWORD, first_name="Eva")
    enrol(user)
    return user


@pytest.fixture
def bare(db: None) -> User:
    """Allowed everything, with a password and nothing else."""
    return User.objects.create_superuser("sinfactor@example.org", PASSWORD)


@pytest.fixture
def letters(db: None) -> Callable[[], list[tuple[str, str]]]:
    """Address and template of every letter so far."""
    from sello_site.outbox.models import Letter  # inline: models need Django set up

    return lambda: list(Letter.objects.order_by("pk").values_list("to", "template"))
