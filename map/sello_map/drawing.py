"""*Chile on its side*: the country from north (left) to south (right) as light SVG paths.

Made from the bundled outlines, coarser than the map's: it decorates and orients, and is
referential, without legal validity. Everything is computed once in a process and needs no database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians

from sello_map.territory import ANTARTICA, commune_rows, region_outlines

Point = tuple[float, float]
Ring = list[Point]

LENGTH = 2000
"""Length of the drawing from north to south, in its own units."""

COARSENESS = 1.2
"""How far (in units) a simplified outline may lie from the bundled one."""

SMALLEST_ISLAND = 9.0
"""Islands of a smaller area (in square units) are left out."""

NORTH, SOUTH = -17.4, -56.0
MIDDLE_MERIDIAN = -71.0
WEST_END = -76.2
"""Degrees. What lies further west, the islands far out in the ocean, is drawn in a frame."""

UNITS_PER_DEGREE = LENGTH / (NORTH - SOUTH)
MARGIN = 12


@dataclass(frozen=True)
class ChileDrawing:
    """Path data for one SVG: ``width`` and ``height`` are its view box."""

    width: int
    height: int
    regions: tuple[str, ...]
    points: str
    frame: tuple[int, int, int, int]
    count: int


def _unrolled(longitude: float, latitude: float) -> Point:
    """Degrees to units: south grows to the right, west grows downwards (sinusoidal projection)."""
    down = (MIDDLE_MERIDIAN - longitude) * cos(radians(latitude)) * UNITS_PER_DEGREE
    return (NORTH - latitude) * UNITS_PER_DEGREE, down


def _outer_rings() -> list[tuple[int, Ring]]:
    """(index of the region, its ring in degrees) for each piece of land near the continent."""
    rings: list[tuple[int, Ring]] = []
    for index, feature in enumerate(region_outlines()["features"]):
        geometry = feature["geometry"]
        several = geometry["type"] == "MultiPolygon"
        for polygon in geometry["coordinates"] if several else [geometry["coordinates"]]:
            ring = [(float(x), float(y)) for x, y in polygon[0][:-1]]
            if min(x for x, _ in ring) > WEST_END:
                rings.append((index, ring))
    return rings


def _area(ring: Sequence[Point]) -> float:
    following = [*ring[1:], ring[0]]
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, following, strict=True))
    return abs(twice) / 2


def _distance(point: Point, start: Point, end: Point) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    length = hypot(*along)
    if length == 0:
        return hypot(point[0] - start[0], point[1] - start[1])
    across = along[0] * (start[1] - point[1]) - (start[0] - point[0]) * along[1]
    return abs(across) / length


def _simplified(line: Sequence[Point]) -> list[Point]:
    """Douglas and Peucker's simplification; the two ends stay."""
    if len(line) < 3:
        return list(line)
    distances = [_distance(point, line[0], line[-1]) for point in line[1:-1]]
    farthest = max(range(len(distances)), key=distances.__getitem__)
    if distances[farthest] <= COARSENESS:
        return [line[0], line[-1]]
    return _simplified(line[: farthest + 2])[:-1] + _simplified(line[farthest + 1 :])


def _simplified_ring(ring: Ring, regions_at: dict[Point, frozenset[int]]) -> Ring:
    """Simplifies a ring between the points where its neighbours change, the same on both sides,
    so that no gap opens along a border."""
    size = len(ring)
    nodes = [i for i in range(size) if regions_at[ring[i]] != regions_at[ring[i - 1]]]
    if not nodes:
        opposite = max(
            range(size), key=lambda i: hypot(ring[i][0] - ring[0][0], ring[i][1] - ring[0][1])
        )
        nodes = [0, opposite]
    result: Ring = []
    for start, end in zip(nodes, [*nodes[1:], nodes[0] + size], strict=True):
        piece = [ring[i % size] for i in range(start, end + 1)]
        forwards = piece[0] <= piece[-1]
        simple = _simplified(piece if forwards else piece[::-1])
        result += (simple if forwards else simple[::-1])[:-1]
    return result


def _path(points: Iterator[tuple[int, int]]) -> str:
    """A closed path of relative lines between whole-number points."""
    x, y = start = next(points)
    parts = [f"M{start[0]} {start[1]}l"]
    steps = []
    for nx, ny in points:
        if (nx, ny) != (x, y):
            steps.append(f"{nx - x} {ny - y}")
            x, y = nx, ny
    return parts[0] + " ".join(steps).replace(" -", "-") + "z"


@cache
def chile_on_its_side() -> ChileDrawing:
    """The drawing: one path for each region from north to south, and one with all points.

    ``points`` holds the 345 municipal seats as zero-length lines: a round line cap draws the dot.
    Those of the far islands lie within ``frame`` (x, y, width, height).
    """
    rings = [(index, [_unrolled(*point) for point in ring]) for index, ring in _outer_rings()]
    membership: dict[Point, set[int]] = defaultdict(set)
    for index, ring in rings:
        for point in ring:
            membership[point].add(index)
    regions_at = {point: frozenset(found) for point, found in membership.items()}
    highest = min(y for _, ring in rings for _, y in ring)
    lowest = max(y for _, ring in rings for _, y in ring)

    def whole(point: Point) -> tuple[int, int]:
        return round(point[0]) + MARGIN, round(point[1] - highest) + MARGIN

    paths: dict[int, str] = defaultdict(str)
    for index, ring in rings:
        if _area(ring) >= SMALLEST_ISLAND:
            paths[index] += _path(whole(point) for point in _simplified_ring(ring, regions_at))
    height = round(lowest - highest) + 2 * MARGIN
    far_down = height - MARGIN - 30
    seats, far = [], []
    for row in commune_rows():
        if row.code == ANTARTICA:
            continue
        x, y = whole(_unrolled(float(row.longitude), float(row.latitude)))
        if row.longitude < WEST_END:
            y = far_down
            far.append(x)
        seats.append((x, y))
    seats.sort()
    frame = (min(far) - 40, far_down - 30, max(far) - min(far) + 80, 60)
    return ChileDrawing(
        width=LENGTH + 2 * MARGIN,
        height=height,
        regions=tuple(paths[index] for index in sorted(paths)),
        points="".join(f"M{x} {y}h0" for x, y in seats),
        frame=frame,
        count=len(seats),
    )
