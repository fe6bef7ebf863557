"""The demonstration's pictures, drawn here, so that no file of anybody else's is needed."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from sello_pages.models import SiteImage
from sello_site.demo import DemoContext

WIDTH, HEIGHT = 1200, 600
_SCALE = 2  # drawn twice as large and reduced, which smooths the edges

BLUE = (15, 105, 180)
RED = (226, 44, 44)
NIGHT = (0, 28, 65)
GREEN = (11, 122, 91)
PURPLE = (122, 63, 176)
AMBER = (168, 84, 0)
SKY = (234, 243, 251)
BAND = (214, 230, 245)
WHITE = (255, 255, 255)

CREDIT = "Ilustración hecha para este sitio"

Pen = ImageDraw.ImageDraw


def _disc(pen: Pen, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
    box = [value * _SCALE for value in (x - radius, y - radius, x + radius, y + radius)]
    pen.ellipse(box, fill=colour)


def _box(
    pen: Pen, box: tuple[float, float, float, float], colour: tuple[int, int, int], corner: int = 0
) -> None:
    pen.rounded_rectangle([value * _SCALE for value in box], radius=corner * _SCALE, fill=colour)


def _polygon(pen: Pen, points: Sequence[tuple[float, float]], colour: tuple[int, int, int]) -> None:
    pen.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)


def _line(
    pen: Pen, points: Sequence[tuple[float, float]], colour: tuple[int, int, int], width: int
) -> None:
    scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
    pen.line(scaled, fill=colour, width=width * _SCALE, joint="curve")


def _dots(pen: Pen, x: float, y: float, count: int) -> None:
    """The number of a milestone, as the dots of a die: no font is needed."""
    patterns: dict[int, list[tuple[float, float]]] = {
        1: [(0, 0)],
        2: [(-1, 0), (1, 0)],
        3: [(-1, 0.7), (0, -0.9), (1, 0.7)],
        4: [(-1, -1), (1, -1), (-1, 1), (1, 1)],
    }
    for across, down in patterns[count]:
        _disc(pen, x + across * 14, y + down * 14, 8, WHITE)


def draw_path(pen: Pen) -> None:
    """A way that rises from left to right over four milestones, with a plaque at the last."""
    _polygon(pen, [(0, 470), (300, 420), (620, 450), (1200, 320), (1200, 600), (0, 600)], BAND)
    way = [(x, 500 - 0.28 * x + 38 * math.sin(x / 150)) for x in range(0, 1201, 6)]
    _line(pen, way, WHITE, 46)
    _line(pen, way, BLUE, 10)
    for count, x in enumerate((150, 420, 700, 980), start=1):
        y = 500 - 0.28 * x + 38 * math.sin(x / 150)
        _disc(pen, x, y, 52, WHITE)
        _disc(pen, x, y, 44, RED if count == 4 else BLUE)
        _dots(pen, x, y, count)
    _box(pen, (910, 48, 1050, 148), NIGHT, 10)
    _box(pen, (920, 58, 1040, 138), WHITE, 6)
    _disc(pen, 980, 98, 28, BLUE)
    _disc(pen, 980, 98, 16, WHITE)
    _box(pen, (974, 148, 986, 210), NIGHT)


def draw_meeting(pen: Pen) -> None:
    """Seven people around a round table, seen from above."""
    _disc(pen, 600, 300, 285, BAND)
    colours = (BLUE, RED, GREEN, PURPLE, AMBER, NIGHT, (60, 130, 160))
    for position, colour in enumerate(colours):
        angle = 2 * math.pi * position / len(colours) - math.pi / 2
        x, y = 600 + 205 * math.cos(angle), 300 + 205 * math.sin(angle)
        across, along = -math.sin(angle), math.cos(angle)
        for side in (-1, 1):
            _disc(pen, x + side * 34 * across, y + side * 34 * along, 30, colour)
        _disc(pen, x, y, 36, colour)
        _disc(pen, x, y, 30, WHITE)
        _disc(pen, x, y, 25, colour)
    _disc(pen, 600, 300, 122, WHITE)
    _disc(pen, 600, 300, 112, SKY)
    _disc(pen, 600, 300, 30, BLUE)
    _disc(pen, 600, 300, 18, SKY)


def draw_commitments(pen: Pen) -> None:
    """A town hall within a ring of five equal parts."""
    box = [value * _SCALE for value in (600 - 270, 300 - 270, 600 + 270, 300 + 270)]
    for position, colour in enumerate((BLUE, RED, GREEN, PURPLE, AMBER)):
        start = -90 + position * 72 + 3
        pen.pieslice(box, start, start + 66, fill=colour)
    _disc(pen, 600, 300, 205, SKY)
    _polygon(pen, [(480, 240), (720, 240), (600, 160)], NIGHT)
    _box(pen, (490, 252, 710, 272), NIGHT)
    for x in (505, 560, 615, 670):
        _box(pen, (x, 282, x + 25, 382), NIGHT)
    _box(pen, (480, 392, 720, 414), NIGHT)
    _box(pen, (460, 420, 740, 440), NIGHT)
    _disc(pen, 600, 213, 14, SKY)


DRAWINGS: dict[str, tuple[str, str, Callable[[Pen], None]]] = {
    "path": ("Camino de cuatro hitos", "camino-cuatro-hitos.png", draw_path),
    "meeting": ("Encuentro alrededor de una mesa", "encuentro.png", draw_meeting),
    "commitments": ("Anillo de cinco compromisos", "cinco-compromisos.png", draw_commitments),
}
"""Key → title, file name, and what draws it."""


def drawn(draw: Callable[[Pen], None]) -> bytes:
    """The picture as a PNG file; the same bytes each time."""
    sheet = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), SKY)
    draw(ImageDraw.Draw(sheet))
    reduced = sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    # Few flat colours: a palette makes the file several times smaller.
    file = io.BytesIO()
    reduced.quantize(64, method=Image.Quantize.MEDIANCUT).save(file, "PNG", optimize=True)
    return file.getvalue()


def load_pictures(*, context: DemoContext) -> dict[str, int]:
    """Makes the pictures that are missing; ids by key."""
    ids = {}
    for key, (title, name, draw) in DRAWINGS.items():
        image = SiteImage.objects.filter(title=title, credit=CREDIT).first()
        if image is None:
            content = drawn(draw)
            image = SiteImage(
                title=title,
                credit=CREDIT,
                file=ImageFile(io.BytesIO(content), name=name),
                file_size=len(content),
            )
            image.save()
            context.stored_files.append(image.file.name)
        ids[key] = image.pk
    return ids
