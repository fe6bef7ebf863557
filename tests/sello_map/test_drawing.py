"""*Chile on its side* is light, whole, and shows every municipality once."""

from __future__ import annotations

import gzip
import re

from sello_map.drawing import chile_on_its_side


def test_drawing_shows_every_region_and_345_municipalities() -> None:
    drawing = chile_on_its_side()
    assert len(drawing.regions) == 16
    assert all(drawing.regions)
    assert drawing.count == drawing.points.count("h0") == 345


def test_drawing_is_light() -> None:
    drawing = chile_on_its_side()
    assert len(gzip.compress("".join([*drawing.regions, drawing.points]).encode())) < 8_000


def test_drawing_lies_within_its_view_box_with_north_at_the_left() -> None:
    drawing = chile_on_its_side()
    seats = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h0", drawing.points)]
    assert len(seats) == 345
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in seats)
    starts = [int(re.match(r"M(-?\d+)", path).group(1)) for path in drawing.regions]  # type: ignore[union-attr]  # every path begins so
    assert min(starts) < 200
    assert max(starts) > drawing.width * 0.7


def test_islands_far_out_are_drawn_in_the_frame() -> None:
    drawing = chile_on_its_side()
    x, y, width, height = drawing.frame
    seats = [(int(a), int(b)) for a, b in re.findall(r"M(\d+) (\d+)h0", drawing.points)]
    framed = [(a, b) for a, b in seats if x <= a <= x + width and y <= b <= y + height]
    assert len(framed) == 2
