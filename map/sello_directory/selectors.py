"""What can be asked of the directory; nothing here writes, and nothing checks a right."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from sello_accounts.access import signed_by
from sello_accounts.models import Organisation
from sello_directory.content import Difference, OfficeData, differences
from sello_directory.freshness import may_be_outdated
from sello_directory.kinds import AttendedLanguage, ServiceKind
from sello_directory.models import DirectoryEntry, DirectoryEvent, Proposal
from sello_map.days import CHILE, today

# --- for everybody


@dataclass(frozen=True)
class ShownService:
    """A service as it is read: the name of its kind in the reader's language, and the text."""

    kind: str
    name: str
    text: str


@dataclass(frozen=True)
class ShownEntry:
    """What a municipality says, ready to be shown; nothing of it is about a person.

    ``lang`` is the language of the texts where it is not the reader's, else empty.
    """

    municipality_id: str
    office: str
    address: str
    hours: str
    telephone: str
    telephone_address: str
    email: str
    website: str
    website_name: str
    languages: tuple[str, ...]
    services: tuple[ShownService, ...]
    confirmed_on: datetime.date
    may_be_outdated: bool
    language: str
    lang: str


def entry_of(municipality_id: str) -> ShownEntry | None:
    """What one municipality says; None where it says nothing. Two queries at most."""
    return entries(municipalities=[municipality_id]).get(municipality_id)


def entries(*, municipalities: Collection[str] | None = None) -> dict[str, ShownEntry]:
    """Code of the municipality → what it says, of all or of these. Two queries, however many."""
    stored = DirectoryEntry.objects.prefetch_related("services")
    if municipalities is not None:
        stored = stored.filter(municipality__in=municipalities)
    day, reader = today(), get_language() or ""
    return {one.municipality_id: _shown(one, day, reader) for one in stored}


def _shown(entry: DirectoryEntry, day: datetime.date, reader: str) -> ShownEntry:
    data = OfficeData.of(entry)
    kinds, spoken = dict(ServiceKind.choices), dict(AttendedLanguage.choices)
    return ShownEntry(
        municipality_id=entry.municipality_id,
        office=data.office,
        address=data.address,
        hours=data.hours,
        telephone=data.telephone,
        telephone_address=_callable(data.telephone),
        email=data.email,
        website=data.website,
        website_name=data.website.removeprefix("https://").rstrip("/"),
        languages=tuple(str(spoken[code]) for code in data.languages),
        services=tuple(
            ShownService(kind, str(kinds[kind]), text) for kind, text in data.services.items()
        ),
        confirmed_on=entry.confirmed_on,
        may_be_outdated=may_be_outdated(entry.confirmed_on, day),
        language=data.language,
        lang="" if data.language == reader else data.language,
    )


def _callable(telephone: str) -> str:
    """As a telephone dials it, without an extension: ``tel:+56223456789``."""
    number = re.split(r"[a-z]", telephone.lower(), maxsplit=1)[0]
    digits = re.sub(r"[^0-9+]", "", number)
    return f"tel:{digits}" if digits else ""


# --- for those who edit and review


def latest_proposal(municipality_id: str) -> Proposal | None:
    """The proposal that is open, else the one that was closed last."""
    return (
        Proposal.objects.filter(municipality=municipality_id)
        .select_related("saved_by", "sent_by")
        .order_by("-pk")
        .first()
    )


def stamp_of(latest: Proposal | None) -> str:
    """What a form remembers of what the person saw: ``0`` before there was anything."""
    return "0" if latest is None else latest.stamp


def published_data(municipality_id: str) -> OfficeData | None:
    """What is published now, as a value."""
    entry = DirectoryEntry.objects.filter(municipality=municipality_id).first()
    return None if entry is None else OfficeData.of(entry)


def data_to_edit(municipality_id: str, latest: Proposal | None) -> OfficeData:
    """What the form begins with: the last proposal, or what is published once it was approved."""
    if latest is not None and latest.state != Proposal.State.APPROVED:
        return OfficeData.of(latest)
    return published_data(municipality_id) or OfficeData()


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits, and for how many days."""

    proposal: Proposal
    days: int
    is_first: bool


def waiting(proposals: QuerySet[Proposal]) -> list[Waiting]:
    """Those under review, the oldest first. One query, however many."""
    rows = (
        proposals.filter(state=Proposal.State.SENT)
        .select_related("municipality__commune__province__region", "municipality__directory_entry")
        .order_by("sent_at", "pk")
    )
    day = today()
    return [
        Waiting(
            one,
            (day - timezone.localdate(one.sent_at, timezone=CHILE)).days,
            is_first=not hasattr(one.municipality, "directory_entry"),
        )
        for one in rows
    ]


def decided(proposals: QuerySet[Proposal], *, limit: int = 30) -> list[Proposal]:
    """The last decisions, the latest first. One query."""
    states = [Proposal.State.APPROVED, Proposal.State.RETURNED]
    return list(
        proposals.filter(state__in=states)
        .select_related("municipality", "decided_by")
        .order_by("-closed_at", "-pk")[:limit]
    )


def changes_of(proposal: Proposal) -> list[Difference]:
    """What a proposal under review would change of what is published."""
    return differences(published_data(proposal.municipality_id), OfficeData.of(proposal))


@dataclass(frozen=True)
class Overview:
    """A municipality on the list of those that somebody edits."""

    organisation: Organisation
    entry: ShownEntry | None
    state: str


def overviews(organisations: Iterable[Organisation]) -> list[Overview]:
    """What is published of each, and how its open proposal stands. Four queries, however many."""
    places = list(organisations)
    codes = [one.code for one in places]
    shown = entries(municipalities=codes)
    open_states = [Proposal.State.DRAFT, Proposal.State.SENT]
    states = dict(
        Proposal.objects.filter(municipality__in=codes, state__in=open_states)
        .order_by()
        .values_list("municipality_id", "state")
    )
    return [Overview(one, shown.get(one.code), states.get(one.code, "")) for one in places]


@dataclass(frozen=True)
class Past:
    """One act of the record, as it is read; ``by`` is empty for people who were erased."""

    at: datetime.datetime
    what: str
    by: str
    reason: str


def history_of(municipality_id: str, *, limit: int = 50) -> list[Past]:
    """The last acts of a municipality's record, the latest first. One query."""
    rows = DirectoryEvent.objects.filter(municipality=municipality_id).select_related(
        "actor", "on_behalf_of", "proposal"
    )
    return [
        Past(
            one.at,
            str(one.get_kind_display()),
            signed_by(one.actor, one.on_behalf_of) if one.actor else "",
            one.proposal.reason
            if one.proposal is not None and one.kind == DirectoryEvent.Kind.RETURNED
            else "",
        )
        for one in rows[:limit]
    ]


def reading_of(data: OfficeData | None) -> list[tuple[str, Any]]:
    """What is said, as label and text, without what is empty."""
    return [] if data is None else [(one.label, one.after) for one in differences(None, data)]
