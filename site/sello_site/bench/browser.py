"""What a real browser does with a page: how much it loads, and when a moment comes.

Chromium is driven over its debugging pipe (two file descriptors, messages ended by a NUL), which
needs no library. Each page is loaded in a profile of its own, so nothing is cached.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sello_site.bench.registry import BenchmarkProblem
from sello_site.launcher.chromium import find_chromium

_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
# Chromium reads from 3 and writes to 4. Both ends are put out of the way first: either may be one
# of those numbers itself.
_START = """
import fcntl, os, sys
reading, writing = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3])
os.dup2(reading, 3)
os.dup2(writing, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PATIENCE = 60.0
_QUIET = 0.7  # seconds without a request after which a page counts as loaded


@dataclass(frozen=True)
class PageLoad:
    """``sent`` in bytes as they came over the wire; ``mark_ms`` since the page was asked for."""

    sent: int
    requests: tuple[str, ...]
    mark_ms: float


class Chromium:
    """A running browser; use :func:`chromium`."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def load(self, address: str, *, mark: str, slowed: float = 1.0) -> PageLoad:
        """Load a page with the CPU slowed so many times, until its script sets the mark
        (``performance.mark``) and nothing more is asked for.

        Raises BenchmarkProblem when it never does.
        """
        context = self._call("Target.createBrowserContext")["browserContextId"]
        target = self._call(
            "Target.createTarget", url="about:blank", browserContextId=context, width=1280,
            height=900,
        )["targetId"]  # fmt: skip
        session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for method in ("Network.enable", "Page.enable", "Runtime.enable"):
            self._call(method, session=session)
        self._call("Emulation.setCPUThrottlingRate", session=session, rate=slowed)
        self.events.clear()
        self._call("Page.navigate", session=session, url=address)
        moment = self._await_mark(session, mark)
        requests, sent = self._await_quiet()
        self._call("Target.disposeBrowserContext", browserContextId=context)
        return PageLoad(sent, tuple(requests), moment)

    def _await_mark(self, session: str, mark: str) -> float:
        asked = f"(performance.getEntriesByName({json.dumps(mark)})[0] ?? {{}}).startTime ?? -1"
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            answer = self._call(
                "Runtime.evaluate", session=session, expression=asked, returnByValue=True
            )
            value = answer.get("result", {}).get("value", -1)
            if value >= 0:
                return float(value)
            self._receive(0.05)
        raise BenchmarkProblem(f"the page set no mark {mark!r} in {_PATIENCE:.0f} seconds")

    def _await_quiet(self) -> tuple[list[str], int]:
        deadline = time.monotonic() + _PATIENCE
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < _QUIET and time.monotonic() < deadline:
            if self._receive(0.05):
                quiet_since = time.monotonic()
        requests, sent = [], 0
        for event in self.events:
            parameters = event["params"]
            if event["method"] == "Network.requestWillBeSent":
                requests.append(parameters["request"]["url"])
            elif event["method"] == "Network.loadingFinished":
                sent += int(parameters["encodedDataLength"])
        return [url for url in requests if not url.startswith("data:")], sent

    def _call(self, method: str, *, session: str | None = None, **parameters: Any) -> Any:
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            for answer in self._receive(1.0):
                if answer.get("id") == number:
                    if "error" in answer:
                        raise BenchmarkProblem(f"Chromium: {method}: {answer['error']}")
                    return answer["result"]
        raise BenchmarkProblem(f"Chromium did not answer {method}")

    def _receive(self, seconds: float) -> list[dict[str, Any]]:
        """Messages that have come, at the latest after so many seconds; events are kept."""
        if select.select([self._reading], [], [], seconds)[0]:
            came = os.read(self._reading, 1 << 20)
            if not came:
                raise BenchmarkProblem("Chromium ended by itself")
            self._buffer += came
        *whole, self._buffer = self._buffer.split(b"\0")
        messages = [json.loads(one) for one in whole]
        self.events += [one for one in messages if "method" in one]
        return messages


@contextmanager
def chromium() -> Iterator[Chromium | None]:
    """A browser until the block ends; None where the machine has none."""
    path = os.environ.get("SELLO_TEST_CHROMIUM") or find_chromium()
    if path is None:
        yield None
        return
    to_read, from_us = os.pipe()
    from_them, to_write = os.pipe()
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(  # noqa: S603 - our own arguments
            [
                sys.executable, "-c", _START, str(to_read), str(to_write),
                path, *_ARGUMENTS, f"--user-data-dir={profile}",
            ],
            pass_fds=(to_read, to_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        try:
            yield Chromium(from_them, from_us)
        finally:
            os.close(from_us)
            os.close(from_them)
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
