"""`bench map`: what the map costs to load, and its open data beside a bare Django view."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

import brotli
from django.conf import settings

from sello_site.bench.answers import compare_with_bare_django
from sello_site.bench.browser import chromium
from sello_site.bench.load import fetch
from sello_site.bench.preparation import Scene, scene
from sello_site.bench.registry import BenchmarkProblem, Say

PAGE = "/mapa/"
GEOJSON = "/api/v3/map/municipalities.geojson?estado=todas"
MUNICIPALITIES = 345
POINTS_MARK = "atlas-points"
"""What the map's script marks when its points can be chosen."""
SLOWED = 4
LOADS = 7
_KILOBYTE = 1000


def run(say: Say) -> dict[str, float]:
    """All figures of the benchmark.

    Raises BenchmarkProblem when what is measured does not answer as it should.
    """
    with scene(settings.VAR, say, demonstration=True) as prepared:
        return {
            **measure_geojson(prepared, say),
            "map_page_queries": count_queries(prepared, say),
            **measure_page(prepared, say),
        }


def measure_geojson(prepared: Scene, say: Say) -> dict[str, float]:
    """All municipalities: their weight as it is sent, and their cost warm and uncached."""
    cost = compare_with_bare_django(prepared, GEOJSON, "GeoJSON, warm")
    answer = fetch(prepared.site.port, GEOJSON, host=prepared.site.host, encodings="br")
    if answer.header("content-encoding") != "br":
        raise BenchmarkProblem("the GeoJSON is not compressed")
    features = json.loads(brotli.decompress(answer.body))["features"]
    if len(features) != MUNICIPALITIES:
        raise BenchmarkProblem(f"the GeoJSON holds {len(features)} municipalities")
    say(
        f"GeoJSON of {len(features)} municipalities, {len(answer.body):,} bytes: "
        f"{cost.warm_seconds * 1e6:,.1f} µs of server CPU a request"
    )
    return {
        "geojson_kb": round(len(answer.body) / _KILOBYTE, 3),
        "geojson_vs_bare_django": round(cost.warm_vs_bare_django, 3),
        "geojson_uncached_vs_bare_django": round(cost.uncached_vs_bare_django, 4),
    }


_COUNT = """
import django; django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(SERVER_NAME="localhost")
client.get("/mapa/")
with CaptureQueriesContext(connection) as queries:
    answer = client.get("/mapa/?estado=todas")
assert answer.status_code == 200, answer
print(len(queries))
"""


def count_queries(prepared: Scene, say: Say) -> int:
    """Queries of the page with all municipalities, which no cache answered."""
    done = subprocess.run(  # noqa: S603 - a program of this module
        [sys.executable, "-c", _COUNT],
        env=dict(prepared.environment) | {"DJANGO_SETTINGS_MODULE": "sello_site.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BenchmarkProblem("the queries of the map could not be counted; the error is above")
    count = int(done.stdout.split()[-1])
    say(f"The page with all municipalities: {count} queries")
    return count


def measure_page(prepared: Scene, say: Say) -> dict[str, float]:
    """The page in a browser without cache: weight, requests, and when its points can be chosen."""
    address = f"http://{prepared.site.host}{PAGE}"
    with chromium() as browser:
        if browser is None:
            say("There is no Chromium on this machine: what the browser does is not measured")
            return {}
        browser.load(address, mark=POINTS_MARK)  # the site's first rendering is not the map's
        slow = [browser.load(address, mark=POINTS_MARK, slowed=SLOWED) for _ in range(LOADS)]
        # The control: ten times slower again has to show.
        control = browser.load(address, mark=POINTS_MARK, slowed=SLOWED * 10)
    weight = slow[0]
    foreign = [
        url for url in weight.requests if not url.startswith(f"http://{prepared.site.host}/")
    ]
    if foreign:
        raise BenchmarkProblem(f"the map asks other hosts: {foreign}")
    moment = statistics.median(one.mark_ms for one in slow)
    say(
        f"The map, cold: {weight.sent:,} bytes in {len(weight.requests)} requests; points after "
        f"{moment:,.0f} ms with the CPU slowed {SLOWED} times"
    )
    return {
        "map_page_kb": round(weight.sent / _KILOBYTE, 3),
        "map_page_requests": len(weight.requests),
        "first_interactive_marker_ms": round(moment, 1),
        "first_interactive_marker_control_ms": round(control.mark_ms, 1),
    }


BENCHMARKS = {"map": run}
