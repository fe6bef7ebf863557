"""What the API's list of 200 pages costs, warm beside a bare Django view, and cold in queries."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from typing import Any

from sello_site.bench.changes import Task, answer_of, ready
from sello_site.bench.load import Connection, request_bytes
from sello_site.bench.preparation import Scene
from sello_site.bench.registry import BenchmarkProblem, Say
from sello_site.bench.servers import Server

ITEMS = 200
ROUNDS = 7
UNCACHED_REQUESTS = 20
PATH = f"/api/v3/pages/?limit={ITEMS}"

Cost = Callable[[Server, str, str], tuple[float, float]]
"""Server CPU seconds for each request of a path, and requests per second."""


def measure_api_list(prepared: Scene, say: Say, *, cost: Cost) -> dict[str, float]:
    """Adds pages to the site until there are enough; so it comes last.

    Raises BenchmarkProblem when the list is not answered from memory, or is not whole.
    """
    maker = prepared.child(Task("list", ITEMS))
    maker.go()
    made = maker.result()
    if made["items"] != ITEMS:
        raise BenchmarkProblem(f"the list holds {made['items']} pages, not {ITEMS}")
    _require_warm(prepared.site)
    subjects = {
        "API list, warm": (prepared.site, PATH),
        "bare Django": (prepared.bare_django, "/"),
    }
    cpu: dict[str, list[float]] = {name: [] for name in subjects}
    speed: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(ROUNDS + 1):
        for name in list(subjects) if number % 2 else reversed(subjects):
            used, rate = cost(*subjects[name], name)
            if number > 0:  # the first round warms everything up
                cpu[name].append(used)
                speed[name].append(rate)
    pairs = zip(cpu["bare Django"], cpu["API list, warm"], strict=True)
    ratio = statistics.median(bare / own for bare, own in pairs)
    say(
        f"API list of {ITEMS} pages, {made['bytes']:,} bytes: "
        f"{statistics.median(cpu['API list, warm']) * 1e6:,.1f} µs of server CPU a request, "
        f"{statistics.median(speed['API list, warm']):,.0f} requests per second; "
        f"{made['queries']} queries cold"
    )
    uncached = _uncached_cost(prepared)
    return {
        "api_list_vs_bare_django": round(ratio, 3),
        # The control: the same list without the cache, which the measure has to tell apart.
        "api_list_uncached_vs_bare_django": round(
            statistics.median(cpu["bare Django"]) / uncached, 4
        ),
        "api_list_queries": made["queries"],
        "api_list_requests_per_second": round(statistics.median(speed["API list, warm"])),
    }


def _uncached_cost(prepared: Scene) -> float:
    """Server CPU seconds for each request when every one follows a change."""
    connection = Connection(prepared.site.port)
    request = request_bytes(PATH, host=prepared.site.host)
    before = prepared.site.cpu_seconds()
    for _ in range(UNCACHED_REQUESTS):
        prepared.generation.bump()
        connection.send(request)
        state = connection.receive().header("x-sello-cache")
        if state == "hit":
            raise BenchmarkProblem("the API's list was answered from memory after a change")
    connection.close()
    return (prepared.site.cpu_seconds() - before) / UNCACHED_REQUESTS


def _require_warm(site: Server) -> None:
    connection = Connection(site.port)
    request = request_bytes(PATH, host=site.host)
    states = []
    for _ in range(12):  # each worker learns for itself which queries may be stored
        connection.send(request)
        states.append(connection.receive().header("x-sello-cache"))
    connection.close()
    if states[-1] != "hit":
        raise BenchmarkProblem(f"the API's list was not answered from memory: {states}")


def make_list(task: Task) -> dict[str, Any]:
    """Fills the site up to that many pages, in the process of :mod:`sello_site.bench.changes`, and
    tells what the list costs that process cold."""
    from django.apps import apps  # inline: Django is set up by main()
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext
    from wagtail.models import Site

    ready({})
    home = Site.objects.get(is_default_site=True).root_page
    page_type = apps.get_model("sello_pages.ContentPage")
    for number in range(task.changes):
        page = page_type(title=f"Página {number}", slug=f"lista-{number}", summary="Medición")
        home.add_child(instance=page)
    site = get_wsgi_application()
    host = os.environ["SELLO_PUBLIC_URL"].partition("//")[2]
    path, _, query = PATH.partition("?")
    counts = []
    for _ in range(3):
        environ = RequestFactory(headers={"host": host}).get(f"{path}?{query}").environ
        with CaptureQueriesContext(connection) as captured:
            body = answer_of(site, environ)
        counts.append(len(captured))
    return {"queries": counts[-1], "bytes": len(body), "items": body.count(b'"slug":')}
