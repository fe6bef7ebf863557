"""The style sheet's promises: contrast of every pair of colours, no third party, no motion."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

CSS = Path(finders.find("sello/site.css")).read_text(encoding="utf-8")

TEXT_PAIRS = [
    # (colour of the text, colour behind it)
    *[(text, back) for text in ("ink", "soft", "title", "brand") for back in ("page", "ground")],
    ("brand-strong", "page"),
    ("brand-strong", "brand-tint"),
    ("ink", "brand-tint"),
    ("title", "brand-tint"),
    ("brand", "brand-tint"),
    ("ink", "awarded-tint"),
    ("title", "awarded-tint"),
    ("brand", "awarded-tint"),
    ("ink", "warning-tint"),
    ("title", "warning-tint"),
    ("brand", "warning-tint"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("destructive", "page"),
    ("awarded", "page"),
    ("revalidated", "page"),
    ("warning", "page"),
    ("on-footer", "footer"),
    ("on-demonstration", "demonstration"),
    ("on-mark", "mark"),
]
SHAPE_PAIRS = [
    # What must be told apart without being read: edges of controls, the focus, the dots.
    ("control", "page"),
    ("control", "ground"),
    ("brand", "page"),
    ("brand", "ground"),
    ("brand", "land"),
    ("warning", "warning-tint"),
    ("awarded", "awarded-tint"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Name → #rrggbb, as the browser has them in a light or dark scheme."""
    light = re.search(r":root \{(.*?)\n\}", CSS, re.DOTALL)
    dark = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\n  \}", CSS, re.DOTALL)
    assert light is not None
    assert dark is not None
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light.group(1)))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark.group(1)))
    return found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(scheme: str) -> None:
    colours = tokens(scheme)
    too_weak = {
        f"{text} on {back}": round(contrast(colours[text], colours[back]), 2)
        for text, back in TEXT_PAIRS
        if contrast(colours[text], colours[back]) < 4.5
    }
    assert too_weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_edge_that_means_something_can_be_seen(scheme: str) -> None:
    colours = tokens(scheme)
    too_weak = {
        f"{shape} on {back}": round(contrast(colours[shape], colours[back]), 2)
        for shape, back in SHAPE_PAIRS
        if contrast(colours[shape], colours[back]) < 3
    }
    assert too_weak == {}


def test_rules_name_colours_by_token() -> None:
    """Otherwise the dark scheme and the tests above would not know of them."""
    rules = CSS[CSS.index("*, *::before") : CSS.index("@media print")]
    strays = [
        line.strip()
        for line in rules.splitlines()
        if re.search(r"(?<!--)\b(?:color|background|fill|stroke)[a-z-]*: *#", line)
    ]
    assert [line for line in strays if "#ffd479" not in line] == []  # the focus on the footer


def test_dark_scheme_is_not_printed() -> None:
    assert CSS.count("prefers-color-scheme") == 1
    assert "@media screen and (prefers-color-scheme: dark)" in CSS


def test_focus_on_the_footer_can_be_seen() -> None:
    for scheme in ("light", "dark"):
        assert contrast("#ffd479", tokens(scheme)["footer"]) >= 3


def test_style_sheet_asks_nobody_for_anything() -> None:
    assert "@import" not in CSS
    assert "url(" not in CSS
    assert "@font-face" not in CSS


@pytest.mark.parametrize(
    "query",
    [
        "prefers-color-scheme: dark",
        "prefers-reduced-motion: reduce",
        "forced-colors: active",
        "@media print",
    ],
)
def test_style_sheet_minds_what_the_reader_prefers(query: str) -> None:
    assert query in CSS
