"""What an event must say, and what a history may hold: the rules that every way in shares.

The database keeps what it can of them; the legal order is the table in :mod:`sello_map.status`.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sello_map.days import today
from sello_map.models import StatusEvent
from sello_map.status import BEGINNING, Break, StatusKind, first_break

_ADDRESS = URLValidator(schemes=["http", "https"])
_ACT = ("act_type", "act_number", "act_date")

EARLIEST_ACT = datetime.date(1900, 1, 1)
"""Earlier days are mistyped, and a file that says them cannot come in again."""

TEXTS = ("act_type", "act_number", "act_address", "source", "source_address", "note")
"""Fields of an event that hold text."""


def text_field(name: str) -> models.CharField:
    """A text field of the model, for its label and its length."""
    field = StatusEvent._meta.get_field(name)
    assert isinstance(field, models.CharField)  # noqa: S101  # those named in TEXTS are
    return field


class RegisterProblem(Exception):  # noqa: N818  # says what happened
    """Why something cannot stand in the register; ``field`` is the one at fault, if one is."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True, kw_only=True)
class EventData:
    """What is said of one event. Texts are empty where nothing is known.

    They are put on one line, as a file can hold them: what goes out comes in again unchanged.
    """

    municipality_id: str
    kind: str
    date: datetime.date
    act_type: str = ""
    act_number: str = ""
    act_date: datetime.date | None = None
    act_address: str = ""
    source: str = ""
    source_address: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name in TEXTS:
            text = " ".join(unicodedata.normalize("NFC", getattr(self, name)).split())
            object.__setattr__(self, name, text)

    def values(self) -> dict[str, Any]:
        """By field of :class:`StatusEvent`."""
        return asdict(self)

    @classmethod
    def of(cls, event: StatusEvent) -> EventData:
        """What a stored event says."""
        return cls(**{name: getattr(event, name) for name in cls.__dataclass_fields__})


def check_data(data: EventData) -> None:
    """Judges an event by itself. Raises :class:`RegisterProblem`."""
    if data.kind not in StatusKind.values:
        raise RegisterProblem(_("Elija un hecho."), field="kind")
    if data.date < BEGINNING:
        raise RegisterProblem(
            _("El programa comenzó en 2015: no hay hechos anteriores."), field="date"
        )
    if data.act_date is not None and data.act_date < EARLIEST_ACT:
        raise RegisterProblem(
            _("La fecha del acto no puede ser anterior a 1900."), field="act_date"
        )
    for name in ("date", "act_date"):
        day = getattr(data, name)
        if day is not None and day > today():
            raise RegisterProblem(_("La fecha no puede estar en el futuro."), field=name)
    _check_act(data)
    if not (data.act_number or data.source or data.source_address):
        raise RegisterProblem(
            _("Sin acto, escriba de dónde se sabe: un texto o una dirección."), field="source"
        )
    for name in ("act_address", "source_address"):
        _check_address(getattr(data, name), field=name)
    for name in TEXTS:
        text, longest = getattr(data, name), text_field(name).max_length or 0
        if not text.isprintable():
            raise RegisterProblem(_("El texto tiene signos que no se pueden leer."), field=name)
        if len(text) > longest:
            raise RegisterProblem(
                _("El texto tiene más de %(longest)d caracteres.") % {"longest": longest},
                field=name,
            )


def _check_act(data: EventData) -> None:
    """Type, number and date go together: all of them or none."""
    if not any((data.act_type, data.act_number, data.act_date, data.act_address)):
        return
    for name in _ACT:
        if not getattr(data, name):
            raise RegisterProblem(
                _("Escriba tipo, número y fecha del acto, o deje los tres vacíos."), field=name
            )


def _check_address(address: str, *, field: str) -> None:
    if not address:
        return
    try:
        _ADDRESS(address)
    except ValidationError:
        raise RegisterProblem(
            _("Escriba una dirección web completa, como https://ejemplo.cl/documento."), field=field
        ) from None


def check_history(staying: Sequence[StatusEvent], entered: Iterable[EventData]) -> None:
    """Judges a municipality's history as it will be. Raises :class:`RegisterProblem`."""
    problem = problem_of_history(staying, list(entered))
    if problem is not None:
        raise problem[0]


def problem_of_history(
    staying: Sequence[StatusEvent], entered: Sequence[EventData]
) -> tuple[RegisterProblem, EventData | None] | None:
    """The first thing that is wrong with a history, and which of the events entered is at fault
    (None: what is annulled is)."""
    seen = {(event.kind, event.date) for event in staying}
    for data in entered:
        if (data.kind, data.date) in seen:
            message = _("Ya consta «%(kind)s» ese día para esta municipalidad.")
            return RegisterProblem(message % {"kind": _label(data.kind)}, field="date"), data
        seen.add((data.kind, data.date))
    together: list[StatusEvent | EventData] = [*staying, *entered]
    found = first_break(together)
    if found is None:
        return None
    at_fault = found.event
    if isinstance(at_fault, EventData):
        return RegisterProblem(_sentence(found), field="kind"), at_fault
    # An event that stood there is no longer possible: what was entered before it is the reason.
    before = [data for data in entered if data.date <= at_fault.date]
    if not before:
        return RegisterProblem(_sentence(found)), entered[0] if entered else None
    return RegisterProblem(_sentence(found), field="date"), max(before, key=lambda data: data.date)


def _sentence(found: Break[Any]) -> str:
    words = {
        "kind": _label(found.event.kind),
        "date": date_format(found.event.date, "DATE_FORMAT"),
        "after": _label(found.after) if found.after else "",
    }
    if found.after is None:
        return _("«%(kind)s», %(date)s: antes tiene que constar que adhirió.") % words
    return _("«%(kind)s», %(date)s: no puede seguir a «%(after)s».") % words


def _label(kind: str) -> str:
    return str(StatusKind(kind).label)
