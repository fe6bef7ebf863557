"""What the API's list of 200 pages costs, warm beside a bare Django view, and cold in queries."""

from __future__ import annotations

import os
from typing import Any

from sello_site.bench.answers import compare_with_bare_django
from sello_site.bench.changes import Task, answer_of, ready
from sello_site.bench.preparation import Scene
from sello_site.bench.registry import BenchmarkProblem, Say

ITEMS = 200
PATH = f"/api/v3/pages/?limit={ITEMS}"


def measure_api_list(prepared: Scene, say: Say) -> dict[str, float]:
    """Adds pages to the site until there are enough; so it comes last.

    Raises BenchmarkProblem when the list is not answered from memory, or is not whole.
    """
    maker = prepared.child(Task("list", ITEMS))
    maker.go()
    made = maker.result()
    if made["items"] != ITEMS:
        raise BenchmarkProblem(f"the list holds {made['items']} pages, not {ITEMS}")
    cost = compare_with_bare_django(prepared, PATH, "API list, warm")
    say(
        f"API list of {ITEMS} pages, {made['bytes']:,} bytes: "
        f"{cost.warm_seconds * 1e6:,.1f} µs of server CPU a request, "
        f"{cost.requests_per_second:,.0f} requests per second; {made['queries']} queries cold"
    )
    return {
        "api_list_vs_bare_django": round(cost.warm_vs_bare_django, 3),
        "api_list_uncached_vs_bare_django": round(cost.uncached_vs_bare_django, 4),
        "api_list_queries": made["queries"],
        "api_list_requests_per_second": round(cost.requests_per_second),
    }


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
