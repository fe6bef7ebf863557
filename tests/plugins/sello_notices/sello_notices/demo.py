"""Demonstration: one notice below the home page."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from sello_notices.models import NoticePage
from sello_site.demo import HOME, demo_identity

NOTICE = "notices-first"


def load(*, context: Any) -> None:
    """Adds the notice unless it is there already."""
    home = context.find_page(HOME)
    if home is None or context.find_page(NOTICE) is not None:
        return
    notice = NoticePage(
        title="Aviso de demostración",
        slug="aviso-de-demostracion",
        text="Este aviso muestra cómo se ve un complemento. No anuncia nada real.",
        ends_on=timezone.localdate() + datetime.timedelta(days=90),
        translation_key=demo_identity(NOTICE),
    )
    home.add_child(instance=notice)
    notice.save_revision().publish()
    context.pages[NOTICE] = notice.pk
    context.say("  one notice")
