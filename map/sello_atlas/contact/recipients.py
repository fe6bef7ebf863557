"""To whom a message for a region goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sello_map.models import RegionalOffice
from sello_map.selectors import officer_for
from sello_site.outbox.addresses import is_mail_address
from sello_site.outbox.suppressions import suppression_of


@dataclass(frozen=True)
class Recipient:
    """A mailbox that takes mail, and the name of the office that it belongs to."""

    email: str
    office: str


def recipient_for(region: str) -> Recipient | None:
    """The region's officer, else its office; None when neither has a mailbox that takes mail.

    An address that refused mail before would swallow the message without anybody noticing.
    """
    for candidate in _candidates(region):
        if is_mail_address(candidate.email) and not suppression_of(address=candidate.email):
            return candidate
    return None


def _candidates(region: str) -> Iterator[Recipient]:
    officer = officer_for(region)
    if officer is not None:
        yield Recipient(officer.email, officer.office.name)
    offices = RegionalOffice.objects.filter(region=region).exclude(email="")
    for office in offices.order_by("name", "pk"):
        yield Recipient(office.email, office.name)
