"""Writes the directory: drafts, submissions, decisions and confirmations.

Each function takes the municipality's row first, so that two people act one after the other, and
raises a :class:`DirectoryProblem` when nothing was changed.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from sello_accounts.models import Organisation, User
from sello_accounts.rights import Authority
from sello_directory import letters
from sello_directory.content import OfficeData, problems_of, store_services
from sello_directory.models import DirectoryEntry, DirectoryEvent, Proposal
from sello_directory.problems import (
    DataRefused,
    NothingChanges,
    NothingPublished,
    NotUnderReview,
    OwnProposal,
    ReasonNeeded,
    SomebodyWasFaster,
    UnderReview,
)
from sello_directory.rights import require_editing, require_reviewing
from sello_directory.selectors import latest_proposal, stamp_of
from sello_map.days import CHILE, today
from sello_map.models import Municipality

Kind = DirectoryEvent.Kind
State = Proposal.State

REASON_LENGTH = 1000


@transaction.atomic
def save_draft(
    *, actor: User, organisation: Organisation, stamp: str, data: OfficeData
) -> Proposal:
    """Keeps what was written as the municipality's one draft; gaps are allowed.

    ``stamp`` is what the person saw (:func:`stamp_of`).
    """
    authority = require_editing(actor, organisation)
    latest = _locked_latest(organisation, stamp=stamp)
    if latest is not None and latest.state == State.SENT:
        raise UnderReview
    problems = problems_of(data, is_whole=False)
    if problems:
        raise DataRefused(problems)
    if latest is None or latest.state != State.DRAFT:
        latest = Proposal(municipality_id=_code(organisation), version=0)
    for name, value in data.columns().items():
        setattr(latest, name, value)
    latest.saved_at, latest.saved_by = timezone.now(), actor
    latest.version += 1
    latest.save()
    store_services(latest, data)
    _record(Kind.SAVED, authority, organisation, latest)
    return latest


@transaction.atomic
def send_for_review(*, actor: User, organisation: Organisation, stamp: str) -> Proposal:
    """Hands the draft over to SERMIG, which is told by letter."""
    authority = require_editing(actor, organisation)
    draft = _locked_latest(organisation, stamp=stamp)
    if draft is None or draft.state != State.DRAFT:
        raise SomebodyWasFaster
    data = OfficeData.of(draft)
    problems = problems_of(data, is_whole=True)
    if problems:
        raise DataRefused(problems)
    published = _published(organisation)
    if published is not None and OfficeData.of(published) == data:
        raise NothingChanges
    draft.state, draft.sent_at, draft.sent_by = State.SENT, timezone.now(), actor
    draft.version += 1
    draft.save()
    _record(Kind.SENT, authority, organisation, draft)
    letters.proposal_sent(draft, organisation)
    return draft


@transaction.atomic
def withdraw(*, actor: User, organisation: Organisation, stamp: str) -> Proposal:
    """Takes a proposal back before it is decided on; the next draft begins with what it said."""
    authority = require_editing(actor, organisation)
    proposal = _locked_latest(organisation, stamp=stamp)
    if proposal is None or proposal.state != State.SENT:
        raise NotUnderReview
    _close(proposal, State.WITHDRAWN)
    _record(Kind.WITHDRAWN, authority, organisation, proposal)
    return proposal


@transaction.atomic
def confirm_unchanged(*, actor: User, organisation: Organisation, stamp: str) -> DirectoryEntry:
    """The municipality stands today for what is published."""
    authority = require_editing(actor, organisation)
    latest = _locked_latest(organisation, stamp=stamp)
    if latest is not None and latest.state == State.SENT:
        raise UnderReview
    entry = _published(organisation)
    if entry is None:
        raise NothingPublished
    entry.confirmed_on = today()
    entry.save(update_fields=["confirmed_on"])
    _record(Kind.CONFIRMED, authority, organisation, None)
    return entry


@transaction.atomic
def approve(*, actor: User, proposal: Proposal, stamp: str) -> DirectoryEntry:
    """Publishes what was proposed. It counts as confirmed on the day on which it was sent."""
    proposal, organisation, authority = _to_decide(actor, proposal, stamp)
    data = OfficeData.of(proposal)
    before = _published(organisation)
    sent_on = timezone.localdate(proposal.sent_at, timezone=CHILE)
    confirmed_on = sent_on if before is None else max(before.confirmed_on, sent_on)
    entry, _is_new = DirectoryEntry.objects.update_or_create(
        municipality_id=proposal.municipality_id,
        defaults={**data.columns(), "confirmed_on": confirmed_on},
    )
    store_services(entry, data)
    proposal.decided_by = actor
    _close(proposal, State.APPROVED)
    _record(Kind.APPROVED, authority, organisation, proposal)
    letters.proposal_approved(proposal, organisation)
    return entry


@transaction.atomic
def send_back(*, actor: User, proposal: Proposal, stamp: str, reason: str) -> Proposal:
    """Returns a proposal with what has to be mended; nothing that is published changes."""
    proposal, organisation, authority = _to_decide(actor, proposal, stamp)
    lines = (" ".join(line.split()) for line in reason.splitlines())
    proposal.reason = "\n".join(lines).strip()[:REASON_LENGTH]
    if not proposal.reason.replace("\n", "").isprintable() or not proposal.reason:
        raise ReasonNeeded
    proposal.decided_by = actor
    _close(proposal, State.RETURNED)
    _record(Kind.RETURNED, authority, organisation, proposal)
    letters.proposal_returned(proposal, organisation)
    return proposal


def _locked_latest(organisation: Organisation, *, stamp: str) -> Proposal | None:
    code = _code(organisation)
    Municipality.objects.select_for_update(no_key=True).get(pk=code)
    latest = latest_proposal(code)
    if stamp_of(latest) != stamp:
        raise SomebodyWasFaster
    return latest


def _to_decide(
    actor: User, proposal: Proposal, stamp: str
) -> tuple[Proposal, Organisation, Authority]:
    authority = require_reviewing(actor, proposal)
    Municipality.objects.select_for_update(no_key=True).get(pk=proposal.municipality_id)
    proposal = Proposal.objects.select_related("sent_by").get(pk=proposal.pk)
    if proposal.state != State.SENT:
        raise NotUnderReview
    if proposal.stamp != stamp:
        raise SomebodyWasFaster
    if proposal.sent_by_id == actor.pk:
        raise OwnProposal
    organisation = Organisation.objects.get(municipality=proposal.municipality_id)
    return proposal, organisation, authority


def _close(proposal: Proposal, state: Proposal.State) -> None:
    proposal.state, proposal.closed_at = state, timezone.now()
    proposal.version += 1
    proposal.save()


def _published(organisation: Organisation) -> DirectoryEntry | None:
    return DirectoryEntry.objects.filter(municipality=_code(organisation)).first()


def _code(organisation: Organisation) -> str:
    # The database keeps it equal to the municipality's.
    return organisation.code


def _record(
    kind: DirectoryEvent.Kind,
    authority: Authority,
    organisation: Organisation,
    proposal: Proposal | None,
) -> None:
    DirectoryEvent.objects.create(
        kind=kind,
        municipality_id=_code(organisation),
        proposal=proposal,
        actor=authority.actor,
        on_behalf_of=authority.on_behalf_of,
    )
