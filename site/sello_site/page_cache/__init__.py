"""Anonymous public pages, answered in front of Django and never stale.

A page is stored under the value of a counter that every commit to a public model raises, and is
served only while that counter has not moved. The parts:

- `wrapper.PageCache`: the WSGI wrapper, one per worker.
- `generation.Generation`: the counter, in a memory-mapped file shared by all processes of a host.
- `invalidation`: raises it after each commit that wrote to a public table through Django.
- `triggers` and `listener`: raise it for every other writer (other hosts, COPY, psql, a process
  that died between COMMIT and raising it).
"""

from sello_site.page_cache.generation import Generation, GenerationFileError
from sello_site.page_cache.wrapper import PageCache

__all__ = ["Generation", "GenerationFileError", "PageCache"]
