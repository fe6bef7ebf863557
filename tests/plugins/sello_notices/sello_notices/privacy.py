"""What the plugin keeps about a person, and how it is erased."""

from __future__ import annotations

from typing import Any

from sello_notices.models import Reminder


def export(*, email: str) -> list[dict[str, Any]]:
    return [
        {"aviso": reminder.notice.title, "pedido_el": reminder.asked_at.isoformat()}
        for reminder in Reminder.objects.filter(email__iexact=email).select_related("notice")
    ]


def erase(*, email: str) -> int:
    return Reminder.objects.filter(email__iexact=email).delete()[0]
