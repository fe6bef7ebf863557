"""Bars for the figures, drawn on the server; numbers are texts, as SVG wants them in any language.

A chart stands beside the table with the same numbers, and holds nothing that the table lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
"""In the drawing's own units: the pixels of a narrow telephone, so that texts stay legible."""

LONGEST_BAR = 300
ROW_HEIGHT = 40
BAR_TOP, BAR_HEIGHT = 20, 14
LABEL_BASELINE = 14
GAP_BEFORE_VALUE = 6


@dataclass(frozen=True)
class Part:
    """A part of a bar: how much, and of what (a name that the style sheet knows)."""

    kind: str
    value: float


@dataclass(frozen=True)
class Bar:
    """What one bar stands for: its label, its parts one after the other, and what it says."""

    label: str
    parts: tuple[Part, ...]
    says: str


@dataclass(frozen=True)
class DrawnPart:
    kind: str
    x: str
    width: str


@dataclass(frozen=True)
class DrawnBar:
    label: str
    label_y: str
    y: str
    parts: tuple[DrawnPart, ...]
    says: str
    says_x: str
    says_y: str


@dataclass(frozen=True)
class Chart:
    """``width`` and ``height`` are those of the view box."""

    width: str
    height: str
    bar_height: str
    bars: tuple[DrawnBar, ...]


def bar_chart(bars: Sequence[Bar], *, longest: float | None = None) -> Chart:
    """Bars below each other, to the scale of ``longest`` or of the longest among them."""
    most = longest or max((_sum(bar) for bar in bars), default=0) or 1
    return Chart(
        width=str(WIDTH),
        height=str(ROW_HEIGHT * len(bars)),
        bar_height=str(BAR_HEIGHT),
        bars=tuple(_drawn(bar, number * ROW_HEIGHT, most) for number, bar in enumerate(bars)),
    )


def _sum(bar: Bar) -> float:
    return sum(part.value for part in bar.parts)


def _drawn(bar: Bar, top: int, most: float) -> DrawnBar:
    parts = []
    x = 0.0
    for part in bar.parts:
        width = part.value / most * LONGEST_BAR
        if part.value:
            parts.append(DrawnPart(part.kind, _number(x), _number(width)))
        x += width
    return DrawnBar(
        label=bar.label,
        label_y=str(top + LABEL_BASELINE),
        y=str(top + BAR_TOP),
        parts=tuple(parts),
        says=bar.says,
        says_x=_number(x + GAP_BEFORE_VALUE),
        says_y=str(top + BAR_TOP + BAR_HEIGHT - 2),
    )


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
