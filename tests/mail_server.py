"""A mail server on a real socket that answers as a test tells it."""

from __future__ import annotations

import dataclasses
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sello_site.outbox.transport_setting import Transport, parse_transport


@dataclasses.dataclass
class Server:
    """``rcpt`` and ``final`` are its answers; ``final`` may be "hang" or "close" too."""

    port: int = 0
    greeting: str = "220 hola"
    rcpt: str = "250 ok"
    data: str = "354 go on"
    final: str = "250 taken"
    final_pause: float = 0
    texts: list[str] = dataclasses.field(default_factory=list)
    stop: threading.Event = dataclasses.field(default_factory=threading.Event)

    @property
    def transport(self) -> Transport:
        found = parse_transport(f"smtp://127.0.0.1:{self.port}?tls=none")
        return dataclasses.replace(found, options={**found.options, "timeout": 1})

    def message_ids(self) -> list[str]:
        return [
            line.partition(":")[2].strip()
            for text in self.texts
            for line in text.splitlines()
            if line.lower().startswith("message-id:")
        ]


@contextmanager
def running_server() -> Iterator[Server]:
    """Listens on a free port of this machine until the block ends."""
    told = Server()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say(told.greeting)
            for raw in self.rfile:
                verb = raw[:4].upper()
                if verb == b"EHLO":
                    self.say("250 hola")
                elif verb == b"RCPT":
                    self.say(told.rcpt)
                elif verb == b"DATA":
                    self.say(told.data)
                    if told.data.startswith("354") and not self.take():
                        return None
                elif verb == b"QUIT":
                    return self.say("221 adios")
                else:
                    self.say("250 ok")
            return None

        def take(self) -> bool:
            lines = []
            for raw in self.rfile:
                if raw == b".\r\n":
                    told.texts.append(b"".join(lines).decode())
                    break
                lines.append(raw)
            if told.final == "hang":
                told.stop.wait(30)
            if told.final in {"hang", "close"}:
                return False
            time.sleep(told.final_pause)
            self.say(told.final)
            return True

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Threads(("127.0.0.1", 0), Handler) as running:
        told.port = running.server_address[1]
        thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield told
        told.stop.set()
        running.shutdown()
        thread.join()
