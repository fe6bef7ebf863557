"""A connection to a judged destination that ends in time, whatever comes back."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from typing import Any

from sello_site.outgoing.addresses import Destination

LONGEST_ANSWER = 65536
"""Bytes that are read of an answer at most; its body is not read at all."""


class _Clock:
    """How long an exchange may still take."""

    def __init__(self, *, timeout: float, deadline: float) -> None:
        self._timeout = timeout
        self._deadline = deadline
        self._until = time.monotonic() + deadline

    def timeout(self) -> float:
        """Seconds for the next step; TimeoutError when none is left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"not over after {self._deadline:g} seconds")
        return min(self._timeout, left)


class _Arriving(io.RawIOBase):
    """What arrives on a socket, as long as the clock allows and up to the longest answer."""

    def __init__(self, connected: socket.socket, clock: _Clock) -> None:
        self._socket = connected
        self._clock = clock
        self._left = LONGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left <= 0:
            raise http.client.HTTPException(f"the answer is longer than {LONGEST_ANSWER} bytes")
        self._socket.settimeout(self._clock.timeout())
        size = self._socket.recv_into(buffer, min(len(buffer), self._left))
        self._left -= size
        return size

    def makefile(self, mode: str) -> io.BufferedReader:
        """As http.client asks it of a socket."""
        return io.BufferedReader(self)


class PinnedConnection(http.client.HTTPConnection):
    """Connects to the address that was judged, whatever the name says by now.

    ``timeout``: seconds for the connection, and again for each step of the exchange;
    ``deadline``: seconds for all of it.
    """

    def __init__(self, destination: Destination, *, timeout: float, deadline: float) -> None:
        super().__init__(destination.host, destination.port, timeout=timeout)
        self._destination = destination
        self._clock = _Clock(timeout=timeout, deadline=deadline)

    def connect(self) -> None:
        address = (self._destination.ip, self.port)
        plain = socket.create_connection(address, timeout=self._clock.timeout())
        self.sock = plain
        if self._destination.scheme == "http":
            return
        plain.settimeout(self._clock.timeout())  # for the whole of the handshake
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self._destination.host)

    def send(self, data: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self._clock.timeout())
        super().send(data)

    def head_of_answer(self, *, method: str) -> tuple[int, http.client.HTTPMessage]:
        """Status and headers of the answer to the one request that was sent; its body is not
        read."""
        arriving: Any = _Arriving(self.sock, self._clock)
        with http.client.HTTPResponse(arriving, method=method) as answer:
            answer.begin()
            return answer.status, answer.headers
