"""A pytest plugin: names the checks that failed before the tests, just above pytest's summary.

Without it a run whose last line says "passed" would end with an error code, and nobody knew why.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

# Not named SELLO_*: it is no setting.
VARIABLE = "_SELLO_FAILED_CHECKS"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what failed before, if anything did."""
    failed = os.environ.get(VARIABLE)
    if failed:
        terminalreporter.section("checks that failed before the tests", red=True)
        terminalreporter.line(f"{failed}: so this run does not count as passed")
