"""Rate limits: one service for every form, sign-in and API, counted in the database.

Counters hold over all workers and hosts and outlive restarts of the web processes. See
``docs/adr`` for what is counted and what a refusal means.
"""

from __future__ import annotations

from sello_site.limits.scopes import (
    ENROLMENT_MAIL,
    INVITATION_MAIL,
    PASSKEY,
    PASSWORD_RESET,
    SECOND_FACTOR,
    SECOND_FACTOR_CODE,
    SECOND_FACTOR_DAY,
    SIGN_IN,
    Limit,
    Scope,
)
from sello_site.limits.service import (
    LimitReached,
    LimitsUnavailable,
    Verdict,
    clear,
    hit,
    hit_within,
    require,
    sweep,
)

__all__ = [
    "ENROLMENT_MAIL",
    "INVITATION_MAIL",
    "PASSKEY",
    "PASSWORD_RESET",
    "SECOND_FACTOR",
    "SECOND_FACTOR_CODE",
    "SECOND_FACTOR_DAY",
    "SIGN_IN",
    "Limit",
    "LimitReached",
    "LimitsUnavailable",
    "Scope",
    "Verdict",
    "clear",
    "hit",
    "hit_within",
    "require",
    "sweep",
]
