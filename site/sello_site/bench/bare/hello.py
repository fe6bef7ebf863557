"""A WSGI application without a framework."""

from __future__ import annotations

from typing import Any

_BODY = b"Hello, world!"


def application(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(_BODY)))])
    return [_BODY]
