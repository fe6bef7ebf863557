from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sello_site.bench import registry
from sello_site.bench.pages import refuse_slow_generator
from sello_site.bench.registry import BenchmarkProblem


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(say: Callable[[str], None]) -> dict[str, float]:
        say("Measuring")
        return {"speed": 1.5, "count": 2}

    monkeypatch.setattr(registry, "_of_plugins", lambda: {"own": run})


def bench(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("bench", *arguments, stdout=output)
    return output.getvalue().splitlines()


FIGURES = {"bench": "own", "figures": {"speed": 1.5, "count": 2}}


@pytest.mark.usefixtures("measured")
def test_the_last_line_is_one_json_object() -> None:
    lines = bench("own")
    assert lines[0] == "Measuring"
    assert json.loads(lines[-1]) == FIGURES


@pytest.mark.usefixtures("measured")
def test_json_prints_that_line_alone() -> None:
    assert [json.loads(line) for line in bench("own", "--json")] == [FIGURES]


@pytest.mark.usefixtures("measured")
def test_an_unknown_benchmark_is_named_with_those_there_are() -> None:
    with pytest.raises(
        CommandError, match="no benchmark is called 'nothing': there are own, pages"
    ):
        bench("nothing")


def test_pages_needs_a_server_on_which_it_may_make_databases(
    monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: object
) -> None:
    monkeypatch.delenv("SELLO_DATABASE_OWNER_URL", raising=False)
    monkeypatch.setattr(settings, "VAR", tmp_path)
    with pytest.raises(CommandError, match="a database of its own is needed"):
        bench("pages")


def test_figures_are_refused_when_the_generator_is_too_slow() -> None:
    refuse_slow_generator(15_000, 10_000)
    with pytest.raises(BenchmarkProblem, match=r"14,999 .* too close to the 10,000"):
        refuse_slow_generator(14_999, 10_000)
