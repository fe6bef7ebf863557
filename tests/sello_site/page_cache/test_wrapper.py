from __future__ import annotations

import gzip
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import brotli
import pytest

from sello_site.page_cache import Generation, PageCache
from sello_site.page_cache.wrapper import ACCEPT_LANGUAGE

PAGE = b"<h1>Gu\xc3\xada</h1>" + b"<p>municipalidad</p>" * 200
PUBLIC = ("Cache-Control", "public, max-age=0, s-maxage=60")
HTML = ("Content-Type", "text/html; charset=utf-8")


class Site:
    """A WSGI application that records what it was asked and answers what it was told."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.status = "200 OK"
        self.headers = [HTML, PUBLIC]
        self.body: Iterable[bytes] = [PAGE]
        self.before_answer = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.requests.append(environ)
        self.before_answer()
        start_response(self.status, list(self.headers))
        return self.body


class Answer:
    def __init__(self, application: Any, **changes: Any) -> None:
        path, _, query = changes.pop("url", "/guias/").partition("?")
        environ = {
            "REQUEST_METHOD": changes.pop("method", "GET"),
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "sello.example",
            "wsgi.url_scheme": changes.pop("scheme", "http"),
            **changes,
        }
        environ = {name: value for name, value in environ.items() if value is not None}
        result = application(environ, self._start)
        self.chunks = result
        self.body = b"".join(result)

    def _start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        self.status = status
        self.raw_headers = headers
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def state(self) -> str | None:
        return self.headers.get("x-sello-cache")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(site: Site, generation: Generation, clock: Clock) -> PageCache:
    return PageCache(
        site,
        generation=generation,
        hosts=["sello.example"],
        max_bytes=1_000_000,
        bypass_prefixes=["/static/"],
        clock=clock,
    )


# Storing and serving


def test_the_second_request_is_answered_without_asking_the_site(
    cache: PageCache, site: Site
) -> None:
    first, second = Answer(cache), Answer(cache)
    assert (first.state, second.state) == ("miss", "hit")
    assert (first.status, second.status) == ("200 OK", "200 OK")
    assert first.body == second.body == PAGE
    assert len(site.requests) == 1
    assert second.headers == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=0, s-maxage=60",
        "etag": first.headers["etag"],
        "vary": "Accept-Encoding",
        "content-length": str(len(PAGE)),
        "x-sello-cache": "hit",
    }


def test_a_bump_makes_the_next_request_render_again(
    cache: PageCache, site: Site, generation: Generation
) -> None:
    Answer(cache)
    site.body = [b"new"]
    generation.bump()
    assert Answer(cache).body == b"new"


def test_a_page_rendered_before_a_commit_is_not_served_after_it(
    cache: PageCache, site: Site, generation: Generation
) -> None:
    site.before_answer = generation.bump  # the commit lands while the page is being rendered
    assert Answer(cache).body == PAGE
    site.before_answer = lambda: None
    site.body = [b"new"]
    assert Answer(cache).body == b"new"


def test_a_page_is_rendered_again_after_its_lifetime(
    cache: PageCache, site: Site, clock: Clock
) -> None:
    Answer(cache)
    clock.now += 59.9
    assert Answer(cache).state == "hit"
    clock.now += 0.2
    assert Answer(cache).state == "miss"


def test_the_lifetime_counts_from_before_rendering(
    cache: PageCache, site: Site, clock: Clock
) -> None:
    def take_long() -> None:
        clock.now += 59

    site.before_answer = take_long
    Answer(cache)
    clock.now += 2
    assert Answer(cache).state == "miss"


def test_a_server_that_changes_its_headers_does_not_change_the_stored_ones(
    cache: PageCache,
) -> None:
    Answer(cache).raw_headers.append(("Date", "today"))
    Answer(cache).raw_headers.append(("Date", "today"))
    assert "date" not in Answer(cache).headers


# What is never stored


def never_stored(cache: PageCache, site: Site, **changes: Any) -> bool:
    first, second = Answer(cache, **changes), Answer(cache, **changes)
    return len(site.requests) == 2 and first.state is None and second.state is None


@pytest.mark.parametrize(
    "status",
    ["404 Not Found", "301 Moved Permanently", "500 Internal Server Error", "204 No Content",
     "206 Partial Content", "304 Not Modified"],
)  # fmt: skip
def test_only_200_is_stored(cache: PageCache, site: Site, status: str) -> None:
    site.status = status
    assert never_stored(cache, site)
    assert Answer(cache).status == status


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "a=1"),
        ("Vary", "Cookie"),
        ("Vary", "Accept-Encoding, cookie"),
        ("Vary", "*"),
        ("Vary", "User-Agent"),
        ("Cache-Control", "private"),
        ("Cache-Control", "no-store"),
        ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private"),
        ("Cache-Control", "s-maxage=60, Private"),
        ("Content-Encoding", "gzip"),
    ],
)
def test_answers_that_are_not_for_everybody_are_not_stored(
    cache: PageCache, site: Site, header: tuple[str, str]
) -> None:
    site.headers = [HTML, PUBLIC, header]
    assert never_stored(cache, site)
    assert header in Answer(cache).raw_headers


def test_an_answer_that_does_not_say_it_is_public_is_not_stored(
    cache: PageCache, site: Site
) -> None:
    site.headers = [HTML]
    assert never_stored(cache, site)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_get_and_head_are_answered(cache: PageCache, site: Site, method: str) -> None:
    Answer(cache)
    assert Answer(cache, method=method).state is None
    assert site.requests[-1]["REQUEST_METHOD"] == method


@pytest.mark.parametrize(
    "changes",
    [
        {"HTTP_COOKIE": "theme=dark; sessionid=abc"},
        {"HTTP_COOKIE": "csrftoken=abc"},
        {"HTTP_AUTHORIZATION": "Bearer abc"},
        {"HTTP_RANGE": "bytes=0-10"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_IF_MATCH": '"x"'},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "5"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "SELLO.example"},
        {"HTTP_HOST": "sello.example:99"},
        {"HTTP_HOST": "sello.example,evil.example"},
        {"HTTP_HOST": None},
        {"url": "/static/site.css"},
        {"url": "/" + "x" * 600},
        {"url": "/guias/?utm_source=junk"},
    ],
)
def test_requests_that_ask_for_more_than_the_key_holds_go_to_the_site_whole(
    cache: PageCache, site: Site, changes: dict[str, Any]
) -> None:
    Answer(cache, url=changes.get("url", "/guias/").partition("?")[0])
    site.requests.clear()
    assert never_stored(cache, site, **changes)
    for name, value in changes.items():
        if name != "url":
            assert site.requests[0].get(name) == value


def test_streams_pass_through_unbuffered_and_are_not_stored(cache: PageCache, site: Site) -> None:
    produced = []

    def stream() -> Iterator[bytes]:
        for number in range(3):
            produced.append(number)
            yield b"x"

    site.body = stream()
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "",
        "HTTP_HOST": "sello.example", "wsgi.url_scheme": "http",
    }  # fmt: skip
    iterator = iter(cache(environ, lambda *_: None))
    next(iterator)
    assert produced == [0]
    assert cache.bytes_used == 0


class DjangoAnswer(list[bytes]):
    """Shaped like Django's HttpResponse: iterable, with `streaming` and `close`."""

    def __init__(self, chunks: list[bytes], *, streaming: bool) -> None:
        super().__init__(chunks)
        self.streaming = streaming
        self.times_closed = 0

    def close(self) -> None:
        self.times_closed += 1


def test_a_stored_answer_is_closed_once(cache: PageCache, site: Site) -> None:
    site.body = answer = DjangoAnswer([b"a", b"b"], streaming=False)
    assert Answer(cache).body == b"ab"
    Answer(cache)
    assert answer.times_closed == 1


# Keys that cannot be poisoned

POISON = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "666",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_ORIGINAL_URL": "/evil",
    "HTTP_X_REWRITE_URL": "/evil",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_FOR": "192.0.2.7",
    "HTTP_USER_AGENT": "evil",
    "HTTP_REFERER": "https://evil.example/",
    "HTTP_ORIGIN": "https://evil.example",
    "HTTP_ACCEPT": "application/evil",
    "HTTP_ACCEPT_LANGUAGE": "xx",
    "HTTP_COOKIE": "theme=evil; django_language=xx",
    "HTTP_ANYTHING_ELSE": "evil",
}


def test_what_is_not_in_the_key_never_reaches_the_site(cache: PageCache, site: Site) -> None:
    Answer(cache, **POISON)
    assert {name for name in site.requests[0] if name.startswith("HTTP_")} == {"HTTP_HOST"}


def test_a_poisoned_request_is_given_the_page_that_all_others_get(
    cache: PageCache, site: Site
) -> None:
    Answer(cache)
    assert Answer(cache, **POISON).state == "hit"


def test_an_error_page_can_still_know_the_readers_language(cache: PageCache, site: Site) -> None:
    Answer(cache, HTTP_ACCEPT_LANGUAGE="ht")
    assert site.requests[0][ACCEPT_LANGUAGE] == "ht"


def test_secure_and_plain_requests_have_pages_of_their_own(cache: PageCache) -> None:
    asked = ["http", "https", "https", "http"]
    states = [Answer(cache, scheme=scheme).state for scheme in asked]
    assert states == ["miss", "miss", "hit", "hit"]


def test_hosts_have_pages_of_their_own(site: Site, generation: Generation) -> None:
    cache = PageCache(site, generation=generation, hosts=["a.cl", "b.cl"], max_bytes=10**6)
    assert [Answer(cache, HTTP_HOST=host).state for host in ("a.cl", "b.cl", "a.cl")] == [
        "miss", "miss", "hit",
    ]  # fmt: skip


# Queries


@pytest.fixture
def search(site: Site, cache: PageCache) -> PageCache:
    """A route that has declared its query keys."""
    site.headers = [HTML, PUBLIC, ("X-Sello-Cache-Keys", "q, page")]
    Answer(cache, url="/buscar/?q=primera")
    site.requests.clear()
    return cache


def test_declared_keys_are_stored_under_one_spelling(search: PageCache, site: Site) -> None:
    spellings = ["q=%C3%B1a&page=2", "page=2&q=%c3%b1a", "page=%32&q=ña"]
    states = [Answer(search, url=f"/buscar/?{query}").state for query in spellings]
    assert states == ["miss", "hit", "hit"]
    assert [sent["QUERY_STRING"] for sent in site.requests] == ["page=2&q=%C3%B1a"]
    assert Answer(search, url="/buscar/?q=%C3%B1a").state == "miss"


@pytest.mark.parametrize(
    "query",
    ["q=a&utm_source=x", "q=a&q=b", "q=%FF", "q=" + "a" * 300, "&".join(["q=a"] * 50), "Q=a", "=",
     "q=a;page=1&x"],
)  # fmt: skip
def test_query_junk_is_not_stored(search: PageCache, site: Site, query: str) -> None:
    assert never_stored(search, site, url=f"/buscar/?{query}")
    assert site.requests[0]["QUERY_STRING"] == query


def test_a_declaration_holds_for_its_own_path(search: PageCache, site: Site) -> None:
    site.headers = [HTML, PUBLIC]
    assert never_stored(search, site, url="/guias/?q=a")


def test_the_internal_header_never_leaves(search: PageCache, site: Site) -> None:
    answers = [
        Answer(search, url="/buscar/?q=a"),
        Answer(search, url="/buscar/?q=a"),
        Answer(search, url="/buscar/?q=a&junk=1"),
        Answer(search, method="POST", url="/buscar/"),
    ]
    site.status = "404 Not Found"
    answers.append(Answer(search, url="/otra/"))
    assert ["x-sello-cache-keys" in answer.headers for answer in answers] == [False] * 5


def test_a_flood_of_queries_evicts_no_page_without_query(search: PageCache, site: Site) -> None:
    Answer(search)
    for number in range(400):
        Answer(search, url=f"/buscar/?q={number}")
    assert Answer(search).state == "hit"
    assert Answer(search, url="/buscar/?q=399").state == "hit"
    assert Answer(search, url="/buscar/?q=0").state == "miss"


# Bounds


def test_memory_is_bounded_and_the_least_recently_used_page_goes(
    cache: PageCache, site: Site
) -> None:
    for number in range(500):
        Answer(cache, url=f"/{number}/", HTTP_ACCEPT_ENCODING="gzip")
        Answer(cache, url="/0/")
        assert cache.bytes_used <= 1_000_000
    assert Answer(cache, url="/0/").state == "hit"
    assert Answer(cache, url="/1/").state == "miss"


def test_variants_made_later_count_too(cache: PageCache, site: Site) -> None:
    Answer(cache)
    plain = cache.bytes_used
    Answer(cache, HTTP_ACCEPT_ENCODING="br")
    Answer(cache, HTTP_ACCEPT_ENCODING="gzip")
    more = len(brotli.compress(PAGE, quality=6)) + len(gzip.compress(PAGE, 6, mtime=0))
    assert cache.bytes_used > plain + more


def test_a_page_too_large_for_its_share_is_served_and_not_stored(
    cache: PageCache, site: Site
) -> None:
    site.body = [b"x" * 100_000]
    assert len(Answer(cache).body) == 100_000
    assert cache.bytes_used == 0


def test_junk_in_accept_encoding_does_not_fill_the_memory(cache: PageCache) -> None:
    for number in range(1000):
        Answer(cache, HTTP_ACCEPT_ENCODING=f"junk{number}")
    Answer(cache, HTTP_ACCEPT_ENCODING="gzip" + "," * 10_000)
    assert len(cache._negotiation._answers) <= 256
    assert max(map(len, cache._negotiation._answers)) <= 256


def test_junk_paths_do_not_fill_what_is_known_of_queries(cache: PageCache, site: Site) -> None:
    site.headers = [HTML, PUBLIC, ("X-Sello-Cache-Keys", "q")]
    for number in range(1500):
        Answer(cache, url=f"/{number}/?q=a")
    assert len(cache._known_queries._keys) == 1024


def test_routes_that_take_no_query_put_none_out_that_does(search: PageCache, site: Site) -> None:
    site.headers = [HTML, PUBLIC, ("X-Sello-Cache-Keys", "")]
    for number in range(1500):
        Answer(search, url=f"/{number}/")
    assert Answer(search, url="/buscar/?q=a").state == "miss"
    assert Answer(search, url="/buscar/?q=a").state is None  # it takes no query from now on
    assert search._known_queries._keys == {}


# Encodings, conditions, HEAD


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("identity", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("BR", "br"),
        ("gzip;q=junk", None),
        ("", None),
    ],
)
def test_the_encoding_follows_what_the_client_accepts(
    cache: PageCache, header: str, encoding: str | None
) -> None:
    decode = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    for answer in (Answer(cache, HTTP_ACCEPT_ENCODING=header) for _ in range(2)):
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["content-length"] == str(len(answer.body))
        assert answer.headers["vary"] == "Accept-Encoding"
        assert decode(answer.body) == PAGE


def test_a_page_is_compressed_once(cache: PageCache) -> None:
    answers = [Answer(cache, HTTP_ACCEPT_ENCODING="br") for _ in range(3)]
    assert answers[0].chunks is answers[1].chunks is answers[2].chunks


def test_an_unchanged_page_is_not_compressed_again_after_a_bump(
    cache: PageCache, generation: Generation
) -> None:
    before = Answer(cache, HTTP_ACCEPT_ENCODING="br")
    generation.bump()
    after = Answer(cache, HTTP_ACCEPT_ENCODING="br")
    assert after.state == "miss"
    assert after.chunks is before.chunks
    assert after.headers["content-encoding"] == "br"


@pytest.mark.parametrize(
    ("content_type", "body"), [("image/png", PAGE), ("text/html", b"short"), ("", PAGE)]
)
def test_what_gains_nothing_is_not_compressed_even_when_it_is_rendered_again(
    cache: PageCache, site: Site, generation: Generation, content_type: str, body: bytes
) -> None:
    site.headers = [("Content-Type", content_type), PUBLIC]
    site.body = [body]
    for _ in range(2):
        answer = Answer(cache, HTTP_ACCEPT_ENCODING="br")
        assert (answer.headers.get("content-encoding"), answer.body) == (None, body)
        generation.bump()


def test_other_vary_headers_are_kept(cache: PageCache, site: Site) -> None:
    site.headers = [HTML, PUBLIC, ("Vary", "Accept-Language, HX-Request")]
    Answer(cache)
    assert Answer(cache).headers["vary"] == "Accept-Encoding, hx-request"


@pytest.mark.parametrize("form", ["{}", '"other", {}', '{}, W/"x"', "*"])
def test_a_known_etag_is_answered_with_304_and_no_body(cache: PageCache, form: str) -> None:
    etag = Answer(cache).headers["etag"]
    assert etag.startswith('W/"')
    answer = Answer(cache, HTTP_IF_NONE_MATCH=form.format(etag), HTTP_ACCEPT_ENCODING="br")
    assert (answer.status, answer.body) == ("304 Not Modified", b"")
    assert answer.headers == {
        "cache-control": "public, max-age=0, s-maxage=60",
        "etag": etag,
        "vary": "Accept-Encoding",
        "x-sello-cache": "hit",
    }


def test_an_etag_of_an_older_page_is_answered_with_the_page(
    cache: PageCache, site: Site, generation: Generation
) -> None:
    etag = Answer(cache).headers["etag"]
    site.body = [b"new"]
    generation.bump()
    answer = Answer(cache, HTTP_IF_NONE_MATCH=etag)
    assert (answer.status, answer.body) == ("200 OK", b"new")
    assert answer.headers["etag"] != etag


def test_head_fills_the_cache_and_sends_no_body(cache: PageCache, site: Site) -> None:
    head = Answer(cache, method="HEAD")
    assert site.requests[0]["REQUEST_METHOD"] == "GET"
    got = Answer(cache)
    again = Answer(cache, method="HEAD")
    assert (head.body, got.body, again.body) == (b"", PAGE, b"")
    assert (head.state, got.state, again.state) == ("miss", "hit", "hit")
    assert head.headers["content-length"] == again.headers["content-length"] == str(len(PAGE))


def test_head_of_a_page_that_is_not_stored_sends_no_body_and_closes_it(
    cache: PageCache, site: Site
) -> None:
    site.status = "404 Not Found"
    site.body = answer = DjangoAnswer([b"gone"], streaming=False)
    assert Answer(cache, method="HEAD").body == b""
    assert answer.times_closed == 1


# Several at once


def test_concurrent_misses_of_one_page_are_rendered_once(cache: PageCache, site: Site) -> None:
    entered, release = threading.Event(), threading.Event()

    def wait() -> None:
        entered.set()
        assert release.wait(10)

    site.before_answer = wait
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(Answer(cache))) for _ in range(4)]
    threads[0].start()
    assert entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    release.set()
    for thread in threads:
        thread.join()
    assert [answer.body for answer in answers] == [PAGE] * 4
    assert len(site.requests) == 1


def test_a_request_after_a_commit_does_not_wait_for_a_rendering_from_before_it(
    cache: PageCache, site: Site, generation: Generation
) -> None:
    entered, release = threading.Event(), threading.Event()

    def wait() -> None:
        site.before_answer = lambda: None
        entered.set()
        assert release.wait(10)

    site.before_answer = wait
    old = threading.Thread(target=lambda: Answer(cache))
    old.start()
    assert entered.wait(10)
    site.body = [b"new"]
    generation.bump()
    assert Answer(cache).body == b"new"
    release.set()
    old.join()
    assert Answer(cache).body == b"new"


def test_a_failed_rendering_leaves_nobody_waiting(cache: PageCache, site: Site) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    site.before_answer = fail
    with pytest.raises(ZeroDivisionError):
        Answer(cache)
    site.before_answer = lambda: None
    assert Answer(cache).state == "miss"
    assert cache._rendering == {}


def test_a_page_that_stays_true_for_less_is_kept_for_less(
    site: Site, cache: PageCache, clock: Clock
) -> None:
    site.headers = [HTML, PUBLIC, ("X-Sello-Cache-Seconds", "7.500")]
    answers = [Answer(cache), Answer(cache)]
    clock.now += 7.4
    answers.append(Answer(cache))
    clock.now += 0.1
    answers.append(Answer(cache))
    assert [answer.state for answer in answers] == ["miss", "hit", "hit", "miss"]
    assert [answer.headers.get("x-sello-cache-seconds") for answer in answers] == [None] * 4


def test_how_long_a_page_stays_true_is_nobody_elses_business(site: Site, cache: PageCache) -> None:
    site.headers = [HTML, PUBLIC, ("X-Sello-Cache-Seconds", "7.500")]
    passed = Answer(cache, HTTP_AUTHORIZATION="Bearer x")
    site.status = "404 Not Found"
    not_stored = Answer(cache, url="/nada/")
    assert "x-sello-cache-seconds" not in {**passed.headers, **not_stored.headers}
