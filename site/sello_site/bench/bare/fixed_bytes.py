"""Answers every read with the same bytes: an upper bound on what a client can receive."""

from __future__ import annotations

import selectors
import socket
import sys

_BODY = b"Hello, world!"
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n%s" % (
    len(_BODY),
    _BODY,
)


def serve(port: int) -> None:
    """Answer until killed."""
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for ready, _ in selector.select():
            if ready.fileobj is listener:
                client, _address = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(client, selectors.EVENT_READ, client)
            elif ready.data.recv(65_536):
                ready.data.sendall(_ANSWER)
            else:
                selector.unregister(ready.data)
                ready.data.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
