"""`bench pages`: what a page costs, cold and warm, and whether readers ever see something old."""

from __future__ import annotations

import statistics
import time
from collections import Counter

from django.conf import settings

from sello_site.bench.api_list import measure_api_list
from sello_site.bench.changes import MARK, Task
from sello_site.bench.load import (
    Connection,
    Load,
    await_load,
    put_load,
    request_bytes,
    start_load,
)
from sello_site.bench.page_weight import weigh
from sello_site.bench.pdf import measure_pdf
from sello_site.bench.preparation import Scene, scene
from sello_site.bench.registry import BenchmarkProblem, Say
from sello_site.bench.rounds import cost_of_round, loads, require
from sello_site.bench.search import measure_search
from sello_site.bench.servers import Server, fixed_bytes, free_port
from sello_site.bench.staleness import Change, Seen, Verdict, judge

ROUNDS = 9
CEILING_MARGIN = 1.5
COLD_REPEATS = 60
CHANGES = 210
ANSWERS = 50_000
PHASE_CHANGES = 36
PHASE_SECONDS = 14.0
LONGEST_READING = 300.0
CONTROL_CHANGES = 40
CONTROL_SECONDS = 16.0
CONTROL_REST = 0.3  # the first statement of the next change would end what is to be seen
CONTROL_HELD_OPEN = 0.2  # long enough for a slow machine to render a page in the wrong moment
WRITING_SECONDS = 20.0
_KILOBYTE = 1000


def run(say: Say) -> dict[str, float]:
    """All figures of the benchmark.

    Raises BenchmarkProblem when the load generator is too slow for them to mean something, or
    when what is measured does not answer as it should.
    """
    with scene(settings.VAR, say) as prepared:
        if not prepared.is_guide:
            say(f"There is no guide: measuring the longest page, {prepared.guide}")
        return {
            **measure_cost(prepared, say),
            **measure_cold(prepared, say),
            **measure_weight(prepared, say),
            "warm_hit_share_under_writes": measure_hit_share(prepared, say),
            **count_stale(prepared, say),
            "stale_control": count_stale_control(prepared, say),
            **measure_pdf(prepared, say),
            **measure_api_list(prepared, say),
            **measure_search(prepared, say),
        }


def measure_cost(prepared: Scene, say: Say) -> dict[str, float]:
    """Server CPU for each request: alternating rounds, so that a noisy neighbour hits all alike."""
    with fixed_bytes(port=free_port()) as nothing:
        subjects: dict[str, tuple[Server, str]] = {
            "generator alone": (nothing, "/"),
            "bare WSGI": (prepared.bare_wsgi, "/"),
            "our page, warm": (prepared.site, prepared.guide),
            "bare Django": (prepared.bare_django, "/"),
            "stock Wagtail": (prepared.stock, prepared.stock_page),
        }
        cpu: dict[str, list[float]] = {name: [] for name in subjects}
        speed: dict[str, list[float]] = {name: [] for name in subjects}
        for number in range(ROUNDS + 1):
            # There and back: what runs first after a pause is not always the same.
            for name in list(subjects) if number % 2 else reversed(subjects):
                cost, rate = cost_of_round(*subjects[name], name)
                if number > 0:  # the first round warms everything up
                    cpu[name].append(cost)
                    speed[name].append(rate)
    rates = {name: statistics.median(values) for name, values in speed.items()}
    for name in subjects:
        say(
            f"{name + ':':16} {statistics.median(cpu[name]) * 1e6:9,.1f} µs of server CPU a "
            f"request, {rates[name]:9,.0f} requests per second"
        )
    # The best round of each: what else runs on the machine makes any of them look slower.
    best = {name: max(values) for name, values in speed.items()}
    ceiling = best.pop("generator alone")
    refuse_slow_generator(ceiling, max(best.values()))

    def times_cheaper(name: str, than: str) -> float:
        # Within each round, seconds apart: what slows the machine slows both.
        pairs = zip(cpu[than], cpu[name], strict=True)
        return _rounded(statistics.median(other / own for other, own in pairs))

    return {
        "warm_vs_bare_django": times_cheaper("our page, warm", than="bare Django"),
        "warm_vs_bare_wsgi": times_cheaper("our page, warm", than="bare WSGI"),
        "stock_page_vs_bare_django": times_cheaper("stock Wagtail", than="bare Django"),
        "warm_requests_per_second": round(rates["our page, warm"]),
        "bare_wsgi_requests_per_second": round(rates["bare WSGI"]),
        "bare_django_requests_per_second": round(rates["bare Django"]),
        "stock_page_requests_per_second": round(rates["stock Wagtail"]),
        "load_ceiling_requests_per_second": round(ceiling),
    }


def refuse_slow_generator(ceiling: float, fastest: float) -> None:
    """Raises BenchmarkProblem when the generator is not clearly faster than the fastest server."""
    if ceiling < CEILING_MARGIN * fastest:
        raise BenchmarkProblem(
            f"the load generator reaches {ceiling:,.0f} requests per second, too close to the "
            f"{fastest:,.0f} of a server: the figures would describe the generator"
        )


def measure_cold(prepared: Scene, say: Say) -> dict[str, float]:
    """The time of a page that must be rendered, beside a stock page, in turns."""
    ours: list[float] = []
    stock: list[float] = []
    own_connection = Connection(prepared.site.port)
    stock_connection = Connection(prepared.stock.port)
    own_request = request_bytes(prepared.guide, host=prepared.site.host)
    stock_request = request_bytes(prepared.stock_page, host=prepared.stock.host)
    for number in range(COLD_REPEATS):
        prepared.generation.bump()
        cold = _seconds(own_connection, own_request, state="miss")
        plain = _seconds(stock_connection, stock_request, state=None)
        if number >= COLD_REPEATS // 4:
            ours.append(cold)
            stock.append(plain)
    own_connection.close()
    stock_connection.close()
    cold_median, stock_median = statistics.median(ours), statistics.median(stock)
    say(
        f"Cold: {cold_median * 1000:.1f} ms, stock page {stock_median * 1000:.1f} ms; "
        f"{prepared.cold_queries} queries"
    )
    return {
        "cold_vs_stock_page": _rounded(cold_median / stock_median),
        "cold_queries": prepared.cold_queries,
        "cold_median_ms": _rounded(cold_median * 1000),
    }


def measure_weight(prepared: Scene, say: Say) -> dict[str, float]:
    """What a browser without cache loads for the page."""
    weight = weigh(prepared.site.port, prepared.guide, host=prepared.site.host)
    say(
        f"Weight: {weight.code_bytes:,} bytes of HTML, CSS, JS and fonts, "
        f"{weight.image_bytes:,} of images, {weight.requests} requests"
    )
    return {
        "page_kb": _rounded(weight.code_bytes / _KILOBYTE),
        "page_total_kb": _rounded((weight.code_bytes + weight.image_bytes) / _KILOBYTE),
    }


def measure_hit_share(prepared: Scene, say: Say) -> float:
    """The share of answers from memory while private rows are written 100 times a second."""
    writer = prepared.child(Task("private", seconds=WRITING_SECONDS))
    with prepared.worker():
        time.sleep(2)  # its listener bumps once when it connects
        put_load(loads(prepared.site, [prepared.guide, "/"], 0.5))
        processes = [
            start_load(load)
            for load in loads(prepared.site, [prepared.guide, "/"], WRITING_SECONDS, connections=1)
        ]
        writer.go()
        tallies = [await_load(process) for process in processes]
        result = writer.result()
    require(tallies, {"200"}, "under writes")
    hits = sum(tally.states.get("hit", 0) for tally in tallies)
    answers = sum(tally.answers for tally in tallies)
    rate = result["written"] / result["seconds"]
    say(f"Under writes: {hits:,} of {answers:,} answers warm, {rate:.0f} private rows a second")
    if rate < 95:
        raise BenchmarkProblem(f"only {rate:.0f} private rows a second were written, not 100")
    return round(hits / answers, 4)


def count_stale(prepared: Scene, say: Say) -> dict[str, float]:
    """Stale answers around changes: first by our own means alone, then with worker and listener.

    The first half has no listener to hide a bump that came too late or not at all.
    """
    first = _read_enough(prepared, with_worker=False)
    with prepared.worker():
        second = _read_enough(prepared, with_worker=True)
    answers = first.answers + second.answers
    changes = first.changes + second.changes
    stale = first.stale + second.stale
    say(f"Stale: {stale.total()} of {answers:,} answers around {changes} changes {dict(stale)}")
    unexpected = first.unexpected + second.unexpected
    if unexpected:
        say(f"Answers that were right at no time: {dict(unexpected)}")
    return {
        "stale_after_publish": stale.total(),
        "stale_test_answers": answers,
        "stale_test_changes": changes,
        "unexpected_answers": unexpected.total(),
    }


def _read_enough(prepared: Scene, *, with_worker: bool) -> Verdict:
    """Half of the changes and half of the answers that are promised, or more."""
    total = Verdict(0, 0, Counter(), Counter())
    seconds = PHASE_SECONDS
    started = time.monotonic()
    while total.changes < CHANGES / 2 or total.answers < ANSWERS / 2:
        if time.monotonic() - started > LONGEST_READING:
            raise BenchmarkProblem(
                f"{total.answers:,} answers around {total.changes} changes in "
                f"{LONGEST_READING:.0f} seconds are too few: the machine is too slow or too busy"
            )
        phase = _read_while_changing(
            prepared, Task("publish", PHASE_CHANGES, seconds=seconds, with_worker=with_worker)
        )
        if phase.answers / phase.changes < ANSWERS / CHANGES:
            # Pages are cold most of the time: leave longer between the changes.
            seconds *= 1.5
        total = Verdict(
            total.changes + phase.changes,
            total.answers + phase.answers,
            total.stale + phase.stale,
            total.unexpected + phase.unexpected,
        )
    return total


def count_stale_control(prepared: Scene, say: Say) -> int:
    """Stale answers when the generation is raised before the commit: shows that the test can
    fail."""
    task = Task(
        "publish",
        CONTROL_CHANGES,
        held_open=CONTROL_HELD_OPEN,
        rest=CONTROL_REST,
        seconds=CONTROL_SECONDS,
        bump_before_commit=True,
    )
    verdict = _read_while_changing(prepared, task)
    say(f"Control: {verdict.stale.total()} of {verdict.answers:,} answers stale")
    return verdict.stale.total()


def _read_while_changing(prepared: Scene, task: Task) -> Verdict:
    changer = prepared.child(task)
    groups: list[list[str]] = changer.about["paths"]
    processes = [
        start_load(
            Load(
                port=prepared.site.port,
                paths=paths,
                seconds=task.seconds + 1,
                connections=4,
                encodings="identity",
                look_for=f"({MARK}[0-9]+)",
            )
        )
        for paths in groups
    ]
    changer.go()
    seen = []
    for paths, process in zip(groups, processes, strict=True):
        tally = await_load(process)
        seen += [Seen(paths[index], start, end, what) for index, start, end, what in tally.seen]
    made = changer.result()["changes"]
    changes = [Change(**{**change, "shows": tuple(change["shows"])}) for change in made]
    return judge(changes, seen)


def _seconds(connection: Connection, request: bytes, *, state: str | None) -> float:
    started = time.perf_counter()
    connection.send(request)
    response = connection.receive()
    elapsed = time.perf_counter() - started
    if response.status != "200" or response.header("x-sello-cache") != state:
        raise BenchmarkProblem(f"expected a page that is {state}, got {response.head!r}")
    return elapsed


def _rounded(value: float) -> float:
    return round(value, 3)
