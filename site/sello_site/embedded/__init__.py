"""A PostgreSQL server of one's own under ``var/``, from the binaries in a wheel.

Standard library only and no Django, so that it can start before anything else is sound::

    with EmbeddedPostgres(var) as server:
        server.url("sello_app")
"""

from sello_site.embedded.problems import (
    AnotherInstance,
    DiskFull,
    EmbeddedProblem,
    NoBinaries,
)
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
