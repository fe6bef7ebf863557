"""Compiles one document and ends: started by :mod:`sello_site.typesetting.compiling`, by its path.

The compiler cannot be interrupted, and takes gigabytes and minutes for what is large enough. In a
process of its own both have an end, and what it keeps in memory goes with it.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

FAILED = 3
"""Exit status for a document that the compiler refused; standard output then says why."""


def main() -> int:
    """Reads the job from standard input, writes the document to standard output."""
    job: dict[str, Any] = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"], job["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import typst  # inline: what it takes counts

    try:
        document = typst.compile(
            f"{job['root']}/{job['template']}",
            root=job["root"],
            ignore_system_fonts=True,
            # Nothing is fetched: a folder that is empty holds no package.
            package_path=job["packages"],
            package_cache_path=job["packages"],
            format=job["format"],
            ppi=72.0 if job["format"] == "png" else None,
            pdf_standards=["ua-1"] if job["format"] == "pdf" else [],
            timestamp=job["timestamp"],
        )
    except typst.TypstError as error:
        sys.stdout.write(f"{error.message}\n{error.diagnostic}")
        return FAILED
    pages = document if isinstance(document, list) else [document]
    sys.stdout.buffer.write(pages[job["page"]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
