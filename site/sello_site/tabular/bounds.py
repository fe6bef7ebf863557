"""How large a file may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """``size`` in bytes of the file as it comes; ``unpacked`` of all that an XLSX holds."""

    size: int = 50 * 1024 * 1024
    unpacked: int = 256 * 1024 * 1024
    rows: int = 200_000
    columns: int = 200
    faults: int = 200
