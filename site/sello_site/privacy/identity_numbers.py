"""Numbers that tell who a person is, where somebody writes one into a text that must hold none."""

from __future__ import annotations

import re

# With and without dots, with any of the hyphens that telephones and word processors put there.
_RUN = re.compile(
    r"(?<!\d)\d{1,3}[.,\u00a0 ]?\d{3}[.,\u00a0 ]?\d{3}"
    r"\s?[-\u2010-\u2015\u2212]\s?[\dkK](?![\dA-Za-z])"
)


def holds_a_run(text: str) -> bool:
    """Whether a text holds what looks like a RUN, the number of a person's identity card."""
    return _RUN.search(text) is not None
