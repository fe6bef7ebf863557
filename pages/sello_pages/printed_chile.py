"""*Chile on its side* as a picture of its own, for what is typeset."""

from __future__ import annotations

from functools import cache

from sello_map.drawing import chile_on_its_side


@cache
def chile_picture(*, land: str = "#123f6e", points: str = "#8fc4f5") -> bytes:
    """The drawing as an SVG in these two colours, made for a dark ground."""
    chile = chile_on_its_side()
    x, y, width, height = chile.frame
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chile.width} {chile.height}">'
        f'<path fill="{land}" d="{" ".join(chile.regions)}"/>'
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="14" fill="none"'
        f' stroke="{land}" stroke-width="3"/>'
        f'<path fill="none" stroke="{points}" stroke-width="5" stroke-linecap="round"'
        f' d="{chile.points}"/></svg>'
    ).encode()
