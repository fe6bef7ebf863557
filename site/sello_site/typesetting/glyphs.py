"""Which characters the compiler's own fonts can show, and what is done with the others.

A document with a character that no font has is refused as PDF/UA. Such a character is replaced by
an empty box, once for a run of them, so that a reader sees that something is missing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

BOX = "\u25a1"
_SHOWN_NAMES = 8


def _ranges(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


# The characters of Libertinus Serif, New Computer Modern and DejaVu Sans Mono as typst 0.15 has
# them, read from their tables; a test typesets each. Latin, Greek, Cyrillic, Hebrew, Arabic.
WIDE = _ranges(
    """
    20-7E A0-AC AE-377 37A-37F 384-38A 38C 38E-3A1 3A3-4FF 510-513 51A-51D 531-556 559-58A
    58D-58F 591-5C7 5D0-5EA 5EF-5F4 606-607 609-60C 615 61B 61F 621-63A 640-655 65A 660-66D 674
    679-67B 67E-680 683-684 686-687 691 698 6A4 6A9 6AF 6BE 6CC 6F0-6F9 E3F E81-E82 E84 E87-E88
    E8A E8D E94-E97 E99-E9F EA1-EA3 EA5 EA7 EAA-EAB EAD-EB9 EBB-EBC EC8-ECD 10D0-10FF 13A0-13F5
    13F8-13FD 1AB0-1ACE 1D00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B 1F5D
    1F5F-1F7D 1F80-1FB4 1FB6-1FC4 1FC6-1FD3 1FD6-1FDB 1FDD-1FEF 1FF2-1FF4 1FF6-1FFE 2000-200A
    2010-2029 202F-2037 2039-204B 204F 2052-2054 205F 2070-2071 2074-208E 2090-209C 20A0-20C0
    20D0-20F0 2100-2103 2105-2106 2109 210C-210F 2111 2113 2115-2117 2119-211A 211C-2127
    212A-212B 212E 2132 2135-2139 2148 214F-2151 2153-2184 2189 2190-222E 2234-223D 2241-226B
    226D-228B 228D-22A6 22B2-22B8 22C2-22C6 22CD-22D1 22DA-22E9 22EE-22EF 2300-2306 2308-2315
    2318-2319 231C-2322 2325-232B 2335-237A 237D 2380-2383 2388-238B 2395 239B-23AE 23CE-23CF
    23D3 2422-2423 2460-262F 2638-268B 2690-269C 26A0-26A7 26AC-26B2 2701-2704 2706-2709
    270C-2727 2729-274B 274D 274F-2752 2756 2758-275E 2761-277F 2794 2798-27AF 27B1-27BF 27C2
    27C5-27C6 27DC 27E0 27E6-27EB 27F5-27F7 2800-28FF 2987-2988 2997-2998 29EB 29FA-29FB 2A00
    2A2F 2A6A-2A6B 2B05-2B0D 2B12-2B1A 2C60-2CF3 2CF9-2CFF 2E02-2E05 2E08-2E0A 2E17-2E18 2E1F
    2E22-2E25 2E2E 301A-301B A46A-A46B A640-A641 A648-A649 A656-A657 A708-A716 A71B-A727
    A72D-A730 A735 A765 A789-A78E A790-A791 A793 A7AA A7F8-A7F9 AB52 AB66 AB70-ABBF FB00-FB06
    FB13-FB17 FB1D-FB36 FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4F FB52-FB81 FB8A-FB95
    FB9E-FB9F FBAA-FBAD FBE8-FBE9 FBFC-FBFF FE20-FE2F FE66 FE70-FE74 FE76-FEFC FFFC-FFFD
    10140-1018E 102E0-102FB 1D106-1D107 1D55A 1D670-1D6A3 1D703 1D7F6-1D7FF 1F12F
    """
)

NARROW = _ranges(
    """
    20-7E A0-AC AE-148 14A-17E 2010-2015 2018-201E 2020-2022 2026 2030 2039-203A 20AC 2190-2193
    25A1 FFFD
    """
)
"""What every face of the text's own font has: enough for the five languages."""


@dataclass
class Replacement:
    """The characters of one document that were replaced."""

    missing: set[str] = field(default_factory=set)

    @property
    def named(self) -> str:
        """For a log line: the first few, by number."""
        numbers = [f"U+{ord(character):04X}" for character in sorted(self.missing)]
        more = len(numbers) - _SHOWN_NAMES
        return ", ".join(numbers[:_SHOWN_NAMES]) + (f" and {more} more" if more > 0 else "")


def displayable(text: str, fonts: frozenset[int], replacement: Replacement) -> str:
    """The text as these fonts can show it; what had to be replaced is added to ``replacement``."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    shown: list[str] = []
    for character in composed:
        if character in "\n\t" or ord(character) in fonts:
            shown.append(character)
        elif unicodedata.category(character) == "Zs":
            shown.append(" ")
        # Controls, joiners, selectors of a form and surrogates show nothing by themselves.
        elif not (
            unicodedata.category(character) in {"Cc", "Cf", "Cs"}
            or 0xFE00 <= ord(character) <= 0xFE0F
        ):
            replacement.missing.add(character)
            if not shown or shown[-1] != BOX:
                shown.append(BOX)
    return "".join(shown)
