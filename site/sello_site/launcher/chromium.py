# ruff: noqa: S603 - Debian's own package tool, only as root and only when asked for tests
"""The Chromium that browser tests drive."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """The path of a Chromium on this machine."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return str(ON_MACOS) if ON_MACOS.exists() else None


def install_chromium(log: Path) -> str | None:
    """Install Debian's package when we may; the path, or None when there still is none."""
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("wb") as output:
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
        ):
            # A failed update need not matter; whether there is a browser is asked at the end.
            subprocess.run(
                command, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
            )
    return find_chromium()
