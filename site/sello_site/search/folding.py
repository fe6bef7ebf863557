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

SEAM = "\u2029"
"""Between two parts of a text that make no sentence together, such as two paragraphs: no phrase is
found across it. Cleaning makes a space of it."""

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


_WORD = re.compile(r"[^\W\d_]+")


def words_in(text: str) -> list[str]:
    """The words of a text, as written, in its order; numbers are none."""
    return _WORD.findall(text)


# What stands in questions and says nothing of what is asked for. PostgreSQL has such lists for the
# languages that it knows, without the accented forms and without Haitian Creole.
_EMPTY = {
    "es": "a al como con cual cuales cuando cuanto de del donde el en es esta hay la las lo los me "
    "mi o para por puedo que quien quienes se sobre son su sus tengo un una y",
    "ht": "a ak an ann ap ba e ede eske fè gen ka kapab ki kijan kiyès kote kouman la lan li m map "
    "mwen n nan nou ou oswa pa pou sa se sou ti te w y yo yon",
    "en": "a an and are at by can do does for from how i in is it me my of on or our the to we "
    "what when where which who with you your",
    "pt": "a ao as com como da das de do dos e em eu meu minha na no nos o onde os ou para por "
    "posso qual quando que quem se seu sua um uma",
    "fr": "a au aux avec c ce comment d dans de des du elle en est et il j je l la le les m ma "
    "mes mon n nous on ou par pour qu que quel quelle quels quelles qui quoi s sa se ses son sur "
    "un une vous",
}


@functools.cache
def _empty_words(language: str) -> frozenset[str]:
    return frozenset(fold(_EMPTY.get(language.partition("-")[0], "")).split())


def is_empty_word(word: str, language: str) -> bool:
    """Whether a word only holds a question together: «cómo», «ki», "the"."""
    return fold(word).lower() in _empty_words(language)


def restore_endings(folded: str, language: str) -> str:
    """Folded text with the accents put back that the language's stemmer needs to see."""
    for pattern, ending in _ENDINGS.get(language.partition("-")[0], ()):
        folded = pattern.sub(ending, folded)
    return folded
