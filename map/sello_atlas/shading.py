"""How strongly the map shades a region: by the share of its municipalities that take part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shade:
    """A class of shares, in whole hundredths as readers see them; ``name`` is the style sheet's."""

    name: str
    lowest: int
    highest: int

    @property
    def label(self) -> str:
        if self.lowest == self.highest:
            return f"{self.lowest} %"
        return f"{self.lowest}–{self.highest} %"


SHADES = (
    Shade("none", 0, 0),
    Shade("few", 1, 19),
    Shade("some", 20, 39),
    Shade("half", 40, 59),
    Shade("many", 60, 79),
    Shade("most", 80, 100),
)


def shade_of(share: float) -> str:
    """The name of the class of a share between 0 and 1, rounded as the table beside it shows it."""
    hundredths = round(share * 100)
    return next(shade.name for shade in SHADES if hundredths <= shade.highest)
