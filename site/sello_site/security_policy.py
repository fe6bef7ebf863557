"""The content security policy of each zone.

Public pages can be cached, so they hold no nonce: scripts and styles are files of ours. What a
library must inline one day is to be allowed by its hash.
"""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE

from sello_site.zones import Zone

_STRICT: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "media-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
}

_EDITORIAL: dict[str, Any] = {
    **_STRICT,
    # Wagtail's admin prints inline scripts and styles in its choosers and its editor.
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
}


def policy_for(zone: Zone) -> dict[str, Any]:
    """The directives of a zone, as django-csp takes them."""
    return _EDITORIAL if zone is Zone.EDITORIAL else _STRICT
