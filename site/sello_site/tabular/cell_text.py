"""How text stands in a cell, so that a spreadsheet program shows it and never runs it.

Both ways are exact inverses: what :func:`neutralised` wrote, :func:`restored` reads back.
"""

from __future__ import annotations

import re

LONGEST_CELL = 32_767
"""Characters; Excel cuts longer text without a word, so longer text is refused in and out."""

# Programs skip blanks and invisible characters before they look for the sign of a formula.
_BLANK = r"\s\x00\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff"
_RUNS = rf"[{_BLANK}]*[=+\-@＝＋－＠\t\r\n\ufeff]"
_TO_NEUTRALISE = re.compile(rf"'*{_RUNS}")
_NEUTRALISED = re.compile(rf"'+{_RUNS}")

# Office's way to write what XML cannot carry, and XML's readers turn CR into LF.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def neutralised(text: str) -> str:
    """``text``, with an apostrophe in front when a spreadsheet could take it for a formula."""
    return f"'{text}" if _TO_NEUTRALISE.match(text) else text


def restored(text: str) -> str:
    """The text that :func:`neutralised` was given."""
    return text[1:] if _NEUTRALISED.match(text) else text


def escaped_for_xlsx(text: str) -> str:
    """``text`` with ``_xHHHH_`` for the characters that XML cannot carry."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped_from_xlsx(text: str) -> str:
    """The text that :func:`escaped_for_xlsx` was given, or that Excel escaped the same way."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
