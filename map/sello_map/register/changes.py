"""Writes the register. Every event comes in here, from a form, a file, or the work of others.

Each function raises :class:`RegisterProblem` with what is wrong, in words for SERMIG's staff, and
then nothing was written. Who may write is asked by the screens.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sello_map.days import today
from sello_map.models import Municipality, RegisterChange, RegisterDeclaration, StatusEvent
from sello_map.register.rules import EventData, RegisterProblem, check_data, check_history
from sello_map.status import BEGINNING

Actor = AbstractBaseUser | None
"""Who writes; None is the operator, at the command line."""

CORRECTED = "Corregido"
"""Reason of an annulment whose event was entered anew, right."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One step: an event to enter, one to annul, or both, which is a correction."""

    enters: EventData | None = None
    annuls: StatusEvent | None = None
    reason: str = ""

    @property
    def municipality_id(self) -> str:
        if self.enters is not None:
            return self.enters.municipality_id
        assert self.annuls is not None  # noqa: S101  # a change does one of the two
        return self.annuls.municipality_id


def enter_event(*, data: EventData, by: Actor, origin: str = "") -> StatusEvent:
    """Enters one event, at the end of a history or in the middle of it."""
    return apply_changes([Change(enters=data)], by=by, origin=origin)[0]


def correct_event(*, event: StatusEvent, data: EventData, reason: str, by: Actor) -> StatusEvent:
    """Annuls an event and enters what it should have said, in one step."""
    change = Change(enters=data, annuls=event, reason=reason.strip() or CORRECTED)
    return apply_changes([change], by=by)[0]


def annul_event(*, event: StatusEvent, reason: str, by: Actor) -> None:
    """Takes an event out of what counts. It stays to be read, with the reason."""
    if not reason.strip():
        raise RegisterProblem(_("Escriba por qué se anula."), field="reason")
    apply_changes([Change(annuls=event, reason=reason.strip())], by=by)


@transaction.atomic
def apply_changes(changes: Sequence[Change], *, by: Actor, origin: str = "") -> list[StatusEvent]:
    """All of the changes or none; answers with the events entered, in their order.

    The order of the changes does not matter: what is judged is each municipality's history as it
    will be. The municipalities are locked, so two people cannot break one history together. The
    number of queries does not grow with the number of changes.
    """
    for change in changes:
        if change.enters is not None:
            check_data(change.enters)
    histories = _locked_histories(
        {change.municipality_id for change in changes}
        | {change.annuls.municipality_id for change in changes if change.annuls is not None}
    )
    annulled = _annulled(changes, histories)
    entered: dict[str, list[EventData]] = defaultdict(list)
    for change in changes:
        if change.enters is not None:
            entered[change.enters.municipality_id].append(change.enters)
    for code, history in histories.items():
        staying = [event for event in history.values() if event.pk not in annulled]
        check_history(staying, entered[code])
    return _write(changes, by=by, origin=origin)


def _locked_histories(codes: Iterable[str]) -> dict[str, dict[int, StatusEvent]]:
    """Code → its events that count, by number; the municipalities stay locked."""
    wanted = sorted(set(codes))
    found = list(
        Municipality.objects.select_for_update()
        .filter(pk__in=wanted)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if found != wanted:
        raise RegisterProblem(_("No hay una municipalidad con este código."), field="municipality")
    histories: dict[str, dict[int, StatusEvent]] = {code: {} for code in found}
    for event in StatusEvent.objects.in_force().filter(municipality__in=found):
        histories[event.municipality_id][event.pk] = event
    return histories


def _annulled(changes: Sequence[Change], histories: dict[str, dict[int, StatusEvent]]) -> set[int]:
    numbers = [change.annuls.pk for change in changes if change.annuls is not None]
    in_force = {number for history in histories.values() for number in history}
    if len(set(numbers)) != len(numbers) or not set(numbers) <= in_force:
        raise RegisterProblem(_("El hecho ya está anulado: vuelva a cargar la página."))
    return set(numbers)


def _write(changes: Sequence[Change], *, by: Actor, origin: str) -> list[StatusEvent]:
    now = timezone.now()
    by_reason: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        if change.annuls is not None:
            by_reason[change.reason].append(change.annuls.pk)
    # First these: the right event may have the kind and the day of the wrong one.
    for reason, numbers in by_reason.items():
        StatusEvent.objects.filter(pk__in=numbers).update(annulled_at=now, annulment_reason=reason)
    made = StatusEvent.objects.bulk_create(
        StatusEvent(**change.enters.values(), corrects=change.annuls)
        for change in changes
        if change.enters is not None
    )
    action = RegisterChange.Action
    rows: list[dict[str, Any]] = [
        {"action": action.ANNULLED, "event_id": number}
        for numbers in by_reason.values()
        for number in numbers
    ]
    rows += [{"action": action.ENTERED, "event": event} for event in made]
    RegisterChange.objects.bulk_create(
        RegisterChange(**row, actor_id=by.pk if by else None, origin=origin[:200]) for row in rows
    )
    return made


@transaction.atomic
def declare_register(
    *, complete_since: datetime.date | None, note: str = "", by: Actor
) -> RegisterDeclaration:
    """Says since which day the register holds everything; None: it is not complete (any more)."""
    if complete_since is not None and complete_since < BEGINNING:
        raise RegisterProblem(_("El programa comenzó en 2015."), field="complete_since")
    if complete_since is not None and complete_since > today():
        raise RegisterProblem(_("La fecha no puede estar en el futuro."), field="complete_since")
    made = RegisterDeclaration.objects.create(
        is_complete=complete_since is not None, complete_since=complete_since, note=note.strip()
    )
    RegisterChange.objects.create(
        action=RegisterChange.Action.DECLARED, declaration=made, actor_id=by.pk if by else None
    )
    return made
