"""What is limited, and how far: the one table of the platform's limits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most ``hits`` in a window that begins with the first of them and lasts ``window``."""

    hits: int
    window: datetime.timedelta

    def __post_init__(self) -> None:
        if self.hits < 1 or self.window < datetime.timedelta(seconds=1):
            raise ValueError("a limit allows at least one hit, in at least one second")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Something that is counted by itself, by account, by address, or by both.

    A whole municipality comes from one address: the limit of addresses has to be wide.
    """

    name: str
    account: Limit | None = None
    address: Limit | None = None

    def __post_init__(self) -> None:
        if self.account is None and self.address is None:
            raise ValueError(f"scope {self.name} limits nothing")


SIGN_IN = Scope(
    name="sign-in",
    account=Limit(hits=10, window=datetime.timedelta(minutes=15)),
    address=Limit(hits=200, window=datetime.timedelta(minutes=15)),
)
"""Attempts to sign in with a password; the right one sets the account's counter back."""

RIGHTS_FORM = Scope(
    name="rights-form",
    address=Limit(hits=60, window=datetime.timedelta(hours=1)),
)
"""Requests about personal data sent from one address."""

RIGHTS_MAIL = Scope(
    name="rights-mail",
    account=Limit(hits=3, window=datetime.timedelta(hours=24)),
)
"""Letters that strangers can have sent to one mailbox; beyond it nothing is sent, and nothing is
said, since that would tell who has asked."""

RIGHTS_DATA = Scope(
    name="rights-data",
    account=Limit(hits=20, window=datetime.timedelta(hours=24)),
)
"""Downloads of one's data by one link."""

PASSWORD_RESET = Scope(
    name="password-reset",
    account=Limit(hits=5, window=datetime.timedelta(hours=24)),
    address=Limit(hits=100, window=datetime.timedelta(hours=1)),
)
"""Letters about a forgotten password: few, since anybody can have them sent to any address."""

INVITATION_MAIL = Scope(
    name="invitation-mail", account=Limit(hits=6, window=datetime.timedelta(hours=24))
)
"""Invitations written to one address, whoever invites it and to whatever: who withdraws one and
invites again must not fill a stranger's mailbox."""

ENROLMENT_MAIL = Scope(
    name="enrolment-mail", account=Limit(hits=6, window=datetime.timedelta(hours=24))
)
"""Links to enrol a second factor sent to one address, and so resets of one person's factors."""

SECOND_FACTOR = Scope(
    name="second-factor", account=Limit(hits=8, window=datetime.timedelta(minutes=15))
)
"""Codes for one account; the right one sets both counters back. Three of a million codes are right
at any moment, so that the limit of the day is what keeps them from being guessed."""

SECOND_FACTOR_DAY = Scope(
    name="second-factor-day", account=Limit(hits=40, window=datetime.timedelta(hours=24))
)

SECOND_FACTOR_CODE = Scope(
    name="second-factor-code", account=Limit(hits=1, window=datetime.timedelta(minutes=3))
)
"""Uses of one code by one account, for longer than a code is right."""

PASSKEY = Scope(name="passkey", address=Limit(hits=300, window=datetime.timedelta(minutes=15)))
"""Asking for a challenge, and answering it: nothing can be guessed, but it costs a session."""

GUIDE_OPINION = Scope(
    name="guide-opinion", address=Limit(hits=60, window=datetime.timedelta(hours=1))
)
"""Opinions about guides sent from one address."""

CONTACT_FORM = Scope(
    name="contact-form", address=Limit(hits=60, window=datetime.timedelta(hours=1))
)
"""Messages to regional offices sent from one address."""

CONTACT_OFFICE = Scope(
    name="contact-office", account=Limit(hits=200, window=datetime.timedelta(hours=1))
)
"""Messages to one regional office, whoever sends them: behind its mailbox is a person."""

CONTACT_MAIL = Scope(
    name="contact-mail", account=Limit(hits=3, window=datetime.timedelta(hours=24))
)
"""Confirmations of such messages written to one mailbox, which anybody can name as theirs. The
messages themselves go on."""

RETURNED_MAIL = Scope(
    name="returned-mail", account=Limit(hits=3, window=datetime.timedelta(hours=24))
)
"""Notices to one mailbox that a message written with its address could not be delivered."""

SCOPES = (
    SIGN_IN,
    RIGHTS_FORM,
    RIGHTS_MAIL,
    RIGHTS_DATA,
    PASSWORD_RESET,
    INVITATION_MAIL,
    ENROLMENT_MAIL,
    SECOND_FACTOR,
    SECOND_FACTOR_DAY,
    SECOND_FACTOR_CODE,
    PASSKEY,
    GUIDE_OPINION,
    CONTACT_FORM,
    CONTACT_OFFICE,
    CONTACT_MAIL,
    RETURNED_MAIL,
)
"""All of them. Names are part of the keys: two scopes with one name would share their counters."""
