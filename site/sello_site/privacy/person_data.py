"""What is kept about a person over all plugins and services: shown, handed out, erased.

All or nothing: when one of them fails, nothing of the others is done, and the error names it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import translation

from sello_site.plugin_registry import registry
from sello_site.privacy.register import Holder, holders

Row = dict[str, Any]


class PersonDataFailure(Exception):  # noqa: N818  # says what happened
    """A plugin or service could not say or erase what it keeps; nothing was done."""

    def __init__(self, slug: str, reason: str) -> None:
        super().__init__(f"{slug}: {reason}")
        self.slug = slug


@dataclasses.dataclass(frozen=True)
class Kept:
    """What one plugin or service keeps, and why something may remain."""

    slug: str
    title: str
    rows: list[Row]
    why_kept: str = ""


@dataclasses.dataclass(frozen=True)
class Erasure:
    """``erased``: slug → number of rows; ``kept``: what remains after it, and why."""

    erased: dict[str, int]
    kept: list[Kept]
    not_asked: list[str]

    @property
    def number(self) -> int:
        return sum(self.erased.values())

    def as_record(self) -> dict[str, Any]:
        """For the log of a request: numbers and reasons, nothing about the person."""
        return {
            "erased": self.erased,
            "kept": {one.slug: {"rows": len(one.rows), "why": one.why_kept} for one in self.kept},
            "not_asked": self.not_asked,
        }


def normalised(email: str) -> str:
    """The form in which plugins get an address: trimmed and in lower case."""
    return email.strip().lower()


def not_asked() -> list[str]:
    """Plugins that are left out by setting: what they once kept is not reached."""
    return sorted(registry.excluded)


def export_person(*, email: str) -> list[Kept]:
    """Everything kept about the person, by plugin and service; only those that keep something.

    In Spanish whatever the active language, as the keys of the rows are. Raises
    :class:`PersonDataFailure`.
    """
    _refuse_quarantined()
    with transaction.atomic(), translation.override("es"):
        return [one for holder in holders() if (one := _kept(holder, normalised(email))).rows]


def erase_person(*, email: str) -> Erasure:
    """Erases what need not be kept, everywhere or nowhere; tells what remains and why.

    Raises :class:`PersonDataFailure`, also when something remains that its plugin does not
    explain, or a plugin that is quarantined could keep something.
    """
    _refuse_quarantined()
    address = normalised(email)
    with transaction.atomic(), translation.override("es"):
        erased = {}
        for holder in reversed(holders()):  # what requires others goes first
            with _named(holder):
                number = holder.module.erase(email=address)
                if isinstance(number, bool) or not isinstance(number, int):
                    raise TypeError("erase must return a number")
            if number:
                erased[holder.slug] = number
        kept = export_person(email=address)
        for one in kept:
            if not one.why_kept:
                raise PersonDataFailure(one.slug, "something remains, and nothing says why")
    return Erasure(erased=erased, kept=kept, not_asked=not_asked())


def as_json(kept: list[Kept], *, email: str) -> str:
    """The file that a person gets: readable by people and by programs."""
    document = {
        "correo": normalised(email),
        "datos": {one.slug: {"responde": one.title, "registros": one.rows} for one in kept},
        "complementos_no_consultados": not_asked(),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _kept(holder: Holder, email: str) -> Kept:
    with _named(holder):
        rows = list(holder.module.export(email=email))
        json.dumps(rows, allow_nan=False)
        return Kept(holder.slug, str(holder.title), rows, holder.why_kept)


@contextmanager
def _named(holder: Holder) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever a plugin's code raises is its failure
        # The message may hold the address: only its type is told.
        raise PersonDataFailure(holder.slug, type(error).__name__) from error


def _refuse_quarantined() -> None:
    for slug in sorted(registry.quarantined):
        raise PersonDataFailure(slug, "the plugin is set aside, and what it keeps is not reached")
