"""What one address of the site costs, warm and uncached, beside a bare Django view."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from sello_site.bench.load import Connection, request_bytes
from sello_site.bench.preparation import Scene
from sello_site.bench.registry import BenchmarkProblem
from sello_site.bench.rounds import cost_of_round
from sello_site.bench.servers import Server

ROUNDS = 7
UNCACHED_REQUESTS = 20


@dataclass(frozen=True)
class Cost:
    """Times cheaper than a bare Django view (below 1: dearer), and the medians beneath.

    ``uncached_vs_bare_django`` is the control: the measure has to tell it apart from the other.
    """

    warm_vs_bare_django: float
    uncached_vs_bare_django: float
    warm_seconds: float
    requests_per_second: float


def compare_with_bare_django(prepared: Scene, path: str, name: str) -> Cost:
    """Alternating rounds, so that what slows the machine slows both.

    Raises BenchmarkProblem when the address is not answered from memory.
    """
    _require_warm(prepared.site, path, name)
    subjects = {name: (prepared.site, path), "bare Django": (prepared.bare_django, "/")}
    cpu: dict[str, list[float]] = {one: [] for one in subjects}
    speed: dict[str, list[float]] = {one: [] for one in subjects}
    for number in range(ROUNDS + 1):
        for one in list(subjects) if number % 2 else reversed(subjects):
            used, rate = cost_of_round(*subjects[one], one)
            if number > 0:  # the first round warms everything up
                cpu[one].append(used)
                speed[one].append(rate)
    pairs = zip(cpu["bare Django"], cpu[name], strict=True)
    uncached = _uncached_cost(prepared, path, name)
    return Cost(
        warm_vs_bare_django=statistics.median(bare / own for bare, own in pairs),
        uncached_vs_bare_django=statistics.median(cpu["bare Django"]) / uncached,
        warm_seconds=statistics.median(cpu[name]),
        requests_per_second=statistics.median(speed[name]),
    )


def _uncached_cost(prepared: Scene, path: str, name: str) -> float:
    """Server CPU seconds for each request when every one follows a change."""
    connection = Connection(prepared.site.port)
    request = request_bytes(path, host=prepared.site.host)
    before = prepared.site.cpu_seconds()
    for _ in range(UNCACHED_REQUESTS):
        prepared.generation.bump()
        connection.send(request)
        if connection.receive().header("x-sello-cache") == "hit":
            raise BenchmarkProblem(f"{name}: answered from memory after a change")
    connection.close()
    return (prepared.site.cpu_seconds() - before) / UNCACHED_REQUESTS


def _require_warm(site: Server, path: str, name: str) -> None:
    connection = Connection(site.port)
    request = request_bytes(path, host=site.host)
    states = []
    for _ in range(12):  # each worker learns for itself which queries may be stored
        connection.send(request)
        states.append(connection.receive().header("x-sello-cache"))
    connection.close()
    if states[-1] != "hit":
        raise BenchmarkProblem(f"{name}: not answered from memory: {states}")
