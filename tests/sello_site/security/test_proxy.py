"""Forwarding headers: believed from trusted proxies, taken out from everybody else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sello_site.proxy import FORWARDED, PEER, TrustedProxies, parse_address

PROXY = "10.0.0.1"
NETWORKS = ("10.0.0.0/24", "2001:db8::/64")


def passed_on(*, networks: tuple[str, ...] = NETWORKS, peer: str = PROXY, **claims: str) -> Any:
    """The environment that the application gets to see."""
    seen: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "HTTP_HOST": "inner:8000", "wsgi.url_scheme": "http", **claims}
    TrustedProxies(application, networks=networks)(environ, None)
    return seen[0]


def essence(environ: dict[str, Any]) -> tuple[str, str, str]:
    return environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ["HTTP_HOST"]


ALL_CLAIMS = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "sello.example",
}


def test_claims_of_a_trusted_proxy_are_written_where_wsgi_has_a_place() -> None:
    assert essence(passed_on(**ALL_CLAIMS)) == ("203.0.113.9", "https", "sello.example")


@pytest.mark.parametrize("networks", [(), ("192.0.2.0/24",)])
def test_claims_of_strangers_change_nothing(networks: tuple[str, ...]) -> None:
    environ = passed_on(networks=networks, **ALL_CLAIMS)
    assert essence(environ) == (PROXY, "http", "inner:8000")


@pytest.mark.parametrize("peer", [PROXY, "198.51.100.7", "", "unix:"])
def test_no_claim_is_left_for_anybody_to_read(peer: str) -> None:
    environ = passed_on(
        peer=peer,
        **ALL_CLAIMS,
        HTTP_FORWARDED="for=1.2.3.4",
        HTTP_X_REAL_IP="1.2.3.4",
        HTTP_X_FORWARDED_PORT="443",
        HTTP_X_FORWARDED_SSL="on",
        HTTP_X_ORIGINAL_URL="/admin/",
    )
    assert sorted(environ) == [
        *("HTTP_HOST", "REMOTE_ADDR", FORWARDED, PEER, "wsgi.url_scheme"),
    ]
    assert (environ[FORWARDED], environ[PEER]) == (True, peer)


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        # Whatever stands before the first address that is not ours was written by a stranger.
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9, 10.0.0.3, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("2001:db8::5", "2001:db8::5"),
        ("[2001:db9::5]:4711", "2001:db9::5"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", PROXY),
        ("203.0.113.9, unknown", PROXY),
        ("203.0.113.9, garbage, 10.0.0.2", "10.0.0.2"),
        ("", PROXY),
        (",,,", PROXY),
        ("203.0.113.9, " + "9" * 3000, PROXY),
        ("; DROP TABLE", PROXY),
    ],
)
def test_the_client_is_the_first_address_outwards_that_is_no_proxy(chain: str, client: str) -> None:
    assert passed_on(HTTP_X_FORWARDED_FOR=chain)["REMOTE_ADDR"] == client


@pytest.mark.parametrize(
    ("scheme", "seen"),
    [("https", "https"), ("HTTPS", "https"), ("http", "http"), ("gopher", "http"), ("", "http")],
)
def test_only_the_two_schemes_of_the_web_are_taken(scheme: str, seen: str) -> None:
    assert passed_on(HTTP_X_FORWARDED_PROTO=scheme)["wsgi.url_scheme"] == seen


def test_in_a_chain_the_outermost_trusted_proxy_tells_the_scheme() -> None:
    environ = passed_on(
        HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9, 10.0.0.2",
        HTTP_X_FORWARDED_PROTO="http, https, http",
    )
    assert environ["wsgi.url_scheme"] == "https"


def test_a_scheme_prepended_by_a_stranger_is_not_believed() -> None:
    environ = passed_on(HTTP_X_FORWARDED_FOR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https, http")
    assert environ["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize(
    "host", ["", "evil\r\nSet-Cookie: a=b", "a/b", "user@host", "x" * 300, "a b", "host:port"]
)
def test_malformed_hosts_are_as_if_not_sent(host: str) -> None:
    assert passed_on(HTTP_X_FORWARDED_HOST=host)["HTTP_HOST"] == "inner:8000"


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [
        (
            "for=203.0.113.9;proto=https;host=sello.example",
            ("203.0.113.9", "https", "sello.example"),
        ),
        ('For="[2001:db9::5]:47";Proto=HTTPS', ("2001:db9::5", "https", "inner:8000")),
        (
            "for=1.1.1.1;proto=http, for=203.0.113.9;proto=https, for=10.0.0.2;proto=http",
            ("203.0.113.9", "https", "inner:8000"),
        ),
        ("for=_hidden;proto=https", (PROXY, "https", "inner:8000")),
        ("for=203.0.113.9;;;", (PROXY, "http", "inner:8000")),
        ('for="203.0.113.9', (PROXY, "http", "inner:8000")),
        ("nonsense", (PROXY, "http", "inner:8000")),
    ],
)
def test_the_standard_header_is_understood(forwarded: str, seen: tuple[str, str, str]) -> None:
    assert essence(passed_on(HTTP_FORWARDED=forwarded)) == seen


def test_a_forwarded_header_passed_on_beside_the_proxys_own_counts_for_nothing() -> None:
    environ = passed_on(
        HTTP_FORWARDED="for=6.6.6.6;host=evil.example", HTTP_X_FORWARDED_FOR="203.0.113.9"
    )
    assert essence(environ) == ("203.0.113.9", "http", "inner:8000")


@given(
    forwarded_for=st.text(max_size=60),
    proto=st.text(max_size=20),
    host=st.text(max_size=60),
    forwarded=st.text(alphabet='for=;,"\\ .:1[]ph', max_size=80),
)
def test_no_header_whatever_stops_a_request(
    forwarded_for: str, proto: str, host: str, forwarded: str
) -> None:
    claims = {
        "HTTP_X_FORWARDED_FOR": forwarded_for,
        "HTTP_X_FORWARDED_PROTO": proto,
        "HTTP_X_FORWARDED_HOST": host,
    }
    for environ in (passed_on(**claims), passed_on(HTTP_FORWARDED=forwarded)):
        assert parse_address(environ["REMOTE_ADDR"]) is not None
        assert environ["wsgi.url_scheme"] in {"http", "https"}
        assert environ["HTTP_HOST"].isprintable()
