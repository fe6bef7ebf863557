"""A supervisor in a process of its own, for tests that kill it. Run as a script.

Arguments: var folder, JSON with further options. Prints one JSON object per event.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from sello_site.embedded import EmbeddedPostgres, EmbeddedProblem
from sello_site.launcher.problems import Stopped
from sello_site.launcher.signals import stop_on_signals


def tell(**event: object) -> None:
    print(json.dumps(event), flush=True)


def main() -> None:
    var = Path(sys.argv[1])
    options = json.loads(sys.argv[2])
    limit = options.pop("largest_file", None)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    if "elsewhere" in options:
        options["elsewhere"] = Path(options["elsewhere"])
    options.setdefault("fsync", False)
    try:
        with stop_on_signals():
            server = EmbeddedPostgres(var, say=lambda line: tell(said=line), **options)
            with server:
                tell(
                    event="ready",
                    process=server._process.pid if server._process else None,
                    socket_folder=str(server.socket_folder),
                    home=str(server.home),
                    was_created=server.was_created,
                )
                while True:
                    if server.poll():
                        tell(event="restarted", process=server._process and server._process.pid)
                    time.sleep(0.05)
    except EmbeddedProblem as problem:
        tell(event="problem", kind=type(problem).__name__, text=str(problem))
        sys.exit(1)
    except Stopped:
        sys.exit(0)


if __name__ == "__main__":
    main()
