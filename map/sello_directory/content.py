"""What a municipality says of its office, as one value: read, judged, compared and stored here.

Every way in (form, demonstration) makes an :class:`OfficeData`; the tables hold its fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from sello_directory.kinds import AttendedLanguage, ServiceKind
from sello_directory.models import DirectoryEntry, DirectoryService, Proposal, ProposedService
from sello_site.languages import LANGUAGES, SOURCE_LANGUAGE

TEXTS = ("office", "address", "hours", "telephone", "email", "website")
"""Fields that hold text, in the order in which they are asked for and shown."""

LABELS: Mapping[str, Any] = {
    "office": _("Nombre de la oficina"),
    "address": _("Dirección"),
    "hours": _("Horario de atención"),
    "telephone": _("Teléfono"),
    "email": _("Correo electrónico"),
    "website": _("Sitio web"),
    "languages": _("Idiomas en que atiende"),
    "language": _("Idioma en que están escritos los textos"),
}

_ADDRESS = URLValidator(schemes=["https"])
_TELEPHONE = re.compile(r"[+(]*[0-9][0-9 ()./-]{5,}( (anexo|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)


def longest(name: str) -> int:
    """How many characters a text field of the tables holds; ``text`` is that of a service."""
    model: type[models.Model] = DirectoryService if name == "text" else DirectoryEntry
    length: int = getattr(model._meta.get_field(name), "max_length", None) or 0
    return length


def service_field(kind: str) -> str:
    """The name of the field in which the text of a kind of service is written."""
    return f"service_{kind}"


@dataclass(frozen=True, kw_only=True)
class OfficeData:
    """Texts are on one line; languages and services in the order of their lists. ``services`` has
    only those that are offered: kind → in what they consist."""

    language: str = SOURCE_LANGUAGE
    office: str = ""
    address: str = ""
    hours: str = ""
    telephone: str = ""
    email: str = ""
    website: str = ""
    languages: tuple[str, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in TEXTS:
            object.__setattr__(self, name, _one_line(getattr(self, name)))
        given = set(self.languages)
        known = [code for code in AttendedLanguage.values if code in given]
        object.__setattr__(self, "languages", (*known, *sorted(given - set(known))))
        said = {kind: _one_line(text) for kind, text in self.services.items()}
        order = [*ServiceKind.values, *sorted(said.keys() - set(ServiceKind.values))]
        services = {kind: said[kind] for kind in order if said.get(kind)}
        object.__setattr__(self, "services", services)

    @classmethod
    def of(cls, stored: DirectoryEntry | Proposal) -> OfficeData:
        """What a stored row says. One query for its services, unless they were fetched."""
        return cls(
            language=stored.language,
            languages=tuple(stored.languages),
            services={one.kind: one.text for one in stored.services.all()},
            **{name: getattr(stored, name) for name in TEXTS},
        )

    def columns(self) -> dict[str, Any]:
        """By field of the tables, without the services."""
        texts = {name: getattr(self, name) for name in TEXTS}
        return {"language": self.language, "languages": list(self.languages), **texts}

    def initial(self) -> dict[str, Any]:
        """By field of the form."""
        services = {service_field(kind): text for kind, text in self.services.items()}
        return {**self.columns(), **services}


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def store_services(stored: DirectoryEntry | Proposal, data: OfficeData) -> None:
    """Puts the services of ``data`` in the place of those that are there."""
    stored.services.all().delete()
    rows = data.services.items()
    if isinstance(stored, DirectoryEntry):
        DirectoryService.objects.bulk_create(
            DirectoryService(entry=stored, kind=kind, text=text) for kind, text in rows
        )
    else:
        ProposedService.objects.bulk_create(
            ProposedService(proposal=stored, kind=kind, text=text) for kind, text in rows
        )


def problems_of(data: OfficeData, *, is_whole: bool) -> dict[str, Any]:
    """Field → what is wrong with it; nothing when it can stand.

    A draft may have gaps; what is sent (``is_whole``) says where the office is and how to reach it.
    """
    found: dict[str, Any] = {}
    for name in TEXTS:
        _judge_text(found, name, getattr(data, name), longest(name))
    for kind, text in data.services.items():
        _judge_text(found, service_field(kind), text, longest("text"))
        if kind not in ServiceKind.values:
            found[service_field(kind)] = _("Este servicio no está en la lista.")
    if data.telephone and not _TELEPHONE.fullmatch(data.telephone):
        found.setdefault("telephone", _("Escriba un teléfono, como +56 2 2345 6789."))
    if data.email and not _is_valid(validate_email, data.email):
        found.setdefault("email", _("Escriba un correo completo, como oficina@municipio.cl."))
    if data.website and not _is_valid(_ADDRESS, data.website):
        found.setdefault(
            "website", _("Escriba una dirección web segura y completa, como https://municipio.cl.")
        )
    if data.language not in dict(LANGUAGES):
        found["language"] = _("Elija un idioma de la lista.")
    if not set(data.languages) <= set(AttendedLanguage.values):
        found["languages"] = _("Elija idiomas de la lista.")
    if is_whole:
        _judge_gaps(found, data)
    return found


def _judge_text(found: dict[str, Any], name: str, text: str, most: int) -> None:
    if not text.isprintable():
        found[name] = _("El texto tiene signos que no se pueden leer.")
    elif len(text) > most:
        found[name] = _("El texto es demasiado largo: acórtelo.")


def _judge_gaps(found: dict[str, Any], data: OfficeData) -> None:
    if not data.office:
        found.setdefault("office", _("Para enviar, escriba el nombre de la oficina."))
    if not data.address:
        found.setdefault("address", _("Para enviar, escriba la dirección de la oficina."))
    if not (data.telephone or data.email):
        found.setdefault(
            "telephone", _("Para enviar, escriba un teléfono o un correo electrónico.")
        )


def _is_valid(validator: Any, text: str) -> bool:
    try:
        validator(text)
    except ValidationError:
        return False
    return True


@dataclass(frozen=True)
class Difference:
    """One field that changes. Empty texts: nothing stood there, or nothing will."""

    label: str
    before: str
    after: str


def differences(before: OfficeData | None, after: OfficeData) -> list[Difference]:
    """Field by field what changes from one to the other, in the order of the form."""
    old = before or OfficeData()
    rows = [(str(LABELS[name]), getattr(old, name), getattr(after, name)) for name in TEXTS]
    rows.append((str(LABELS["languages"]), language_names(old), language_names(after)))
    rows += [
        (str(kind.label), old.services.get(kind.value, ""), after.services.get(kind.value, ""))
        for kind in ServiceKind
    ]
    names = dict(LANGUAGES)
    spoken = "" if before is None else names.get(before.language, "")
    rows.append((str(LABELS["language"]), spoken, names.get(after.language, "")))
    return [Difference(*row) for row in rows if row[1] != row[2]]


def language_names(data: OfficeData) -> str:
    """The languages attended, in words of the reader's language."""
    known = dict(AttendedLanguage.choices)
    return ", ".join(str(known.get(code, code)) for code in data.languages)
