"""Keeps what cameras write into pictures (place, time, owner) out of what the site serves.

Willow carries Exif over into every rendition. Its first step for each of them is ``auto_orient``,
which is the last that needs Exif: so that is where everything goes that does not change how the
picture looks.
"""

from __future__ import annotations

from typing import Any

from PIL import ImageOps
from willow.plugins.pillow import PillowImage
from willow.registry import registry

_VISIBLE = frozenset({"background", "duration", "gamma", "icc_profile", "loop", "transparency"})


def _orient_and_forget(picture: Any) -> Any:
    oriented = ImageOps.exif_transpose(picture.image)
    oriented.info = {name: value for name, value in oriented.info.items() if name in _VISIBLE}
    return PillowImage(oriented)


def keep_metadata_out_of_renditions() -> None:
    """Has Willow drop metadata from now on; called once, when the platform starts."""
    registry.register_operation(PillowImage, "auto_orient", _orient_and_forget)
