"""Designations: the first coordinator of a municipality gets the role once one is confirmed."""

from __future__ import annotations

import datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sello_accounts import letters
from sello_accounts.access import bring_up_to_date
from sello_accounts.configuration import configuration
from sello_accounts.days import today
from sello_accounts.models import (
    AccessEvent,
    Designation,
    DesignationDocument,
    Membership,
    Organisation,
    User,
)
from sello_accounts.problems import (
    AlreadyDecided,
    DaysOutOfOrder,
    DesignationNotNeeded,
    DocumentProblem,
    NotAllowed,
    NumberNeeded,
    ReasonNeeded,
)
from sello_accounts.record import record
from sello_accounts.rights import Actor, Authority, authority_to_decide
from sello_accounts.services.lists import officers_of, start_term
from sello_site.uploads import check_document, check_size

Kind = AccessEvent.Kind
MEGABYTE = 1024 * 1024


@transaction.atomic
def request_designation(
    *,
    actor: Actor,
    membership: Membership,
    number: str,
    issued_on: datetime.date,
    document: UploadedFile | None = None,
    reference: str = "",
) -> Designation:
    """Presents the document by which a municipality named its coordinator.

    By the person who was named, or by those who decide. The document is a PDF, or ``reference``
    says where it is published. Raises :class:`NotAllowed`, :class:`DesignationNotNeeded`,
    :class:`NumberNeeded`, :class:`DaysOutOfOrder` (field ``issued_on``) for a day to come, and
    :class:`DocumentProblem`.
    """
    membership = _locked(membership)
    authority = _authority_to_request(actor, membership)
    standing = membership.designations.filter(
        state__in=[Designation.State.REQUESTED, Designation.State.CONFIRMED]
    )
    if not membership.awaits_designation or not membership.is_current() or standing.exists():
        raise DesignationNotNeeded
    if not number.strip():
        raise NumberNeeded
    if issued_on > today():
        raise DaysOutOfOrder(_("La fecha del documento no puede ser futura."), field="issued_on")
    if document is None and not reference.strip():
        raise DocumentProblem
    designation = Designation.objects.create(
        membership=membership,
        number=number.strip()[:60],
        issued_on=issued_on,
        reference=reference.strip()[:300],
        requested_by=authority.actor,
    )
    if document is not None:
        _keep(designation, document)
    _record(Kind.DESIGNATION_REQUESTED, designation, authority)
    letters.designation_requested(membership, officers=officers_of(membership.organisation))
    return designation


@transaction.atomic
def confirm_designation(*, actor: Actor, designation: Designation) -> Designation:
    """Gives the coordinator the role, at once. Raises :class:`NotAllowed`,
    :class:`AlreadyDecided`."""
    designation, authority = _to_decide(actor, designation)
    _decide(designation, authority, Designation.State.CONFIRMED)
    membership = designation.membership
    membership.awaits_designation = False
    membership.save(update_fields=["awaits_designation"])
    start_term(membership.organisation)
    _record(Kind.DESIGNATION_CONFIRMED, designation, authority)
    letters.designation_confirmed(membership)
    bring_up_to_date(membership.user)
    return designation


@transaction.atomic
def refuse_designation(*, actor: Actor, designation: Designation, refusal: str) -> Designation:
    """Refuses it with a reason, which the person is told; they may present another document.

    Raises :class:`NotAllowed`, :class:`AlreadyDecided`, :class:`ReasonNeeded`.
    """
    designation, authority = _to_decide(actor, designation)
    if not refusal.strip():
        raise ReasonNeeded
    designation.refusal = refusal.strip()[:500]
    _decide(designation, authority, Designation.State.REFUSED)
    _record(Kind.DESIGNATION_REFUSED, designation, authority)
    letters.designation_refused(designation.membership, refusal=designation.refusal)
    return designation


def _authority_to_request(actor: Actor, membership: Membership) -> Authority:
    if isinstance(actor, User) and actor.is_active and actor.pk == membership.user_id:
        return Authority(actor)
    found = authority_to_decide(actor, membership)
    if found is None:
        raise NotAllowed
    return found


def _to_decide(actor: Actor, designation: Designation) -> tuple[Designation, Authority]:
    membership = _locked(designation.membership)
    designation = Designation.objects.select_for_update().get(pk=designation.pk)
    designation.membership = membership
    authority = authority_to_decide(actor, membership)
    if authority is None:
        raise NotAllowed
    if designation.state != Designation.State.REQUESTED or membership.ended_at is not None:
        raise AlreadyDecided
    return designation, authority


def _decide(designation: Designation, authority: Authority, state: Designation.State) -> None:
    designation.state = state
    designation.decided_at = timezone.now()
    designation.decided_by = authority.actor
    designation.save(update_fields=["state", "decided_at", "decided_by", "refusal"])


def _keep(designation: Designation, document: UploadedFile) -> None:
    name = PurePath((document.name or "").replace("\\", "/")).name
    most = configuration().designation_mb * MEGABYTE
    if not name.lower().endswith(".pdf"):
        raise DocumentProblem
    try:
        check_size(document.size or 0, largest=most)
        check_document(document, name=name)
    except ValidationError as error:
        raise DocumentProblem(error.messages[0]) from error
    document.seek(0)
    DesignationDocument.objects.create(
        designation=designation, name=name[-120:], content=document.read(most + 1)
    )


def _locked(membership: Membership) -> Membership:
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "user")
        .get(pk=membership.pk)
    )


def _record(kind: AccessEvent.Kind, designation: Designation, authority: Authority) -> None:
    record(
        kind,
        authority=authority,
        organisation=designation.membership.organisation,
        person=designation.membership.user,
        designation=designation.pk,
        membership=designation.membership_id,
    )
