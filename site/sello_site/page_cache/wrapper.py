"""The WSGI wrapper that answers anonymous public pages without asking Django."""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Callable, Collection, Iterable
from types import TracebackType
from typing import Any

from sello_site.page_cache.encoding import ENCODERS, IDENTITY, Negotiation, is_compressible
from sello_site.page_cache.generation import Generation
from sello_site.page_cache.query import KnownQueries
from sello_site.page_cache.store import Headers, Key, Page, Store, Variant

CACHE_KEYS_HEADER = "X-Sello-Cache-Keys"
"""A route lists here the query keys that change its page; never sent to the client."""

CACHE_SECONDS_HEADER = "X-Sello-Cache-Seconds"
"""A route says here for how long its page stays true when that is less than a page's usual
lifetime: a decimal number of seconds; never sent to the client."""

STATE_HEADER = "X-Sello-Cache"
"""Tells operators whether an answer came from memory ("hit") or was rendered and kept ("miss")."""

ACCEPT_LANGUAGE = "sello.accept_language"
"""Where an answer that is never stored (an error page) finds the reader's Accept-Language."""

Environ = dict[str, Any]
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_KEYS = CACHE_KEYS_HEADER.lower()
_SECONDS = CACHE_SECONDS_HEADER.lower()
_INTERNAL = frozenset({_KEYS, _SECONDS})
_METHODS = ("GET", "HEAD")
_LONGEST_PATH = 512
_SMALLEST_COMPRESSED = 400
_WAIT_FOR_SAME_PAGE = 10.0
# Answers to requests with these depend on more than the key, or are not whole pages.
_BYPASS_HEADERS = (
    "HTTP_AUTHORIZATION",
    "HTTP_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_HX_REQUEST",
    "HTTP_TRANSFER_ENCODING",
)
# All that Django gets to see of the request headers when the answer may be stored: an answer
# cannot depend on what was not there. What proxies claim is settled before, outside of this.
_KEPT_HEADERS = frozenset({"HTTP_HOST"})
# Naming these in Vary is harmless: they were removed from the request, or make it a bypass.
_HARMLESS_VARY = frozenset({"accept-encoding", "accept-language", "hx-request"})
_REPLACED_HEADERS = frozenset(
    {"content-length", "vary", "etag", "date", "connection", STATE_HEADER.lower(), *_INTERNAL}
)
_NOT_MODIFIED_HEADERS = frozenset(
    {"cache-control", "content-location", "expires", "content-language"}
)


class PageCache:
    """Answers anonymous GET and HEAD requests for public pages from memory.

    `hosts` are the exact values of the Host header, port included, whose pages are stored; all
    other requests go to the application untouched, and so do those that carry one of
    `bypass_cookies` or whose path starts with one of `bypass_prefixes`. What proxies say of host,
    scheme and address must have been judged and written into the WSGI environment before.
    `max_bytes` bounds this worker's memory, and `lifetime` (seconds) is the last net should the
    generation ever fail to move.

    An answer is stored when it is a 200, not streamed, says `public` or `s-maxage` in
    Cache-Control and neither `private` nor `no-store`, sets no cookie, and does not vary on
    anything the key lacks.
    """

    def __init__(
        self,
        application: Application,
        *,
        generation: Generation,
        hosts: Collection[str],
        max_bytes: int,
        bypass_cookies: Collection[str] = ("sessionid", "csrftoken", "messages"),
        bypass_prefixes: Collection[str] = (),
        lifetime: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._generation = generation
        self._hosts = frozenset(host.lower() for host in hosts)
        self._bypass_cookies = tuple(bypass_cookies)
        self._bypass_prefixes = tuple(bypass_prefixes)
        self._lifetime = lifetime
        self._clock = clock
        # Whoever asks for ever new queries evicts only other queries.
        self._queried_pages = Store(max_bytes // 4)
        self._pages = Store(max_bytes - max_bytes // 4)
        self._largest_body = max_bytes // 16
        self._known_queries = KnownQueries()
        self._negotiation = Negotiation()
        self._rendering: dict[tuple[Key, int], threading.Event] = {}
        self._rendering_lock = threading.Lock()

    @property
    def bytes_used(self) -> int:
        """Memory taken by stored pages, in bytes."""
        return self._pages.bytes_used + self._queried_pages.bytes_used

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._pass_through(environ, start_response)
        # Read before anything is rendered: a page rendered before a commit but stored after it
        # then carries the old number and is never served.
        generation = self._generation.read()
        page = self._find(key, generation)
        if page is not None:
            return self._answer(page, key, environ, start_response, state="hit")
        return self._render_once(key, generation, environ, start_response)

    def _key(self, environ: Environ) -> Key | None:
        """The key under which the answer may be stored; None when it must not be."""
        get = environ.get
        host = get("HTTP_HOST")
        path = environ["PATH_INFO"]
        if (
            environ["REQUEST_METHOD"] not in _METHODS
            or host not in self._hosts
            or len(path) > _LONGEST_PATH
            or path.startswith(self._bypass_prefixes)
            or get("CONTENT_LENGTH", "0") not in ("0", "")
        ):
            return None
        for name in _BYPASS_HEADERS:
            if name in environ:
                return None
        cookies = get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self._bypass_cookies):
            return None
        query = get("QUERY_STRING", "")
        if query:
            query = self._known_queries.canonical(host, path, query)
            if query is None:
                return None
        return (environ["wsgi.url_scheme"] == "https", host, path, query)

    def _store_for(self, key: Key) -> Store:
        return self._queried_pages if key[3] else self._pages

    def _find(self, key: Key, generation: int) -> Page | None:
        page = self._store_for(key).get(key)
        if page is None or page.generation != generation or page.expires <= self._clock():
            return None
        return page

    def _answer(
        self, page: Page, key: Key, environ: Environ, start_response: StartResponse, *, state: str
    ) -> Iterable[bytes]:
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and (page.etag in known or known.strip() == "*"):
            start_response("304 Not Modified", [*page.not_modified_headers, (STATE_HEADER, state)])
            return [b""]
        encoding = self._negotiation.choose(environ.get("HTTP_ACCEPT_ENCODING", ""))
        variant = page.variants.get(encoding)
        if variant is None:
            variant = page.variants[encoding] = _make_variant(page, encoding)
            self._store_for(key).account_again(key, page)
        # A copy, because WSGI lets a server change the list it is given.
        start_response("200 OK", [*variant.headers, (STATE_HEADER, state)])
        return variant.chunks if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _render_once(
        self, key: Key, generation: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Render the page, or wait for another thread that renders it for the same generation."""
        with self._rendering_lock:
            rendered = self._rendering.get((key, generation))
            if rendered is None:
                mine = self._rendering[key, generation] = threading.Event()
        if rendered is not None:
            rendered.wait(_WAIT_FOR_SAME_PAGE)
            page = self._find(key, generation)
            if page is not None:
                return self._answer(page, key, environ, start_response, state="hit")
            return self._render(key, generation, environ, start_response)
        try:
            return self._render(key, generation, environ, start_response)
        finally:
            with self._rendering_lock:
                del self._rendering[key, generation]
            mine.set()

    def _render(
        self, key: Key, generation: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        started = self._clock()
        head = _Head()
        result = self._application(_anonymous(environ, key), head)
        declaration = head.value(_KEYS)
        if declaration is not None:
            self._known_queries.learn(key[1], key[2], declaration)
        if not _is_storable(head, result):
            start_response(head.status, head.public_headers(), *head.exception)
            if environ["REQUEST_METHOD"] == "HEAD":
                _close(result)
                return [b""]
            return result
        try:
            body = b"".join(result)
        finally:
            _close(result)
        page = self._make_page(
            head, body, generation, started + min(self._lifetime, head.seconds())
        )
        store = self._store_for(key)
        if len(body) <= self._largest_body and self._generation.read() == generation:
            previous = store.get(key)
            if previous is not None and previous.body == body:
                # Some other page changed: spare compressing this one again.
                page.body = previous.body
                page.variants = {
                    name: _dress(page, variant.encoding, variant.chunks)
                    for name, variant in tuple(previous.variants.items())
                }
            store.put(key, page)
            return self._answer(page, key, environ, start_response, state="miss")
        # Not kept, so it does not pass through the store either.
        variant = _make_variant(page, IDENTITY)
        start_response("200 OK", [*variant.headers])
        return variant.chunks if environ["REQUEST_METHOD"] == "GET" else [b""]

    def _make_page(self, head: _Head, body: bytes, generation: int, expires: float) -> Page:
        content_type = head.value("content-type") or ""
        digest = hashlib.blake2b(body, digest_size=12, key=content_type.encode()[:64]).hexdigest()
        etag = f'"{digest}"'
        vary = head.tokens("vary") - {"accept-language"}
        always = [
            # Weak, because the encodings of one page share it.
            ("ETag", f"W/{etag}"),
            ("Vary", ", ".join(["Accept-Encoding", *sorted(vary - {"accept-encoding"})])),
        ]
        kept = [(n, v) for n, v in head.headers if n.lower() not in _REPLACED_HEADERS]
        return Page(
            generation=generation,
            expires=expires,
            etag=etag,
            body=body,
            content_type=content_type,
            headers=[*kept, *always],
            not_modified_headers=[
                *((n, v) for n, v in kept if n.lower() in _NOT_MODIFIED_HEADERS),
                *always,
            ],
        )

    def _pass_through(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: Headers, *exception: ExceptionInfo) -> Any:
            for name, value in headers:
                if name.lower() == _KEYS:
                    if environ.get("HTTP_HOST") in self._hosts and status.startswith("200"):
                        path = environ["PATH_INFO"]
                        if len(path) <= _LONGEST_PATH:
                            self._known_queries.learn(environ["HTTP_HOST"], path, value)
                    break
            return start_response(status, _without_internal(headers), *exception)

        return self._application(environ, start)


class _Head:
    """Receives the status and headers of an answer, to judge it before anything is sent."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []
        self.exception: tuple[ExceptionInfo, ...] = ()

    def __call__(
        self, status: str, headers: Headers, *exception: ExceptionInfo
    ) -> Callable[[bytes], None]:
        self.status, self.headers, self.exception = status, headers, exception
        return _refuse_to_write

    def value(self, name: str) -> str | None:
        """The first header of that lower-case name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def tokens(self, name: str) -> set[str]:
        """The comma-separated items of all headers of that lower-case name, without arguments."""
        values = (value for key, value in self.headers if key.lower() == name)
        items = (item for value in values for item in value.lower().split(","))
        return {item.partition("=")[0].strip() for item in items} - {""}

    def public_headers(self) -> Headers:
        """The headers that may leave the house."""
        return _without_internal(self.headers)

    def seconds(self) -> float:
        """For how long the answer says that it stays true; infinite when it does not say so."""
        said = self.value(_SECONDS)
        return math.inf if said is None else float(said)


def _without_internal(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in _INTERNAL]


def _refuse_to_write(_data: bytes) -> None:
    raise RuntimeError("the page cache takes answers as iterables, not through write()")


def _anonymous(environ: Environ, key: Key) -> Environ:
    """The request reduced to what its key holds, so that nothing else can shape the answer."""
    reduced = {
        name: value
        for name, value in environ.items()
        if name in _KEPT_HEADERS or not name.startswith("HTTP_")
    }
    reduced["REQUEST_METHOD"] = "GET"  # a HEAD fills the cache as well
    reduced["QUERY_STRING"] = key[3]
    reduced[ACCEPT_LANGUAGE] = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return reduced


def _is_storable(head: _Head, result: Iterable[bytes]) -> bool:
    directives = head.tokens("cache-control")
    return (
        head.status.startswith("200 ")
        and (isinstance(result, list | tuple) or getattr(result, "streaming", True) is False)
        and head.value("set-cookie") is None
        and head.value("content-encoding") is None
        and not directives.isdisjoint({"public", "s-maxage"})
        and directives.isdisjoint({"private", "no-store"})
        and head.tokens("vary") <= _HARMLESS_VARY
    )


def _make_variant(page: Page, encoding: str) -> Variant:
    body = page.body
    if (
        encoding != IDENTITY
        and len(body) >= _SMALLEST_COMPRESSED
        and is_compressible(page.content_type)
    ):
        compressed = ENCODERS[encoding](body)
        if len(compressed) < len(body):
            return _dress(page, encoding, [compressed])
    return _dress(page, IDENTITY, [body])


def _dress(page: Page, encoding: str, chunks: list[bytes]) -> Variant:
    """A variant with the headers of this page."""
    own = [("Content-Length", str(len(chunks[0])))]
    if encoding != IDENTITY:
        own.append(("Content-Encoding", encoding))
    return Variant(encoding, [*page.headers, *own], chunks)


def _close(result: Iterable[bytes]) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()
