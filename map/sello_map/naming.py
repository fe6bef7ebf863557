"""How names of communes are compared: whoever writes «aisen» or «llay llay» means the commune."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_COMPARED = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1024)
def naming_key(text: str) -> str:
    """``text`` without accents, case, blanks and punctuation; empty when nothing is left."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKD", text).casefold())
