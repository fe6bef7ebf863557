"""Which texts hold the number of an identity card."""

from __future__ import annotations

import pytest

from sello_site.privacy.identity_numbers import holds_a_run


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.345.678-5", True),
        ("RUN 12345678-k.", True),
        ("9.876.543 - 2", True),
        ("12 345 678–5", True),
        ("100.123.456-7", True),
        ("Llámeme al +56 9 1234 5678", False),
        ("El 2026-11-23 y 23-11-2026", False),
        ("Ley 21.325, artículo 5", False),
        ("Son 1.234.567 pesos", False),
        ("Resolución 1234-5", False),
    ],
)
def test_a_run_is_told_from_other_numbers(text: str, expected: bool) -> None:
    assert holds_a_run(text) is expected
