"""What a search costs beside a stock page, and whether it finds what people look for."""

from __future__ import annotations

import statistics
import time
from urllib.parse import quote

from sello_site.bench.changes import Task
from sello_site.bench.load import Connection, request_bytes
from sello_site.bench.preparation import Scene
from sello_site.bench.registry import BenchmarkProblem, Say
from sello_site.bench.search_pages import judged
from sello_site.bench.servers import Server

PAGES = 2_000
ROUNDS = 2
WARMING = 20
TYPED = 4
"""So many letters somebody has typed when titles are offered."""


def measure_search(prepared: Scene, say: Say) -> dict[str, float]:
    """Adds pages to the site among which the right ones must be found; so it comes late.

    Every request is for words that were not asked for before, so none is answered from memory.
    """
    maker = prepared.child(Task("search", PAGES))
    maker.go()
    found = maker.result()
    queries = judged()
    searches, stock = _in_turns(
        prepared, [_address(query["language"], "", query["text"]) for query in queries]
    )
    suggestions, _ = _in_turns(
        prepared,
        [_address(query["language"], "sugerencias/", query["text"][:TYPED]) for query in queries],
    )
    search_median, stock_median = statistics.median(searches), statistics.median(stock)
    suggest_median = statistics.median(suggestions)
    say(
        f"Search among {PAGES:,} pages more: {search_median * 1000:.1f} ms, stock page "
        f"{stock_median * 1000:.1f} ms; suggestions {suggest_median * 1000:.1f} ms; "
        f"right among the first three: {found['top3_held_out']:.0%} of the queries held out, "
        f"{found['top3_tuning']:.0%} of the others, {found['control_held_out']:.0%} in any order"
    )
    return {
        "search_vs_stock_page": round(search_median / stock_median, 3),
        "search_median_ms": round(search_median * 1000, 3),
        "suggest_median_ms": round(suggest_median * 1000, 3),
        "search_top3_held_out": round(found["top3_held_out"], 3),
        "search_top3_tuning": round(found["top3_tuning"], 3),
        # The control: the same results in any order, which the measure has to tell apart.
        "search_top3_control": round(found["control_held_out"], 3),
        "guides_index_queries": found["guides_index_queries"],
    }


def _address(language: str, below: str, text: str) -> str:
    prefix = "" if language == "es" else f"/{language}"
    return f"{prefix}/buscar/{below}?q={quote(text)}"


def _in_turns(prepared: Scene, addresses: list[str]) -> tuple[list[float], list[float]]:
    """Seconds of each address, cold, and of as many stock pages between them."""
    own: list[float] = []
    stock: list[float] = []
    ours, theirs = Connection(prepared.site.port), Connection(prepared.stock.port)
    for number in range(WARMING):
        _seconds(ours, prepared.site, f"{addresses[number % len(addresses)]}%20{number}")
        _seconds(theirs, prepared.stock, prepared.stock_page)
    for _ in range(ROUNDS):
        prepared.generation.bump()
        _seconds(ours, prepared.site, f"{addresses[0]}%20bump")
        for address in dict.fromkeys(addresses):
            own.append(_seconds(ours, prepared.site, address))
            stock.append(_seconds(theirs, prepared.stock, prepared.stock_page))
    ours.close()
    theirs.close()
    return own, stock


def _seconds(connection: Connection, server: Server, address: str) -> float:
    request = request_bytes(address, host=server.host)
    started = time.perf_counter()
    connection.send(request)
    response = connection.receive()
    elapsed = time.perf_counter() - started
    if response.status != "200":
        raise BenchmarkProblem(f"{address}: expected 200, got {response.head!r}")
    if response.header("x-sello-cache") == "hit":
        raise BenchmarkProblem(f"{address} was answered from memory")
    return elapsed
