"""What may stand in a column: each parser reads the text of a cell and writes its value back.

A parser is called with the text of a cell that is not blank and returns its value, or raises
:class:`ValueError`. Its ``write`` is the way back: text, a number, a date or nothing.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sello_site.outbox.addresses import validate_mail_address

Written = str | int | Decimal | datetime.date | None


class Parser(Protocol):
    """What a :class:`~sello_site.tabular.table.Column` needs to know about its values."""

    @property
    def expected(self) -> str:
        """What a cell must hold, to stand after «Se esperaba»."""
        ...

    def __call__(self, text: str) -> Any:
        """The value of the cell. Raises :class:`ValueError`."""
        ...

    def write(self, value: Any) -> Written:
        """What to put in a cell so that reading it gives ``value`` again."""
        ...


def folded(text: str) -> str:
    """``text`` without accents, case, punctuation and repeated blanks, to compare names."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


@dataclass(frozen=True)
class Text:
    """Text of at most ``longest`` characters, trimmed; line breaks only where ``lines`` says."""

    longest: int = 255
    lines: bool = False

    @property
    def expected(self) -> str:
        if self.lines:
            return _("un texto de hasta %(longest)d caracteres") % {"longest": self.longest}
        return _("un texto de una línea, de hasta %(longest)d caracteres") % {
            "longest": self.longest
        }

    def __call__(self, text: str) -> str:
        value = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        allowed = "\n\t" if self.lines else ""
        if any(unicodedata.category(sign) == "Cc" and sign not in allowed for sign in value):
            raise ValueError
        if len(value) > self.longest:
            raise ValueError
        return value

    def write(self, value: Any) -> Written:
        return str(value)


@dataclass(frozen=True)
class Integer:
    """A whole number between ``least`` and ``most``; ``1.234`` is one thousand and some."""

    least: int = -(2**31)
    most: int = 2**31 - 1

    @property
    def expected(self) -> str:
        return _("un número entero entre %(least)d y %(most)d") % {
            "least": self.least,
            "most": self.most,
        }

    def __call__(self, text: str) -> int:
        text = text.strip()
        if not re.fullmatch(r"[+-]?(?:[0-9]{1,18}|[0-9]{1,3}(?:\.[0-9]{3}){1,5})", text):
            raise ValueError
        value = int(text.replace(".", ""))
        if not self.least <= value <= self.most:
            raise ValueError
        return value

    def write(self, value: Any) -> Written:
        return int(value)


_UNGROUPED = re.compile(r"[+-]?[0-9]{1,15}(?:,[0-9]{1,15})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3}){1,4},[0-9]{1,15}|(?:\.[0-9]{3}){2,4})")
_WITH_POINT = re.compile(r"[+-]?[0-9]{1,15}\.[0-9]{1,15}")
_TWO_WAYS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")


@dataclass(frozen=True)
class DecimalNumber:
    """A number with a decimal comma and at most ``places`` decimals.

    ``12.5`` is taken as well, ``1.234`` is not: it means one thing in Chile and another in a
    program set to English.
    """

    places: int = 6
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def expected(self) -> str:
        text = _("un número con coma decimal, como 1234,5, con hasta %(places)d decimales") % {
            "places": self.places
        }
        if self.least is not None and self.most is not None:
            text += " " + _("entre %(least)s y %(most)s") % {
                "least": with_comma(self.least),
                "most": with_comma(self.most),
            }
        return text

    def __call__(self, text: str) -> Decimal:
        text = text.strip()
        if _UNGROUPED.fullmatch(text):
            plain = text.replace(",", ".")
        elif _GROUPED.fullmatch(text):
            plain = text.replace(".", "").replace(",", ".")
        elif _WITH_POINT.fullmatch(text) and not _TWO_WAYS.fullmatch(text):
            plain = text
        else:
            raise ValueError
        value = Decimal(plain)
        if value != round(value, self.places):
            raise ValueError
        if (self.least is not None and value < self.least) or (
            self.most is not None and value > self.most
        ):
            raise ValueError
        return value

    def write(self, value: Any) -> Written:
        return Decimal(value)


@dataclass(frozen=True)
class Date:
    """A day, as ``2026-03-05`` or ``05-03-2026`` (also with ``/`` or ``.``)."""

    @property
    def expected(self) -> str:
        return _("una fecha como 05-03-2026 o 2026-03-05")

    def __call__(self, text: str) -> datetime.date:
        text = text.strip()
        if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
            year, month, day = found.groups()
        elif found := re.fullmatch(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})", text):
            day, _separator, month, year = found.groups()
        else:
            raise ValueError
        if not 1900 <= int(year) <= 2199:
            raise ValueError
        return datetime.date(int(year), int(month), int(day))

    def write(self, value: Any) -> Written:
        if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
            raise TypeError(f"a date column was given {type(value).__name__}")
        return value


_TRUE = frozenset({"si", "s", "verdadero", "v", "true", "yes", "1", "x"})
_FALSE = frozenset({"no", "n", "falso", "f", "false", "0"})


@dataclass(frozen=True)
class Boolean:
    """``sí`` or ``no``, and the usual ways to say so."""

    @property
    def expected(self) -> str:
        return _("sí o no")

    def __call__(self, text: str) -> bool:
        word = folded(text)
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        raise ValueError

    def write(self, value: Any) -> Written:
        return "sí" if value else "no"


@dataclass(frozen=True)
class Choice:
    """One of ``choices``: value → label. Written as its label, read as either."""

    choices: Mapping[str, Any]
    _values: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values: dict[str, str] = {}
        for value, label in self.choices.items():
            for name in {folded(value), folded(str(label))}:
                if values.setdefault(name, value) != value:
                    raise ValueError(f"two choices read as {name!r}")
        object.__setattr__(self, "_values", values)

    @property
    def expected(self) -> str:
        return _("uno de estos valores: %(labels)s") % {
            "labels": ", ".join(str(label) for label in self.choices.values())
        }

    def __call__(self, text: str) -> str:
        try:
            return self._values[folded(text)]
        except KeyError:
            raise ValueError from None

    def write(self, value: Any) -> Written:
        return str(self.choices[value])


@dataclass(frozen=True)
class CutCode:
    """A commune's code (*código único territorial*), five digits.

    A spreadsheet eats the leading zero of ``01101``, so four digits are taken as well. Where
    ``known`` is given, the code must be in it.
    """

    known: Collection[str] | None = None

    @property
    def expected(self) -> str:
        return _("el código CUT de una comuna, de cinco dígitos, como 01101")

    def __call__(self, text: str) -> str:
        text = text.strip()
        if not re.fullmatch(r"[0-9]{4,5}", text):
            raise ValueError
        code = text.zfill(5)
        if not 1 <= int(code[:2]) <= 16 or (self.known is not None and code not in self.known):
            raise ValueError
        return code

    def write(self, value: Any) -> Written:
        return str(value)


@dataclass(frozen=True)
class Email:
    """An e-mail address; its domain is put in lower case."""

    @property
    def expected(self) -> str:
        return _("una dirección de correo como nombre@municipio.cl")

    def __call__(self, text: str) -> str:
        local, _at, domain = text.strip().rpartition("@")
        address = f"{local}@{domain.lower()}"
        try:
            validate_mail_address(address)
        except ValidationError:
            raise ValueError from None
        if len(address) > 254:
            raise ValueError
        return address

    def write(self, value: Any) -> Written:
        return str(value)


def with_comma(number: Decimal | int) -> str:
    """A number as Chile writes it, without grouping."""
    return f"{number:f}".replace(".", ",") if isinstance(number, Decimal) else str(number)
