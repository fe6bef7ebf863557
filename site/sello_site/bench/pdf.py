"""What a guide as PDF costs when it is made, and how often it is made."""

from __future__ import annotations

import statistics
import time

import psycopg

from sello_site.bench.load import Connection, request_bytes
from sello_site.bench.preparation import Scene
from sello_site.bench.registry import BenchmarkProblem, Say

AT_ONCE = 8
"""Requests for each document at the same moment, over both workers."""

TOGETHER = 10
"""Documents that are first asked for by so many; the others are timed one by one."""

ROUNDS = 3
"""How often every document is asked for again, each time with an empty page cache."""

_ADDRESSES = """
    SELECT locale.language_code, page.id, page.slug
    FROM sello_guides_guidepage guide
    JOIN wagtailcore_page page ON page.id = guide.page_ptr_id
    JOIN wagtailcore_locale locale ON locale.id = page.locale_id
    WHERE page.live AND page.alias_of_id IS NULL
    ORDER BY page.id
"""
_RENDERS = """
    SELECT count(DISTINCT (subject, language)), coalesce(sum(renders), 0)
    FROM sello_typesetting_typesetdocument
"""
_CHANGE = """
    UPDATE sello_guides_guidepage SET summary = summary || ' (medición)' WHERE page_ptr_id = %s
"""


def measure_pdf(prepared: Scene, say: Say) -> dict[str, float]:
    """All guides in all languages, through HTTP.

    Raises BenchmarkProblem when an answer is no PDF, or a document was not made.
    """
    with psycopg.connect(prepared.environment["DATABASE_URL"], autocommit=True) as database:
        guides = [(_address(*row), row[1]) for row in database.execute(_ADDRESSES)]
        addresses = [address for address, _page in guides]
        if len(addresses) < 2 * TOGETHER:
            raise BenchmarkProblem(f"only {len(addresses)} guides to be printed")
        for address in addresses[:TOGETHER]:
            _ask(prepared, address, times=AT_ONCE)
        made = [_ask(prepared, address) for address in addresses[TOGETHER:]]
        kept = []
        for _ in range(ROUNDS):
            prepared.generation.bump()
            kept += [_ask(prepared, address) for address in addresses]
        documents, renders = _renders(database)
        if documents != len(addresses):
            raise BenchmarkProblem(f"{documents} documents are kept, not {len(addresses)}")
        # The control: what changes is made once more, and the count has to tell it.
        database.execute(_CHANGE, [guides[0][1]])
        prepared.generation.bump()
        _ask(prepared, addresses[0], times=AT_ONCE)
        more = _renders(database)[1] - renders
    made_ms, kept_ms = (statistics.median(times) * 1000 for times in (made, kept))
    requests = AT_ONCE * TOGETHER + len(made) + len(kept)
    say(
        f"PDF: {made_ms:.0f} ms when it is made, {kept_ms:.0f} ms when it is kept; "
        f"{renders} made for {documents} documents in {requests:,} requests; "
        f"{more} more after one change"
    )
    return {
        "pdf_median_ms": round(made_ms, 3),
        "pdf_kept_median_ms": round(kept_ms, 3),
        "pdf_renders_per_revision": round(renders / documents, 3),
        "pdf_renders_after_change": more,
    }


def _address(language: str, page: int, slug: str) -> str:
    prefix = "" if language == "es" else f"/{language}"
    return f"{prefix}/guia/{page}/{slug}.pdf"


def _renders(database: psycopg.Connection[tuple[int, int]]) -> tuple[int, int]:
    """How many documents are kept, and how often all of them together were made."""
    documents, renders = database.execute(_RENDERS).fetchone() or (0, 0)
    return int(documents), int(renders)


def _ask(prepared: Scene, address: str, *, times: int = 1) -> float:
    """Seconds until all of as many requests at the same moment are answered."""
    connections = [Connection(prepared.site.port) for _ in range(times)]
    request = request_bytes(address, host=prepared.site.host)
    started = time.perf_counter()
    for connection in connections:
        connection.send(request)
    responses = [connection.receive() for connection in connections]
    elapsed = time.perf_counter() - started
    for connection, response in zip(connections, responses, strict=True):
        connection.close()
        if response.status != "200" or not response.body.startswith(b"%PDF-"):
            raise BenchmarkProblem(f"expected a PDF at {address}, got {response.head!r}")
    if len({response.body for response in responses}) != 1:
        raise BenchmarkProblem(f"{address} was answered in different ways")
    return elapsed
