"""A PostgreSQL server of one's own under ``var/``, from the binaries in a wheel.

Standard library only and no Django, so that it can start before anything else is sound::

    with EmbeddedPostgres(var) as server:
        server.url("sello_app")

The supervisor itself is imported on first use: a command that got DATABASE_URL never loads it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sello_site.embedded.problems import (
    AnotherInstance,
    DiskFull,
    EmbeddedProblem,
    NoBinaries,
)

if TYPE_CHECKING:
    from sello_site.embedded.server import EmbeddedPostgres, RunningServer, running_server

__all__ = [
    "AnotherInstance",
    "DiskFull",
    "EmbeddedPostgres",
    "EmbeddedProblem",
    "NoBinaries",
    "RunningServer",
    "running_server",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("sello_site.embedded.server"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
