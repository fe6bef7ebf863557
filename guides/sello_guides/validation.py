"""The one rule of validation: it holds for the text that was validated, and for no other.

Who validates a guide stands for the words that are there at that moment. Their fingerprint is kept
with the validation; as soon as the words of the Spanish original differ from it, the guide is no
longer validated, whoever changed them, and says so until it is validated anew. Translations are of
a validated text or not: they carry what held for the original when they were made.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sello_site.languages import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from sello_guides.models import GuidePage

# The editor gives every paragraph a key of its own when a text is saved.
_EDITOR_KEY = re.compile(r' data-block-key="[^"]*"')


def fingerprint_of(guide: GuidePage) -> str:
    """Differs whenever the title or the text of the guide does; identities of blocks, dates,
    people and settings have no part in it."""
    parts = [
        guide.title,
        guide.summary,
        guide.audience,
        _plain(guide.body.get_prep_value()),
        _plain(guide.sources.get_prep_value()),
    ]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """A stored block value without what two equal texts may differ in."""
    if isinstance(value, str):
        return _EDITOR_KEY.sub("", value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        if value.get("type") == "item" and "value" in value:
            return _plain(value["value"])
        # A field that a block was given later is empty in what was stored before.
        return {key: _plain(item) for key, item in value.items() if key != "id" and item}
    return value


def keep_validation_true(guide: GuidePage) -> None:
    """Brings a guide's validation to its text; called whenever a guide is about to be stored."""
    if guide.validated_on is None or not guide.validated_by:
        guide.validated_text = ""
        guide.changed_since_validation = False
    elif _is_original(guide):
        text = fingerprint_of(guide)
        if not guide.validated_text:
            guide.validated_text = text
        guide.changed_since_validation = guide.validated_text != text
    elif not guide.validated_text:
        guide.validated_text = fingerprint_of(guide)


def _is_original(guide: GuidePage) -> bool:
    # A page that is being made has no language yet, and is made in Spanish.
    return guide.locale_id is None or guide.locale.language_code == SOURCE_LANGUAGE


def notice_of(guide: GuidePage) -> str:
    """The mark that a guide carries until it is validated; empty from then on."""
    if guide.is_validated:
        return ""
    if guide.was_validated:
        return _("El texto cambió después de su validación por SERMIG")
    return _("Contenido de ejemplo: no validado por SERMIG")
