"""The reports of links as tables."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sello_editorial.links.internal import BrokenLink
from sello_editorial.links.models import ADDRESS_LENGTH, ExternalLink
from sello_site.tabular import Column, Date, Integer, Table, Text

INTERNAL_TABLE = Table(
    name="internal_links",
    title=_("Enlaces internos rotos"),
    columns=(
        Column("title", _("Contenido"), Text(), required=True),
        Column("where", _("Lugar"), Text(1000), required=True),
        Column("target", _("Lleva a"), Text(2000), required=True),
        Column("reason", _("Motivo"), Text(), required=True),
    ),
    key=("title", "where", "target"),
)
EXTERNAL_TABLE = Table(
    name="external_links",
    title=_("Enlaces externos"),
    columns=(
        Column("address", _("Dirección"), Text(ADDRESS_LENGTH), required=True),
        Column("state", _("Estado"), Text(), required=True),
        Column("last_status", _("Respuesta"), Integer(0)),
        Column("problem", _("Problema"), Text()),
        Column("leads_to", _("Lleva a"), Text(ADDRESS_LENGTH)),
        Column("checked_on", _("Comprobada"), Date()),
        Column("failing_since", _("Falla desde"), Date()),
        Column("ignored_because", _("Motivo para pasarla por alto"), Text()),
    ),
    key=("address",),
)


def internal_row(link: BrokenLink) -> dict[str, Any]:
    return {
        "title": link.title,
        "where": link.where,
        "target": link.target,
        "reason": str(link.reason.label),
    }


def external_row(link: ExternalLink) -> dict[str, Any]:
    checked, failing = link.checked_at, link.failing_since
    return {
        "address": link.address,
        "state": str(link.state.label),
        "last_status": link.last_status,
        "problem": link.problem,
        "leads_to": link.leads_to,
        "checked_on": timezone.localdate(checked) if checked else None,
        "failing_since": timezone.localdate(failing) if failing else None,
        "ignored_because": link.ignored_because,
    }
