"""The contract tests over all bundled plugins."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from sello_site.outbox import letters
from sello_site.outbox.suppressions import suppress
from sello_site.privacy import rights
from sello_site.privacy.texts import publish_text, record_consent
from sello_site.testing import *  # noqa: F403  # as any plugin's own suite has it


@pytest.fixture
def privacy_examples() -> Mapping[str, Callable[[str], object]]:
    """One of everything that the platform's own services keep about an address."""

    def mail(address: str) -> None:
        letters.send(to=address, template="test", language="es", context={})
        suppress(address=address, reason="hard_bounce")

    def privacy(address: str) -> None:
        rights.ask(right="access", name="Ana", email=address, details="", language="es")
        text = publish_text(key="ejemplo", language="es", text="Texto")
        record_consent(email=address, text=text, source="tests:contract")

    return {"outbox": mail, "privacy": privacy}
