"""*Chile on its side* as a file of its own, for pictures that are made of it."""

from __future__ import annotations

from functools import cache

from sello_map.drawing import chile_on_its_side

LAND, SHORE, POINTS = "#33577f", "#001c41", "#6cb3ef"
"""Colours on a night-blue ground."""


@cache
def chile_svg() -> bytes:
    """The drawing without its frame, which says nothing where nothing explains it."""
    chile = chile_on_its_side()
    land = "".join(f'<path d="{region}"/>' for region in chile.regions)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chile.width} {chile.height}">'
        f'<g fill="{LAND}" stroke="{SHORE}" stroke-width="2.5" stroke-linejoin="round">{land}</g>'
        f'<path d="{chile.points}" fill="none" stroke="{POINTS}" stroke-width="9" '
        'stroke-linecap="round"/></svg>'
    ).encode()
