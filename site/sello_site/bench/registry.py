"""The benchmarks there are: the platform's own, and those of plugins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

Say = Callable[[str], None]
"""Tells the person who waits what is being measured."""

Figures = Mapping[str, float]
Benchmark = Callable[[Say], Figures]

_OWN = {"pages": "sello_site.bench.pages"}


class BenchmarkProblem(Exception):  # noqa: N818 - a problem to report, as the platform's others
    """A benchmark cannot give figures that mean something; the message says why, in one line."""


def names() -> list[str]:
    """Every benchmark that can be asked for."""
    return sorted({*_OWN, *_of_plugins()})


def benchmark(name: str) -> Benchmark:
    """The benchmark of that name.

    Raises BenchmarkProblem when there is none.
    """
    found = _of_plugins().get(name)
    if found is not None:
        return found
    if name not in _OWN:
        raise BenchmarkProblem(f"no benchmark is called {name!r}: there are {', '.join(names())}")
    run: Benchmark = import_module(_OWN[name]).run
    return run


def _of_plugins() -> dict[str, Benchmark]:
    """What the plugins' optional modules `bench` list in BENCHMARKS (name → function)."""
    from sello_site.plugin_registry import registry  # inline: filled when settings load

    found: dict[str, Benchmark] = {}
    for plugin in registry.plugins():
        module = plugin.submodule("bench")
        found |= getattr(module, "BENCHMARKS", {})
    return found
