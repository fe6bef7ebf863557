"""A round of load on a server: what each request cost it, and how many it answered."""

from __future__ import annotations

from collections.abc import Iterable

from sello_site.bench.load import Load, Tally, put_load
from sello_site.bench.registry import BenchmarkProblem
from sello_site.bench.servers import Server

LOAD_PROCESSES = 2
ROUND_SECONDS = 1.2


def cost_of_round(server: Server, path: str, name: str) -> tuple[float, float]:
    """Server CPU seconds for each request, and requests per second.

    Raises BenchmarkProblem, with ``name``, when something else than 200 was answered.
    """
    before = server.cpu_seconds()
    tallies = put_load(loads(server, [path], ROUND_SECONDS))
    used = server.cpu_seconds() - before
    require(tallies, {"200"}, name)
    answers = sum(tally.answers for tally in tallies)
    return used / answers, sum(tally.per_second for tally in tallies)


def loads(server: Server, paths: list[str], seconds: float, *, connections: int = 4) -> list[Load]:
    """The same load for each of the load processes."""
    load = Load(server.port, paths, seconds, connections=connections, host=server.host)
    return [load] * LOAD_PROCESSES


def require(tallies: Iterable[Tally], statuses: set[str], name: str) -> None:
    """Raises BenchmarkProblem, with ``name``, when other statuses than these were answered."""
    for tally in tallies:
        if set(tally.statuses) != statuses:
            raise BenchmarkProblem(f"{name}: expected {statuses}, got {tally.statuses}")
