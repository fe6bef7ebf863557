"""The job that looks at what is published, some seconds at a time."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sello_editorial.checking.renewal import check_pages

logger = logging.getLogger("sello.editorial")

SECONDS = 8.0
"""How long one job looks: less than the time that a worker has to finish after TERM."""


@app.task(queueing_lock="sello_editorial.check_published", lock="sello_editorial.checks")
def check_published(timestamp: int) -> None:
    """Begins to look at all published pages."""
    go_on(0)


@app.task(queueing_lock="sello_editorial.check_more", lock="sello_editorial.checks")
def check_more(after: int) -> None:
    """Looks at some pages and leaves the others to the next job: none may hold the worker."""
    last = check_pages(after=after, seconds=SECONDS)
    if last is not None:
        go_on(last)


def go_on(after: int) -> None:
    """Asks the worker to look at the pages after this one."""
    try:
        check_more.defer(after=after)
    except AlreadyEnqueued:
        logger.debug("%s is about to run already", check_more.name)
