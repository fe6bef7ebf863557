"""Spelling: what is done to text before it is indexed or looked up.

Neither ICU nor ``unaccent`` can be assumed in the database, so accents are folded here. Folding
keeps the length of a text: a place in the folded text is the same place in the original, which is
how a word that was found without its accent is marked with it.
"""

from __future__ import annotations

import functools
import re
import unicodedata

CONFIGURATIONS = {
    "es": "spanish",
    "ht": "simple",
    "en": "english",
    "pt": "portuguese",
    "fr": "french",
}
"""PostgreSQL's text search configuration for each language; any other language gets ``simple``."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]+")
_SPACES = re.compile(r"\s+")

# The stemmers take -ción and -ção apart, and do not know them without their accents.
_ENDINGS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "es": ((re.compile(r"([cs])ion\b", re.IGNORECASE), r"\1ión"),),
    "pt": (
        (re.compile(r"cao\b", re.IGNORECASE), "ção"),
        (re.compile(r"coes\b", re.IGNORECASE), "ções"),
    ),
}


def configuration(language: str) -> str:
    """The text search configuration of a language code such as ``es`` or ``es-cl``."""
    return CONFIGURATIONS.get(language.partition("-")[0], "simple")


def clean(text: str) -> str:
    """The text as PostgreSQL can store it: composed, on one line, without control characters."""
    text = _UNPRINTABLE.sub(" ", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", text).strip()


@functools.lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    kept = [
        part for part in unicodedata.normalize("NFD", character) if not unicodedata.combining(part)
    ]
    return kept[0] if len(kept) == 1 else character


def fold(text: str) -> str:
    """The text without accents, case kept, as long as before."""
    return text if text.isascii() else "".join(map(_folded, text))


def restore_endings(folded: str, language: str) -> str:
    """Folded text with the accents put back that the language's stemmer needs to see."""
    for pattern, ending in _ENDINGS.get(language.partition("-")[0], ()):
        folded = pattern.sub(ending, folded)
    return folded
